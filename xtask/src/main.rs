//! The repo's own chores: `cargo xtask test` runs all that CI runs, `cargo xtask demo` shows the program at work,
//! `cargo xtask bench` measures it, `cargo xtask soak` walks at random for as long as one likes.
//!
//! The first two are to be typed on a fresh machine: each first installs, or names, the system packages it lacks.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who typed it")]

mod bench;
mod cargo;
mod demo;
mod licences;
mod packages;
mod soak;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test    format, licences, lints, docs, then every test: what CI runs
cargo xtask demo    the program signed in to a demo clinic; without a display its main job on the command line
cargo xtask bench [--scale N] [--runs N] [--plots]    the release build measured beside the physical floor
cargo xtask soak --seeds N [--from S]    the random walk of the tests over N seeds from S on (0)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => test::run(),
        ["demo"] => demo::run(),
        ["bench", ref options @ ..] => bench::run(options),
        ["soak", ref options @ ..] => soak::run(options),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
