//! Every message between the window's thread and the others, and the effects `update` asks for.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::command::Command;
use super::draft::Draft;
use super::model::{
    AppointmentRow, Card, ClientListRow, Decision, InvoiceListRow, InvoiceRow, ItemRow, Journal, Listing,
    PatientListRow, QueueGroups, Record, Secret, Stopped, StoreTrouble,
};
use super::session::{SecretPlace, Session, SessionError};
use super::slot::RequestId;
use crate::domain::{Branch, RecordKind, User};
use crate::store::{Author, QueueError, SaveError, Saved, StoreReport, Tally, TriedAgain};
use crate::sync::{CallError, ConsoleLine, SignInError, SignedIn, SyncCommand, SyncEvent};

/// All that can change the model.
#[derive(Debug)]
pub(super) enum Message {
    Command(Command),
    Worker(Reply),
    Errand(ErrandReply),
    Sync(SyncEvent),
    /// The watchdog found the sync standing still, or ended.
    SyncStopped(Stopped),
    /// Time has passed.
    Tick,
}

/// What `update` wants done outside of it.
#[derive(Debug)]
pub(super) enum Effect {
    /// A job for the store worker.
    Store(Job),
    Errand(Errand),
    /// Opens the session's store; `Reply::Opened` or `Reply::OpenFailed` follows.
    Open {
        session: Box<Session>,
        new_sign_in: bool,
    },
    /// Starts the sync, or starts it anew with another session.
    StartSync(Box<Session>),
    Sync(SyncCommand),
    /// A console line of the sync.
    Console(ConsoleLine),
}

/// What the store worker does, in order.
#[derive(Debug)]
pub(super) enum Job {
    /// May be dropped when a newer one of its kind waits behind it.
    Query {
        id: RequestId,
        query: Query,
    },
    Save(Box<SaveJob>),
    Retry {
        queue_id: i64,
        now: DateTime<FixedOffset>,
    },
    Discard {
        queue_id: i64,
        with_dependants: bool,
    },
    Decide {
        decision: Decision,
        now: DateTime<FixedOffset>,
    },
}

/// A record to be saved.
#[derive(Debug)]
pub(super) struct SaveJob {
    /// The form's number: its answer goes to that form alone.
    pub form: u64,
    pub id: Option<i64>,
    pub draft: Draft,
    pub author: Author,
    pub now: DateTime<FixedOffset>,
}

/// A question to the store; each variant has one slot that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Query {
    Clients { text: String, first: usize, limit: u32 },
    Card(i64),
    Appointments(NaiveDate),
    Invoices(NaiveDate),
    Invoice(i64),
    Prices { text: String, limit: u32 },
    Queue,
    Journal(String),
    Report(DateTime<FixedOffset>),
    Record(RecordKind, i64),
    ChooseClients(String),
    ChoosePatients { client_id: Option<i64>, text: String },
    ChooseItems(String),
    Doctors,
    Species,
    Breeds(String),
}

impl Query {
    /// Both wait for the same slot: the later one's answer is the one that counts.
    pub(super) fn same_slot(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// The answers, in the order of [`Query`].
#[derive(Debug)]
pub(super) enum Answer {
    Clients(Listing<ClientListRow>),
    Card(Option<Arc<Card>>),
    Appointments(Arc<[AppointmentRow]>),
    Invoices(Arc<[InvoiceListRow]>),
    Invoice(Option<Arc<InvoiceRow>>),
    Prices(Listing<ItemRow>),
    Queue(QueueGroups),
    Journal(Journal),
    Report(Arc<StoreReport>),
    Record(Option<Box<Record>>),
    ChooseClients(Listing<ClientListRow>),
    ChoosePatients(Listing<PatientListRow>),
    ChooseItems(Listing<ItemRow>),
    Doctors(Arc<[String]>),
    Species(Arc<[String]>),
    Breeds(Arc<[String]>),
}

/// What the store worker answers.
#[derive(Debug)]
pub(super) enum Reply {
    Opened,
    OpenFailed(StoreTrouble),
    Answered {
        id: RequestId,
        query: Query,
        answer: Result<Answer, Arc<StoreTrouble>>,
    },
    Saved {
        form: u64,
        kind: RecordKind,
        saved: Result<Saved, SaveError>,
    },
    /// The worker had no room for the save: nothing was saved.
    NotTaken {
        form: u64,
        kind: RecordKind,
    },
    Retried(Result<(), QueueError>),
    Decided {
        decision: Decision,
        result: Result<Option<TriedAgain>, QueueError>,
    },
    Discarded {
        queue_id: i64,
        taken: Result<Vec<i64>, QueueError>,
    },
    /// The store is damaged, and is being put together again: jobs in line wait.
    Damaged,
    Mended,
    /// The store was changed by someone else: another program, or the sync.
    ChangedElsewhere,
}

/// What waits for the network or the credential store, so that the window does not.
#[derive(Debug)]
pub(super) enum Errand {
    /// Reads the remembered session.
    Load,
    SignIn {
        ticket: u64,
        server: String,
        api_key: Secret,
        user: String,
        password: Secret,
    },
    Remember(Box<NewSession>),
    /// Counts what other stores beside this one have not sent.
    LookElsewhere(PathBuf),
    Branches {
        ticket: u64,
        server: String,
        api_key: Secret,
    },
}

/// A session before it has a store.
#[derive(Debug, Clone)]
pub(super) struct NewSession {
    pub server: String,
    pub api_key: Secret,
    pub user: User,
    pub branch: Branch,
    pub interval: std::time::Duration,
    /// The store of the session before it, where server and tenant are the same.
    pub store_path: Option<PathBuf>,
    /// Someone signed in, rather than changed the settings.
    pub signed_in: bool,
}

/// What the errands bring back.
#[derive(Debug)]
pub(super) enum ErrandReply {
    Loaded(Result<Option<Session>, SessionError>),
    SignedIn {
        ticket: u64,
        answer: Result<SignedIn, SignInError>,
    },
    /// The session as it is now, whether or not it could be kept for the next start.
    Remembered {
        session: Box<Session>,
        signed_in: bool,
        kept: Result<SecretPlace, SessionError>,
    },
    Branches {
        ticket: u64,
        answer: Result<Vec<Branch>, CallError>,
    },
    /// What waits in other clinics' stores.
    Elsewhere(Tally),
    /// The sync did not start: the system's words.
    SyncFailed(String),
}
