//! Why a server cannot start or an administrator's command cannot be done.

use std::net::SocketAddr;
use std::path::PathBuf;

/// What stopped the server or a command; the facts, for the log and the command line.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("cannot start the server's thread: {0}")]
    Thread(std::io::Error),
    #[error("the database {} does not exist", .0.display())]
    NoDatabase(PathBuf),
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("cannot open the database: {0}")]
    Open(sqlx::Error),
    #[error("cannot bring the database to this version's schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the database holds text that is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("cannot hash the password: {0}")]
    Password(argon2::password_hash::Error),
    #[error("the branch {0} does not exist")]
    NoBranch(String),
    #[error("the branch {0} exists already")]
    BranchExists(String),
    #[error("the user {0} exists already")]
    UserExists(String),
    #[error("the server ended before it accepted connections")]
    Ended,
}
