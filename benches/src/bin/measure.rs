//! `measure FILE PROGRAM ARGUMENT…`: runs a program to its end and writes what it took, in JSON, into a file. The
//! program's streams are its own, and its exit code is passed on.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> anyhow::Result<ExitCode> {
    use std::time::Instant;

    use anyhow::Context as _;
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let mut arguments = std::env::args_os().skip(1);
    let file = arguments.next().context("measure FILE PROGRAM")?;
    let program = arguments.next().context("measure FILE PROGRAM")?;
    let begun = Instant::now();
    let status = std::process::Command::new(&program).args(arguments).status().context("the program")?;
    let seconds = begun.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    let taken = serde_json::json!({
        "seconds": seconds,
        "cpu_micros": micros,
        // Linux counts in KiB, and blocks of 512 bytes.
        "peak_kib": usage.max_rss(),
        "written_kib": usage.block_writes() / 2,
    });
    std::fs::write(file, taken.to_string())?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

#[cfg(not(unix))]
fn main() -> anyhow::Result<ExitCode> {
    anyhow::bail!("this system tells nobody what a program took")
}
