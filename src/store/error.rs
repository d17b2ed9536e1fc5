//! What the store can fail with: facts, no words.

use std::path::PathBuf;

use crate::domain::FieldError;

/// A failure of the store itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open {path}: {source}")]
    Open { path: PathBuf, source: sqlx::Error },
    #[error("{path} is not a store of this program")]
    NotAStore { path: PathBuf },
    /// It was a store of this program.
    #[error("{path} is damaged")]
    Damaged { path: PathBuf },
    /// Written by a newer program.
    #[error("{path} has schema {found}, newer than this program knows")]
    NewerSchema { path: PathBuf, found: i64 },
    #[error("cannot migrate {path}: {source}")]
    Migrate { path: PathBuf, source: sqlx::migrate::MigrateError },
    #[error("cannot create {path}: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A value in the database that this program did not write.
    #[error("unreadable {what}: {value}")]
    Unreadable { what: &'static str, value: String },
}

impl StoreError {
    /// SQLite's primary result code, where the database itself failed.
    pub fn sqlite_code(&self) -> Option<u32> {
        use sqlx::error::DatabaseError;
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};

        let (Self::Open { source, .. }
        | Self::Database(source)
        | Self::Migrate { source: Execute(source) | ExecuteMigration(source, _), .. }) = self
        else {
            return None;
        };
        let code = source.as_database_error().and_then(DatabaseError::code)?;
        code.parse().ok().map(|code: u32| code & 0xff)
    }

    /// The file does not hold what was written there.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. }) || matches!(self.sqlite_code(), Some(11 | 26))
    }

    /// Another writer held the store: the same work may be tried again.
    pub fn is_busy(&self) -> bool {
        matches!(self.sqlite_code(), Some(5 | 6))
    }
}

/// Why a record was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("invalid fields: {0:?}")]
    Fields(Vec<FieldError>),
    /// The server has the record: the API only creates.
    #[error("the record is on the server")]
    OnServer,
    /// The record's action went out and its fate is not known yet.
    #[error("the record is being sent")]
    InFlight,
    /// The record was taken out of the queue and lives only here.
    #[error("the record is kept on this computer only")]
    LocalOnly,
    #[error("no record {0}")]
    Missing(i64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a queued action was not retried or discarded.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("no action {0}")]
    Missing(i64),
    /// Only of a doubt a person can say how it ended.
    #[error("the action is not in doubt")]
    NotInDoubt,
    /// Only a patient that the server refused can go without its birth date.
    #[error("the action is no refused patient")]
    NotRefused,
    /// No downloaded row is like the record: a full download must bring it first.
    #[error("no download has brought the record")]
    NotDownloaded,
    /// A person has said that this server takes none of its kind: one alone does not go.
    #[error("its kind was put aside")]
    PutAside,
    /// The action is part of a request whose answer is awaited.
    #[error("the action is being sent")]
    InFlight,
    /// Actions that need this one's record on the server.
    #[error("other actions depend on it: {0:?}")]
    Dependants(Vec<i64>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SaveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for QueueError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
