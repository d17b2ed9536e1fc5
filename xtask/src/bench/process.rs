//! Programs of the release build, run to their end and measured from outside.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::cargo::{self, Profile};

pub const COMPANION: &str = "vetsystem-companion";
/// Our own, for what no program of a clinic does.
pub const HELPER: &str = "helper";
pub const SERVER: &str = "vetsystem-sync-server";

/// Where each program of the build lies.
pub struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    pub fn build() -> Result<Self> {
        println!("building release");
        cargo::build(Profile::Release).map(Self)
    }

    pub fn path(&self, name: &str) -> Result<&Path> {
        self.0.get(name).map(PathBuf::as_path).with_context(|| format!("the build made no {name}"))
    }

    /// A program that leaves a person's own folder, credentials and settings alone.
    pub fn command(&self, name: &str) -> Result<Command> {
        Ok(quiet(Command::new(self.path(name)?)))
    }

    /// Runs a program to its end under `measure`; it must end well.
    pub fn measured(&self, name: &str, arguments: &[&OsStr]) -> Result<Taken> {
        let notes = tempfile::NamedTempFile::new()?;
        let mut measure = self.command("measure")?;
        measure.arg(notes.path()).arg(self.path(name)?).args(arguments);
        said(&mut measure)?;
        serde_json::from_slice(&std::fs::read(notes.path())?).context("what measure wrote")
    }
}

/// What a whole process took.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Taken {
    pub seconds: f64,
    pub cpu_micros: i64,
    pub peak_kib: i64,
    pub written_kib: i64,
}

/// Whether a program can be called here.
pub fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Runs a command to its end; it must end well. What it said on stdout.
pub fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} ended with {}: {stderr}", output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{command:?} did not answer in UTF-8"))
}

/// Without the environment's own wishes.
pub fn quiet(mut command: Command) -> Command {
    command
        .env("VETSYSTEM_CREDENTIALS", "file")
        .env("VETSYSTEM_API_KEY", "demo-key")
        .env("VETSYSTEM_PASSWORD", "demo")
        .env("RUST_LOG", "error");
    command
}
