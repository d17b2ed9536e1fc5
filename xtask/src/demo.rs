//! `cargo xtask demo`: the program at work on a clinic of made-up people.
//!
//! With a display the window opens, signed in to an embedded server. Without one the main job runs on the command
//! line, against the sync server as a program of its own: sign in, download, one record of each kind, sync, status.
//! All it writes lies in a temporary folder that goes when the demo ends.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::{cargo, packages};

const COMPANION: &str = "vetsystem-companion";
const SERVER: &str = "vetsystem-sync-server";
/// One of the two that the demo clinic has.
const BRANCH: &str = "Клиника на Лесной";
/// A demo leaves nothing behind, in the person's own credential store neither.
const LEAVE_CREDENTIALS_ALONE: (&str, &str) = ("VETSYSTEM_CREDENTIALS", "file");

pub fn run() -> Result<()> {
    let display = Display::find();
    packages::ensure(&[packages::BUILD, display.packages()])?;
    let mut programs = cargo::build(cargo::Profile::Dev)?;
    let mut program = |name| programs.remove(name).with_context(|| format!("the build made no {name}"));
    let (companion, server) = (program(COMPANION)?, program(SERVER)?);
    let folder = tempfile::tempdir().context("no temporary folder")?;
    if let Display::None = display {
        println!("No display here: the main job runs on the command line instead.");
        return Scene::new(companion, server, folder.path())?.play();
    }
    println!("Opening the window. Its data lie in {} until you close it.", folder.path().display());
    let mut window = Command::new(companion);
    window.arg("--data-dir").arg(folder.path()).arg("--demo").envs([LEAVE_CREDENTIALS_ALONE]);
    cargo::succeed(COMPANION, &mut window)
}

/// Where a window could open.
enum Display {
    /// Windows and macOS: always there, nothing to install.
    System,
    X11,
    Wayland,
    None,
}

impl Display {
    fn find() -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !cfg!(target_os = "linux") {
            Self::System
        } else if set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET") {
            Self::Wayland
        } else if set("DISPLAY") {
            Self::X11
        } else {
            Self::None
        }
    }

    fn packages(&self) -> &'static [packages::Package] {
        match self {
            Self::X11 => packages::WINDOW_X11,
            Self::Wayland => packages::WINDOW_WAYLAND,
            Self::System | Self::None => &[],
        }
    }
}

/// A running demo server and the commands of one workstation.
struct Scene {
    companion: PathBuf,
    data: PathBuf,
    server: Child,
    url: String,
}

impl Scene {
    fn new(companion: PathBuf, server: PathBuf, folder: &Path) -> Result<Self> {
        say(SERVER, &["--demo", "--listen", "127.0.0.1:0", "--database", "memory"]);
        let mut server = Command::new(server)
            .args(["--demo", "--listen", "127.0.0.1:0", "--database", "memory"])
            .env("RUST_LOG", "warn")
            .env_remove("VETSYSTEM_API_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the sync server cannot be started")?;
        let mut line = String::new();
        let output = server.stdout.take().context("the sync server has no output")?;
        BufReader::new(output).read_line(&mut line).context("the sync server's line cannot be read")?;
        print!("{line}");
        let url = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        let scene =
            Self { companion, data: folder.join("workstation"), server, url: url.unwrap_or_default() };
        ensure!(!scene.url.is_empty(), "the sync server did not say where it listens");
        Ok(scene)
    }

    fn play(&self) -> Result<()> {
        let url = self.url.as_str();
        self.command(&["sign-in", "--server", url, "--user", "admin", "--branch", BRANCH], None)?;
        self.command(&["sync", "--once"], None)?;
        self.command(&["status"], None)?;
        let client = self.add(
            "client",
            &json!({"full_name": "Иванова Мария Петровна", "phone": "8 916 123-45-67", "address": "Химки, Зелёная, 12"}),
        )?;
        let patient = self.add(
            "patient",
            &json!({"client_id": client, "name": "Мурка", "species": "кошка", "gender": "female", "birth_date": "2023-05-14"}),
        )?;
        self.add(
            "appointment",
            &json!({"client_id": client, "patient_id": patient, "appointment_date": "2030-03-12",
                "appointment_time": "14:30", "doctor_name": "Смирнова А. В.", "notes": "Прививка"}),
        )?;
        let item = self.price_item("консультация")?;
        let line = json!({"nomenclature_id": item["id"], "type": item["type"], "name": item["name"],
            "price": item["price"], "quantity": 1});
        let own = json!({"nomenclature_id": null, "type": "product", "name": "Витамины", "price": 399.90, "quantity": 1.5});
        let invoice = self.add(
            "invoice",
            &json!({"client_id": client, "patient_id": patient, "payment_status": "pending", "items": [line, own]}),
        )?;
        self.command(&["queue"], None)?;
        self.command(&["sync", "--once"], None)?;
        self.command(&["show", "invoice", &invoice.to_string()], None)?;
        self.command(&["status"], None)?;
        Ok(())
    }

    /// The best hit in the price list.
    fn price_item(&self, text: &str) -> Result<Value> {
        let found =
            self.command(&["find", text, "--kind", "nomenclature", "--limit", "1", "--json"], None)?;
        let found: Value = serde_json::from_str(&found).context("find did not answer in JSON")?;
        found.get(0).cloned().with_context(|| format!("the price list has no {text}"))
    }

    /// Saves a record and says its local id.
    fn add(&self, kind: &str, fields: &Value) -> Result<i64> {
        let answer = self.command(&["add", kind], Some(&fields.to_string()))?;
        let answer: Value =
            serde_json::from_str(&answer).with_context(|| format!("add {kind} answered {answer:?}"))?;
        answer["local_id"].as_i64().with_context(|| format!("add {kind} named no local_id"))
    }

    /// Shows and runs one command of the workstation; anything but exit code 0 ends the demo.
    fn command(&self, arguments: &[&str], input: Option<&str>) -> Result<String> {
        say(COMPANION, arguments);
        if let Some(input) = input {
            println!("{input}");
        }
        let mut child = Command::new(&self.companion)
            .arg("--data-dir")
            .arg(&self.data)
            .args(arguments)
            .env("VETSYSTEM_API_KEY", "demo-key")
            .env("VETSYSTEM_PASSWORD", "demo")
            .envs([LEAVE_CREDENTIALS_ALONE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the program cannot be started")?;
        let mut stdin = child.stdin.take().context("no way to speak to the program")?;
        let written = stdin.write_all(input.unwrap_or_default().as_bytes());
        drop(stdin);
        let output = child.wait_with_output()?;
        let text = String::from_utf8(output.stdout).context("the program did not answer in UTF-8")?;
        println!("{}", text.trim_end());
        ensure!(
            output.status.success(),
            "`{COMPANION} {}` ended with {}",
            arguments.join(" "),
            output.status
        );
        written.context("the program did not read its input")?;
        Ok(text)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing more to do about it in either case.
        if self.server.kill().is_ok() {
            self.server.wait().ok();
        }
    }
}

/// Shows a command as one would type it.
fn say(program: &str, arguments: &[&str]) {
    let quoted = arguments
        .iter()
        .map(|word| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() });
    println!("\n$ {program} {}", quoted.collect::<Vec<_>>().join(" "));
}
