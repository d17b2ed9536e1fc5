//! One workstation before one server: its folder, the programs that work on it, and the bare store beside it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::process::{self, COMPANION, HELPER, Programs, Taken};
use super::server::{Relay, Server};

const DOWNLOAD: &str = "/api/sync/initial-data";
/// SQLite's usual one.
const PAGE: usize = 4096;

pub struct Desk<'p> {
    pub programs: &'p Programs,
    folder: tempfile::TempDir,
    server: Option<Server>,
    pub relay: Relay,
    scale: String,
    /// Of the store in the workstation's folder.
    store: PathBuf,
    /// What is asked for the whole clinic.
    download: String,
}

impl<'p> Desk<'p> {
    /// Fills a server, signs in to it through the relay, and keeps the store as it is then: empty, its schema there. Once
    /// all is downloaded the relay has the clinic.
    pub fn open(programs: &'p Programs, scale: &str) -> Result<Self> {
        println!("filling a server at scale {scale}");
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let server = Server::start(programs, &folder.path().join("server.db"), scale)?;
        let relay = Relay::start(programs, &server, folder.path().join("relayed.jsonl"))?;
        let data = folder.path().join("desk");
        let mut sign_in = programs.command(COMPANION)?;
        sign_in.arg("--data-dir").arg(&data).args(["sign-in", "--user", "admin", "--server", relay.url()]);
        process::said(&mut sign_in)?;
        let store = store_in(&data)?;
        let scale = scale.to_owned();
        let mut desk =
            Self { programs, folder, server: Some(server), relay, scale, store, download: String::new() };
        copy_database(&desk.store, &desk.empty_store())?;
        desk.companion(&["sync", "--once"])?;
        let downloads = desk.relay.exchanges(DOWNLOAD)?;
        downloads.last().context("nothing was downloaded")?.path.clone_into(&mut desk.download);
        Ok(desk)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    fn empty_store(&self) -> PathBuf {
        self.folder.path().join("empty.db")
    }

    /// The whole program on the workstation's folder.
    pub fn companion(&self, arguments: &[&str]) -> Result<Taken> {
        let data = self.data();
        let mut all = vec![OsStr::new("--data-dir"), data.as_os_str()];
        all.extend(arguments.iter().map(OsStr::new));
        self.programs.measured(COMPANION, &all)
    }

    /// The same clinic by nothing but its bytes and rows.
    pub fn floor(&self) -> Result<Taken> {
        let store = self.folder.path().join("floor.db");
        self.put_empty(&store)?;
        let arguments = [self.relay.url(), "demo-key", &self.download].map(OsStr::new);
        let [server, key, path] = arguments;
        self.programs.measured(HELPER, &[OsStr::new("floor"), server, key, path, store.as_os_str()])
    }

    /// The store as it was after the sign-in.
    pub fn forget_all(&self) -> Result<()> {
        self.put_empty(&self.store)
    }

    fn put_empty(&self, store: &Path) -> Result<()> {
        copy_database(&self.empty_store(), store)
    }

    /// What a helper of the bench finds out about the workstation's folder, in JSON.
    pub fn figures(&self, arguments: &[&str]) -> Result<Value> {
        let [what, more @ ..] = arguments else { return Ok(Value::Null) };
        let mut figures = self.programs.command(HELPER)?;
        figures.arg(what).arg(self.data()).args(more);
        serde_json::from_str(&process::said(&mut figures)?).with_context(|| format!("figures {what}"))
    }

    /// Changes the names of one row in so many on the server, others at each call, as an administrator would.
    pub fn change_one_in(&mut self, every: usize, nth: usize) -> Result<()> {
        self.server = None;
        let database = self.folder.path().join("server.db");
        let mut change = self.programs.command(HELPER)?;
        change.arg("change").arg(&database).args([every.to_string(), nth.to_string()]);
        process::said(&mut change)?;
        let server = Server::start(self.programs, &database, &self.scale)?;
        self.relay.turn_to(&server)?;
        self.server = Some(server);
        Ok(())
    }

    /// The pages of the store's file: of two such pictures it can be told how many pages differ.
    pub fn pages(&self) -> Result<Pages> {
        Ok(Pages(fs::read(&self.store)?))
    }

    /// The bytes in the workstation's folder.
    pub fn size(&self) -> Result<u64> {
        size_of(&self.data())
    }
}

/// A store's file at some moment.
pub struct Pages(Vec<u8>);

impl Pages {
    pub fn count(&self) -> usize {
        self.0.len() / PAGE
    }

    /// How many pages are new or others than before.
    pub fn changed_since(&self, before: &Self) -> usize {
        let mut old = before.0.chunks(PAGE);
        self.0.chunks(PAGE).filter(|page| old.next() != Some(page)).count()
    }
}

/// Nobody has either of them open. A log that its last user left goes with its database.
fn copy_database(from: &Path, to: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let (from, to) = (beside(from), beside(to));
        if from.exists() {
            fs::copy(from, to)?;
        } else if to.exists() {
            fs::remove_file(to)?;
        }
    }
    Ok(())
}

fn store_in(data: &Path) -> Result<PathBuf> {
    let is_store = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "db");
    let mut files = fs::read_dir(data)?.flatten().map(|file| file.path());
    files.find(is_store).context("the sign-in made no store")
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { size_of(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}
