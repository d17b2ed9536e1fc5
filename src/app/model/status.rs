//! What the status bar says, from the store's report and the sync's events.

use std::sync::Arc;

use chrono::{DateTime, Local, NaiveDate, TimeDelta};

use super::{Counts, ProblemKind, ServerProblem, Slot};
use crate::domain::{Kopecks, SyncState};
use crate::store::{Stamps, StoreReport, Tally};
use crate::sync::SHOWN_AFTER;

/// What the store says of itself is old when another sync has held it for so long: that one may hang.
const LONG_LOCKED: TimeDelta = TimeDelta::seconds(60);

/// The facts of the status bar.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// None before the store's first answer.
    pub state: Option<SyncState>,
    /// Waiting, being sent, held, and doubts that settle by themselves.
    pub pending: u64,
    pub attention: u64,
    pub online: bool,
    /// A sync is running, whether or not `state` says so yet.
    pub syncing: bool,
    /// How long the oldest of the `pending` has waited.
    pub oldest_unsent: Option<TimeDelta>,
    /// What the invoices among the `pending` come to.
    pub unsent_money: Kopecks,
    /// With `in_doubt`, one for each of the `problems` and one for `stopped` they make up `attention`.
    pub not_taken: Tally,
    pub in_doubt: Tally,
    /// Sent today, and what the invoices among it come to.
    pub sent_today: Tally,
    pub last_sync: Option<DateTime<Local>>,
    /// When the clinic was last downloaded.
    pub last_download: Option<DateTime<Local>>,
    /// The server asked to wait until then.
    pub retry_at: Option<DateTime<Local>>,
    /// The server does not accept key or user: its words.
    pub refused: Option<String>,
    /// What needs a person and is no single action's, the refused key included.
    pub problems: Vec<ProblemKind>,
    /// Kinds of action that the server does not take: each is one of `attention`.
    pub held_kinds: u64,
    /// The actions of those kinds.
    pub held: Tally,
    /// Actions of such kinds that a person has put aside.
    pub put_aside: Tally,
    pub download: Option<Download>,
    /// The exchange stands still: one of `attention`.
    pub stopped: Option<Stopped>,
    /// What other clinics' stores in this data folder have not sent.
    pub elsewhere: Tally,
    /// What the store holds.
    pub counts: Counts,
}

/// The sync thread was not heard of when it should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// «Обмен остановился, перезапускаем».
    Restarting,
    /// It does not end either, and only ending the program helps.
    Hanging,
}

/// A download that is running: what has arrived so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Download {
    pub clients: u64,
    pub patients: u64,
    pub nomenclature: u64,
    /// Nothing was downloaded before: search is incomplete until it is done.
    pub first: bool,
}

/// What the status is made of.
#[derive(Debug, Default)]
pub(in crate::app) struct SyncFacts {
    pub report: Slot<Arc<StoreReport>>,
    /// The day it was asked on: part of it is of that day.
    pub report_day: NaiveDate,
    pub syncing_since: Option<DateTime<Local>>,
    pub download: Option<Download>,
    pub stopped: Option<Stopped>,
    pub elsewhere: Tally,
    /// Since when another sync has held the store, whenever this one looked.
    pub locked_since: Option<DateTime<Local>>,
    /// The last cycle failed on the store, which may not have been able to keep that.
    pub store_failed: bool,
}

impl SyncFacts {
    pub fn problems(&self) -> &[ServerProblem] {
        self.report.value().map_or(&[], |report| &report.problems)
    }

    /// A cycle has left all as it was, but for these: the report is as new as if it were asked for. False where there is
    /// none of today.
    pub fn stamp(&mut self, stamps: Stamps, today: NaiveDate) -> bool {
        let of_today = self.report_day == today;
        let report = self.report.answer_mut().filter(|_| of_today).map(Arc::make_mut);
        report
            .map(|report| (report.last_sync, report.last_download) = (stamps.last_sync, stamps.last_download))
            .is_some()
    }

    pub fn status(&self, now: DateTime<Local>) -> Status {
        let syncing = self.syncing_since.is_some();
        let Some(report) = self.report.value() else {
            let (download, stopped, elsewhere) = (self.download, self.stopped, self.elsewhere);
            return Status { syncing, download, stopped, elsewhere, ..Status::default() };
        };
        let local = |time: DateTime<chrono::Utc>| time.with_timezone(&Local);
        let shown = self.syncing_since.is_some_and(|since| now - since >= SHOWN_AFTER);
        let mut facts = report.facts(shown);
        facts.attention += u64::from(self.stopped.is_some());
        let long_locked = self.locked_since.is_some_and(|since| now - since >= LONG_LOCKED);
        facts.last_cycle_good &= !(self.store_failed || long_locked);
        Status {
            state: Some(facts.state()),
            pending: facts.pending,
            attention: facts.attention,
            online: facts.online,
            syncing,
            oldest_unsent: report.oldest_pending.map(|since| now.signed_duration_since(since)),
            unsent_money: report.pending.money,
            not_taken: report.refused,
            in_doubt: report.in_doubt,
            sent_today: report.sent_today,
            last_sync: report.last_sync.map(local),
            last_download: report.last_download.map(local),
            retry_at: report.retry_at.map(local).filter(|until| *until > now),
            refused: report.key_refused().map(str::to_owned),
            problems: report.problems.iter().map(ServerProblem::kind).collect(),
            held_kinds: report.held_kinds.len() as u64,
            held: report.held(),
            put_aside: report.put_aside(),
            download: self.download,
            stopped: self.stopped,
            elsewhere: self.elsewhere,
            counts: report.counts,
        }
    }

    /// How long the status stays as it is if nothing happens.
    pub fn next_change(&self, now: DateTime<Local>) -> Option<TimeDelta> {
        let shown = self.syncing_since.map(|since| SHOWN_AFTER - (now - since));
        let report = self.report.value();
        let oldest = report.and_then(|report| report.oldest_pending);
        let next_minute = oldest.map(|since| {
            let age = now.signed_duration_since(since).num_milliseconds();
            TimeDelta::milliseconds(60_000 - age.rem_euclid(60_000))
        });
        let retry = report.and_then(|report| report.retry_at).map(|until| until.signed_duration_since(now));
        let to_come = [shown, next_minute, retry].into_iter().flatten();
        to_come.filter(|wait| *wait > TimeDelta::zero()).min()
    }
}
