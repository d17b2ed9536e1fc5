//! The sync thread of a process that stays open: a cycle at once, then one every interval, and one whenever asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::console::ConsoleLine;
use super::cycle::{CycleOptions, CycleReport, SyncEvent, Trigger};
use super::engine::{Engine, EngineConfig, EngineError};
use super::http::Http;

/// What the thread can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncCommand {
    Now {
        full: bool,
    },
    /// A full download whatever it takes away.
    AcceptShrink,
    SetInterval(Duration),
    Stop,
}

/// A running sync thread. Dropped, it ends after what it is doing is cut short.
#[derive(Debug)]
pub struct SyncHandle {
    commands: Sender<SyncCommand>,
    /// Heeded even where the inbox is too full for a `Stop`.
    stopping: Arc<AtomicBool>,
    http: Http,
    thread: Option<JoinHandle<()>>,
}

/// Commands that can wait: a person's presses, never more than a few.
const COMMANDS: usize = 16;

/// Starts the thread. `events` is told what happens, and `wake` called after each of them.
pub fn spawn(
    config: EngineConfig,
    events: Sender<SyncEvent>,
    wake: Arc<dyn Fn() + Send + Sync>,
) -> Result<SyncHandle, SpawnError> {
    let interval = config.timing.interval;
    let engine = Engine::open(config)?;
    let http = engine.http();
    let (commands, inbox) = bounded(COMMANDS);
    let stopping = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopping);
    let tell = move |event| {
        // Nobody listens any more only while the program ends.
        if events.send(event).is_ok() {
            wake();
        }
    };
    let thread = std::thread::Builder::new()
        .name("sync".to_owned())
        .spawn(move || run(engine, interval, &inbox, &stop, tell))
        .map_err(SpawnError::Thread)?;
    Ok(SyncHandle { commands, stopping, http, thread: Some(thread) })
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
    /// Never waits: with a full inbox enough has been asked for already.
    pub fn send(&self, command: SyncCommand) {
        match self.commands.try_send(command) {
            Ok(()) | Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => tracing::error!("the sync thread has ended"),
        }
    }

    /// Whether the thread still runs.
    pub fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for SyncHandle {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.send(SyncCommand::Stop);
        self.http.shut_down();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the sync thread panicked");
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
    let automatic = CycleOptions { trigger: Trigger::Automatic, full: false, accept_shrink: false };
    let mut options = automatic;
    while !stopping.load(Ordering::SeqCst) {
        if let Err(error) = engine.cycle(options, &mut tell) {
            tracing::error!(%error, "the store failed during a sync");
            // Whoever heard the cycle begin must hear it end.
            tell(SyncEvent::Finished(CycleReport::store_failed(error.to_string())));
        }
        options = automatic;
        let deadline = std::time::Instant::now() + engine.next_wait(interval);
        match inbox.recv_deadline(deadline) {
            Ok(SyncCommand::Now { full }) => {
                options = CycleOptions { trigger: Trigger::Button, full, accept_shrink: false };
            }
            Ok(SyncCommand::AcceptShrink) => {
                options = CycleOptions { trigger: Trigger::Button, full: true, accept_shrink: true };
            }
            Ok(SyncCommand::SetInterval(new)) => interval = new,
            Err(RecvTimeoutError::Timeout) => {}
            Ok(SyncCommand::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
