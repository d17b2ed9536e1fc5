//! The sync engine, the same for window and headless commands.
//!
//! One law: no transaction is open across the network. An upload reads the queue, marks its actions as being sent,
//! talks HTTP, and applies the answer in one short transaction; a download is spooled to the data folder and applied
//! from there.

mod batch;
mod changes;
mod console;
mod cycle;
mod download;
mod engine;
mod http;
mod idle;
mod lock;
mod money;
mod outcome;
mod pace;
mod plan;
pub mod protocol;
mod resolve;
mod rows;
mod sign_in;
mod snapshot;
mod spool;
mod thread;
mod timing;
mod transport;
mod upload;
mod watch;

pub use console::ConsoleLine;
pub use cycle::{
    CycleOptions, CycleOutcome, CycleReport, Download, Events, SHOWN_AFTER, SyncEvent, Trigger, Unfinished,
};
pub use engine::{Engine, EngineConfig, EngineError};
pub use http::{CallError, Connection};
pub use lock::is_syncing;
pub use sign_in::{SignInError, SignedIn, branches, sign_in};
pub use thread::{SpawnError, SyncCommand, SyncHandle, Wake, spawn};
pub use timing::Timing;
pub use watch::{Found, Pulse};

pub use crate::store::List;

/// A number in 0..1 that differs between workstations and moments; good enough to keep them apart.
fn jitter() -> f64 {
    let (high, _) = uuid::Uuid::new_v4().as_u64_pair();
    f64::from(u32::try_from(high >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}
