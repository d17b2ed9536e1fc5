//! Nothing lost, nothing twice: every fault at every step, a random walk, two at once, a jumping clock, and answers
//! that make no sense.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod answers;
mod cases;
mod clock;
pub mod dice;
mod endless;
mod ledger;
mod mutate;
mod promises;
mod table;
mod together;
mod walk;
mod wire;
