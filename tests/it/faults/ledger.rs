//! What was saved, kept beside the program: each record, its last words and how often its fate was in doubt. It is
//! what «nothing lost, nothing twice» is checked against.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use vetsystem_companion::domain::{ActionKind, ClientDraft, QueueState, RecordKind};
use vetsystem_companion::store::{Author, QueueError, Resolution, SaveError, Saved, Store};

use crate::support::{appointment, invoice, line, patient};

/// The lists of the server's dump.
pub const LISTS: [&str; 4] = ["clients", "patients", "appointments", "invoices"];

/// One record that somebody saved.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: RecordKind,
    /// Stands in the record and in no other: its number.
    pub mark: String,
    /// Counts the edits: the record's second field shows it.
    pub version: u32,
    pub client: Option<usize>,
    pub patient: Option<usize>,
    pub local_id: i64,
    pub queue_id: i64,
    /// Taken out of the queue before the server had it.
    pub withdrawn: bool,
    /// How often it was seen in doubt: each is one more time that it may have been sent.
    pub doubts: u32,
    pub in_doubt: bool,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// Tells the marks of several workstations apart.
    pub desk: &'static str,
    pub classic: bool,
    /// The server forgot some of what it had: until that is sent again it may lack what was acknowledged.
    pub server_forgot: bool,
}

/// A record as the store shows it.
struct Local {
    shown: Value,
    server_id: Option<String>,
    synced: bool,
}

impl Entry {
    pub fn action(&self) -> ActionKind {
        match self.kind {
            RecordKind::Client => ActionKind::CreateClient,
            RecordKind::Patient => ActionKind::CreatePatient,
            RecordKind::Appointment => ActionKind::CreateAppointment,
            RecordKind::Invoice => ActionKind::CreateInvoice,
        }
    }

    fn list(&self) -> &'static str {
        match self.kind {
            RecordKind::Client => "clients",
            RecordKind::Patient => "patients",
            RecordKind::Appointment => "appointments",
            RecordKind::Invoice => "invoices",
        }
    }

    fn marked_field(&self) -> &'static str {
        match self.kind {
            RecordKind::Client => "full_name",
            RecordKind::Patient => "name",
            RecordKind::Appointment | RecordKind::Invoice => "notes",
        }
    }

    /// What both sides must say of it.
    fn expected(&self) -> Value {
        let (mark, version) = (&self.mark, self.version);
        match self.kind {
            RecordKind::Client => json!({"full_name": mark, "phone": self.phone()}),
            RecordKind::Patient => json!({"name": mark, "breed": format!("порода {version}")}),
            RecordKind::Appointment => json!({"notes": mark, "doctor_name": format!("Врач {version}")}),
            RecordKind::Invoice => json!({"notes": mark, "total_amount": 2000 + i64::from(version)}),
        }
    }

    /// No two clients have the same: a doubt of theirs settles by it.
    fn phone(&self) -> String {
        let number: u32 = self.mark.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap();
        format!("+7916{number:04}{:03}", self.version % 1000)
    }

    /// Its rows on the server.
    pub fn rows<'d>(&self, dump: &'d Value) -> Vec<&'d Value> {
        let field = self.marked_field();
        dump[self.list()].as_array().unwrap().iter().filter(|row| row[field] == *self.mark).collect()
    }

    fn local(&self, store: &mut Store) -> Option<Local> {
        let id = self.local_id;
        Some(match self.kind {
            RecordKind::Client => {
                let row = store.client(id).unwrap()?;
                let shown = json!({"full_name": row.full_name, "phone": row.phone});
                Local { shown, server_id: row.server_id, synced: row.synced }
            }
            RecordKind::Patient => {
                let row = store.patient(id).unwrap()?;
                let shown = json!({"name": row.name, "breed": row.breed});
                Local { shown, server_id: row.server_id, synced: row.synced }
            }
            RecordKind::Appointment => {
                let row = store.appointment(id).unwrap()?;
                let shown = json!({"notes": row.notes, "doctor_name": row.doctor_name});
                Local { shown, server_id: row.server_id, synced: row.synced }
            }
            RecordKind::Invoice => {
                let row = store.invoice(id).unwrap()?.head;
                let shown = json!({"notes": row.notes, "total_amount": row.total.0 / 100});
                Local { shown, server_id: row.server_id, synced: row.synced }
            }
        })
    }

    fn save(
        &self,
        store: &mut Store,
        by: &Author,
        now: DateTime<FixedOffset>,
        ids: [Option<i64>; 3],
    ) -> Result<Saved, SaveError> {
        let [id, client, animal] = ids;
        match self.kind {
            RecordKind::Client => {
                let draft = ClientDraft {
                    full_name: self.mark.clone(),
                    phone: self.phone(),
                    ..ClientDraft::default()
                };
                store.save_client(by, now, id, &draft)
            }
            RecordKind::Patient => {
                let mut draft = patient(&self.mark, client.unwrap());
                draft.breed = Some(format!("порода {}", self.version));
                store.save_patient(by, now, id, &draft)
            }
            RecordKind::Appointment => {
                let mut draft = appointment(client.unwrap(), animal.unwrap());
                draft.notes = Some(self.mark.clone());
                draft.doctor_name = Some(format!("Врач {}", self.version));
                store.save_appointment(by, now, id, &draft)
            }
            RecordKind::Invoice => {
                let mut draft = invoice(client.unwrap(), animal);
                draft.lines = vec![line("Приём", 2000), line("Прочее", i64::from(self.version))];
                draft.notes = Some(self.mark.clone());
                store.save_invoice(by, now, id, &draft)
            }
        }
    }
}

impl Ledger {
    /// Saves a new record; parents are numbers of the ledger.
    pub fn save(
        &mut self,
        store: &mut Store,
        by: &Author,
        now: DateTime<FixedOffset>,
        kind: RecordKind,
        parents: [Option<usize>; 2],
    ) -> usize {
        let number = self.entries.len();
        let [client, patient] = parents;
        let mut entry = Entry {
            kind,
            mark: format!("{}{} {number:04}", self.desk, kind.as_str()),
            version: 1,
            client,
            patient,
            local_id: 0,
            queue_id: 0,
            withdrawn: false,
            doubts: 0,
            in_doubt: false,
        };
        let saved = entry.save(store, by, now, [None, self.local(client), self.local(patient)]).unwrap();
        (entry.local_id, entry.queue_id) = (saved.local_id, saved.queue_id);
        self.entries.push(entry);
        number
    }

    /// Changes a record; `false`: it is not to be changed now.
    pub fn edit(
        &mut self,
        store: &mut Store,
        by: &Author,
        now: DateTime<FixedOffset>,
        number: usize,
    ) -> bool {
        let mut changed = self.entries[number].clone();
        changed.version += 1;
        let ids = [Some(changed.local_id), self.local(changed.client), self.local(changed.patient)];
        match changed.save(store, by, now, ids) {
            Ok(_) => {
                self.entries[number] = changed;
                true
            }
            Err(SaveError::InFlight | SaveError::OnServer | SaveError::LocalOnly) => false,
            Err(error) => panic!("{changed:?}: {error}"),
        }
    }

    /// Takes a record's action out of the queue, and those that need it; `false`: it is not to be had now.
    pub fn withdraw(&mut self, store: &mut Store, number: usize) -> bool {
        match store.queue_discard(self.entries[number].queue_id, true) {
            Ok(taken_out) => {
                let gone = self.entries.iter_mut().filter(|entry| taken_out.contains(&entry.queue_id));
                gone.for_each(|entry| entry.withdrawn = true);
                true
            }
            Err(QueueError::InFlight | QueueError::Missing(_)) => false,
            Err(error) => panic!("{number}: {error}"),
        }
    }

    /// What a person does about what is refused or in doubt: looks at the server, says what is there, sends again what
    /// is not, and gives up what a classic server never takes.
    pub fn decide(&mut self, store: &mut Store, dump: &Value, now: DateTime<FixedOffset>) {
        for row in store.queue().unwrap() {
            let found = self.entries.iter().position(|entry| entry.queue_id == row.id);
            let Some(number) = found.filter(|_| row.state.needs_attention() || row.state == QueueState::Held)
            else {
                continue;
            };
            let entry = &self.entries[number];
            let takes = !self.classic || matches!(entry.kind, RecordKind::Client | RecordKind::Patient);
            let there = !entry.rows(dump).is_empty();
            let decided = match row.state {
                QueueState::InDoubt if there => store.resolve(row.id, Resolution::Sent, now),
                QueueState::InDoubt if takes => store.resolve(row.id, Resolution::Resend, now),
                QueueState::Refused if takes => store.queue_retry(row.id, now),
                _ if takes => Ok(()),
                _ => {
                    self.withdraw(store, number);
                    Ok(())
                }
            };
            // What is not downloaded yet is decided after the next download.
            assert!(matches!(decided, Ok(()) | Err(QueueError::NotDownloaded)), "{row:?}: {decided:?}");
        }
        // What waits because its kind is held is refused once more, each by itself.
        for held in store.report(now).unwrap().held_kinds {
            store.try_kind_again(held.kind, now).unwrap();
        }
    }

    /// The server was restored from an older copy: all that the journal knows goes up again, each as a new action.
    pub fn resend_missing(&mut self, store: &mut Store, now: DateTime<FixedOffset>) {
        store.resend_missing(now).unwrap();
        for row in store.queue().unwrap() {
            let same = |entry: &&mut Entry| (entry.action(), entry.local_id) == (row.kind, row.local_id);
            if let Some(entry) = self.entries.iter_mut().find(same) {
                entry.queue_id = row.id;
            }
        }
    }

    fn local(&self, number: Option<usize>) -> Option<i64> {
        number.map(|number| self.entries[number].local_id)
    }

    /// Looks who is in doubt now. To be called after each cycle.
    pub fn note_doubts(&mut self, store: &mut Store) {
        let doubtful: HashMap<i64, QueueState> = store
            .queue()
            .unwrap()
            .into_iter()
            .filter(|row| matches!(row.state, QueueState::InDoubt | QueueState::Settling))
            .map(|row| (row.id, row.state))
            .collect();
        for entry in &mut self.entries {
            let in_doubt = doubtful.contains_key(&entry.queue_id);
            entry.doubts += u32::from(in_doubt && !entry.in_doubt);
            entry.in_doubt = in_doubt;
        }
    }

    /// Whatever has happened: every record is here as it was saved; it waits, or the server has it; the server has
    /// nothing twice that was not in doubt.
    pub fn check(&self, store: &mut Store, dump: &Value, what: &dyn std::fmt::Debug) {
        let queue = store.queue().unwrap();
        for entry in &self.entries {
            let Some(local) = entry.local(store) else { panic!("{what:?}: gone from the store: {entry:?}") };
            assert_eq!(local.shown, entry.expected(), "{what:?}: {entry:?}");
            let rows = entry.rows(dump);
            let queued = queue.iter().any(|row| row.id == entry.queue_id);
            let most = usize::from(!entry.withdrawn) + entry.doubts as usize;
            assert!(rows.len() <= most, "{what:?}: {} times there: {entry:?}", rows.len());
            assert!(
                queued || local.synced || entry.withdrawn,
                "{what:?}: in no queue and not sent: {entry:?}"
            );
            assert!(!(queued && local.synced), "{what:?}: sent and queued: {entry:?}");
            if local.synced && !self.server_forgot {
                // What a person found there has no id here.
                let there = local
                    .server_id
                    .as_ref()
                    .map_or(!rows.is_empty(), |id| rows.iter().any(|row| row["id"] == **id));
                assert!(
                    there,
                    "{what:?}: the server does not have {:?}: {entry:?}, {rows:?}",
                    local.server_id
                );
            }
        }
    }

    /// After the healing on a classic server: what was not given up is there, as it was saved.
    pub fn check_kept(&self, store: &mut Store, dump: &Value, what: &dyn std::fmt::Debug) {
        self.check(store, dump, what);
        for entry in self.entries.iter().filter(|entry| !entry.withdrawn) {
            assert!(!entry.rows(dump).is_empty(), "{what:?}: lost: {entry:?}");
        }
        assert!(store.integrity_check().unwrap(), "{what:?}");
    }

    /// After the healing on a server that knows keys: both sides hold the same, and nothing else.
    pub fn check_equal(&self, store: &mut Store, dump: &Value, what: &dyn std::fmt::Debug) {
        self.check_once(store, dump, what);
        for (list, count) in LISTS.into_iter().zip(self.counts()) {
            assert_eq!(dump[list].as_array().unwrap().len(), count, "{what:?}: {list}");
        }
    }

    /// Every record is here as it was saved, and those that a server may have been told of wait or are sent.
    pub fn check_here(&self, store: &mut Store, what: &dyn std::fmt::Debug) {
        let queue = store.queue().unwrap();
        for entry in &self.entries {
            let Some(local) = entry.local(store) else { panic!("{what:?}: gone from the store: {entry:?}") };
            assert_eq!(local.shown, entry.expected(), "{what:?}: {entry:?}");
            let queued = queue.iter().any(|row| row.id == entry.queue_id);
            assert!(entry.withdrawn || queued != local.synced, "{what:?}: {entry:?}: queued {queued}");
        }
    }

    /// How many rows each list has to have.
    pub fn counts(&self) -> [usize; 4] {
        LISTS.map(|list| self.entries.iter().filter(|entry| !entry.withdrawn && entry.list() == list).count())
    }

    /// Each record is there once, as it is here, with its parents.
    pub fn check_once(&self, store: &mut Store, dump: &Value, what: &dyn std::fmt::Debug) {
        self.check(store, dump, what);
        assert_eq!(store.queue().unwrap(), [], "{what:?}");
        for entry in self.entries.iter().filter(|entry| !entry.withdrawn) {
            let rows = entry.rows(dump);
            assert_eq!(rows.len(), 1, "{what:?}: {entry:?}");
            for (field, value) in entry.expected().as_object().unwrap() {
                assert_eq!(rows[0][field], *value, "{what:?}: {field} of {entry:?}");
            }
            let parent_fields = match entry.kind {
                RecordKind::Client => ["", ""],
                RecordKind::Patient => ["owner_server_id", ""],
                _ => ["client_server_id", "patient_server_id"],
            };
            for (parent, field) in [entry.client, entry.patient].into_iter().zip(parent_fields) {
                let Some(parent) = parent else { continue };
                let there = self.entries[parent].rows(dump);
                assert_eq!(rows[0][field], there[0]["id"], "{what:?}: parent of {entry:?}");
            }
        }
        assert!(store.integrity_check().unwrap(), "{what:?}");
    }
}
