//! What work costs a database, counted and never timed: the statements it runs, and what it writes into the log.
//!
//! ```ignore
//! let (saved, statements) = cost::statements(|| store.save_client(…));
//! let before = cost::log_of(&path);
//! …
//! assert_eq!(cost::log_of(&path).commits - before.commits, 1);
//! ```

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::Subscriber;
use tracing::span::Id;
use tracing::subscriber::with_default;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

/// Runs work, and counts the statements that stores run for it on this thread; a text of several counts one, as it goes
/// to the database at once. `BEGIN` and `COMMIT` are statements. What another thread asks of a store does not count, nor
/// does the server's work, which has threads of its own.
pub fn statements<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let entries = Entries::default();
    let entered = Arc::clone(&entries.0);
    // A connection of sqlx works in a thread of its own, which enters the span of whoever asks for every command.
    let done = with_default(tracing_subscriber::registry().with(entries), || {
        tracing::error_span!("counted").in_scope(work)
    });
    // The first entry is this thread's own.
    (done, entered.load(Ordering::SeqCst) - 1)
}

/// Counts how often a span is entered.
#[derive(Default)]
struct Entries(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Entries {
    fn on_enter(&self, _: &Id, _: Context<'_, S>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// What stands in the log beside a database file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Log {
    pub commits: usize,
    /// Each time a page was written.
    pub pages: usize,
}

/// Reads the log beside a database file. It grows until a checkpoint has taken over about a thousand pages; the commit
/// after that begins it anew. None is one in which nothing stands.
pub fn log_of(database: &Path) -> Log {
    const HEADER: usize = 32;
    const FRAME_HEADER: usize = 24;
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    let bytes = std::fs::read(name).unwrap_or_default();
    let Some(header) = bytes.get(..HEADER) else { return Log::default() };
    let number = |at: &[u8]| u32::from_be_bytes(at[..4].try_into().unwrap());
    let page = number(&header[8..]) as usize;
    let salt = &header[16..24];
    let frames = bytes[HEADER..].chunks_exact(FRAME_HEADER + page);
    // What is left of an earlier round bears other salt.
    frames.take_while(|frame| &frame[8..16] == salt).fold(Log::default(), |log, frame| Log {
        // Only the last page of a commit tells how large the file is then.
        commits: log.commits + usize::from(number(&frame[4..]) > 0),
        pages: log.pages + 1,
    })
}
