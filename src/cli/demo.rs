//! `--demo`: a folder of its own, and an embedded sync server with the demo clinic for as long as the process runs.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::app::session::{self, Session, SessionError};
use crate::server::{DEMO_KEY, Database, ServerConfig, ServerError, ServerHandle};
use crate::store::{Store, StoreError};
use crate::sync::{Connection, SignInError, Timing, sign_in};
use crate::text::Text;

/// A running demo: the server stops when this goes.
pub struct Demo {
    /// The data folder of the demo.
    pub data_dir: PathBuf,
    server: ServerHandle,
}

/// Why the demo did not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error(transparent)]
    SignIn(#[from] SignInError),
    #[error("the demo clinic has no branch")]
    NoBranch,
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The folder of the demo, too.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DemoError {
    /// In the user's words.
    pub fn words(self, text: &Text) -> String {
        let reason = match self {
            Self::SignIn(error) => Failure::from(error).words(text),
            Self::Session(error) => Failure::from(error).words(text),
            Self::Store(error) => Failure::from(error).words(text),
            error => error.to_string(),
        };
        text.with("cli-demo-failed", [("reason", reason.into())])
    }
}

const USER: &str = "admin";
const PASSWORD: &str = "demo";
/// The server has another port at each start: its store goes by this name instead of its address.
const STORE_NAME: &str = "demo";

impl Demo {
    /// Starts the server and signs in to it, unless the folder remembers who was.
    pub fn start(data_dir: &Path, timing: Timing) -> Result<Self, DemoError> {
        let data_dir = data_dir.join("demo");
        std::fs::create_dir_all(&data_dir)
            .map_err(|source| StoreError::Folder { path: data_dir.clone(), source })?;
        let database = Database::File(data_dir.join("server.sqlite"));
        let server = ServerHandle::start(ServerConfig { database, ..ServerConfig::demo() })?;
        let url = server.url();
        let session = match session::load(&data_dir)? {
            Some(session) => Session { server: url, ..session },
            None => first_session(&data_dir, url, &timing)?,
        };
        session::save(&data_dir, &session)?;
        Ok(Self { data_dir, server })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }
}

fn first_session(data_dir: &Path, url: String, timing: &Timing) -> Result<Session, DemoError> {
    let connection = Connection { server: url.clone(), api_key: DEMO_KEY.to_owned() };
    let signed_in = sign_in(&connection, USER, PASSWORD, *timing)?;
    let branch = signed_in.branch(None).or(signed_in.branches.first()).cloned().ok_or(DemoError::NoBranch)?;
    let store_path = session::store_path(data_dir, STORE_NAME, &signed_in.user.tenant_id);
    Store::open(&store_path)?.record_sign_in()?;
    Ok(Session {
        server: url,
        api_key: DEMO_KEY.to_owned(),
        user: signed_in.user,
        branch,
        store_path,
        interval: timing.interval,
    })
}
