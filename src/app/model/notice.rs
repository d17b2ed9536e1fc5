//! Short messages of what was done: they go by themselves, except those that ask for something.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Local, TimeDelta};

use super::{SaveTrouble, SaveWarning, StoreTrouble};
use crate::domain::RecordKind;

/// How long a notice stays that asks for nothing.
pub(in crate::app) const STAYS: TimeDelta = TimeDelta::seconds(6);

/// A message above the screen.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: u64,
    pub since: DateTime<Local>,
    pub kind: NoticeKind,
}

#[derive(Debug, Clone)]
pub enum NoticeKind {
    /// «Клиент сохранён на этом компьютере».
    Saved {
        kind: RecordKind,
        id: i64,
        warnings: Vec<SaveWarning>,
    },
    /// A form that was left while it was being saved could not be saved.
    NotSaved {
        kind: RecordKind,
        trouble: SaveTrouble,
    },
    /// The action waits in line again.
    BackInLine,
    /// A kind that was not sent is sent again: so many actions go, and so many may be there and ask for an answer each.
    TriedAgain {
        goes: u64,
        doubts: u64,
    },
    /// Taken out of the queue: so many actions; their records stay «только здесь».
    Discarded {
        actions: usize,
    },
    /// The queue action was left as it is: it is no longer there, or nothing was to be done.
    QueueUnchanged,
    /// The queue action was left as it is: it is being sent, or was sent and no answer has come yet.
    ActionBeingSent,
    /// The queue action was left as it is: no download has brought a record like its own.
    NotDownloaded,
    /// The queue action was left as it is: nothing of its kind goes to this server.
    KindPutAside,
    SettingsSaved,
    /// The system has no credential store: the key lies in a file that only its owner can read.
    SecretInFile(PathBuf),
    /// The settings could not be read or written.
    SettingsTrouble {
        detail: String,
    },
    StoreTrouble(Arc<StoreTrouble>),
    /// The store is damaged and is being put together again.
    StoreMending,
    /// The sync could not be started: the system's words.
    SyncTrouble {
        detail: String,
    },
}

impl Notice {
    pub(in crate::app) fn is_over(&self, now: DateTime<Local>) -> bool {
        self.kind.goes_by_time() && now - self.since >= STAYS
    }
}

impl NoticeKind {
    /// Asks for nothing, and is true however long it stands.
    pub(in crate::app) fn goes_by_time(&self) -> bool {
        !self.stays() && !matches!(self, Self::StoreMending)
    }

    /// Stays until it is dismissed.
    pub fn stays(&self) -> bool {
        matches!(
            self,
            Self::SecretInFile(_)
                | Self::NotSaved { .. }
                | Self::SettingsTrouble { .. }
                | Self::StoreTrouble(_)
                | Self::SyncTrouble { .. }
        )
    }
}
