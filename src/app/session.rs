//! Who is signed in where: remembered between starts, the secret part of it in the system's credential store.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::{Branch, User};
pub use crate::platform::credentials::SecretPlace;
use crate::platform::{credentials, write_whole};
use crate::store::Author;
use crate::sync::{Connection, EngineConfig, Timing};

/// A signed-in user, the clinic and branch they work in, and the store that holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    pub server: String,
    pub api_key: String,
    pub user: User,
    pub branch: Branch,
    pub store_path: PathBuf,
    /// Between automatic cycles.
    pub interval: Duration,
}

/// The key stays out of logs.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("server", &self.server)
            .field("branch", &self.branch.id)
            .finish_non_exhaustive()
    }
}

/// Why a session was not read or kept.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    /// Another program wrote there, or a hand did.
    #[error("{path} is damaged: {source}")]
    Damaged { path: PathBuf, source: serde_json::Error },
    /// The same of the key and the user, wherever they lie.
    #[error("the API key and the user are damaged: {0}")]
    DamagedSecrets(serde_json::Error),
    /// Someone signed in to this server, but key and user are in no place they may have been put: most likely the
    /// system's credential store is not to be had now.
    #[error("the API key and the user for {server} are not found")]
    NoSecrets { server: String },
}

/// The part that is no secret.
#[derive(Serialize, Deserialize)]
struct Settings {
    server: String,
    branch: Branch,
    interval_secs: u64,
    /// The store's file name in the data folder.
    store: String,
}

/// The part that is.
#[derive(Serialize, Deserialize)]
struct Secrets {
    api_key: String,
    user: User,
}

impl Session {
    pub fn connection(&self) -> Connection {
        Connection { server: self.server.clone(), api_key: self.api_key.clone() }
    }

    pub fn author(&self) -> Author {
        Author {
            server: self.server.clone(),
            tenant_id: self.user.tenant_id.clone(),
            branch_id: self.branch.id.clone(),
            user_id: self.user.id.clone(),
            user_name: self.user.shown_name().to_owned(),
        }
    }

    pub fn engine_config(&self, timing: Timing) -> EngineConfig {
        EngineConfig {
            store_path: self.store_path.clone(),
            connection: self.connection(),
            branch_id: self.branch.id.clone(),
            timing: Timing { interval: self.interval, ..timing },
        }
    }
}

/// One store a server and tenant: another clinic's records never meet this one's.
pub fn store_path(data_dir: &Path, server: &str, tenant_id: &str) -> PathBuf {
    // FNV-1a: a short name that is the same on every machine and in every version.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in server.bytes().chain([0]).chain(tenant_id.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    data_dir.join(format!("clinic-{hash:016x}.db"))
}

/// The remembered session; `None` when nobody is signed in.
pub fn load(data_dir: &Path) -> Result<Option<Session>, SessionError> {
    let path = settings_path(data_dir);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(SessionError::File { path, source }),
    };
    let settings: Settings =
        serde_json::from_str(&text).map_err(|source| SessionError::Damaged { path: path.clone(), source })?;
    let read = credentials::read(data_dir).map_err(|source| SessionError::File { path, source })?;
    let Some(secrets) = read else { return Err(SessionError::NoSecrets { server: settings.server }) };
    let Secrets { api_key, user } = serde_json::from_str(&secrets).map_err(SessionError::DamagedSecrets)?;
    Ok(Some(Session {
        server: settings.server,
        api_key,
        user,
        branch: settings.branch,
        store_path: data_dir.join(settings.store),
        interval: Duration::from_secs(settings.interval_secs),
    }))
}

/// Remembers a session, its secrets in the system's credential store, or where there is none in a file that only
/// its owner can read.
pub fn save(data_dir: &Path, session: &Session) -> Result<SecretPlace, SessionError> {
    let secrets = Secrets { api_key: session.api_key.clone(), user: session.user.clone() };
    let settings = Settings {
        server: session.server.clone(),
        branch: session.branch.clone(),
        interval_secs: session.interval.as_secs(),
        store: session.store_path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let path = settings_path(data_dir);
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|source| SessionError::Damaged { path: path.clone(), source })
    };
    let secrets = json(serde_json::to_string(&secrets))?;
    let settings = json(serde_json::to_string_pretty(&settings))?;
    let failed = |source| SessionError::File { path: path.clone(), source };
    fs::create_dir_all(data_dir).map_err(failed)?;
    let place = credentials::write(data_dir, &secrets).map_err(failed)?;
    write_whole(&path, &settings).map_err(failed)?;
    Ok(place)
}

fn settings_path(data_dir: &Path) -> PathBuf {
    data_dir.join("settings.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(data_dir: &Path) -> Session {
        Session {
            server: "http://127.0.0.1:5055".into(),
            api_key: "key".into(),
            user: User {
                id: "u".into(),
                username: "admin".into(),
                full_name: None,
                role: None,
                branch_id: None,
                tenant_id: "t".into(),
            },
            branch: Branch { id: "b".into(), name: "Север".into(), address: None },
            store_path: store_path(data_dir, "http://127.0.0.1:5055", "t"),
            interval: Duration::from_secs(60),
        }
    }

    #[test]
    fn a_session_is_remembered_and_its_secrets_stay_out_of_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(folder.path()).unwrap(), None);
        let session = session(folder.path());
        save(folder.path(), &session).unwrap();
        assert_eq!(load(folder.path()).unwrap(), Some(session));
        let settings = fs::read_to_string(folder.path().join("settings.json")).unwrap();
        assert!(!settings.contains("\"key\"") && !settings.contains("admin"), "{settings}");
    }

    #[test]
    fn secrets_that_are_gone_are_no_session_that_never_was() {
        let folder = tempfile::tempdir().unwrap();
        save(folder.path(), &session(folder.path())).unwrap();
        let file = folder.path().join("account.json");
        if file.exists() {
            fs::remove_file(file).unwrap();
        }
        let gone = load(folder.path());
        assert!(
            matches!(&gone, Err(SessionError::NoSecrets { server }) if server.ends_with("5055")),
            "{gone:?}"
        );
    }

    #[test]
    fn another_server_or_tenant_has_another_store() {
        let paths =
            [("a", "t"), ("b", "t"), ("a", "u"), ("at", "")].map(|(s, t)| store_path(Path::new(""), s, t));
        for (index, path) in paths.iter().enumerate() {
            assert!(!paths[..index].contains(path));
        }
    }
}
