//! The store worker: one named thread, one queue in order, so that a query behind a save reads what was saved.
//!
//! A query may be dropped when a newer one for the same slot waits behind it, a save never. Queries run on a
//! read-only connection that no writer delays. When the window goes, saves still in line are done first.

mod queries;
mod saves;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::message::{Job, Reply};
use crate::store::{Store, StoreError};

/// Wakes the window: a message is there.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// More jobs than a person can cause before the worker answers one.
const JOBS: usize = 256;
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
    pub(super) fn start(path: PathBuf, new_sign_in: bool, wake: Wake) -> std::io::Result<Self> {
        let (jobs, todo) = bounded(JOBS);
        let (done, replies) = bounded(REPLIES);
        let desk = Desk { replies: done, wake };
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || run(&path, new_sign_in, &todo, &desk))?;
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
            (self.wake)();
        }
    }
}

fn run(path: &Path, new_sign_in: bool, jobs: &Receiver<Job>, desk: &Desk) {
    match open(path, new_sign_in) {
        Err(error) => desk.put(Reply::OpenFailed(error.into())),
        Ok(mut stores) => {
            desk.put(Reply::Opened);
            let mut line = VecDeque::new();
            while let Some(job) = next(jobs, &mut line) {
                desk.put(stores.act(job));
            }
        }
    }
}

struct Stores {
    writer: Store,
    reader: Store,
}

fn open(path: &Path, new_sign_in: bool) -> Result<Stores, StoreError> {
    let mut writer = Store::open(path)?;
    if new_sign_in {
        writer.record_sign_in()?;
    }
    Ok(Stores { writer, reader: Store::open_reader(path)? })
}

impl Stores {
    fn act(&mut self, job: Job) -> Reply {
        match job {
            Job::Query { id, query } => {
                let answer = queries::ask(&mut self.reader, &query).map_err(|error| Arc::new(error.into()));
                Reply::Answered { id, query, answer }
            }
            Job::Save(job) => saves::save(&mut self.writer, *job),
            Job::Retry { queue_id, now } => Reply::Retried(self.writer.queue_retry(queue_id, now)),
            Job::Discard { queue_id, with_dependants } => {
                Reply::Discarded { queue_id, taken: self.writer.queue_discard(queue_id, with_dependants) }
            }
        }
    }
}

/// The next job in order, superseded queries left out; none when the window is gone and nothing has to be saved.
fn next(jobs: &Receiver<Job>, line: &mut VecDeque<Job>) -> Option<Job> {
    if line.is_empty() {
        line.push_back(jobs.recv().ok()?);
    }
    line.extend(jobs.try_iter());
    while let Some(job) = line.pop_front() {
        if !is_superseded(&job, line) {
            return Some(job);
        }
    }
    None
}

fn is_superseded(job: &Job, behind: &VecDeque<Job>) -> bool {
    let Job::Query { query, .. } = job else { return false };
    behind.iter().any(|later| matches!(later, Job::Query { query: newer, .. } if newer.same_slot(query)))
}

#[cfg(test)]
mod tests {
    use super::super::message::Query;
    use super::super::slot::RequestId;
    use super::*;

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
        let done: Vec<String> = std::iter::from_fn(|| next(&jobs, &mut line))
            .map(|job| match job {
                Job::Query { query: Query::ChooseItems(text), .. } => text,
                Job::Query { .. } => "queue".to_owned(),
                _ => "discard".to_owned(),
            })
            .collect();
        assert_eq!(done, ["discard", "queue", "discard", "абв"]);
    }
}
