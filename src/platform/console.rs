//! The console the program was started from, if there is one.

use std::io::Write as _;

/// Prints a line and flushes it: a script that reads a pipe sees each line as it comes. A window without a console
/// has nobody to read it, which is no error.
pub fn print_line(line: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
        tracing::debug!(%error, "nobody reads the console lines");
    }
}
