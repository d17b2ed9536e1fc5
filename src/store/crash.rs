//! For tests of the real program, and not in a release: it ends as if killed, in the middle of a statement.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::SqliteConnection;

/// After so many steps of SQLite's machine, whichever connection takes them.
const AFTER: &str = "VETSYSTEM_CRASH_AFTER";
/// Few enough that hardly a statement goes by without a look.
const STEPS: i32 = 4;

pub(super) async fn armed(mut conn: SqliteConnection) -> sqlx::Result<SqliteConnection> {
    static LEFT: OnceLock<Option<AtomicI64>> = OnceLock::new();
    let wanted = || std::env::var(AFTER).ok().and_then(|after| after.parse().ok()).map(AtomicI64::new);
    if let Some(left) = LEFT.get_or_init(wanted) {
        conn.lock_handle().await?.set_progress_handler(STEPS, || {
            if left.fetch_sub(1, Ordering::Relaxed) <= 0 {
                std::process::abort();
            }
            true
        });
    }
    Ok(conn)
}
