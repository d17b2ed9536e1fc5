//! The system packages a chore needs, by their Debian names: found missing, installed, or named.
//!
//! What is missing is judged by the thing itself (a compiler that compiles, a library the loader knows), so that
//! a system with other package names is not asked for Debian's.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::cargo::succeed;

/// A Debian package and the sign that it, or its like, is there.
pub struct Package {
    name: &'static str,
    sign: Sign,
}

enum Sign {
    /// `cc` finds the C library's headers.
    Compiler,
    /// The dynamic loader knows this library.
    Library(&'static str),
    /// A program of this name can be called.
    Program(&'static str),
}

/// The database engine and the TLS library have C sources.
pub const BUILD: &[Package] =
    &[Package { name: "gcc", sign: Sign::Compiler }, Package { name: "libc6-dev", sign: Sign::Compiler }];

/// The tests end a server by a signal, and have a credential store on a message bus of their own.
pub const TEST: &[Package] = &[
    Package { name: "procps", sign: Sign::Program("kill") },
    Package { name: "dbus", sign: Sign::Program("dbus-run-session") },
    Package { name: "gnome-keyring", sign: Sign::Program("gnome-keyring-daemon") },
];

/// What the window loads when it opens on an X11 display; Mesa, which draws without a graphics card too, comes
/// with the GL library.
pub const WINDOW_X11: &[Package] = &[
    Package { name: "libxcursor1", sign: Sign::Library("libXcursor.so.1") },
    Package { name: "libxi6", sign: Sign::Library("libXi.so.6") },
    Package { name: "libxkbcommon-x11-0", sign: Sign::Library("libxkbcommon-x11.so.0") },
    Package { name: "libgl1", sign: Sign::Library("libGL.so.1") },
];

/// The same on Wayland.
pub const WINDOW_WAYLAND: &[Package] = &[
    Package { name: "libwayland-client0", sign: Sign::Library("libwayland-client.so.0") },
    Package { name: "libwayland-egl1", sign: Sign::Library("libwayland-egl.so.1") },
    Package { name: "libxkbcommon0", sign: Sign::Library("libxkbcommon.so.0") },
    Package { name: "libegl1", sign: Sign::Library("libEGL.so.1") },
];

/// Sees to it that the packages are there. Windows and macOS bring what is needed.
pub fn ensure(packages: &[&[Package]]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let signs = Signs { compiler: compiles(), libraries: libraries() };
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .flatten()
        .filter(|package| !signs.show(&package.sign))
        .map(|package| package.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let Some(apt) = apt() else {
        bail!("these system packages (or your system's like of them) are missing: {list}");
    };
    println!("installing {list}");
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new(apt[0]);
        command.args(&apt[1..]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        command
    };
    // The lists of a fresh machine are empty; where they cannot be renewed, older ones may still do.
    if let Err(error) = succeed("apt-get update", &mut apt_get(&["update", "-qq"])) {
        eprintln!("xtask: {error:#}");
    }
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    succeed(&format!("apt-get install {list}"), apt_get(&install).args(missing))
}

struct Signs {
    compiler: bool,
    /// What the loader knows, or `None` where it cannot be asked: then nothing is called missing.
    libraries: Option<String>,
}

impl Signs {
    fn show(&self, sign: &Sign) -> bool {
        match sign {
            Sign::Compiler => self.compiler,
            Sign::Library(name) => self.libraries.as_ref().is_none_or(|known| known.contains(name)),
            Sign::Program(name) => {
                let path = std::env::var_os("PATH").unwrap_or_default();
                std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
            }
        }
    }
}

fn compiles() -> bool {
    let mut cc = Command::new("cc");
    cc.args(["-fsyntax-only", "-x", "c", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut child) = cc.spawn() else { return false };
    let written =
        child.stdin.take().is_some_and(|mut source| source.write_all(b"#include <stdlib.h>\n").is_ok());
    child.wait().is_ok_and(|status| written && status.success())
}

fn libraries() -> Option<String> {
    let output = Command::new("/sbin/ldconfig").arg("-p").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// How apt-get is called here, if it may be: as root, or through a sudo that asks nothing.
fn apt() -> Option<&'static [&'static str]> {
    let quiet = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()
            .filter(|output| output.status.success())
    };
    quiet("apt-get", &["--version"])?;
    let user = quiet("id", &["-u"])?;
    if user.stdout.trim_ascii() == b"0" {
        Some(&["apt-get"])
    } else {
        quiet("sudo", &["-n", "true"]).map(|_| &["sudo", "-n", "apt-get"] as &[&str])
    }
}
