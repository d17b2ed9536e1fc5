//! The workstation's store on real files: how it opens, what its SQL costs, and what its search finds.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod crash;
mod disk;
mod fixtures;
mod open;
mod parts;
mod plans;
mod records;
mod report;
mod rescue;
mod search;
mod statements;
mod torn;
