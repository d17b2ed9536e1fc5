//! The integration tests, one binary: what the program promises, shown on real files, real HTTP and the real window.

mod app;
mod cli;
mod faults;
mod server;
mod store;
mod support;
mod sync;
mod tidy;
mod ui;
mod watchdog;
