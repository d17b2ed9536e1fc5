//! The sync server on a demo clinic of any size, and the relay before it that answers a download at once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use super::process::{HELPER, Programs, SERVER};

/// A program that said where it listens; it ends with this value.
struct Listening {
    process: Child,
    url: String,
    lines: BufReader<ChildStdout>,
}

impl Listening {
    fn start(command: &mut Command) -> Result<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{command:?}"))?;
        let mut lines = BufReader::new(process.stdout.take().context("no output")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        match line.trim_end().strip_prefix("listening on ") {
            Some(url) => Ok(Self { url: url.to_owned(), process, lines }),
            None => bail!("{command:?} did not say where it listens"),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It may have ended by itself: nothing more to do about it in either case.
        if self.process.kill().is_ok() {
            self.process.wait().ok();
        }
    }
}

/// The sync server on a database file.
pub struct Server(Listening);

impl Server {
    pub fn start(programs: &Programs, database: &Path, scale: &str) -> Result<Self> {
        let mut command = programs.command(SERVER)?;
        command.args(["--demo", "--scale", scale, "--listen", "127.0.0.1:0", "--database"]);
        command.arg(format!("sqlite:{}", database.display())).stdin(Stdio::null());
        Listening::start(&mut command).map(Self)
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }
}

/// A request that went through the relay, with its answer, headers and all.
#[derive(Debug, Clone, Deserialize)]
pub struct Exchange {
    pub path: String,
    pub sent: usize,
    pub received: usize,
    pub micros: u64,
}

/// The relay, and its notes of what went through it.
pub struct Relay {
    listening: Listening,
    notes: PathBuf,
}

impl Relay {
    pub fn start(programs: &Programs, server: &Server, notes: PathBuf) -> Result<Self> {
        let mut command = programs.command(HELPER)?;
        command.arg("relay").arg(server.url()).arg(&notes).stdin(Stdio::piped());
        Ok(Self { listening: Listening::start(&mut command)?, notes })
    }

    pub fn url(&self) -> &str {
        &self.listening.url
    }

    /// From now on before another server.
    pub fn turn_to(&mut self, server: &Server) -> Result<()> {
        let stdin = self.listening.process.stdin.as_mut().context("no way to speak to the relay")?;
        writeln!(stdin, "{}", server.url())?;
        let mut turned = String::new();
        self.listening.lines.read_line(&mut turned)?;
        ensure!(turned.trim_end() == "turned", "the relay said {turned:?}");
        Ok(())
    }

    /// All that went through it so far whose path begins so.
    pub fn exchanges(&self, path: &str) -> Result<Vec<Exchange>> {
        let notes = std::fs::read_to_string(&self.notes).context("the relay's notes")?;
        let all: Result<Vec<Exchange>, _> = notes.lines().map(serde_json::from_str).collect();
        Ok(all.context("the relay's notes")?.into_iter().filter(|one| one.path.starts_with(path)).collect())
    }
}
