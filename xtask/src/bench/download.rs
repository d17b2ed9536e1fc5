//! The whole clinic down: into an empty store, again with nothing changed, again with one row in a hundred changed.

use anyhow::Result;

use super::desk::Desk;
use super::options::Options;
use super::process::{Programs, Taken};
use super::table::{Table, median};

/// One row in so many is changed.
const CHANGED: usize = 100;
/// Milliseconds and bytes.
const NOTHING_NEW: (f64, usize) = (5.0, 1024);

/// One size of the clinic in the plots.
pub struct Point {
    pub scale: f64,
    pub floor: f64,
    pub first: f64,
    pub unchanged: f64,
    pub peak_mib: f64,
    pub unchanged_peak_mib: f64,
}

/// What the runs of one round took.
struct Round {
    floor: Taken,
    first: Taken,
    again: Taken,
    /// Of the second download: pages of the store's file that it changed, and bytes that the folder grew by.
    pages: usize,
    growth: i64,
}

/// Floor, first download, second download, by turns: what else the machine does meets them alike.
fn rounds(desk: &Desk<'_>, runs: usize) -> Result<Vec<Round>> {
    let round = |_| {
        let floor = desk.floor()?;
        desk.forget_all()?;
        let first = desk.companion(&["sync", "--once"])?;
        let (pages, size) = (desk.pages()?, desk.size()?);
        let again = desk.companion(&["sync", "--once", "--full"])?;
        let growth = i64::try_from(desk.size()?)? - i64::try_from(size)?;
        Ok(Round { floor, first, again, pages: desk.pages()?.changed_since(&pages), growth })
    };
    (0..runs).map(round).collect()
}

fn middle(rounds: &[Round], figure: impl Fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(figure).collect())
}

#[expect(clippy::cast_precision_loss, reason = "KiB of a process")]
fn mib(kib: i64) -> f64 {
    kib as f64 / 1024.0
}

pub fn first_and_unchanged(desk: &Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    let rounds = rounds(desk, options.runs)?;
    let floor = middle(&rounds, |round| round.floor.seconds);
    table.ratio(
        "first download, process from start to end",
        middle(&rounds, |round| round.first.seconds),
        floor,
        1.2,
    );
    let most = if options.is_tenfold() { 64.0 } else { 48.0 };
    let peak = middle(&rounds, |round| mib(round.first.peak_kib));
    let floor_peak = middle(&rounds, |round| mib(round.floor.peak_kib));
    table.bound(
        "… its peak memory",
        format!("{peak:.0} MB (the floor's: {floor_peak:.0} MB)"),
        &format!("≤ {most:.0} MB"),
        peak <= most,
    );
    let cpu = |taken: &Taken| taken.cpu_micros;
    table.note("… its CPU time, and the floor's", {
        let ours = middle(&rounds, |round| seconds(cpu(&round.first)));
        let bare = middle(&rounds, |round| seconds(cpu(&round.floor)));
        format!("{ours:.2} s, {bare:.2} s")
    });
    let written = |taken: &Taken| mib(taken.written_kib);
    table.note("… written to the disk, and by the floor", {
        let ours = middle(&rounds, |round| written(&round.first));
        let bare = middle(&rounds, |round| written(&round.floor));
        format!("{ours:.0} MB, {bare:.0} MB")
    });
    table.ratio("download again, nothing changed", middle(&rounds, |round| round.again.seconds), floor, 0.6);
    let peak = middle(&rounds, |round| mib(round.again.peak_kib));
    table.bound("… its peak memory", format!("{peak:.0} MB"), &format!("≤ {most:.0} MB"), peak <= most);
    let pages = rounds.iter().map(|round| round.pages).max().unwrap_or_default();
    let growth = rounds.iter().map(|round| round.growth).max().unwrap_or_default();
    // The time of the download is kept, nothing else.
    table.bound(
        "… what it leaves changed",
        format!("{pages} pages of 4 KiB, folder grown by {growth} bytes"),
        "no row, no growth",
        pages <= 8 && growth <= 0,
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a process's CPU time")]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

pub fn some_changed(desk: &mut Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    let (mut floors, mut ours, mut pages, mut all_pages) = (Vec::new(), Vec::new(), 0, 0);
    for run in 0..options.runs {
        desk.change_one_in(CHANGED, run)?;
        // The first of the two asks the server; the relay has the clinic afterwards.
        desk.floor()?;
        floors.push(desk.floor()?.seconds);
        let before = desk.pages()?;
        ours.push(desk.companion(&["sync", "--once", "--full"])?.seconds);
        let after = desk.pages()?;
        (pages, all_pages) = (pages.max(after.changed_since(&before)), after.count());
    }
    table.ratio("download again, 1 % changed", median(ours), median(floors), 0.7);
    table.note("… what it leaves changed", format!("{pages} of {all_pages} pages"));
    Ok(())
}

pub fn nothing_new(desk: &Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    const CHANGES: &str = "/api/sync/changes";
    let before = desk.relay.exchanges(CHANGES)?.len();
    // The first of them may still bring what changed since the last cursor.
    let wholes: Result<Vec<f64>> =
        (0..=options.runs).map(|_| Ok(desk.companion(&["sync", "--once"])?.seconds)).collect();
    let all = desk.relay.exchanges(CHANGES)?;
    let asked = &all[(before + 1).min(all.len())..];
    let bytes = asked.iter().map(|exchange| exchange.sent + exchange.received).max().unwrap_or(usize::MAX);
    let times =
        asked.iter().map(|exchange| seconds(i64::try_from(exchange.micros).unwrap_or(i64::MAX)) * 1e3);
    let millis = median(times.collect());
    table.bound(
        "`changes` with nothing new, request and answer",
        format!("{millis:.1} ms, {bytes} bytes"),
        "≤ 5 ms, ≤ 1 kB",
        millis <= NOTHING_NEW.0 && bytes <= NOTHING_NEW.1,
    );
    table.note("… the whole `sync` process with nothing to do", format!("{:.0} ms", median(wholes?) * 1e3));
    Ok(())
}

/// The download at one size, for the plots.
pub fn point(programs: &Programs, scale: &str, runs: usize) -> Result<Point> {
    let desk = Desk::open(programs, scale)?;
    let rounds = rounds(&desk, runs)?;
    Ok(Point {
        scale: scale.parse()?,
        floor: middle(&rounds, |round| round.floor.seconds),
        first: middle(&rounds, |round| round.first.seconds),
        unchanged: middle(&rounds, |round| round.again.seconds),
        peak_mib: middle(&rounds, |round| mib(round.first.peak_kib)),
        unchanged_peak_mib: middle(&rounds, |round| mib(round.again.peak_kib)),
    })
}
