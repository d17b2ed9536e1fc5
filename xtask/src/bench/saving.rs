//! A client saved with its action, what that syncs to the disk, and 500 of them uploaded.

use anyhow::Result;
use serde_json::Value;

use super::desk::Desk;
use super::options::Options;
use super::process::{self, HELPER};
use super::table::{Row, Table, Verdict, median};

const QUEUED: usize = 500;
const UPLOAD: &str = "/api/sync/upload-changes";

pub fn save_and_upload(desk: &Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    count_syncs(desk, table)?;
    desk.companion(&["sync", "--once"])?;
    let (mut saves, mut bare, mut uploads, mut requests) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..options.runs {
        let told = desk.figures(&["save", &QUEUED.to_string()])?;
        saves.push(number(&told, "save_ms"));
        bare.push(number(&told, "bare_ms"));
        let before = desk.relay.exchanges(UPLOAD)?.len();
        uploads.push(desk.companion(&["sync", "--once"])?.seconds);
        requests = requests.max(desk.relay.exchanges(UPLOAD)?.len() - before);
    }
    let (save, bare, upload) = (median(saves), median(bare), median(uploads));
    table.add(Row {
        what: "save a client with its action, durable".to_owned(),
        measured: format!("{save:.2} ms"),
        floor: format!("{bare:.2} ms"),
        bar: "≤ a bare one-row commit + 1 ms".to_owned(),
        verdict: Verdict::of(save <= bare + 1.0),
    });
    table.bound(
        "upload of 500 queued actions, the whole `sync` process",
        format!("{upload:.2} s, {requests} request{}", if requests == 1 { "" } else { "s" }),
        "≤ 0.5 s, one request",
        upload <= 0.5 && requests == 1,
    );
    let find = (0..options.runs).map(|_| Ok(desk.companion(&["find", "иванова", "--json"])?.seconds));
    let find: Result<Vec<f64>> = find.collect();
    table.note("`find` on the command line, the whole process", format!("{:.0} ms", median(find?) * 1e3));
    Ok(())
}

/// Two processes that save, one twice as often: what the second syncs more is what the saves sync.
fn count_syncs(desk: &Desk<'_>, table: &mut Table) -> Result<()> {
    const WHAT: &str = "… syncs of the log a save, of anything else";
    const BAR: &str = "exactly 1, 0";
    const SAVES: usize = 20;
    if !process::is_there("strace") {
        table.lacks(WHAT, BAR, "no strace");
        return Ok(());
    }
    let (once, twice) = (syncs(desk, SAVES)?, syncs(desk, 2 * SAVES)?);
    let more = [twice.0.saturating_sub(once.0), twice.1.saturating_sub(once.1)];
    table.bound(WHAT, format!("{} and {} for {SAVES} saves", more[0], more[1]), BAR, more == [SAVES, 0]);
    Ok(())
}

/// How often a process that saves so many clients syncs the store's log, and anything else but the bare file beside it.
fn syncs(desk: &Desk<'_>, saves: usize) -> Result<(usize, usize)> {
    let notes = tempfile::NamedTempFile::new()?;
    let mut strace = process::quiet(std::process::Command::new("strace"));
    strace.args(["-f", "-y", "-e", "trace=fsync,fdatasync,sync_file_range,msync", "-o"]).arg(notes.path());
    strace.arg(desk.programs.path(HELPER)?).arg("save").arg(desk.data()).arg(saves.to_string());
    process::said(&mut strace)?;
    let calls = std::fs::read_to_string(notes.path())?;
    let ours = calls.lines().filter(|call| call.contains("sync") && !call.contains(".bare"));
    let (log, other): (Vec<&str>, Vec<&str>) = ours.partition(|call| call.contains("-wal"));
    Ok((log.len(), other.len()))
}

/// A figure of a helper's answer; not a number, which no bar holds, where it is missing.
pub fn number(figures: &Value, name: &str) -> f64 {
    figures[name].as_f64().unwrap_or(f64::NAN)
}
