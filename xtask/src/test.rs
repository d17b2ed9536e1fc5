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
    // Built as the tests are, and each bench goes once over a hundredth of the clinic.
    Step { what: "benches, once each", work: Work::Cargo(&["test", "--workspace", "--bench", "engine"]) },
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
            // Only rustdoc reads RUSTDOCFLAGS, and only the benches their scale: the other steps share their build
            // with plain cargo calls.
            Work::Cargo(arguments) => {
                let mut command = cargo::command(arguments);
                command.env("RUSTDOCFLAGS", "-D warnings").env("VETSYSTEM_BENCH_SCALE", "0.01");
                cargo::succeed(what, &mut command)?;
            }
            Work::Own(work) => work()?,
        }
    }
    Ok(())
}
