//! What goes wrong with the server and with the store, as facts: the words are chosen at the edge.

/// Why a server was not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoContact {
    /// No such host name, or no network to ask.
    UnknownHost,
    /// Nothing listens there.
    Refused,
    TimedOut,
    /// No secure connection: the certificate is not trusted, or the other side speaks no TLS.
    NotSecure,
    /// The connection ended in the middle.
    Broken,
}

/// The kinds of trouble with the store that ask for different words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// The file or its folder may not be read or written.
    NoAccess,
    /// A file stands where the data folder should be.
    NotAFolder,
    NotADatabase,
    /// It does not hold what was written there.
    Damaged,
    /// Written by a newer version of this program.
    NewerSchema,
    /// Another program held the store for too long.
    Busy,
    Full,
    /// The disk does not write or read.
    Disk,
    Other,
}

/// Error codes of this program's own: why an action is stuck where no server said so. They stand beside the servers'.
pub mod own_code {
    /// The request went out and no answer came.
    pub const NO_ANSWER: &str = "no_answer";
    /// What came was no answer to an upload.
    pub const BAD_ANSWER: &str = "bad_answer";
    /// The program ended while it was sending.
    pub const INTERRUPTED: &str = "interrupted";
    /// It went to a server that knew keys, and the server no longer does.
    pub const KEYS_GONE: &str = "keys_gone";
    /// A classic server refused an invoice: its header may have stayed.
    pub const HEADER_MAY_STAY: &str = "header_may_stay";
    /// The answer names a server id that another record made here has.
    pub const FOREIGN_ID: &str = "foreign_id";
    /// No request is small enough for it.
    pub const TOO_LARGE: &str = "too_large";
    /// The stored payload is no JSON object.
    pub const UNREADABLE: &str = "unreadable";
    /// Its client or patient was lost with a damaged store.
    pub const PARENT_LOST: &str = "parent_lost";
    /// Its action was lost with a damaged store, and made anew: it may have been withdrawn.
    pub const ACTION_LOST: &str = "action_lost";
    /// The server answers no to a request with this action alone, and takes others.
    pub const REJECTED: &str = "rejected";
    /// A classic server takes no patient with a birth date.
    pub const BIRTH_DATE: &str = "birth_date";

    pub const ALL: [&str; 12] = [
        NO_ANSWER,
        BAD_ANSWER,
        INTERRUPTED,
        KEYS_GONE,
        HEADER_MAY_STAY,
        FOREIGN_ID,
        TOO_LARGE,
        UNREADABLE,
        PARENT_LOST,
        ACTION_LOST,
        REJECTED,
        BIRTH_DATE,
    ];
}
