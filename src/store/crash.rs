//! For tests of the real program, and not in a release: it ends as if killed, in the middle of its work with the store.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::SqliteConnection;

/// After so many steps of SQLite's machine, whichever connection takes them.
const AFTER: &str = "VETSYSTEM_CRASH_AFTER";
/// Few enough that hardly a statement goes by without a look.
const STEPS: i32 = 4;
/// After so many rows written and transactions about to be committed.
const AT: &str = "VETSYSTEM_CRASH_AT";

pub(super) async fn armed(mut conn: SqliteConnection) -> sqlx::Result<SqliteConnection> {
    static STEPS_LEFT: OnceLock<Option<AtomicI64>> = OnceLock::new();
    static WRITES_LEFT: OnceLock<Option<AtomicI64>> = OnceLock::new();
    let steps = STEPS_LEFT.get_or_init(|| wanted(AFTER)).as_ref();
    let writes = WRITES_LEFT.get_or_init(|| wanted(AT)).as_ref();
    let mut handle = conn.lock_handle().await?;
    if let Some(left) = steps {
        handle.set_progress_handler(STEPS, || go_on(left));
    }
    if let Some(left) = writes {
        handle.set_update_hook(|_| {
            go_on(left);
        });
        handle.set_commit_hook(|| go_on(left));
    }
    drop(handle);
    Ok(conn)
}

fn wanted(variable: &str) -> Option<AtomicI64> {
    std::env::var(variable).ok()?.parse().ok().map(AtomicI64::new)
}

/// `true`, if at all.
fn go_on(left: &AtomicI64) -> bool {
    if left.fetch_sub(1, Ordering::Relaxed) <= 0 {
        std::process::abort();
    }
    true
}
