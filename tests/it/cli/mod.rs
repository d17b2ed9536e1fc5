//! The headless commands as scripts see them: exit codes, what stands on stdout, and what bad input is told.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod bad_input;
#[cfg(target_os = "linux")]
mod credentials;
mod damaged;
mod demo;
mod exit_codes;
mod output;
mod problems;
mod sign_in;
#[cfg(unix)]
mod watch;
#[cfg(target_os = "linux")]
mod window;
