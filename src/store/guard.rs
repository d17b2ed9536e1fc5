//! Who uses a store file, and the note that it is damaged.
//!
//! Every open store shares a lock beside the file; whoever mends the file has it alone. The note asks all that have the
//! store open to let go of it, outlives a power cut, and goes when the file is sound again.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::StoreError;

/// Between two looks whether a lock is free: it cannot be awaited with a deadline.
const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as the store is open; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct InUse(#[expect(dead_code, reason = "dropping the file lets go of the lock")] Option<File>);

impl InUse {
    /// Waits while someone mends the file. A place where no lock can be made is used without one: nobody can mend
    /// there either, and SQLite says what is wrong with it.
    pub(super) fn share(store: &Path, patience: Duration) -> Result<Self, StoreError> {
        let Some(file) = lock_file(store) else { return Ok(Self(None)) };
        let begun = Instant::now();
        loop {
            match file.try_lock_shared() {
                Ok(()) => return Ok(Self(Some(file))),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Damaged { path: store.to_owned() });
                }
                Err(TryLockError::Error(error)) => {
                    tracing::debug!(%error, "no lock on the store");
                    return Ok(Self(None));
                }
            }
        }
    }

    /// Uses nothing.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// The store for oneself, to mend it. `None`: another has mended it meanwhile.
    pub(super) fn alone(store: &Path, patience: Duration) -> Result<Option<Self>, StoreError> {
        let Some(file) = lock_file(store) else { return Ok(Some(Self(None))) };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(is_noted(store).then_some(Self(Some(file)))),
                Err(_) if !is_noted(store) => return Ok(None),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(_) => return Err(StoreError::Damaged { path: store.to_owned() }),
            }
        }
    }
}

fn lock_file(store: &Path) -> Option<File> {
    let path = store.with_extension("use-lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(path);
    opened.inspect_err(|error| tracing::debug!(%error, "no lock on the store")).ok()
}

/// The store is known to be damaged: whoever has it open lets go of it and opens it again.
pub fn is_noted(store: &Path) -> bool {
    note_path(store).exists()
}

/// Notes that a store is damaged, unless that is noted already. `false`: it could not be noted, so nobody will mend it.
pub fn note_damage(store: &Path) -> bool {
    let noted = OpenOptions::new().create_new(true).write(true).open(note_path(store));
    if let Err(error) = noted.and_then(|file| file.sync_all())
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        tracing::error!(%error, "that the store is damaged could not be noted");
    }
    is_noted(store)
}

/// Where the damaged file is kept, once that has been done.
pub(super) fn kept_at(store: &Path) -> Option<PathBuf> {
    let name = fs::read_to_string(note_path(store)).ok().filter(|name| !name.is_empty())?;
    Some(PathBuf::from(name)).filter(|path| path.exists())
}

/// Notes where the damaged file is kept: from now on it is read from there.
pub(super) fn note_kept(store: &Path, kept: &Path) -> io::Result<()> {
    let new = store.with_extension("damaged-new");
    let mut file = File::create(&new)?;
    file.write_all(kept.to_string_lossy().as_bytes())?;
    file.sync_all()?;
    fs::rename(new, note_path(store))
}

/// The file is sound again.
pub(super) fn remove_note(store: &Path) -> io::Result<()> {
    fs::remove_file(note_path(store))
}

fn note_path(store: &Path) -> PathBuf {
    store.with_extension("damaged")
}
