//! The headless application: all that the window does, without a window.
//!
//! A view reads the [`model::Model`] and emits [`command::Command`]s; what follows from one is decided here.
//! Nothing in this module knows egui, and nothing it does on the window's thread waits.

pub mod address;
pub mod command;
mod draft;
pub mod model;
pub mod session;
mod slot;
mod typed;
