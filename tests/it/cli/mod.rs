//! The headless commands as scripts see them: exit codes, what stands on stdout, and what bad input is told.

mod bad_input;
mod exit_codes;
mod output;
