//! VetSystem Companion: the offline-first desktop client of a veterinary clinic.
//!
//! `domain ← store ← sync ← app ← ui`, with `cli` beside `ui`: a module knows only those to its left.
//! `docs/architecture.md` is the map.

pub mod app;
pub mod cli;
pub mod domain;
pub mod platform;
#[cfg(feature = "server")]
pub mod server;
pub mod store;
pub mod sync;
pub mod text;
pub mod ui;
