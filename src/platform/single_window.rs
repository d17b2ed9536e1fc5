//! One window per data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Held while a window is open; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct WindowLock(#[expect(dead_code, reason = "dropping the file lets go of the lock")] File);

impl WindowLock {
    /// `None` when a window is open on this data folder already.
    pub fn take(data_dir: &Path) -> io::Result<Option<Self>> {
        std::fs::create_dir_all(data_dir)?;
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(data_dir.join("window.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_folder_has_one_window_and_then_another() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = WindowLock::take(here.path()).unwrap();
        assert!(first.is_some() && WindowLock::take(here.path()).unwrap().is_none());
        assert!(WindowLock::take(there.path()).unwrap().is_some());
        drop(first);
        assert!(WindowLock::take(here.path()).unwrap().is_some());
    }
}
