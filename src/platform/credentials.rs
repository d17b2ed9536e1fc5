//! Secrets in the system's credential store; where there is none (a headless Linux), in a file that only its owner
//! can read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use keyring_core::{Entry, Error};

use super::write_whole;

/// Where secrets were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    System,
    OwnerOnlyFile(PathBuf),
}

const SERVICE: &str = "VetSystem Companion";

/// Set to `file` the system's store is left alone: for scripts and tests.
const CHOICE: &str = "VETSYSTEM_CREDENTIALS";

/// The secrets of a data folder.
pub fn read(data_dir: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(file_path(data_dir)) {
        Ok(text) => return Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let Some(entry) = entry(data_dir) else { return Ok(None) };
    match entry.get_password() {
        Ok(text) => Ok(Some(text)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(io::Error::other(error.to_string())),
    }
}

pub fn write(data_dir: &Path, secrets: &str) -> io::Result<SecretPlace> {
    let path = file_path(data_dir);
    if let Some(entry) = entry(data_dir) {
        match entry.set_password(secrets) {
            Ok(()) => {
                remove_if_there(&path)?;
                return Ok(SecretPlace::System);
            }
            Err(error) => tracing::warn!(%error, "the credential store did not take the secrets"),
        }
    }
    write_whole(&path, secrets)?;
    Ok(SecretPlace::OwnerOnlyFile(path))
}

fn file_path(data_dir: &Path) -> PathBuf {
    data_dir.join("account.json")
}

fn entry(data_dir: &Path) -> Option<Entry> {
    static HAS_STORE: OnceLock<bool> = OnceLock::new();
    let wanted = std::env::var_os(CHOICE).is_none_or(|choice| choice != "file");
    if !wanted || !*HAS_STORE.get_or_init(open_system_store) {
        return None;
    }
    let folder = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    Entry::new(SERVICE, &folder.to_string_lossy()).ok()
}

fn open_system_store() -> bool {
    match system_store() {
        Ok(store) => {
            keyring_core::set_default_store(store);
            true
        }
        Err(error) => {
            tracing::debug!(%error, "no credential store");
            false
        }
    }
}

#[cfg(windows)]
fn system_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(target_os = "linux")]
fn system_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(not(any(windows, target_os = "linux")))]
fn system_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Err(Error::NotSupportedByStore("no credential store is known on this system".to_owned()))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
