//! One cycle: health, upload, then a download when one is due. The same for the window and for headless commands.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::console::ConsoleLine;
use super::cycle::{
    CycleOptions, CycleOutcome, CycleReport, Events, SyncEvent, Trigger, Unfinished, tell_changes,
};
use super::http::{Budgeted, CallError, Connection, Http, LONGEST_RETRY};
use super::lock::{SyncLock, lock_path};
use super::outcome::Stop;
use super::pace::Left;
use super::plan::{Backoff, Budget};
use super::protocol::{Branches, FEATURE_CHANGES, FEATURE_IDEMPOTENCY, FEATURE_SUMMARY, Health};
use super::upload::Ended;
use super::watch::Watch;
use super::{Timing, jitter};
use crate::store::{self, Contact, ProblemKind, Store, StoreError};

/// What an engine works for.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    pub store_path: PathBuf,
    pub connection: Connection,
    /// The branch whose clinic is downloaded.
    pub branch_id: String,
    pub timing: Timing,
}

/// The engine: a connection to the store, one to the server, and what it remembers between cycles.
pub struct Engine {
    pub(super) store: Store,
    pub(super) http: Http,
    pub(super) timing: Timing,
    pub(super) workstation: String,
    pub(super) budget: Budget,
    pub(super) branch_id: String,
    pub(super) store_path: PathBuf,
    backoff: Backoff,
    /// What the last upload could not get rid of, if the cycle got through otherwise: the pause after it is for that alone.
    left: Left,
    retry_at: Option<DateTime<Utc>>,
    /// Actions that failed alone: from then on they go last, so that the healthy ones pass. The store keeps
    /// them for the next engine.
    pub(super) suspects: HashSet<i64>,
    was_offline: bool,
    /// When the last copy of the store failed.
    pub(super) copy_failed: Option<DateTime<Utc>>,
    /// The server has taken the key since this engine began.
    pub(super) key_taken: bool,
    /// How the last cycle ended: the same trouble is logged once.
    ended: CycleOutcome,
    /// How it left the store.
    left_as: Option<String>,
}

/// What a reachable server can do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    pub idempotent: bool,
    pub changes: bool,
    pub summary: bool,
}

impl Engine {
    pub fn open(config: EngineConfig) -> Result<Self, EngineError> {
        let mut store = Store::open(&config.store_path)?;
        let workstation = store.workstation_id()?;
        // A server that asked to wait meant the workstation, not this run of the program.
        let retry_at = store.retry_at()?;
        let suspects = store.suspects()?;
        let timing = config.timing;
        Ok(Self {
            store,
            http: Http::new(config.connection, &timing)?,
            timing,
            workstation,
            budget: Budget::new(timing.budget_window),
            branch_id: config.branch_id,
            store_path: config.store_path,
            backoff: Backoff::new(timing.backoff_min, timing.backoff_max),
            left: Left::default(),
            retry_at,
            suspects,
            was_offline: false,
            copy_failed: None,
            key_taken: false,
            ended: CycleOutcome::Done,
            left_as: None,
        })
    }

    /// For another thread that may have to end the requests under way.
    pub fn http(&self) -> Http {
        self.http.clone()
    }

    /// Where its waits are announced.
    pub fn watch(&self) -> &Watch {
        self.http.watch()
    }

    /// How long to wait for the next automatic cycle.
    pub fn next_wait(&self, interval: Duration) -> Duration {
        let stretched = self.budget.stretched(interval, jitter());
        let asked = self.told_to_wait().and_then(|at| (at - self.timing.now()).to_std().ok());
        stretched.max(asked.unwrap_or_default())
    }

    /// Until when the server asked not to be called. Further off than any server may ask, the clock was set back.
    fn told_to_wait(&self) -> Option<DateTime<Utc>> {
        let now = self.timing.now();
        self.retry_at.filter(|at| now < *at && *at <= now + LONGEST_RETRY)
    }

    /// Runs one cycle under the store's sync lock. Its outcome is kept in the store for whoever looks later. After an
    /// error that is damage the engine is of no more use: whoever opens the store next puts it together again.
    pub fn cycle(&mut self, options: CycleOptions, events: Events<'_>) -> Result<CycleReport, StoreError> {
        if store::is_noted(&self.store_path) {
            return Err(StoreError::Damaged { path: self.store_path.clone() });
        }
        let ended = self.cycle_on_store(options, events);
        if ended.as_ref().is_err_and(StoreError::is_damage) {
            store::note_damage(&self.store_path);
        }
        ended
    }

    fn cycle_on_store(
        &mut self,
        options: CycleOptions,
        events: Events<'_>,
    ) -> Result<CycleReport, StoreError> {
        // Someone who only looks whether a sync runs holds the lock for a moment too.
        let patience =
            if options.trigger == Trigger::Once { self.timing.lock_wait } else { self.timing.lock_wait / 60 };
        self.watch().expect(patience + self.timing.step);
        let lock = SyncLock::take_within(&self.store_path, patience)
            .map_err(|source| StoreError::Folder { path: lock_path(&self.store_path), source })?;
        let mut report = CycleReport::new(CycleOutcome::Locked);
        let left_as = self.left_as.take();
        if lock.is_some() {
            let begun = self.timing.now();
            events(SyncEvent::Started { at: begun });
            let ended = self.locked_cycle(options, &mut report, events);
            report.outcome = match &ended {
                Ok(outcome) => outcome.clone(),
                Err(error) => CycleOutcome::Failed(Unfinished::Store(error.to_string())),
            };
            // A cycle that the store ended must not look good either, if the store can still say so.
            let remembered = self.remember(&report.outcome, begun);
            ended?;
            remembered?;
            if options.trigger != Trigger::Once {
                self.copy_when_idle(&report)?;
            }
            self.left_as = Some(self.store.fingerprint()?);
            if options.trigger == Trigger::Automatic && self.left_as == left_as {
                report.quiet = Some(self.store.stamps()?);
            }
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
        self.remove_spool();
        let settled = self.store.settle_interrupted(self.timing.local_now())?;
        tell_changes(settled.changes, events);
        let now = self.timing.now();
        if let Some(until) = self.told_to_wait().filter(|_| options.trigger != Trigger::Once) {
            return Ok(CycleOutcome::RateLimited { until });
        }
        events(SyncEvent::Console(ConsoleLine::Checking));
        let (features, epoch) = match self.health() {
            Ok(known) => known,
            Err(outcome) => return Ok(outcome),
        };
        if let Some(epoch) = epoch {
            self.store.note_epoch(&epoch, now)?;
        }
        events(SyncEvent::Console(ConsoleLine::Connected));
        let pausing =
            options.trigger == Trigger::Automatic && !self.was_offline && !self.backoff.is_over(now);
        if pausing && self.left.why().is_none() {
            return Ok(CycleOutcome::Failed(Unfinished::BackingOff));
        }
        // Known again only to a cycle that gets to its end: until then an error is one of the whole server.
        let left_before = std::mem::take(&mut self.left);
        let resting = if pausing { left_before } else { Left::default() };
        let left = match self.upload(features, options.trigger, resting, report, events)? {
            Ended::Through(left) => left,
            Ended::Stopped(stop) => return Ok(self.stopped(stop)),
        };
        if let Some(outcome) = self.download_what_is_due(options, features, report, events)? {
            return Ok(outcome);
        }
        if let Some(stop) = self.check_money(features, report)? {
            return Ok(self.stopped(stop));
        }
        if report.is_idle() {
            self.store.prune_journal(self.timing.local_now())?;
        }
        self.key_taken |= report.uploaded > 0 || report.downloaded.is_some();
        let was_refused = self.store.stands(ProblemKind::SignInNeeded)?;
        if was_refused || !self.key_taken && options.trigger != Trigger::Once {
            let tried = self.try_key(was_refused);
            if tried != CycleOutcome::Done {
                return Ok(tried);
            }
            if was_refused {
                self.store.settle(ProblemKind::SignInNeeded)?;
            }
        }
        // One action that does not go is no reason to leave anything else undone.
        let outcome = left.why().map_or(CycleOutcome::Done, |why| self.stopped(why.clone()));
        self.left = left;
        Ok(outcome)
    }

    /// Health is asked without the key, and with nothing to send a wrong one would look good until there is: a sync
    /// that goes on by itself tries it once, and any sync one that was refused.
    fn try_key(&mut self, was_refused: bool) -> CycleOutcome {
        let asked = self.http.get::<Branches>("/api/sync/branches", true);
        match self.noted(asked) {
            Err(CallError::Refused { message, .. }) => CycleOutcome::Refused(message),
            Err(CallError::RateLimited { retry_after }) => self.limited(retry_after),
            Err(error @ CallError::NoContact { .. }) if was_refused => CycleOutcome::Offline(error),
            Err(CallError::NoContact { .. }) => CycleOutcome::Done,
            _ => {
                self.key_taken = true;
                CycleOutcome::Done
            }
        }
    }

    /// What the server can do, and which data it has. Any answer but a valid health is offline, save a 429 and a
    /// refusal, which are words of a server that is there.
    fn health(&mut self) -> Result<(Features, Option<String>), CycleOutcome> {
        let asked = self.http.get::<Health>("/api/health", false);
        match self.noted(asked) {
            Ok(health) if health.status == "ok" => {
                let can = |wanted| health.features.iter().any(|feature| feature == wanted);
                let features = Features {
                    idempotent: can(FEATURE_IDEMPOTENCY),
                    changes: can(FEATURE_CHANGES),
                    summary: can(FEATURE_SUMMARY),
                };
                Ok((features, health.epoch))
            }
            Ok(health) => {
                Err(CycleOutcome::Offline(CallError::BadAnswer(format!("health says {}", health.status))))
            }
            Err(CallError::RateLimited { retry_after }) => Err(self.limited(retry_after)),
            Err(CallError::Refused { message, .. }) => Err(CycleOutcome::Refused(message)),
            Err(error) => Err(CycleOutcome::Offline(error)),
        }
    }

    /// Counts a request, and keeps what its answer says is left of the server's limit.
    pub(super) fn noted<T>(&mut self, asked: Result<(T, Budgeted), CallError>) -> Result<T, CallError> {
        let remaining = asked.as_ref().ok().and_then(|(_, budgeted)| budgeted.remaining);
        self.budget.note(self.timing.now(), remaining);
        asked.map(|(answer, _)| answer)
    }

    pub(super) fn stopped(&self, stop: Stop) -> CycleOutcome {
        match stop {
            Stop::NoContact(error) => CycleOutcome::Offline(error),
            Stop::Refused(message) => CycleOutcome::Refused(message),
            Stop::RateLimited(wait) => self.limited(wait),
            Stop::Failed(error) => CycleOutcome::Failed(Unfinished::Call(error)),
        }
    }

    fn limited(&self, wait: Duration) -> CycleOutcome {
        CycleOutcome::RateLimited { until: self.timing.now() + wait }
    }

    /// Keeps what the cycle learnt, in the store and for the next cycle.
    fn remember(&mut self, outcome: &CycleOutcome, begun: DateTime<Utc>) -> Result<(), StoreError> {
        if *outcome != CycleOutcome::Failed(Unfinished::BackingOff) {
            if *outcome != CycleOutcome::Done && *outcome != self.ended {
                tracing::warn!(?outcome, "a sync did not get through");
            }
            self.ended.clone_from(outcome);
        }
        let now = self.timing.now();
        self.retry_at = match outcome {
            CycleOutcome::RateLimited { until } => Some(*until),
            _ => None,
        };
        match outcome {
            CycleOutcome::Done => self.backoff.succeeded(),
            // The server is well, a person has to decide: nothing else waits for that.
            CycleOutcome::Failed(Unfinished::Shrinking(_)) => {}
            // In a pause nothing was tried that makes it longer.
            CycleOutcome::Failed(_) if self.backoff.is_over(begun) => self.backoff.failed(now, jitter()),
            _ => {}
        }
        self.was_offline = matches!(outcome, CycleOutcome::Offline(_));
        let refused = match outcome {
            CycleOutcome::Refused(message) => Some(message.clone()),
            _ => None,
        };
        let contact = Contact {
            at: now,
            online: !self.was_offline,
            good: *outcome == CycleOutcome::Done,
            retry_at: self.retry_at,
            refused,
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
