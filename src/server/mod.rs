//! The sync server: the API of `docs/protocol.md` over SQLite, and `--classic`, which answers as the published
//! server does.
//!
//! [`ServerHandle::start`] runs one on a thread of its own; the binary, the client's `--demo` and the tests all
//! start it so. Knows the domain's rules and the wire types, nothing else of the program.

mod auth;
mod body;
mod change_log;
mod changes;
mod classic;
mod cli;
mod clock;
mod connection;
#[cfg(test)]
#[path = "../../tests/it/support/cost.rs"]
#[expect(dead_code, reason = "the log is looked at by the integration tests")]
mod cost;
mod demo;
mod envelope;
mod error;
mod fields;
mod idempotency;
mod insert;
mod parents;
mod payload;
mod rate;
mod reading;
mod routes;
mod run;
mod snapshot;
mod state;
mod storage;
mod summary;
mod transaction;
mod upload;
mod words;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use cli::main;
pub use demo::Scale;
pub use error::ServerError;
pub use run::ServerHandle;
pub use storage::dump;

/// Where the clinic is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// Gone when the server stops.
    Memory,
    /// Created when it is missing.
    File(PathBuf),
}

/// How to run a server.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Port 0 takes a free one, which [`ServerHandle::url`] tells.
    pub listen: SocketAddr,
    pub database: Database,
    /// Fill an empty database with a demo clinic of this size; one that holds rows stays as it is.
    pub demo: Option<Scale>,
    /// Answer as the published server does, with its faults.
    pub classic: bool,
    /// Requests per 15 minutes: of an API key and workstation, with `classic` of an address.
    pub rate_limit: Option<u32>,
    pub api_key: String,
}

impl ServerConfig {
    /// The demo clinic in memory on a free loopback port, with the key `demo-key`.
    pub fn demo() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            database: Database::Memory,
            demo: Some(Scale::default()),
            classic: false,
            rate_limit: None,
            api_key: DEMO_KEY.to_owned(),
        }
    }
}

/// Starts a server on a thread of its own and returns once it accepts connections.
pub fn start(config: ServerConfig) -> Result<ServerHandle, ServerError> {
    ServerHandle::start(config)
}

/// The API key of `--demo` when the environment gives none.
pub const DEMO_KEY: &str = "demo-key";
