//! The workstation's store on real files: how it opens, what its SQL costs, and what its search finds.

mod open;
mod search;
mod statements;
