//! Saves: each draft to its noun.

use super::super::draft::Draft;
use super::super::message::{Reply, SaveJob};
use crate::domain::RecordKind;
use crate::store::Store;

pub(super) fn save(store: &mut Store, job: SaveJob) -> Reply {
    let SaveJob { form, id, draft, author, now } = job;
    let (kind, saved) = match &draft {
        Draft::Client(draft) => (RecordKind::Client, store.save_client(&author, now, id, draft)),
        Draft::Patient(draft) => (RecordKind::Patient, store.save_patient(&author, now, id, draft)),
        Draft::Appointment(draft) => {
            (RecordKind::Appointment, store.save_appointment(&author, now, id, draft))
        }
        Draft::Invoice(draft) => (RecordKind::Invoice, store.save_invoice(&author, now, id, draft)),
    };
    Reply::Saved { form, kind, saved }
}
