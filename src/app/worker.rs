//! The store worker: one named thread, one queue in order, so that a query behind a save reads what was saved.
//!
//! A query may be dropped when a newer one for the same slot waits behind it, a save never. Queries run on a
//! read-only connection that no writer delays; a save that must wait for a download's apply lets them pass. With
//! nothing to do it makes searching ready, a small step at a time, and looks from time to time whether another program
//! has changed the store, and says so. When the window goes, saves still in line are done first.

mod queries;
mod saves;
mod search;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use search::Readiness;

use super::message::{Job, Reply};
use crate::store::{self, Store, StoreError};
pub use crate::sync::Wake;

/// More jobs than a person can cause before the worker answers one.
const JOBS: usize = 256;
/// How long a write waits for another writer before the queries behind it are answered and it is tried again.
const ATTEMPT: Duration = Duration::from_millis(50);
/// How long a write is tried.
const PATIENCE: Duration = Duration::from_secs(60);
/// The worker waits when so many replies were not taken.
const REPLIES: usize = 256;

/// A store that is open, or being opened, on its own thread.
pub(super) struct Worker {
    jobs: Option<Sender<Job>>,
    pub replies: Receiver<Reply>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// `Reply::Opened` or `Reply::OpenFailed` is the first reply; after the latter there is no other.
    /// `watch` is how often the worker looks for changes that others made.
    pub(super) fn start(
        path: PathBuf,
        new_sign_in: bool,
        watch: Duration,
        wake: Wake,
    ) -> std::io::Result<Self> {
        let (jobs, todo) = bounded(JOBS);
        let (done, replies) = bounded(REPLIES);
        let desk = Desk { replies: done, wake };
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || run(&path, new_sign_in, watch, &todo, &desk))?;
        Ok(Self { jobs: Some(jobs), replies, thread: Some(thread) })
    }

    /// Gives the job back when it cannot be taken now.
    pub(super) fn send(&self, job: Job) -> Result<(), Box<Job>> {
        let Some(jobs) = &self.jobs else { return Err(Box::new(job)) };
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => Box::new(job),
        })
    }

    /// Ends the thread when it has done what is in line; returns at once.
    pub(super) fn retire(mut self) -> Option<JoinHandle<()>> {
        self.jobs = None;
        self.thread.take()
    }
}

/// Where the worker puts its replies.
struct Desk {
    replies: Sender<Reply>,
    wake: Wake,
}

impl Desk {
    /// A window that is gone needs no replies.
    fn put(&self, reply: Reply) {
        if self.replies.send(reply).is_ok() {
            (self.wake)(Duration::ZERO);
        }
    }
}

fn run(path: &Path, new_sign_in: bool, watch: Duration, jobs: &Receiver<Job>, desk: &Desk) {
    let (mut opened, mut line) = (open(path, new_sign_in), VecDeque::new());
    let mut news = Reply::Opened;
    loop {
        let stores = match opened {
            Ok(stores) => stores,
            Err(error) => return desk.put(Reply::OpenFailed(error.into())),
        };
        desk.put(news);
        let mut bench = Bench { path, stores, line, busy_since: None, search: Readiness::Wanted };
        match bench.work(jobs, watch, desk) {
            End::Gone => return,
            End::Damaged => line = bench.let_go(),
        }
        // The sync lets go of the store too; whichever opens it first puts it together again.
        desk.put(Reply::Damaged);
        (opened, news) = (open(path, false), Reply::Mended);
    }
}

/// Why the worker leaves its stores.
enum End {
    /// The window is gone and nothing has to be saved.
    Gone,
    Damaged,
}

struct Stores {
    writer: Store,
    reader: Store,
    /// The writer's `data_version` when it was last looked at: its own commits do not change it.
    seen: i64,
    /// What the store was like then.
    was: String,
}

impl Stores {
    /// Others have changed something since this was last asked. That a sync found nothing new is not it.
    fn changed_elsewhere(&mut self) -> bool {
        self.look_elsewhere().unwrap_or_else(|error| {
            tracing::debug!(%error, "whether the store was changed is not known");
            // Where it is damaged somebody has to say so: with nothing to do, nobody else looks.
            error.is_damage()
        })
    }

    fn look_elsewhere(&mut self) -> Result<bool, StoreError> {
        let version = self.writer.data_version()?;
        if std::mem::replace(&mut self.seen, version) == version {
            return Ok(false);
        }
        let is = self.writer.fingerprint()?;
        Ok(std::mem::replace(&mut self.was, is.clone()) != is)
    }
}

fn open(path: &Path, new_sign_in: bool) -> Result<Stores, StoreError> {
    let mut writer = Store::open(path)?;
    if new_sign_in {
        writer.record_sign_in()?;
    }
    writer.set_patience(ATTEMPT)?;
    let seen = writer.data_version()?;
    let was = writer.fingerprint()?;
    Ok(Stores { writer, reader: Store::open_reader(path)?, seen, was })
}

/// The jobs in line, and the stores they are done with.
struct Bench<'a> {
    path: &'a Path,
    stores: Stores,
    line: VecDeque<Job>,
    /// Since when the write at the head of the line finds the store busy.
    busy_since: Option<Instant>,
    search: Readiness,
}

impl Bench<'_> {
    /// Works until the window is gone and nothing has to be saved, or the store is damaged.
    fn work(&mut self, jobs: &Receiver<Job>, watch: Duration, desk: &Desk) -> End {
        loop {
            let next = next(jobs, &mut self.line, self.search.patience(watch));
            if matches!(next, Next::Job(_) | Next::Idle) && store::is_noted(self.path) {
                if let Next::Job(job) = next {
                    self.line.push_front(job);
                }
                return End::Damaged;
            }
            match next {
                Next::Job(job) => self.act(job, desk),
                Next::Idle if self.search != Readiness::Ready => self.make_search_ready(),
                Next::Idle if self.stores.changed_elsewhere() => {
                    self.search = Readiness::Wanted;
                    desk.put(Reply::ChangedElsewhere);
                }
                Next::Idle => {}
                Next::Gone => return End::Gone,
            }
        }
    }

    /// Closes the stores; what waits in line waits on.
    fn let_go(self) -> VecDeque<Job> {
        self.line
    }

    fn act(&mut self, job: Job, desk: &Desk) {
        match saves::act(&mut self.stores.writer, &job) {
            None => self.answer(job, desk),
            // Once the store is mended the job is done.
            Some(reply) if saves::met_damage(&reply) && store::note_damage(self.path) => {
                self.line.push_front(job);
            }
            Some(reply) if saves::was_busy(&reply) && self.may_wait() => {
                self.answer_meanwhile(desk);
                self.line.push_front(job);
            }
            Some(reply) => {
                self.busy_since = None;
                desk.put(reply);
            }
        }
    }

    fn may_wait(&mut self) -> bool {
        self.busy_since.get_or_insert_with(Instant::now).elapsed() < PATIENCE
    }

    /// A download is being applied: queries need not wait for it with the save that must. What they miss of the
    /// save is asked again once it is done.
    fn answer_meanwhile(&mut self, desk: &Desk) {
        let (queries, writes) = self.line.drain(..).partition(|job| matches!(job, Job::Query { .. }));
        self.line = queries;
        while !store::is_noted(self.path)
            && let Some(query) = self.line.pop_front()
        {
            if !is_superseded(&query, &self.line) {
                self.answer(query, desk);
            }
        }
        self.line.extend(writes);
    }

    fn answer(&mut self, job: Job, desk: &Desk) {
        if let Job::Query { id, query } = job {
            if !self.may_search(&query) {
                self.line.push_front(Job::Query { id, query });
                return self.let_a_write_pass(desk);
            }
            let answer = queries::ask(&mut self.stores.reader, &query);
            if answer.as_ref().is_err_and(StoreError::is_damage) && store::note_damage(self.path) {
                return self.line.push_front(Job::Query { id, query });
            }
            let answer = answer.map_err(|error| Arc::new(error.into()));
            desk.put(Reply::Answered { id, query, answer });
        }
    }
}

/// What the worker goes on with.
enum Next {
    Job(Job),
    /// For a while nobody wanted anything.
    Idle,
    /// The window is gone and nothing has to be saved.
    Gone,
}

/// The next job in order, superseded queries left out.
fn next(jobs: &Receiver<Job>, line: &mut VecDeque<Job>, watch: Duration) -> Next {
    loop {
        if line.is_empty() {
            match jobs.recv_timeout(watch) {
                Ok(job) => line.push_back(job),
                Err(RecvTimeoutError::Timeout) => return Next::Idle,
                Err(RecvTimeoutError::Disconnected) => return Next::Gone,
            }
        }
        line.extend(jobs.try_iter());
        match line.pop_front() {
            Some(job) if !is_superseded(&job, line) => return Next::Job(job),
            _ => {}
        }
    }
}

fn is_superseded(job: &Job, behind: &VecDeque<Job>) -> bool {
    let Job::Query { query, .. } = job else { return false };
    behind.iter().any(|later| matches!(later, Job::Query { query: newer, .. } if newer.same_slot(query)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::super::draft::Draft;
    use super::super::message::{Query, SaveJob};
    use super::super::slot::RequestId;
    use super::*;
    use crate::domain::ClientDraft;
    use crate::store::{Author, Contact};

    pub(super) fn a_client() -> SaveJob {
        let text = str::to_owned;
        let draft =
            ClientDraft { full_name: text("Петров"), phone: text("1"), ..ClientDraft::default() };
        let author = Author::someone();
        let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
        SaveJob { form: 1, id: None, draft: Draft::Client(draft), author, now }
    }

    #[test]
    fn what_another_program_commits_is_noticed_once_and_what_the_worker_does_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut stores = open(&path, true).unwrap();
        assert!(saves::act(&mut stores.writer, &Job::Save(Box::new(a_client()))).is_some());
        assert!(!stores.changed_elsewhere(), "its own save");
        let mut other = Store::open(&path).unwrap();
        assert!(saves::act(&mut other, &Job::Save(Box::new(a_client()))).is_some());
        assert!(stores.changed_elsewhere());
        assert!(!stores.changed_elsewhere(), "said already");
        let contact =
            Contact { at: DateTime::UNIX_EPOCH, online: true, good: true, retry_at: None, refused: None };
        other.record_contact(&contact).unwrap();
        assert!(stores.changed_elsewhere(), "it is online now");
        other.record_contact(&Contact { at: DateTime::UNIX_EPOCH + TimeDelta::days(1), ..contact }).unwrap();
        assert!(!stores.changed_elsewhere(), "a sync found nothing new");

        let worker = Worker::start(path, false, Duration::from_millis(1), Arc::new(|_| ())).unwrap();
        assert!(matches!(worker.replies.recv(), Ok(Reply::Opened)));
        assert!(saves::act(&mut other, &Job::Save(Box::new(a_client()))).is_some());
        let noticed = worker.replies.recv_timeout(Duration::from_secs(60));
        assert!(matches!(noticed, Ok(Reply::ChangedElsewhere)));
        worker.retire().unwrap().join().unwrap();
    }

    #[test]
    fn a_superseded_query_is_dropped_and_nothing_else() {
        let query = |query| Job::Query { id: RequestId::default(), query };
        let search = |text: &str| query(Query::ChooseItems(text.to_owned()));
        let discard = |queue_id| Job::Discard { queue_id, with_dependants: false };
        let (sender, jobs) = bounded(16);
        for job in [search("а"), discard(1), search("аб"), query(Query::Queue), discard(1), search("абв")]
        {
            sender.send(job).unwrap();
        }
        drop(sender);
        let mut line = VecDeque::new();
        let done: Vec<String> = std::iter::from_fn(|| match next(&jobs, &mut line, Duration::MAX) {
            Next::Job(Job::Query { query: Query::ChooseItems(text), .. }) => Some(text),
            Next::Job(Job::Query { .. }) => Some("queue".to_owned()),
            Next::Job(_) => Some("discard".to_owned()),
            Next::Idle | Next::Gone => None,
        })
        .collect();
        assert_eq!(done, ["discard", "queue", "discard", "абв"]);
    }

    /// A folder that takes no note is that of a disk that fails altogether: nobody would mend the store there.
    #[cfg(unix)]
    #[test]
    fn damage_that_cannot_be_noted_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(Store::open(&path).unwrap());
        let worker = Worker::start(path.clone(), false, Duration::MAX, Arc::new(|_| ())).unwrap();
        assert!(matches!(worker.replies.recv(), Ok(Reply::Opened)));
        std::os::unix::fs::symlink(folder.path().join("gone/note"), path.with_extension("damaged")).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[4096..].fill(0);
        std::fs::write(&path, bytes).unwrap();
        worker.send(Job::Query { id: RequestId::default(), query: Query::Queue }).unwrap();
        let told = worker.replies.recv_timeout(Duration::from_secs(60));
        assert!(matches!(told, Ok(Reply::Answered { answer: Err(_), .. })), "{told:?}");
        worker.retire().unwrap().join().unwrap();
    }

    #[test]
    fn a_save_that_waits_for_another_writer_lets_queries_pass() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut downloading = Store::open(&path).unwrap();
        // Never idle: what it does here it does because it is asked.
        let worker = Worker::start(path, false, Duration::MAX, Arc::new(|_| ())).unwrap();
        assert!(matches!(worker.replies.recv(), Ok(Reply::Opened)));
        let apply = downloading.begin_snapshot(DateTime::UNIX_EPOCH.fixed_offset()).unwrap();
        worker.send(Job::Save(Box::new(a_client()))).unwrap();
        worker.send(Job::Query { id: RequestId::default(), query: Query::Queue }).unwrap();
        assert!(matches!(worker.replies.recv(), Ok(Reply::Answered { answer: Ok(_), .. })));
        drop(apply);
        assert!(matches!(worker.replies.recv(), Ok(Reply::Saved { form: 1, saved: Ok(_), .. })));
        worker.retire().unwrap().join().unwrap();
    }
}
