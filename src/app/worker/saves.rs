//! Writes: each draft to its noun, and what a person does with the queue.

use chrono::{DateTime, FixedOffset};

use super::super::draft::Draft;
use super::super::message::{Job, Reply, SaveJob};
use super::super::model::Decision;
use crate::domain::RecordKind;
use crate::store::{QueueError, Resolution, SaveError, Store, StoreError, TriedAgain};

/// Does a writing job. None where it only queries.
pub(super) fn act(store: &mut Store, job: &Job) -> Option<Reply> {
    match job {
        Job::Query { .. } => None,
        Job::Save(job) => Some(save(store, job)),
        Job::Retry { queue_id, now } => Some(Reply::Retried(store.queue_retry(*queue_id, *now))),
        Job::Decide { decision, now } => {
            Some(Reply::Decided { decision: *decision, result: decide(store, *decision, *now) })
        }
        Job::Discard { queue_id, with_dependants } => {
            let taken = store.queue_discard(*queue_id, *with_dependants);
            Some(Reply::Discarded { queue_id: *queue_id, taken })
        }
    }
}

/// What went with it is known only of a kind that is tried again.
fn decide(
    store: &mut Store,
    decision: Decision,
    now: DateTime<FixedOffset>,
) -> Result<Option<TriedAgain>, QueueError> {
    match decision {
        Decision::AlreadyThere(id) => store.resolve(id, Resolution::Sent, now)?,
        Decision::SendMissing => store.resend_missing(now).map(drop)?,
        Decision::WithoutBirthDate(id) => store.send_without_birth_date(id, now)?,
        Decision::PutAside(kind) => store.put_aside(kind).map(drop)?,
        Decision::TryAgain(kind) => return Ok(store.try_kind_again(kind, now)?),
        // The sync's business: the window tells it so.
        Decision::AcceptShrink => {}
        Decision::DeclineShrink => store.decline_shrink(now.to_utc())?,
        Decision::Dismiss(kind) => store.dismiss(kind)?,
    }
    Ok(None)
}

/// Nothing was written, since another writer held the store.
pub(super) fn was_busy(reply: &Reply) -> bool {
    failure(reply).is_some_and(StoreError::is_busy)
}

/// Nothing was written, since the file does not hold what was written there.
pub(super) fn met_damage(reply: &Reply) -> bool {
    failure(reply).is_some_and(StoreError::is_damage)
}

/// The store's own failure.
fn failure(reply: &Reply) -> Option<&StoreError> {
    match reply {
        Reply::Saved { saved: Err(SaveError::Store(error)), .. }
        | Reply::Retried(Err(QueueError::Store(error)))
        | Reply::Decided { result: Err(QueueError::Store(error)), .. }
        | Reply::Discarded { taken: Err(QueueError::Store(error)), .. } => Some(error),
        _ => None,
    }
}

fn save(store: &mut Store, job: &SaveJob) -> Reply {
    let SaveJob { form, id, draft, author, now } = job;
    let (kind, saved) = match draft {
        Draft::Client(draft) => (RecordKind::Client, store.save_client(author, *now, *id, draft)),
        Draft::Patient(draft) => (RecordKind::Patient, store.save_patient(author, *now, *id, draft)),
        Draft::Appointment(draft) => {
            (RecordKind::Appointment, store.save_appointment(author, *now, *id, draft))
        }
        Draft::Invoice(draft) => (RecordKind::Invoice, store.save_invoice(author, *now, *id, draft)),
    };
    Reply::Saved { form: *form, kind, saved }
}
