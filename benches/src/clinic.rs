//! A demo clinic of any size on a server in this process, and a workstation signed in to it, by the program's public parts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use vetsystem_companion::app::session::{Session, store_path};
use vetsystem_companion::domain::ClientDraft;
use vetsystem_companion::server::{DEMO_KEY, Database, Scale, ServerConfig, ServerHandle};
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::{
    Connection, CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger, sign_in,
};

use crate::relay::{CLINIC, Relay};

/// A server on a database file and what a workstation remembers of it. The workstation calls the relay.
pub struct Clinic {
    folder: tempfile::TempDir,
    server: Option<ServerHandle>,
    pub relay: Relay,
    pub session: Session,
}

impl Clinic {
    /// Fills the server and signs in; nothing is downloaded.
    pub fn open(scale: Scale) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = serve(&folder.path().join("server.db"), scale)?;
        let relay = Relay::start(&server.url(), |_| ())?;
        let connection = Connection { server: relay.url().to_owned(), api_key: DEMO_KEY.to_owned() };
        let signed_in = sign_in(&connection, "admin", "demo", Timing::default())?;
        let branch = signed_in.branch(None).or(signed_in.branches.first()).cloned().context("no branch")?;
        let data_dir = folder.path().join("desk");
        std::fs::create_dir_all(&data_dir)?;
        let store_path = store_path(&data_dir, relay.url(), &signed_in.user.tenant_id);
        Store::open(&store_path)?.record_sign_in()?;
        let interval = Timing::default().interval;
        let Connection { server: address, api_key } = connection;
        let session =
            Session { server: address, api_key, user: signed_in.user, branch, store_path, interval };
        Ok(Self { folder, server: Some(server), relay, session })
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("server.db")
    }

    /// What is asked for a whole clinic.
    pub fn download_path(&self) -> String {
        format!("{CLINIC}?branchId={}", self.session.branch.id)
    }

    pub fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.session.store_path)?)
    }

    /// One cycle that does all it has to do.
    pub fn cycle(&self, full: bool) -> anyhow::Result<CycleReport> {
        let mut engine = Engine::open(self.session.engine_config(Timing::default()))?;
        let options = CycleOptions { trigger: Trigger::Once, download: Download::full_if(full) };
        let report = engine.cycle(options, &mut |_| ())?;
        anyhow::ensure!(report.outcome == CycleOutcome::Done, "{:?}", report.outcome);
        Ok(report)
    }

    /// Puts a state of the store into its place, as it was when it was copied.
    pub fn put_store(&self, from: &Path) -> anyhow::Result<()> {
        put_database(from, &self.session.store_path)
    }

    /// Stops the server, copies its database, and starts it anew.
    pub fn copy_server(&mut self, to: &Path) -> anyhow::Result<()> {
        self.stop_server();
        put_database(&self.database(), to)?;
        self.start_server()
    }

    /// Stops the server, puts a state of its database into its place, and starts it anew.
    pub fn put_server(&mut self, from: &Path) -> anyhow::Result<()> {
        self.stop_server();
        put_database(from, &self.database())?;
        self.start_server()
    }

    fn stop_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// On a database that is filled.
    fn start_server(&mut self) -> anyhow::Result<()> {
        let server = serve(&self.database(), Scale::default())?;
        self.relay.turn_to(&server.url());
        self.server = Some(server);
        Ok(())
    }
}

fn serve(database: &Path, scale: Scale) -> anyhow::Result<ServerHandle> {
    Ok(ServerHandle::start(ServerConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        database: Database::File(database.to_owned()),
        demo: Some(scale),
        ..ServerConfig::demo()
    })?)
}

/// Copies a database that nobody has open, its log included.
pub fn put_database(from: &Path, to: &Path) -> anyhow::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let (from, to) = (beside(from), beside(to));
        if from.exists() {
            std::fs::copy(&from, &to).with_context(|| format!("{} to {}", from.display(), to.display()))?;
        } else if to.exists() {
            std::fs::remove_file(&to)?;
        }
    }
    Ok(())
}

/// A client that nobody else is.
pub fn draft(number: usize) -> ClientDraft {
    ClientDraft {
        full_name: format!("Новосёлова Мария Номер{number}"),
        phone: format!("8 916 {:03}-{:02}-{:02}", number / 10_000 % 1000, number / 100 % 100, number % 100),
        email: None,
        address: Some("Химки, Зелёная, 12".to_owned()),
    }
}

/// Saves so many new clients, each in a commit of its own, numbered from `from` on.
pub fn save_clients(store: &mut Store, session: &Session, from: usize, count: usize) -> anyhow::Result<()> {
    let author = session.author();
    for number in from..from + count {
        store.save_client(&author, Timing::default().local_now(), None, &draft(number))?;
    }
    Ok(())
}
