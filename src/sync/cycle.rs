//! What a cycle is asked, what it tells while it runs, and how it ended.

use chrono::{DateTime, TimeDelta, Utc};

use super::console::ConsoleLine;
use super::http::CallError;
use crate::store::{ChangeSet, List, Shrink, SnapshotCounts, Stamps};

/// A cycle shows after this long: most are shorter and would only flicker.
pub const SHOWN_AFTER: TimeDelta = TimeDelta::milliseconds(400);

/// Why a cycle runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The interval is over.
    Automatic,
    /// A person pressed the button: backoff is skipped, a server's `Retry-After` is not.
    Button,
    /// A headless `sync --once`: waits for the lock, and nothing else holds it back.
    Once,
}

/// What a cycle is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleOptions {
    pub trigger: Trigger,
    pub download: Download,
}

/// What a cycle is to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// What is due by itself.
    AsDue,
    /// The whole clinic.
    Full,
    /// The whole clinic: a person has agreed that as much goes as the problem that stands says.
    FullAcceptingShrink,
}

impl Download {
    pub fn full_if(full: bool) -> Self {
        if full { Self::Full } else { Self::AsDue }
    }

    pub(super) fn is_full(self) -> bool {
        self != Self::AsDue
    }
}

/// What the engine tells while it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    Started {
        at: DateTime<Utc>,
    },
    Console(ConsoleLine),
    /// Rows of a download that have come so far.
    Progress {
        list: List,
        rows: u64,
    },
    /// A commit changed these nouns.
    Changed(ChangeSet),
    Finished(CycleReport),
}

/// How a cycle ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CycleOutcome {
    Done,
    /// No contact with a server, or with something that is none.
    Offline(CallError),
    RateLimited {
        until: DateTime<Utc>,
    },
    /// The server refused key or user, in its words.
    Refused(String),
    Failed(Unfinished),
    /// Another sync runs on this store.
    Locked,
}

/// What was not completed though the server was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// What the server answered, if anything.
    Call(CallError),
    /// A download that was cut short, or that is no clinic: in technical words.
    Download(String),
    /// The store or the disk of this computer, in technical words.
    Store(String),
    /// A download that would take away so much that a person must agree first.
    Shrinking(Shrink),
    /// After an error the next automatic attempt waits its turn.
    BackingOff,
}

/// What a cycle did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleReport {
    pub outcome: CycleOutcome,
    pub uploaded: u64,
    pub refused: u64,
    pub in_doubt: u64,
    pub downloaded: Option<Box<SnapshotCounts>>,
    /// It went by itself and left the store as the cycle before it did, but for these.
    pub quiet: Option<Stamps>,
}

impl CycleReport {
    pub(super) fn new(outcome: CycleOutcome) -> Self {
        Self { outcome, uploaded: 0, refused: 0, in_doubt: 0, downloaded: None, quiet: None }
    }

    /// Of the queue nothing was taken, refused or put in doubt.
    pub(super) fn is_idle(&self) -> bool {
        (self.uploaded, self.refused, self.in_doubt) == (0, 0, 0)
    }

    /// A cycle that the store ended, for this reason.
    pub(super) fn store_failed(reason: String) -> Self {
        Self::new(CycleOutcome::Failed(Unfinished::Store(reason)))
    }
}

/// Where a cycle's events go.
pub type Events<'a> = &'a mut dyn FnMut(SyncEvent);

pub(super) fn tell_changes(changes: ChangeSet, events: Events<'_>) {
    if changes.any() {
        events(SyncEvent::Changed(changes));
    }
}
