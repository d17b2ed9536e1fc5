//! How the chores call cargo, so that they share their build with whoever calls it by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::Message;

/// The folder of the workspace.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// The cargo that started this program, called in the workspace's folder.
///
/// `cargo run` describes the package it runs in the environment. Some build scripts watch those variables, so
/// they would run again at every change between a chore and a plain `cargo build`: they are not passed on.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs a program to its end; anything but success is an error that names `what`.
pub fn succeed(what: &str, command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{what}: cannot start {}", command.get_program().display()))?;
    ensure!(status.success(), "{what}: {status}");
    Ok(())
}

/// How a program is built.
#[derive(Debug, Clone, Copy)]
pub enum Profile {
    Dev,
    Release,
}

/// Builds the workspace's programs: where each lies, by its name.
pub fn build(profile: Profile) -> Result<BTreeMap<String, PathBuf>> {
    // What a release is measured with is built without the chores, whose wants of shared crates would change it.
    let what: &[&str] = match profile {
        Profile::Dev => &["--workspace"],
        Profile::Release => &["--release", "--package=vetsystem-companion", "--package=vetsystem-bench"],
    };
    let output = command(&["build", "--bins", "--message-format=json-render-diagnostics"])
        .args(what)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    ensure!(output.status.success(), "the build failed: {}", output.status);
    let mut programs = BTreeMap::new();
    for message in Message::parse_stream(output.stdout.as_slice()) {
        if let Message::CompilerArtifact(artifact) = message.context("cargo's messages cannot be read")?
            && let Some(program) = artifact.executable
        {
            programs.insert(artifact.target.name, program.into_std_path_buf());
        }
    }
    Ok(programs)
}
