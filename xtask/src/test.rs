//! `cargo xtask test`: everything CI runs, in one order, the integration tests last.
//!
//! One line announces each step with the time since the start. Nothing is printed after the last step's own
//! summary, so that the end of the output says how the tests went.

use std::time::Instant;

use anyhow::Result;

use crate::{cargo, licences, packages};

struct Step {
    what: &'static str,
    work: Work,
}

enum Work {
    Cargo(&'static [&'static str]),
    Own(fn() -> Result<()>),
}

/// Every call names the whole workspace: with another selection cargo would choose other features for shared
/// dependencies and build those again.
const STEPS: &[Step] = &[
    Step {
        what: "system packages",
        work: Work::Own(|| packages::ensure(&[packages::BUILD, packages::TEST])),
    },
    Step { what: "format", work: Work::Cargo(&["fmt", "--all", "--check"]) },
    Step { what: "licences", work: Work::Own(licences::check) },
    Step {
        what: "lints",
        work: Work::Cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Step {
        what: "lints of the client without the server",
        work: Work::Cargo(&[
            "clippy",
            "--workspace",
            "--no-default-features",
            "--lib",
            "--bins",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        what: "documentation",
        work: Work::Cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]),
    },
    Step { what: "build", work: Work::Cargo(&["test", "--workspace", "--no-run"]) },
    Step { what: "unit tests", work: Work::Cargo(&["test", "--workspace", "--lib", "--bins"]) },
    Step { what: "documentation tests", work: Work::Cargo(&["test", "--workspace", "--doc"]) },
    Step { what: "integration tests", work: Work::Cargo(&["test", "--workspace", "--test", "it"]) },
];

pub fn run() -> Result<()> {
    let start = Instant::now();
    for Step { what, work } in STEPS {
        let seconds = start.elapsed().as_secs();
        println!("[{:02}:{:02}] {what}", seconds / 60, seconds % 60);
        match work {
            // Only rustdoc reads RUSTDOCFLAGS: the other steps share their build with plain cargo calls.
            Work::Cargo(arguments) => {
                cargo::succeed(what, cargo::command(arguments).env("RUSTDOCFLAGS", "-D warnings"))?;
            }
            Work::Own(work) => work()?,
        }
    }
    Ok(())
}
