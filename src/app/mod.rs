//! The headless application: all that the window does, without a window.
//!
//! A view reads the [`model::Model`] and emits [`command::Command`]s; what follows from one is decided in `update`,
//! a pure function, and done by the store worker, the sync thread or an errand. Nothing in this module knows egui,
//! and nothing it does on the window's thread waits.

pub mod address;
pub mod command;
mod draft;
mod errand;
mod message;
pub mod model;
pub mod session;
mod slot;
mod typed;
mod update;
mod window;
mod worker;

pub use window::{App, AppConfig};
pub use worker::Wake;
