//! What the integration tests share: a clinic on a real server, a workstation signed in to it by the real program, and
//! a proxy that breaks the wire between the two on demand.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

pub mod bytes;
pub mod cost;
pub mod damage;
mod proxy;
mod records;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use vetsystem_companion::app::session::{self, Session};
use vetsystem_companion::server::{Database, ServerConfig, ServerHandle};
use vetsystem_companion::store::{Store, StoreReport};
use vetsystem_companion::sync::{
    CycleOptions, CycleOutcome, CycleReport, Download, Engine, SyncEvent, Timing, Trigger,
};
use vetsystem_companion::text::{Lang, Text};

pub use proxy::{Fault, HEALTH, INITIAL_DATA, LOGIN, Proxy, UPLOAD};
pub use records::{Chain, appointment, client, invoice, line, local_now, patient};

pub const KEY: &str = "test-key";
pub const USER: &str = "vet";
pub const PASSWORD: &str = "secret";
pub const BRANCH: &str = "Первый";

/// Time-outs and intervals of the tests. What they save is old enough at once.
pub fn timing() -> Timing {
    Timing { undo_window: Duration::ZERO, ..Timing::default().divided_by(50) }
}

/// A server with a small clinic, and a workstation in a folder of its own, signed in to it.
pub struct Bench {
    folder: tempfile::TempDir,
    server: Option<ServerHandle>,
    address: SocketAddr,
    classic: bool,
    pub session: Session,
}

impl Bench {
    /// A server that speaks all of the contract.
    pub fn ours() -> Self {
        Self::new(false)
    }

    /// A server that answers as the published one does.
    pub fn classic() -> Self {
        Self::new(true)
    }

    fn new(classic: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_clinic(&folder.path().join("clinic.db"));
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = serve(folder.path(), any_port, classic);
        let address = server.address();
        let data_dir = folder.path().join("desk");
        let signed_in = sign_in(&data_dir, &server.url(), KEY, PASSWORD, BRANCH);
        assert_eq!(signed_in.code, 0, "{}", signed_in.stderr);
        let session = session::load(&data_dir).unwrap().unwrap();
        let session = Session { interval: timing().interval, ..session };
        Self { folder, server: Some(server), address, classic, session }
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same, its clinic downloaded.
    pub fn downloaded(self) -> Self {
        self.good_cycle();
        self
    }

    pub fn stop_server(&mut self) {
        self.server.take().unwrap().stop();
    }

    /// On the port it had, with what it held.
    pub fn start_server(&mut self) {
        self.server = Some(serve(self.folder.path(), self.address, self.classic));
    }

    /// The same server, from now on as the published one, or as one that speaks all of the contract.
    pub fn turn_classic(&mut self, classic: bool) {
        self.stop_server();
        self.classic = classic;
        self.start_server();
    }

    /// Puts a proxy on the way to the server.
    pub fn behind_proxy(&mut self) -> Proxy {
        let proxy = Proxy::before(self.address);
        self.move_server(&proxy.url());
        proxy
    }

    /// The workstation calls another address from now on, its store stays.
    pub fn move_server(&mut self, url: &str) {
        url.clone_into(&mut self.session.server);
        self.set("server", url.into());
    }

    /// A window opened from now on syncs by itself every second.
    pub fn sync_every_second(&self) {
        self.set("interval_secs", 1.into());
    }

    fn set(&self, setting: &str, value: Value) {
        let path = self.data_dir().join("settings.json");
        let mut settings: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        settings[setting] = value;
        std::fs::write(&path, settings.to_string()).unwrap();
    }

    /// Backs the server's database up, as it stands at this moment.
    pub fn back_up_server(&self) {
        let backup = self.backup();
        std::fs::remove_file(&backup).unwrap_or_default();
        let into = backup.display().to_string();
        on_file(&self.database(), async |conn| {
            sqlx::query("VACUUM INTO ?").bind(into).execute(conn).await.map(drop)
        });
    }

    /// Puts the last backup back, as an administrator does.
    pub fn restore_server(&mut self) {
        self.stop_server();
        // Another file under the old name: a connection that still closes behind the stopped server writes into the old.
        for extension in ["db", "db-wal", "db-shm"] {
            std::fs::remove_file(self.database().with_extension(extension)).unwrap_or_default();
        }
        std::fs::copy(self.backup(), self.database()).unwrap();
        self.say_restored();
        self.start_server();
    }

    /// `vetsystem-sync-server restored`: the server has a new epoch.
    pub fn say_restored(&self) {
        let database = format!("sqlite:{}", self.database().display());
        let mut restored = Command::new(env!("CARGO_BIN_EXE_vetsystem-sync-server"));
        assert!(restored.args(["restored", "--database", &database]).output().unwrap().status.success());
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("clinic.db")
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// All that the server holds.
    pub fn dump(&self) -> Value {
        self.server.as_ref().unwrap().dump().unwrap()
    }

    pub fn store(&self) -> Store {
        Store::open(&self.session.store_path).unwrap()
    }

    pub fn engine(&self) -> Engine {
        Engine::open(self.session.engine_config(timing())).unwrap()
    }

    /// One cycle of an engine of its own, and the console lines it said.
    pub fn cycle(&self) -> (CycleReport, Vec<String>) {
        run_cycle(&mut self.engine(), false)
    }

    /// One cycle that did all it had to do.
    pub fn good_cycle(&self) -> CycleReport {
        let (report, _) = self.cycle();
        assert_eq!(report.outcome, CycleOutcome::Done);
        report
    }

    /// One cycle with a full download.
    pub fn full_cycle(&self) -> CycleReport {
        run_cycle(&mut self.engine(), true).0
    }

    /// Changes the store behind the program's back.
    pub fn sql(&self, statement: &'static str) {
        execute(&self.session.store_path, statement);
    }

    pub fn report(&self) -> StoreReport {
        self.store().report(local_now()).unwrap()
    }

    /// The words of the status bar.
    pub fn status_words(&self) -> String {
        let report = self.report();
        let facts = report.facts(false);
        let n = if facts.attention > 0 { facts.attention } else { facts.pending };
        Text::new(Lang::Ru).sync_state(facts.state(), n)
    }

    /// The real program on this workstation's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Run {
        run_program(&self.data_dir(), arguments, &[], stdin)
    }

    /// What `queue --json` says.
    pub fn queue_json(&self) -> Vec<Value> {
        let run = self.run(&["queue", "--json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.json().as_array().unwrap().clone()
    }
}

/// One cycle as `sync --once` runs it.
pub fn run_cycle(engine: &mut Engine, full: bool) -> (CycleReport, Vec<String>) {
    let mut lines = Vec::new();
    let mut hear = |event| {
        if let SyncEvent::Console(line) = event {
            lines.push(line.to_string());
        }
    };
    let report = engine
        .cycle(CycleOptions { trigger: Trigger::Once, download: Download::full_if(full) }, &mut hear)
        .unwrap();
    (report, lines)
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Signs in with the real program.
pub fn sign_in(data_dir: &Path, server: &str, key: &str, password: &str, branch: &str) -> Run {
    let arguments = ["sign-in", "--server", server, "--user", USER, "--branch", branch];
    let environment = [("VETSYSTEM_API_KEY", key), ("VETSYSTEM_PASSWORD", password)];
    run_program(data_dir, &arguments, &environment, "")
}

/// The real program, its secrets in a file, its words Russian, its three streams in pipes.
pub fn program(data_dir: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vetsystem-companion"));
    command.arg("--data-dir").arg(data_dir).args(["--lang", "ru"]).args(arguments);
    for name in ["VETSYSTEM_API_KEY", "VETSYSTEM_PASSWORD", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.env("VETSYSTEM_CREDENTIALS", "file").envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the real program to its end.
pub fn run_program(data_dir: &Path, arguments: &[&str], environment: &[(&str, &str)], stdin: &str) -> Run {
    let mut child = program(data_dir, arguments, environment).spawn().unwrap();
    // A command that reads nothing may have closed its end already.
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs statements on a database file, past the program.
pub fn execute(path: &Path, statements: &'static str) {
    on_file(path, async |conn| sqlx::raw_sql(statements).execute(conn).await.map(drop));
}

/// The one text that a query answers.
pub fn query(path: &Path, query: &'static str) -> String {
    on_file(path, async |conn| sqlx::query_scalar(query).fetch_one(conn).await)
}

pub fn on_file<T>(path: &Path, work: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>) -> T {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let done = work(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        done
    })
}

/// Long enough for anything that happens at all.
pub const PATIENCE: Duration = Duration::from_secs(60);

fn serve(folder: &Path, listen: SocketAddr, classic: bool) -> ServerHandle {
    let database = Database::File(folder.join("clinic.db"));
    let api_key = KEY.to_owned();
    let config = ServerConfig { listen, database, demo: None, classic, api_key, ..ServerConfig::demo() };
    ServerHandle::start(config).unwrap()
}

/// An empty clinic with the branch «Первый» and the user `vet`, made once with the administrator's commands.
fn copy_clinic(to: &Path) {
    static CLINIC: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = CLINIC.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("clinic.db").display());
        for arguments in [vec!["branch", "add", BRANCH], vec!["user", "add", USER, "--branch", BRANCH]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_vetsystem-sync-server"));
            command.args(arguments).args(["--database", &database]).env("VETSYSTEM_PASSWORD", PASSWORD);
            assert!(command.output().unwrap().status.success());
        }
        folder
    });
    std::fs::copy(made.path().join("clinic.db"), to).unwrap();
    // A program that has just ended may leave its log unmerged.
    let log = made.path().join("clinic.db-wal");
    if log.exists() {
        std::fs::copy(log, to.with_extension("db-wal")).unwrap();
    }
}
