//! At most one sync runs on a store at a time, whichever process it is in: no action is ever sent by two.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Held for a cycle; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "dropping the file lets go of the lock")] File);

impl SyncLock {
    /// `None` when another sync holds it.
    pub fn try_take(store: &Path) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(lock_path(store))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits for another sync to end; `None` when it has not by then.
    pub fn take_within(store: &Path, patience: Duration) -> io::Result<Option<Self>> {
        // A file lock cannot be awaited with a deadline: ask again, often enough to feel immediate.
        const PAUSE: Duration = Duration::from_millis(50);
        let begun = Instant::now();
        loop {
            let taken = Self::try_take(store)?;
            if taken.is_some() || begun.elapsed() >= patience {
                return Ok(taken);
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// Whether a sync runs on the store just now.
pub fn is_syncing(store: &Path) -> bool {
    matches!(SyncLock::try_take(store), Ok(None))
}

/// Where the lock of a store lies.
pub(super) fn lock_path(store: &Path) -> PathBuf {
    store.with_extension("sync-lock")
}
