//! One cycle: health, upload, then a download when one is due. The same for the window and for headless commands.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::console::ConsoleLine;
use super::download::{self, DownloadError, List};
use super::http::{CallError, Connection, Http};
use super::lock::{SyncLock, lock_path};
use super::outcome::Stop;
use super::plan::{Backoff, Budget};
use super::protocol::{FEATURE_IDEMPOTENCY, Health};
use super::{Timing, jitter};
use crate::store::{ChangeSet, Contact, ServerProblem, SnapshotCounts, Store, StoreError};

/// What an engine works for.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    pub store_path: PathBuf,
    pub connection: Connection,
    /// The branch whose clinic is downloaded.
    pub branch_id: String,
    pub timing: Timing,
}

/// Why a cycle runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The interval is over.
    Automatic,
    /// A person pressed the button: backoff is skipped, a server's `Retry-After` is not.
    Button,
    /// A headless `sync --once`: waits for the lock, and nothing else holds it back.
    Once,
}

/// What a cycle is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleOptions {
    pub trigger: Trigger,
    /// Download the whole clinic, even if none is due.
    pub full: bool,
}

/// What the engine tells while it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    Started,
    Console(ConsoleLine),
    /// Rows of a download that have come so far.
    Progress {
        list: List,
        rows: u64,
    },
    /// A commit changed these nouns.
    Changed(ChangeSet),
    Finished(CycleReport),
}

/// How a cycle ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CycleOutcome {
    Done,
    /// No contact, in technical words.
    Offline(String),
    RateLimited {
        until: DateTime<Utc>,
    },
    /// The server refused key or user, in its words.
    Refused(String),
    /// A reachable server did not complete the upload or the download.
    Failed(String),
    /// Another sync runs on this store.
    Locked,
}

/// What a cycle did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleReport {
    pub outcome: CycleOutcome,
    pub uploaded: u64,
    pub refused: u64,
    pub in_doubt: u64,
    pub downloaded: Option<SnapshotCounts>,
}

impl CycleReport {
    fn new(outcome: CycleOutcome) -> Self {
        Self { outcome, uploaded: 0, refused: 0, in_doubt: 0, downloaded: None }
    }

    /// A cycle that broke off, for this reason.
    pub(super) fn failed(reason: String) -> Self {
        Self::new(CycleOutcome::Failed(reason))
    }
}

/// The engine: a connection to the store, one to the server, and what it remembers between cycles.
pub struct Engine {
    pub(super) store: Store,
    pub(super) http: Http,
    pub(super) timing: Timing,
    pub(super) workstation: String,
    pub(super) budget: Budget,
    branch_id: String,
    store_path: PathBuf,
    backoff: Backoff,
    retry_at: Option<DateTime<Utc>>,
    was_offline: bool,
}

/// Where a cycle's events go.
pub type Events<'a> = &'a mut dyn FnMut(SyncEvent);

/// What a reachable server can do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    pub idempotent: bool,
}

impl Engine {
    pub fn open(config: EngineConfig) -> Result<Self, EngineError> {
        let mut store = Store::open(&config.store_path)?;
        let workstation = store.workstation_id()?;
        let timing = config.timing;
        Ok(Self {
            store,
            http: Http::new(config.connection, timing)?,
            timing,
            workstation,
            budget: Budget::new(timing.budget_window),
            branch_id: config.branch_id,
            store_path: config.store_path,
            backoff: Backoff::new(timing.backoff_min, timing.backoff_max),
            retry_at: None,
            was_offline: false,
        })
    }

    /// For another thread that may have to end the requests under way.
    pub fn http(&self) -> Http {
        self.http.clone()
    }

    /// How long to wait for the next automatic cycle.
    pub fn next_wait(&self, interval: Duration) -> Duration {
        let stretched = self.budget.stretched(interval, jitter());
        let asked = self.retry_at.and_then(|at| (at - self.timing.now()).to_std().ok()).unwrap_or_default();
        stretched.max(asked)
    }

    /// Runs one cycle under the store's sync lock. Its outcome is kept in the store for whoever looks later.
    pub fn cycle(&mut self, options: CycleOptions, events: Events<'_>) -> Result<CycleReport, StoreError> {
        // Someone who only looks whether a sync runs holds the lock for a moment too.
        let patience =
            if options.trigger == Trigger::Once { self.timing.lock_wait } else { self.timing.lock_wait / 60 };
        let lock = SyncLock::take_within(&self.store_path, patience)
            .map_err(|source| StoreError::Folder { path: lock_path(&self.store_path), source })?;
        let mut report = CycleReport::new(CycleOutcome::Locked);
        if lock.is_some() {
            events(SyncEvent::Started);
            report.outcome = self.locked_cycle(options, &mut report, events)?;
            self.remember(&report.outcome)?;
        }
        drop(lock);
        events(SyncEvent::Finished(report.clone()));
        Ok(report)
    }

    fn locked_cycle(
        &mut self,
        options: CycleOptions,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<CycleOutcome, StoreError> {
        let settled = self.store.settle_interrupted(self.timing.local_now())?;
        tell_changes(settled.changes, events);
        let now = self.timing.now();
        if let Some(until) = self.retry_at.filter(|at| *at > now && options.trigger != Trigger::Once) {
            return Ok(CycleOutcome::RateLimited { until });
        }
        events(SyncEvent::Console(ConsoleLine::Checking));
        let features = match self.health() {
            Ok(features) => features,
            Err(outcome) => return Ok(outcome),
        };
        events(SyncEvent::Console(ConsoleLine::Connected));
        let held_back =
            options.trigger == Trigger::Automatic && !self.was_offline && !self.backoff.is_over(now);
        if held_back {
            return Ok(CycleOutcome::Failed("waiting after an error".to_owned()));
        }
        if let Some(stop) = self.upload(features, report, events)? {
            return Ok(self.stopped(stop));
        }
        if options.full || !self.store.is_downloaded(&self.branch_id)? {
            match self.download(events) {
                Ok(counts) => report.downloaded = Some(counts),
                Err(DownloadError::Store(error)) => return Err(error),
                Err(DownloadError::Call(error)) => return Ok(self.stopped(stop_of(error))),
                Err(error) => return Ok(CycleOutcome::Failed(error.to_string())),
            }
        }
        Ok(CycleOutcome::Done)
    }

    /// Any answer but a valid health is offline, save a 429 and a refusal, which are words of a server that is there.
    fn health(&mut self) -> Result<Features, CycleOutcome> {
        let asked = self.http.get::<Health>("/api/health", false);
        self.budget.note(self.timing.now(), asked.as_ref().ok().and_then(|(_, budgeted)| budgeted.remaining));
        match asked {
            Ok((health, _)) if health.status == "ok" => Ok(Features {
                idempotent: health.features.iter().any(|feature| feature == FEATURE_IDEMPOTENCY),
            }),
            Ok((health, _)) => Err(CycleOutcome::Offline(format!("health says {}", health.status))),
            Err(CallError::RateLimited { retry_after }) => Err(self.limited(retry_after)),
            Err(CallError::Refused { message, .. }) => Err(CycleOutcome::Refused(message)),
            Err(error) => Err(CycleOutcome::Offline(error.to_string())),
        }
    }

    fn stopped(&self, stop: Stop) -> CycleOutcome {
        match stop {
            Stop::NoContact(reason) => CycleOutcome::Offline(reason),
            Stop::Refused(message) => CycleOutcome::Refused(message),
            Stop::RateLimited(wait) => self.limited(wait),
            Stop::Failed(reason) => CycleOutcome::Failed(reason),
        }
    }

    fn limited(&self, wait: Duration) -> CycleOutcome {
        CycleOutcome::RateLimited { until: self.timing.now() + wait }
    }

    fn download(&mut self, events: Events<'_>) -> Result<SnapshotCounts, DownloadError> {
        let spool = self.store_path.with_extension("download");
        let applied = self.spool_and_apply(&spool, events);
        if let Err(error) = std::fs::remove_file(&spool)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the spool of a download stays behind");
        }
        applied
    }

    fn spool_and_apply(
        &mut self,
        spool: &std::path::Path,
        events: Events<'_>,
    ) -> Result<SnapshotCounts, DownloadError> {
        let path = format!("/api/sync/initial-data?branchId={}", query_value(&self.branch_id));
        let mut progress = |list, rows| events(SyncEvent::Progress { list, rows });
        super::spool::spool(&self.http, &path, &self.workstation, spool, &mut progress)?;
        self.budget.note(self.timing.now(), None);
        let mut writer = self.store.begin_snapshot()?;
        download::apply(spool, &mut writer)?;
        let counts = writer.finish(&self.branch_id, self.timing.now())?;
        tell_changes(
            ChangeSet { clients: true, patients: true, nomenclature: true, ..ChangeSet::default() },
            events,
        );
        Ok(counts)
    }

    /// Keeps what the cycle learnt, in the store and for the next cycle.
    fn remember(&mut self, outcome: &CycleOutcome) -> Result<(), StoreError> {
        let now = self.timing.now();
        self.retry_at = match outcome {
            CycleOutcome::RateLimited { until } => Some(*until),
            _ => None,
        };
        match outcome {
            CycleOutcome::Done => self.backoff.succeeded(),
            CycleOutcome::Failed(_) if self.backoff.is_over(now) => self.backoff.failed(now, jitter()),
            _ => {}
        }
        self.was_offline = matches!(outcome, CycleOutcome::Offline(_));
        let problem = match outcome {
            CycleOutcome::Refused(message) => Some(ServerProblem::SignInNeeded { message: message.clone() }),
            _ => None,
        };
        let contact = Contact {
            at: now,
            online: !self.was_offline,
            good: *outcome == CycleOutcome::Done,
            retry_at: self.retry_at,
            problem,
        };
        self.store.record_contact(&contact)
    }
}

/// Why an engine could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Address(#[from] CallError),
}

pub(super) fn tell_changes(changes: ChangeSet, events: Events<'_>) {
    if changes.any() {
        events(SyncEvent::Changed(changes));
    }
}

fn stop_of(error: CallError) -> Stop {
    match error {
        CallError::NoContact(reason) => Stop::NoContact(reason),
        CallError::Refused { message, .. } => Stop::Refused(message),
        CallError::RateLimited { retry_after } => Stop::RateLimited(retry_after),
        error => Stop::Failed(error.to_string()),
    }
}

/// A value as it may stand in a query string.
fn query_value(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else if write!(encoded, "%{byte:02X}").is_err() {
            // Writing to a string cannot fail.
        }
        encoded
    })
}
