//! The server's one clock.

use chrono::{DateTime, SecondsFormat, Utc};

#[expect(clippy::disallowed_methods, reason = "the server's time is its own, not the workstation's `Timing`")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// `2026-11-22T10:27:39.888Z`.
pub fn timestamp() -> String {
    now().to_rfc3339_opts(SecondsFormat::Millis, true)
}
