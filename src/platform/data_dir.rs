//! Where the data lies: the user's local data folder, never a roaming one.

use std::path::PathBuf;

/// The folder given, else the system's own; `None` when the system names no home.
pub fn data_dir(given: Option<PathBuf>) -> Option<PathBuf> {
    given.or_else(|| {
        directories::ProjectDirs::from("ru", "VetSystem", "Companion")
            .map(|dirs| dirs.data_local_dir().to_owned())
    })
}
