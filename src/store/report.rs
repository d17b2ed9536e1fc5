//! Everything the status is made of, in one look at the store.

use chrono::{DateTime, FixedOffset, Utc};
use sqlx::{Connection, SqliteConnection};

use super::{RefusedKind, ServerProblem, Store, StoreError, kinds, meta, problems};
use crate::domain::{Facts, KindState, Kopecks};

/// How many records the store holds; archived ones do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub clients: u64,
    pub patients: u64,
    pub nomenclature: u64,
    pub appointments: u64,
    pub invoices: u64,
}

/// A number of actions and the roubles of the invoices among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub actions: u64,
    pub money: Kopecks,
}

impl Tally {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { actions: self.actions + other.actions, money: self.money + other.money }
    }
}

fn total(kinds: &[RefusedKind]) -> Tally {
    kinds.iter().map(|kind| kind.actions).fold(Tally::default(), Tally::plus)
}

/// What the store knows of its own state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreReport {
    /// Waiting, sending, held, and doubts that a download will settle.
    pub pending: Tally,
    /// Refused or in doubt, and not of a kind that counts as one.
    pub refused: Tally,
    pub in_doubt: Tally,
    /// Kinds that the server does not take: each counts one.
    pub held_kinds: Vec<RefusedKind>,
    /// Such kinds that a person has put aside: they count nowhere.
    pub aside_kinds: Vec<RefusedKind>,
    pub sent_today: Tally,
    /// Of those that `pending` counts.
    pub oldest_pending: Option<DateTime<Utc>>,
    pub online: bool,
    pub downloaded: bool,
    pub last_cycle_good: bool,
    pub last_sync: Option<DateTime<Utc>>,
    pub last_download: Option<DateTime<Utc>>,
    /// The server asked not to be called before.
    pub retry_at: Option<DateTime<Utc>>,
    pub problems: Vec<ServerProblem>,
    pub counts: Counts,
}

impl StoreReport {
    /// Refused and in doubt: what only a person can decide.
    pub fn stuck(&self) -> u64 {
        self.refused.actions + self.in_doubt.actions
    }

    /// The N of «Требуют внимания»: actions only a person can decide, and one for each other problem.
    pub fn attention(&self) -> u64 {
        self.stuck() + (self.held_kinds.len() + self.problems.len()) as u64
    }

    /// What stays because its kind is held, all kinds together.
    pub fn held(&self) -> Tally {
        total(&self.held_kinds)
    }

    /// What was put aside, all kinds together.
    pub fn put_aside(&self) -> Tally {
        total(&self.aside_kinds)
    }

    /// All that the server does not have.
    pub fn unsent(&self) -> Tally {
        [self.refused, self.in_doubt, self.held(), self.put_aside()]
            .into_iter()
            .fold(self.pending, Tally::plus)
    }

    /// The server does not take key or user: its words.
    pub fn key_refused(&self) -> Option<&str> {
        self.problems.iter().find_map(|problem| match problem {
            ServerProblem::SignInNeeded { message } => Some(message.as_str()),
            _ => None,
        })
    }

    pub fn facts(&self, syncing: bool) -> Facts {
        Facts {
            pending: self.pending.actions,
            attention: self.attention(),
            syncing,
            online: self.online,
            downloaded: self.downloaded,
            last_cycle_good: self.last_cycle_good,
        }
    }
}

/// The row of `queue.sql`.
type Queued = (i64, i64, i64, i64, i64, i64, Option<String>);

impl Store {
    /// `now` says which day today is.
    pub fn report(&mut self, now: DateTime<FixedOffset>) -> Result<StoreReport, StoreError> {
        self.block(async |conn| {
            // All of one moment: between two statements a sync may end.
            let conn = &mut *conn.begin().await?;
            let (pending, pending_money, refused, refused_money, in_doubt, in_doubt_money, oldest): Queued =
                sqlx::query_as(include_str!("sql/report/queue.sql")).fetch_one(&mut *conn).await?;
            let (sent, sent_money): (i64, i64) = sqlx::query_as(include_str!("sql/report/sent_on.sql"))
                .bind(now.date_naive())
                .fetch_one(&mut *conn)
                .await?;
            let (held_kinds, aside_kinds) =
                kinds::all(conn).await?.into_iter().partition(|kind| kind.state == KindState::Held);
            Ok(StoreReport {
                held_kinds,
                aside_kinds,
                pending: tally(pending, pending_money),
                refused: tally(refused, refused_money),
                in_doubt: tally(in_doubt, in_doubt_money),
                sent_today: tally(sent, sent_money),
                oldest_pending: oldest.as_deref().and_then(meta::parse_time),
                online: meta::get(conn, meta::ONLINE).await?.is_some(),
                downloaded: meta::get(conn, meta::DOWNLOADED).await?.is_some(),
                last_cycle_good: meta::get(conn, meta::CYCLE_GOOD).await?.is_some(),
                last_sync: meta::time(conn, meta::LAST_SYNC).await?,
                last_download: meta::time(conn, meta::LAST_DOWNLOAD).await?,
                retry_at: meta::time(conn, meta::RETRY_AT).await?,
                problems: problems::all(conn).await?,
                counts: counts(conn).await?,
            })
        })
    }
}

async fn counts(conn: &mut SqliteConnection) -> sqlx::Result<Counts> {
    let (clients, patients, nomenclature, appointments, invoices): (i64, i64, i64, i64, i64) =
        sqlx::query_as(include_str!("sql/report/counts.sql")).fetch_one(conn).await?;
    Ok(Counts {
        clients: clients.unsigned_abs(),
        patients: patients.unsigned_abs(),
        nomenclature: nomenclature.unsigned_abs(),
        appointments: appointments.unsigned_abs(),
        invoices: invoices.unsigned_abs(),
    })
}

pub(super) fn tally(actions: i64, money: i64) -> Tally {
    Tally { actions: actions.unsigned_abs(), money: Kopecks(money) }
}
