//! The application as the window holds it: the model, and the threads that answer its questions.
//!
//! Nothing here waits: commands and messages go through `update`, and what it wants done is handed to the store
//! worker, the sync or an errand without blocking.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Local;
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};

use super::command::Command;
use super::errand::{Errands, Outcome};
use super::message::{Effect, Errand, ErrandReply, Job, Message, Query, Reply};
use super::model::{Model, NoticeKind, Stopped, StoreTrouble, TroubleKind};
use super::session::Session;
use super::slot::RequestId;
use super::update::update;
use super::worker::{Wake, Worker};
use crate::sync::{Download, Found, Pulse, SyncCommand, SyncEvent, SyncHandle, Timing};

/// The sync waits when so many of its events were not taken.
const EVENTS: usize = 256;

/// What the application is started with.
pub struct AppConfig {
    pub data_dir: PathBuf,
    pub timing: Timing,
    /// Takes the console lines of the sync.
    pub console: Box<dyn Fn(&str) + Send>,
}

/// The running application.
pub struct App {
    model: Model,
    timing: Timing,
    wake: Wake,
    console: Box<dyn Fn(&str) + Send>,
    errands: Errands,
    worker: Option<Worker>,
    /// Opens the store of a session that is not the current one yet.
    next_worker: Option<Worker>,
    /// Workers whose store was left; they may still be saving.
    retired: Vec<JoinHandle<()>>,
    /// Queries the worker had no room for.
    outbox: Vec<(RequestId, Query)>,
    sync: SyncPlace,
    /// What a sync that has to be started first is asked.
    asked: Vec<SyncCommand>,
    events: (Sender<SyncEvent>, Receiver<SyncEvent>),
    /// When the sync was last started, and when to start it again where it has ended by itself.
    started: Instant,
    restart_at: Option<Instant>,
}

/// Where the sync is: starting and stopping it is an errand.
#[expect(clippy::large_enum_variant, reason = "there is one place")]
enum SyncPlace {
    None,
    Starting {
        /// Of the one that has to end first.
        before: Found,
        /// The session to start anew with, should it have changed meanwhile.
        again: Option<Box<Session>>,
    },
    /// Also once it stands still: then it was told to end.
    Running(SyncHandle),
}

impl App {
    /// Starts with the remembered session, if there is one. `wake` is called from other threads whenever there is
    /// something to [`App::poll`].
    pub fn start(config: AppConfig, wake: Wake) -> Self {
        let AppConfig { data_dir, timing, console } = config;
        let errands = Errands::new(data_dir, &timing, Arc::clone(&wake));
        let mut app = Self {
            model: Model { now: timing.local_now().with_timezone(&Local), ..Model::default() },
            timing,
            wake,
            console,
            errands,
            worker: None,
            next_worker: None,
            retired: Vec::new(),
            outbox: Vec::new(),
            sync: SyncPlace::None,
            asked: Vec::new(),
            events: bounded(EVENTS),
            started: Instant::now(),
            restart_at: None,
        };
        app.perform(Effect::Errand(Errand::Load));
        app
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn dispatch(&mut self, command: Command) {
        self.apply(Message::Command(command));
    }

    /// Takes everything that has arrived, and the present time.
    pub fn poll(&mut self) {
        self.apply(Message::Tick);
        self.send_outbox();
        while let Ok(outcome) = self.errands.outcomes.try_recv() {
            match outcome {
                Outcome::Reply(reply) => self.on_errand(*reply),
                Outcome::SyncStarted(handle) => self.on_sync_started(*handle),
            }
        }
        while let Some(reply) = self.next_reply() {
            let must_be_seen = matches!(reply, Reply::Damaged);
            self.apply(Message::Worker(reply));
            if must_be_seen {
                // What follows may be there already, and says no more that anything was wrong.
                (self.wake)(Duration::ZERO);
                break;
            }
        }
        while let Ok(event) = self.events.1.try_recv() {
            self.apply(Message::Sync(event));
        }
        self.watch_sync();
    }

    /// The system asks to close the window; where the answer is no, the model asks the person.
    pub fn may_close(&mut self) -> bool {
        self.dispatch(Command::CloseWindow);
        self.model.closed
    }

    /// When the model changes by time alone: the window need not be drawn before.
    pub fn next_change(&self) -> Option<Duration> {
        let restart = self.restart_at.map(|at| at.saturating_duration_since(Instant::now()));
        [self.model.next_change(), restart].into_iter().flatten().min()
    }

    fn apply(&mut self, message: Message) {
        self.model.now = self.timing.local_now().with_timezone(&Local);
        for effect in update(&mut self.model, message) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Store(job) => self.send(job),
            Effect::Errand(errand) => {
                if let Err(error) = self.errands.run(errand) {
                    self.no_thread(&error);
                }
            }
            Effect::Open { session, new_sign_in } => self.open(*session, new_sign_in),
            Effect::StartSync(session) => {
                // What was asked of the one before is not this one's.
                self.asked.clear();
                self.start_sync(session);
            }
            Effect::Sync(command) => self.tell_sync(command),
            Effect::Console(line) => (self.console)(&line.to_string()),
        }
    }

    fn send(&mut self, job: Job) {
        let Some(worker) = &self.worker else { return };
        match worker.send(job).map_err(|job| *job) {
            Ok(()) => {}
            Err(Job::Query { id, query }) => {
                self.outbox.retain(|(_, waiting)| !waiting.same_slot(&query));
                self.outbox.push((id, query));
            }
            // A worker that does not get on is said, never waited for: the form keeps what was typed.
            Err(Job::Save(job)) => {
                let kind = job.draft.kind();
                self.apply(Message::Worker(Reply::NotTaken { form: job.form, kind }));
            }
            Err(Job::Retry { .. } | Job::Discard { .. } | Job::Decide { .. }) => {
                self.model.queue.question = None;
                self.model.notify(NoticeKind::QueueUnchanged);
            }
        }
    }

    fn send_outbox(&mut self) {
        for (id, query) in std::mem::take(&mut self.outbox) {
            self.send(Job::Query { id, query });
        }
    }

    /// Opens a session's store beside the current one, which stays until the new one is open.
    fn open(&mut self, session: Session, new_sign_in: bool) {
        match Worker::start(session.store_path, new_sign_in, self.timing.store_watch, Arc::clone(&self.wake))
        {
            Ok(worker) => self.next_worker = Some(worker),
            Err(error) => {
                let trouble =
                    StoreTrouble { kind: TroubleKind::Other, detail: error.to_string(), path: None };
                self.apply(Message::Worker(Reply::OpenFailed(trouble)));
            }
        }
    }

    fn next_reply(&mut self) -> Option<Reply> {
        let first = self.next_worker.as_ref().and_then(|worker| worker.replies.try_recv().ok());
        match &first {
            Some(Reply::Opened) => {
                self.outbox.clear();
                let before = std::mem::replace(&mut self.worker, self.next_worker.take());
                self.retired.extend(before.and_then(Worker::retire));
            }
            Some(_) => self.next_worker = None,
            None => {}
        }
        first.or_else(|| self.current_reply())
    }

    fn current_reply(&mut self) -> Option<Reply> {
        match self.worker.as_ref()?.replies.try_recv() {
            Ok(reply) => Some(reply),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.worker = None;
                let detail = "the store worker has ended".to_owned();
                Some(Reply::OpenFailed(StoreTrouble { kind: TroubleKind::Other, detail, path: None }))
            }
        }
    }

    /// A sync that is not there, or has ended, is started anew, and told then.
    fn tell_sync(&mut self, command: SyncCommand) {
        match &self.sync {
            SyncPlace::Running(handle) if handle.found().pulse() != Pulse::Ended => {
                return handle.send(command);
            }
            SyncPlace::Starting { .. } => {}
            SyncPlace::None | SyncPlace::Running(_) => self.start_again(),
        }
        // It begins with a cycle.
        if command != SyncCommand::Now(Download::AsDue) {
            self.asked.push(command);
        }
    }

    fn start_again(&mut self) {
        self.restart_at = None;
        if let Some(session) = self.model.session.clone() {
            self.start_sync(Box::new(session));
        }
    }

    /// A sync that stands still was told to end by its watchdog, and is started anew once it has. One that ends again and
    /// again is started no more often than it would be found standing still.
    fn watch_sync(&mut self) {
        let pulse = match &self.sync {
            SyncPlace::Running(handle) => handle.found().pulse(),
            // That the one before has ended is awaited, and no news.
            SyncPlace::Starting { before, .. } if before.pulse() != Pulse::Ended => before.pulse(),
            SyncPlace::Starting { .. } | SyncPlace::None => Pulse::Beats,
        };
        match pulse {
            Pulse::Beats => {}
            Pulse::Overdue => self.say_stopped(Stopped::Restarting),
            Pulse::Hangs => self.say_stopped(Stopped::Hanging),
            Pulse::Ended => {
                self.say_stopped(Stopped::Restarting);
                self.restart_at.get_or_insert(self.started + self.timing.overdue);
            }
        }
        if self.restart_at.is_some_and(|at| at <= Instant::now()) {
            self.start_again();
        }
    }

    fn say_stopped(&mut self, stopped: Stopped) {
        if self.model.sync.stopped != Some(stopped) {
            self.apply(Message::SyncStopped(stopped));
        }
    }

    fn start_sync(&mut self, session: Box<Session>) {
        let old = match std::mem::replace(&mut self.sync, SyncPlace::None) {
            SyncPlace::Starting { before, .. } => {
                self.sync = SyncPlace::Starting { before, again: Some(session) };
                return;
            }
            // It is started with the session of then once it has ended.
            SyncPlace::Running(handle) if matches!(handle.found().pulse(), Pulse::Overdue | Pulse::Hangs) => {
                self.sync = SyncPlace::Running(handle);
                return;
            }
            SyncPlace::Running(handle) => Some(handle),
            SyncPlace::None => None,
        };
        let before = old.as_ref().map(|old| old.found().clone()).unwrap_or_default();
        self.sync = SyncPlace::Starting { before, again: None };
        (self.started, self.restart_at) = (Instant::now(), None);
        // Events of the sync before it would speak of another store.
        self.events = bounded(EVENTS);
        if let Err(error) = self.errands.start_sync(old, &session, self.events.0.clone()) {
            self.sync = SyncPlace::None;
            self.no_thread(&error);
        }
    }

    fn on_sync_started(&mut self, handle: SyncHandle) {
        let again = match std::mem::replace(&mut self.sync, SyncPlace::Running(handle)) {
            SyncPlace::Starting { again, .. } => again,
            SyncPlace::None | SyncPlace::Running(_) => None,
        };
        match again {
            Some(session) => self.start_sync(session),
            None => std::mem::take(&mut self.asked).into_iter().for_each(|command| self.tell_sync(command)),
        }
    }

    fn on_errand(&mut self, reply: ErrandReply) {
        if matches!(reply, ErrandReply::SyncFailed(_))
            && let SyncPlace::Starting { again, .. } = std::mem::replace(&mut self.sync, SyncPlace::None)
        {
            self.restart_at = Some(self.started + self.timing.overdue);
            if let Some(session) = again {
                self.start_sync(session);
            }
        }
        self.apply(Message::Errand(reply));
    }

    fn no_thread(&mut self, error: &std::io::Error) {
        self.model.notify(NoticeKind::SyncTrouble { detail: error.to_string() });
    }
}

/// The window is gone: what is in line is saved, and the sync's requests are cut short, which is as safe as a power
/// cut.
impl Drop for App {
    fn drop(&mut self) {
        // Nobody takes the events any more: the sync must not wait for room.
        self.events = bounded(EVENTS);
        self.sync = SyncPlace::None;
        let workers = self.worker.take().into_iter().chain(self.next_worker.take());
        self.retired.extend(workers.filter_map(Worker::retire));
        for thread in self.retired.drain(..) {
            if thread.join().is_err() {
                tracing::error!("the store worker panicked");
            }
        }
    }
}
