//! What can go wrong with the store and with the server, as facts a view can put into words.

use std::io::ErrorKind;
use std::path::PathBuf;

use chrono::{DateTime, Local};

use crate::domain::{NoContact, TroubleKind};
use crate::store::StoreError;
use crate::sync::CallError;

/// Why the store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreTrouble {
    pub kind: TroubleKind,
    /// What the system or the database said, for an administrator.
    pub detail: String,
    /// The store's file, where the trouble is with the file itself.
    pub path: Option<PathBuf>,
}

/// Why a call to the server did not bring what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerTrouble {
    /// What was typed is not a server's address.
    BadAddress {
        address: String,
    },
    Offline {
        cause: NoContact,
    },
    /// The request went out and no answer came.
    NoAnswer,
    /// 401 or 403: the server's words.
    Refused {
        status: u16,
        message: String,
    },
    /// The server asks not to be called before.
    RateLimited {
        until: DateTime<Local>,
    },
    /// The address answers with a redirect: it is not the server's own.
    Redirected {
        target: String,
    },
    /// Another error of the server, in its words.
    Status {
        status: u16,
        message: String,
    },
    /// Something answered, but not as a VetSystem server does.
    BadAnswer,
}

impl From<StoreError> for StoreTrouble {
    fn from(error: StoreError) -> Self {
        let (detail, by_code) = (error.to_string(), by_code(error.sqlite_code()));
        let (kind, path) = match error {
            StoreError::NotAStore { path } => (TroubleKind::NotADatabase, Some(path)),
            StoreError::Damaged { path } => (TroubleKind::Damaged, Some(path)),
            StoreError::NewerSchema { path, .. } => (TroubleKind::NewerSchema, Some(path)),
            StoreError::Folder { path, source } => (of_folder(source.kind()), Some(path)),
            StoreError::Open { path, .. } | StoreError::Migrate { path, .. } => (by_code, Some(path)),
            StoreError::Database(_) => (by_code, None),
            StoreError::Unreadable { .. } => (TroubleKind::Other, None),
        };
        Self { kind, detail, path }
    }
}

/// By why a folder cannot be made.
fn of_folder(error: ErrorKind) -> TroubleKind {
    match error {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => TroubleKind::NotAFolder,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => TroubleKind::Full,
        _ => TroubleKind::NoAccess,
    }
}

/// By SQLite's primary result code.
fn by_code(code: Option<u32>) -> TroubleKind {
    match code {
        Some(3 | 8 | 14 | 23) => TroubleKind::NoAccess,
        Some(5 | 6) => TroubleKind::Busy,
        Some(10) => TroubleKind::Disk,
        Some(11) => TroubleKind::Damaged,
        Some(13) => TroubleKind::Full,
        Some(26) => TroubleKind::NotADatabase,
        _ => TroubleKind::Other,
    }
}

impl ServerTrouble {
    pub(in crate::app) fn of(error: CallError, now: DateTime<Local>) -> Self {
        match error {
            CallError::BadAddress(address) => Self::BadAddress { address },
            CallError::NoContact { cause, .. } => Self::Offline { cause },
            CallError::Lost(_) => Self::NoAnswer,
            CallError::Redirected { target } => Self::Redirected { target },
            CallError::Refused { status, message } => Self::Refused { status, message },
            CallError::RateLimited { retry_after } => Self::RateLimited { until: now + retry_after },
            CallError::Status { status, message } => Self::Status { status, message },
            CallError::BadAnswer(_) => Self::BadAnswer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_s_codes_ask_for_different_words() {
        let cases = [
            (8, TroubleKind::NoAccess),
            (14, TroubleKind::NoAccess),
            (23, TroubleKind::NoAccess),
            (5, TroubleKind::Busy),
            (10, TroubleKind::Disk),
            (11, TroubleKind::Damaged),
            (13, TroubleKind::Full),
            (26, TroubleKind::NotADatabase),
            (1, TroubleKind::Other),
        ];
        for (code, kind) in cases {
            assert_eq!(by_code(Some(code)), kind, "{code}");
        }
    }

    #[test]
    fn a_folder_or_file_that_cannot_be_used_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, "").unwrap();
        for (below, named) in
            [(file.join("store.db"), &file), (file.join("deep/store.db"), &file.join("deep"))]
        {
            let trouble = StoreTrouble::from(crate::store::Store::open(&below).err().unwrap());
            assert_eq!((trouble.kind, trouble.path.as_ref()), (TroubleKind::NotAFolder, Some(named)));
        }
        let folder = place.path().join("store.db");
        std::fs::create_dir(&folder).unwrap();
        let trouble = StoreTrouble::from(crate::store::Store::open(&folder).err().unwrap());
        assert_eq!((trouble.kind, trouble.path), (TroubleKind::NoAccess, Some(folder)));
    }
}
