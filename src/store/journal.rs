//! The journal: each action that the server has, with its payload, key, author, time and result. The audit trail of
//! 90 days, and what goes up again to a server that was restored.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, FromRow, SqliteConnection};

use super::save::{table, timestamp};
use super::{ProblemKind, Store, StoreError, meta, problems};
use crate::domain::{ActionKind, Kopecks, RecordKind, fold};

/// How long the journal remembers.
const KEPT: TimeDelta = TimeDelta::days(90);
/// Rows that are read at once.
const PAGE: usize = 500;

/// An action that the server has.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct JournalRow {
    pub id: i64,
    /// When the server was known to have it.
    pub at: DateTime<Utc>,
    #[sqlx(rename = "action_type")]
    pub kind: ActionKind,
    pub local_id: i64,
    pub idempotency_key: String,
    /// Empty where a person found it there.
    pub server_id: String,
    /// As it went out, JSON text.
    pub payload: String,
    #[sqlx(rename = "amount_kopecks")]
    pub amount: Option<Kopecks>,
    #[sqlx(rename = "user_name")]
    pub author: String,
    pub saved_at: Option<DateTime<Utc>>,
    /// The server that got it.
    pub server: Option<String>,
    /// `sent`, `replayed`, `adopted` or `by_hand`.
    pub result: String,
    /// The record's own name: a client's, a patient's, an appointment's day and time; none for an invoice.
    pub title: Option<String>,
    /// The client the record belongs to; for a client its phone.
    pub about: Option<String>,
}

/// A row of the last download that has no place in the store.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LeftOutRow {
    pub at: DateTime<Utc>,
    /// `clients`, `patients` or `nomenclature`.
    pub list: String,
    /// As it came, as JSON; a long one is cut.
    pub row: String,
    /// `no_id` or `no_price`.
    pub reason: String,
}

impl JournalRow {
    /// Whether all these folded words stand in it.
    fn has(&self, wanted: &[&str]) -> bool {
        wanted.is_empty() || {
            let words = self.words();
            wanted.iter().all(|word| words.contains(word))
        }
    }

    /// All that a search finds it by.
    fn words(&self) -> String {
        let parts = [
            Some(self.payload.as_str()),
            Some(&self.author),
            Some(&self.idempotency_key),
            Some(&self.server_id),
            self.title.as_deref(),
            self.about.as_deref(),
        ];
        fold(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

impl Store {
    /// The newest `limit` actions in which all words of `text` stand. No more of the journal is read than that takes.
    pub fn journal(&mut self, text: &str, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        let wanted = fold(text);
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let page = if wanted.is_empty() { PAGE.min(limit) } else { PAGE };
        let mut found = Vec::new();
        let mut before = i64::MAX;
        while found.len() < limit {
            let rows = self.journal_page(before, page)?;
            let ended = rows.len() < page;
            before = rows.last().map_or(before, |row| row.id);
            found.extend(rows.into_iter().filter(|row| row.has(&wanted)));
            if ended {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn journal_page(&mut self, before: i64, rows: usize) -> Result<Vec<JournalRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/journal/list.sql"))
                .bind(before)
                .bind(i64::try_from(rows).unwrap_or(i64::MAX))
                .fetch_all(conn)
                .await
        })
    }

    /// What the last full download and the changes after it left out.
    pub fn left_out(&mut self) -> Result<Vec<LeftOutRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as("SELECT at, list, row, reason FROM left_out ORDER BY id").fetch_all(conn).await
        })
    }

    /// Forgets what was sent more than 90 days ago.
    pub fn prune_journal(&mut self, now: DateTime<FixedOffset>) -> Result<(), StoreError> {
        let oldest = (now - KEPT).date_naive();
        self.block(async |conn| {
            // Looked at first: with nothing to forget nothing is written.
            let old: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM journal WHERE day < ?)")
                .bind(oldest)
                .fetch_one(&mut *conn)
                .await?;
            if old {
                sqlx::query("DELETE FROM journal WHERE day < ?").bind(oldest).execute(conn).await?;
            }
            Ok(())
        })
    }

    /// Puts what the journal knows back into the queue: a restored server may have lost any of it, and knows the rest
    /// again by its keys. How many actions. A copy of the store as it was is made first, if there is room for one.
    pub fn resend_missing(&mut self, now: DateTime<FixedOffset>) -> Result<u64, StoreError> {
        match self.copy(now.to_utc()) {
            Err(error) if !error.is_damage() => tracing::warn!(%error, "no copy of the store was made"),
            made => made?,
        }
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            let before: i64 = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM sync_queue")
                .fetch_one(&mut *conn)
                .await?;
            let put_back = sqlx::query(include_str!("sql/journal/resend.sql"))
                .bind(timestamp(now))
                .execute(&mut *conn)
                .await?
                .rows_affected();
            take_server_ids_away(conn, before).await?;
            retry_orphans(conn, now).await?;
            // All days are to be compared anew.
            meta::put(conn, meta::MONEY_CHECKED, None).await?;
            for kind in [ProblemKind::ServerRestored, ProblemKind::MoneyDiffers, ProblemKind::Shrinking] {
                problems::settle(conn, kind).await?;
            }
            Ok(put_back)
        })?)
    }
}

/// Puts back in line what a server refused because it had lost the parent: whether there was such.
pub(super) async fn retry_orphans(
    conn: &mut SqliteConnection,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<bool> {
    let retried =
        sqlx::query(include_str!("sql/journal/orphans.sql")).bind(timestamp(now)).execute(conn).await?;
    Ok(retried.rows_affected() > 0)
}

/// The records of actions behind `before` are the server's no longer, nor has any download taken them away.
async fn take_server_ids_away(conn: &mut SqliteConnection, before: i64) -> sqlx::Result<()> {
    for kind in RecordKind::ALL {
        let live =
            if matches!(kind, RecordKind::Client | RecordKind::Patient) { ", archived = 0" } else { "" };
        let statement = format!(
            "UPDATE {} SET server_id = NULL, synced = 0{live} WHERE idempotency_key IN (SELECT idempotency_key FROM sync_queue WHERE id > ?)",
            table(kind)
        );
        sqlx::query(AssertSqlSafe(statement)).bind(before).execute(&mut *conn).await?;
    }
    Ok(())
}
