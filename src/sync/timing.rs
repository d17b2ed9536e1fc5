//! The one place with a clock, and every time-out and interval the engine uses, so that tests can run at a
//! fraction of them.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, Local, TimeDelta, Utc};

/// Time-outs and intervals. There is never a total: a slow honest download is let finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    pub connect: Duration,
    /// How long a server may take to begin its answer.
    pub first_byte: Duration,
    /// A classic server takes seconds to gather a whole clinic.
    pub first_byte_of_snapshot: Duration,
    /// How long a request or an answer may stand still once it has begun.
    pub stall: Duration,
    /// Between automatic cycles.
    pub interval: Duration,
    pub backoff_min: Duration,
    pub backoff_max: Duration,
    /// How long a headless command waits for another sync on the same store.
    pub lock_wait: Duration,
    /// How long the automatic cycle leaves a save to its author, who may take it back.
    pub undo_window: Duration,
    /// How old a doubt must be before a download may settle it: the server may still be at work.
    pub settle_after: Duration,
    /// How often a full download may be made for the sake of doubts.
    pub settle_every: Duration,
    /// How often an open window looks whether another program changed its store, and a program that stays open whether another
    /// found it damaged.
    pub store_watch: Duration,
    /// How old the newest copy of the store may be.
    pub copy_every: Duration,
    /// How long after a copy that failed none is tried: each reads the whole store, and a full disk gets no emptier by it.
    pub copy_retry: Duration,
    /// The window over which requests to a classic server are counted.
    pub budget_window: Duration,
    /// How old a download of the whole clinic may grow where nothing else tells what changed.
    pub full_every: Duration,
    /// How far the clock is ahead of the system's: for tests of a clock that jumps.
    pub ahead: TimeDelta,
    /// The longest that one step on this computer may take: another writer's minute, and its own work.
    pub step: Duration,
    /// The same of a step that goes through a whole clinic, on a slow disk.
    pub long_step: Duration,
    /// How long past its own deadline the sync thread counts as standing still.
    pub overdue: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(60),
            first_byte_of_snapshot: Duration::from_secs(180),
            stall: Duration::from_secs(30),
            interval: Duration::from_secs(60),
            backoff_min: Duration::from_secs(2),
            backoff_max: Duration::from_secs(300),
            lock_wait: Duration::from_secs(60),
            undo_window: Duration::from_secs(10),
            settle_after: Duration::from_secs(60),
            settle_every: Duration::from_secs(15 * 60),
            store_watch: Duration::from_secs(3),
            copy_every: Duration::from_secs(24 * 60 * 60),
            copy_retry: Duration::from_secs(60 * 60),
            budget_window: Duration::from_secs(15 * 60),
            full_every: Duration::from_secs(24 * 3600),
            ahead: TimeDelta::zero(),
            step: Duration::from_secs(120),
            long_step: Duration::from_secs(600),
            overdue: Duration::from_secs(60),
        }
    }
}

impl Timing {
    /// Everything at a fraction: for tests.
    #[must_use]
    pub fn divided_by(self, factor: u32) -> Self {
        Self {
            connect: self.connect / factor,
            first_byte: self.first_byte / factor,
            first_byte_of_snapshot: self.first_byte_of_snapshot / factor,
            stall: self.stall / factor,
            interval: self.interval / factor,
            backoff_min: self.backoff_min / factor,
            backoff_max: self.backoff_max / factor,
            lock_wait: self.lock_wait / factor,
            undo_window: self.undo_window / factor,
            settle_after: self.settle_after / factor,
            settle_every: self.settle_every / factor,
            store_watch: self.store_watch / factor,
            copy_every: self.copy_every / factor,
            copy_retry: self.copy_retry / factor,
            budget_window: self.budget_window / factor,
            full_every: self.full_every / factor,
            ahead: self.ahead,
            step: self.step / factor,
            long_step: self.long_step / factor,
            overdue: self.overdue / factor,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }

    /// The workstation's local time with its offset.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn local_now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset() + self.ahead
    }
}
