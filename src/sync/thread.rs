//! The sync thread of a process that stays open: a cycle at once, then one every interval, and one whenever asked. A
//! watchdog beside it finds out when it stands still or has ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::console::ConsoleLine;
use super::cycle::{CycleOptions, CycleReport, Download, SHOWN_AFTER, SyncEvent, Trigger};
use super::engine::{Engine, EngineConfig, EngineError};
use super::http::Http;
use super::watch::{Found, keep_watch};

/// What the thread can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncCommand {
    /// A cycle at once.
    Now(Download),
    SetInterval(Duration),
    Stop,
}

/// A running sync thread. Dropped, it ends after what it is doing is cut short, and is left behind if it hangs.
#[derive(Debug)]
pub struct SyncHandle {
    brake: Brake,
    thread: Option<JoinHandle<()>>,
    watchdog: Option<JoinHandle<()>>,
    found: Found,
    /// Without a sender once the thread has ended.
    ended: Receiver<()>,
}

/// Wakes the window: something has come that is to be shown within this time.
pub type Wake = Arc<dyn Fn(Duration) + Send + Sync>;

/// What ends the thread.
#[derive(Debug, Clone)]
struct Brake {
    commands: Sender<SyncCommand>,
    /// Heeded even where the inbox is too full for a `Stop`.
    stopping: Arc<AtomicBool>,
    http: Http,
}

impl Brake {
    /// Never waits: with a full inbox enough has been asked for already.
    fn send(&self, command: SyncCommand) {
        match self.commands.try_send(command) {
            Ok(()) | Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => tracing::error!("the sync thread has ended"),
        }
    }

    /// Tells the thread to end, and cuts its requests short.
    fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.send(SyncCommand::Stop);
        self.http.shut_down();
    }
}

/// How long a thread that was told to end is waited for when the program ends. What it holds it loses as in a power cut.
const PATIENCE: Duration = Duration::from_secs(10);

/// Commands that can wait: a person's presses, never more than a few.
const COMMANDS: usize = 16;

/// Starts the thread. `events` is told what happens, and `wake` called after each of them.
pub fn spawn(config: EngineConfig, events: Sender<SyncEvent>, wake: Wake) -> Result<SyncHandle, SpawnError> {
    let timing = config.timing;
    let engine = Engine::open(config)?;
    let (commands, inbox) = bounded(COMMANDS);
    let brake = Brake { commands, stopping: Arc::default(), http: engine.http() };
    let stopping = Arc::clone(&brake.stopping);
    let (alive, ended) = bounded(0);
    let woken = Arc::clone(&wake);
    let mut begun = Instant::now();
    let tell = move |event| {
        if matches!(event, SyncEvent::Started { .. }) {
            begun = Instant::now();
        }
        let within = shown_within(&event, begun.elapsed());
        // Nobody listens any more only while the program ends.
        if events.send(event).is_ok() {
            woken(within);
        }
    };
    let thread = start("sync", move || {
        // Goes with the thread, however that ends.
        let _alive: Sender<()> = alive;
        run(engine, timing.interval, &inbox, &stopping, tell);
    })?;
    let found = Found::default();
    let (pulled, over, dog) = (brake.clone(), ended.clone(), found.clone());
    let watchdog = start("watchdog", move || {
        let wake = || wake(Duration::ZERO);
        keep_watch(pulled.http.watch(), timing.overdue, &over, &dog, &|| pulled.stop(), &wake);
    })?;
    Ok(SyncHandle { brake, thread: Some(thread), watchdog: Some(watchdog), found, ended })
}

/// How soon an event must show. A cycle that leaves everything as it was has one frame, which its beginning asked for;
/// `took` is how long it has run: one that took longer than that has shown.
fn shown_within(event: &SyncEvent, took: Duration) -> Duration {
    let moment = SHOWN_AFTER.to_std().unwrap_or_default();
    match event {
        SyncEvent::Started { .. } | SyncEvent::Console(_) => moment,
        SyncEvent::Finished(report) if report.quiet.is_some() && took < moment => moment.saturating_sub(took),
        _ => Duration::ZERO,
    }
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, SpawnError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(SpawnError::Thread)
}

/// Why there is no sync thread.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("no thread: {0}")]
    Thread(#[source] std::io::Error),
}

impl SyncHandle {
    /// Never waits.
    pub fn send(&self, command: SyncCommand) {
        self.brake.send(command);
    }

    /// What the watchdog finds, also once the handle is gone to end the thread.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// Waits until the thread has ended. False where it has not by then: it is left behind, and keeps the sync lock.
    pub fn end_within(mut self, patience: Duration) -> bool {
        self.end(patience)
    }

    fn end(&mut self, patience: Duration) -> bool {
        self.brake.stop();
        if self.ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            (self.thread, self.watchdog) = (None, None);
            return false;
        }
        for thread in [self.thread.take(), self.watchdog.take()].into_iter().flatten() {
            if thread.join().is_err() {
                tracing::error!("the sync thread panicked");
            }
        }
        true
    }
}

impl Drop for SyncHandle {
    fn drop(&mut self) {
        if self.thread.is_some() && !self.end(PATIENCE) {
            tracing::error!("the sync thread hangs and is left behind");
        }
    }
}

fn run(
    mut engine: Engine,
    mut interval: Duration,
    inbox: &Receiver<SyncCommand>,
    stopping: &AtomicBool,
    mut tell: impl FnMut(SyncEvent),
) {
    for line in ConsoleLine::startup(interval) {
        tell(SyncEvent::Console(line));
    }
    let automatic = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };
    let mut options = automatic;
    while !stopping.load(Ordering::SeqCst) {
        if let Err(error) = engine.cycle(options, &mut tell) {
            tracing::error!(%error, "the store failed during a sync");
            // Whoever heard the cycle begin must hear it end.
            tell(SyncEvent::Finished(CycleReport::store_failed(error.to_string())));
            if error.is_damage() {
                // The store is nobody's while it is mended: the window's worker does it and starts a sync anew.
                return;
            }
        }
        options = automatic;
        let wait = engine.next_wait(interval);
        engine.watch().expect(wait);
        let deadline = Instant::now() + wait;
        match inbox.recv_deadline(deadline) {
            Ok(SyncCommand::Now(download)) => options = CycleOptions { trigger: Trigger::Button, download },
            Ok(SyncCommand::SetInterval(new)) => interval = new,
            Err(RecvTimeoutError::Timeout) => {}
            Ok(SyncCommand::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::http::Connection;
    use super::super::timing::Timing;
    use super::*;

    #[test]
    fn the_wait_for_the_next_turn_is_announced() {
        const PATIENCE: Duration = Duration::from_secs(60);
        let folder = tempfile::tempdir().unwrap();
        let config = EngineConfig {
            store_path: folder.path().join("store.db"),
            connection: Connection { server: "http://127.0.0.1:9".to_owned(), api_key: String::new() },
            branch_id: String::new(),
            // No time for anything: what was not announced is late at once.
            timing: Timing::default().divided_by(1_000_000),
        };
        let engine = Engine::open(config).unwrap();
        let watch = engine.watch().clone();
        let late_at_the_end = watch.clone();
        let (commands, inbox) = bounded(1);
        let (ended, cycles) = bounded(1);
        let tell = move |event| {
            if matches!(event, SyncEvent::Finished(_)) {
                while late_at_the_end.late() == Duration::ZERO {
                    std::thread::yield_now();
                }
                ended.send(()).unwrap();
            }
        };
        let loops = move || run(engine, PATIENCE * 60, &inbox, &AtomicBool::new(false), tell);
        let thread = start("sync", loops).unwrap();
        cycles.recv_timeout(PATIENCE).unwrap();
        let begun = Instant::now();
        while watch.late() > Duration::ZERO {
            assert!(begun.elapsed() < PATIENCE, "late by {:?}", watch.late());
            std::thread::yield_now();
        }
        commands.send(SyncCommand::Stop).unwrap();
        thread.join().unwrap();
    }
}
