//! The API key and the signed-in user in the system's credential store: a real one, on a message bus of its own.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{BRANCH, Bench, KEY, PASSWORD, Run, USER, run_program};

/// Unlocks an empty store, says the bus's address when the store answers, and lasts until its stdin ends.
const SESSION: &str = r#"
    printf 'a login password' | gnome-keyring-daemon --unlock --components=secrets >&2 &&
    dbus-send --session --print-reply --dest=org.freedesktop.secrets \
        /org/freedesktop/secrets org.freedesktop.DBus.Peer.Ping >&2 &&
    printf '%s\n' "$DBUS_SESSION_BUS_ADDRESS" && read -r _
"#;

/// A desktop session whose credential store is open.
struct Desktop {
    folder: tempfile::TempDir,
    session: Child,
    bus: String,
}

impl Desktop {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", SESSION]);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"] {
            command.env(name, folder.path());
        }
        let log = folder.path().join("log");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let needs = "this test needs a credential store: apt install dbus gnome-keyring";
        let mut session =
            command.spawn().unwrap_or_else(|error| panic!("dbus-run-session: {error}: {needs}"));
        let mut bus = String::new();
        BufReader::new(session.stdout.take().unwrap()).read_line(&mut bus).unwrap();
        assert!(!bus.is_empty(), "{}{needs}", std::fs::read_to_string(&log).unwrap());
        Self { folder, session, bus: bus.trim_end().to_owned() }
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// The real program, a process of its own in this session, without the key in its environment.
    fn run(&self, data_dir: &Path, arguments: &[&str]) -> Run {
        self.run_with(data_dir, arguments, &[])
    }

    fn run_with(&self, data_dir: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Run {
        let home = self.folder.path().to_str().unwrap();
        let session = [
            ("VETSYSTEM_CREDENTIALS", "system"),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.as_str()),
            ("HOME", home),
            ("XDG_RUNTIME_DIR", home),
        ];
        run_program(data_dir, arguments, &[&session, more].concat(), "")
    }

    fn sign_in(&self, server: &str) -> Run {
        let arguments = ["sign-in", "--server", server, "--user", USER, "--branch", BRANCH];
        let secrets = [("VETSYSTEM_API_KEY", KEY), ("VETSYSTEM_PASSWORD", PASSWORD)];
        self.run_with(&self.data_dir(), &arguments, &secrets)
    }

    /// Bus and store end.
    fn log_out(&mut self) {
        drop(self.session.stdin.take());
        self.session.wait().unwrap();
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.log_out();
    }
}

/// The files of a folder that hold a text.
fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files.filter(holds).collect()
}

#[test]
fn key_and_user_lie_in_the_systems_store_and_another_process_reads_them_there() {
    let bench = Bench::ours();
    let mut desktop = Desktop::start();
    let data_dir = desktop.data_dir();
    let run = desktop.sign_in(&bench.session.server);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stderr.contains("account.json"), "no file is claimed: {run:?}");
    assert!(data_dir.join("settings.json").exists() && !data_dir.join("account.json").exists());
    for secret in [KEY, PASSWORD, bench.session.user.id.as_str()] {
        assert_eq!(files_with(&data_dir, secret), [] as [PathBuf; 0], "{secret:?} lies open");
    }

    let synced = desktop.run(&data_dir, &["sync", "--once"]);
    assert_eq!(synced.code, 0, "the key came from the store: {synced:?}");
    let status = desktop.run(&data_dir, &["status"]);
    assert_eq!((status.code, status.stdout.lines().next()), (0, Some("Все данные синхронизированы")));

    let other = desktop.folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::copy(data_dir.join("settings.json"), other.join("settings.json")).unwrap();
    assert_eq!(desktop.run(&other, &["status"]).code, 1, "each data folder has secrets of its own");

    desktop.log_out();
    let closed = desktop.run(&data_dir, &["status"]);
    assert_eq!((closed.code, closed.stdout.as_str()), (1, ""), "{closed:?}");
    for word in [bench.session.server.as_str(), "хранилище паролей", "sign-in"] {
        assert!(closed.stderr.contains(word), "what to do is said: {closed:?}");
    }
}

#[test]
fn a_store_found_later_takes_the_secrets_out_of_the_file() {
    let bench = Bench::ours();
    let desktop = Desktop::start();
    let data_dir = desktop.data_dir();
    let file = data_dir.join("account.json");
    let before = crate::support::sign_in(&data_dir, &bench.session.server, KEY, PASSWORD, BRANCH);
    assert!(before.code == 0 && file.exists(), "{before:?}");
    let run = desktop.sign_in(&bench.session.server);
    assert!(run.code == 0 && !file.exists(), "{run:?}");
    assert_eq!(desktop.run(&data_dir, &["sync", "--once"]).code, 0);
}
