//! The least that the machine must do for the same result.

mod commit;
mod http;
mod rows;
mod scan;
mod snapshot;

pub use commit::Commits;
pub use http::{Answer, get};
pub use rows::{Written, write};
pub use scan::Scan;
pub use snapshot::{Client, Item, Nothing, Patient, Sink, read};
