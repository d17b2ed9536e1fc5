//! The sync engine, the same for window and headless commands.

pub mod protocol;
