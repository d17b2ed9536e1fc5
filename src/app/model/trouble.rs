//! What can go wrong with the store and with the server, as facts a view can put into words.

use std::path::PathBuf;

use chrono::{DateTime, Local};

/// Why the store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreTrouble {
    pub kind: TroubleKind,
    /// What the system or the database said, for an administrator.
    pub detail: String,
    /// The store's file, where the trouble is with the file itself.
    pub path: Option<PathBuf>,
}

/// The kinds of trouble that ask for different words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// The file or its folder may not be read or written.
    NoAccess,
    NotADatabase,
    /// Written by a newer version of this program.
    NewerSchema,
    /// Another program held the store for too long.
    Busy,
    Full,
    Other,
}

/// Why a call to the server did not bring what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerTrouble {
    /// No contact: the network's own words.
    Offline {
        reason: String,
    },
    /// 401 or 403: the server's words.
    Refused {
        status: u16,
        message: String,
    },
    RateLimited {
        until: Option<DateTime<Local>>,
    },
    /// The address answers with a redirect: it is not the server's own.
    Redirected {
        target: String,
    },
    /// Something answered, but not as a VetSystem server does.
    BadAnswer {
        detail: String,
    },
    /// The settings or the stored key could not be read or written.
    Settings {
        detail: String,
    },
}
