//! Nothing lost, nothing twice: every fault at every step, a random walk, two at once, a jumping clock, and answers
//! that make no sense.

mod bytes;
mod cases;
mod dice;
mod ledger;
mod table;
mod walk;
mod wire;
