//! The integration tests, one binary: what the program promises, shown on real files, real HTTP and the real window.

mod app;
mod server;
mod tidy;
