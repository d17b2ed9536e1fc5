//! The real window on a display of its own: start, memory, and what it does while nobody touches it, beside an empty one.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use crossbeam_channel::{Receiver, bounded};

use super::desk::Desk;
use super::options::Options;
use super::process::{self, COMPANION};
use super::table::{Row, Table, Verdict, median};

const START: (&str, &str) =
    ("start to the first rows on the screen, beyond an empty window's first frame", "≤ 0.4 s");
const MEMORY: (&str, &str) = ("memory of the window, beyond an empty one's", "≤ 40 MB");
/// Of ten times the clinic it may take ten times that.
const LINEAR: &str = "linear or better: ≤ 400 MB";
const IDLE: (&str, &str) =
    ("idle window, search field focused, a minute long", "0 frames but the clock's, ≤ 0.1 % CPU");

/// What it has begun when it opens is over by then: the sync's first cycle, the search made ready.
const SETTLED: Duration = Duration::from_secs(8);
const MINUTE: Duration = Duration::from_secs(60);
/// A window that says nothing for so long never will.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn open_and_idle(desk: &Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    if !process::is_there("Xvfb") {
        for (what, bar) in [START, MEMORY, IDLE] {
            table.lacks(what, bar, "no Xvfb");
        }
        return Ok(());
    }
    let display = Display::open()?;
    let (mut starts, mut empties) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        empties.push(display.empty(desk)?.ready()?);
        match display.whole(desk)?.ready() {
            Ok(seconds) => starts.push(seconds),
            Err(_silent) => break,
        }
    }
    if starts.is_empty() {
        table.lacks(START.0, START.1, "the window does not say when it shows rows");
    } else {
        let (start, empty) = (median(starts), median(empties));
        table.add(Row {
            what: START.0.to_owned(),
            measured: format!("{start:.2} s = {:+.2} s", start - empty),
            floor: format!("{empty:.2} s"),
            bar: START.1.to_owned(),
            verdict: Verdict::of(start - empty <= 0.4),
        });
    }
    let empty = display.empty(desk)?;
    empty.ready()?;
    std::thread::sleep(Duration::from_secs(2));
    let floor = empty.memory_mib()?;
    drop(empty);
    settled(&display, desk, floor, options, table)
}

/// Memory of the window that has come to rest, and its next minute.
fn settled(
    display: &Display,
    desk: &Desk<'_>,
    floor: f64,
    options: &Options,
    table: &mut Table,
) -> Result<()> {
    let window = display.whole(desk)?;
    let tells_frames = window.ready().is_ok();
    std::thread::sleep(SETTLED);
    display.focus();
    std::thread::sleep(Duration::from_secs(2));
    let memory = window.memory_mib()?;
    let (most, bar) = if options.is_tenfold() { (400.0, LINEAR) } else { (40.0, MEMORY.1) };
    table.add(Row {
        what: MEMORY.0.to_owned(),
        measured: format!("{memory:.0} MB = {:+.0} MB", memory - floor),
        floor: format!("{floor:.0} MB"),
        bar: bar.to_owned(),
        verdict: Verdict::of(memory - floor <= most),
    });
    let (frames, cpu) = (window.frames(), window.cpu_seconds()?);
    std::thread::sleep(MINUTE);
    let (frames, cpu) = (window.frames() - frames, window.cpu_seconds()? - cpu);
    let percent = cpu / MINUTE.as_secs_f64() * 100.0;
    if !tells_frames {
        table.lacks(IDLE.0, IDLE.1, &format!("the window does not tell its frames ({percent:.2} % CPU)"));
        return Ok(());
    }
    table.bound(
        IDLE.0,
        format!("{frames} frames, {percent:.2} % CPU"),
        IDLE.1,
        // The clock may turn in any minute, once.
        frames <= 1 && percent <= 0.1,
    );
    Ok(())
}

/// A display that nobody sees; it ends with this value.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn open() -> Result<Self> {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
        let mut server = xvfb.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("Xvfb")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("Xvfb has no output")?).read_line(&mut number)?;
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    fn empty(&self, desk: &Desk<'_>) -> Result<Watched> {
        Watched::start(self.command(desk, "empty-window")?, "first frame")
    }

    fn whole(&self, desk: &Desk<'_>) -> Result<Watched> {
        let mut command = self.command(desk, COMPANION)?;
        command.arg("--data-dir").arg(desk.data()).env("RUST_LOG", "frames=trace");
        Watched::start(command, "first screen drawn")
    }

    fn command(&self, desk: &Desk<'_>, program: &str) -> Result<Command> {
        let mut command = desk.programs.command(program)?;
        command.env("DISPLAY", &self.name).env("LIBGL_ALWAYS_SOFTWARE", "1").stdin(Stdio::null());
        command.env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        Ok(command)
    }

    /// Without a window manager nobody gives a window the keyboard.
    fn focus(&self) {
        let mut focus = Command::new("xdotool");
        focus.args(["search", "--onlyvisible", "--name", ".", "windowfocus"]).env("DISPLAY", &self.name);
        // Where it is not to be had the window is idle without it.
        focus.stdout(Stdio::null()).stderr(Stdio::null()).status().ok();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        ended(&mut self.server);
    }
}

/// A window's process and what it says of its frames; it ends with this value.
struct Watched {
    process: Child,
    begun: Instant,
    ready: Receiver<Instant>,
    frames: Arc<AtomicUsize>,
}

impl Watched {
    /// `sign` stands in the line that says that the first screen is there.
    fn start(mut command: Command, sign: &'static str) -> Result<Self> {
        let begun = Instant::now();
        let spawned = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut process = spawned.with_context(|| format!("{command:?}"))?;
        let lines = BufReader::new(process.stderr.take().context("a window without stderr")?).lines();
        let (tell, ready) = bounded(1);
        let frames = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&frames);
        let read = move || {
            for line in lines.map_while(Result::ok) {
                if line.contains(sign) {
                    // Only the first is waited for.
                    tell.try_send(Instant::now()).unwrap_or_default();
                } else if line.contains("number=") {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            }
        };
        std::thread::Builder::new().name("frames".to_owned()).spawn(read)?;
        Ok(Self { process, begun, ready, frames })
    }

    /// Seconds from the start of the process to its first screen.
    fn ready(&self) -> Result<f64> {
        let at = self.ready.recv_timeout(PATIENCE).context("no word of a first screen")?;
        Ok((at - self.begun).as_secs_f64())
    }

    fn frames(&self) -> usize {
        self.frames.load(Ordering::Relaxed)
    }

    #[expect(clippy::cast_precision_loss, reason = "KiB of a process")]
    fn memory_mib(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib as f64 / 1024.0)
    }

    /// Of all its threads, by the kernel's ticks of 10 ms.
    #[expect(clippy::cast_precision_loss, reason = "ticks of a minute")]
    fn cpu_seconds(&self) -> Result<f64> {
        let stat = self.proc("stat")?;
        let (_, fields) = stat.rsplit_once(") ").context("no process")?;
        let ticks: u64 = fields.split(' ').skip(11).take(2).flat_map(str::parse::<u64>).sum();
        Ok(ticks as f64 / 100.0)
    }

    fn proc(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.process.id());
        std::fs::read_to_string(&path).context(path)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        ended(&mut self.process);
    }
}

/// It may have ended by itself.
fn ended(process: &mut Child) {
    if process.kill().is_ok() {
        process.wait().ok();
    }
}
