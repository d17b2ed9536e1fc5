//! The journal: each action that the server has, with its payload, key, author, time and result. The audit trail of
//! 90 days.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use sqlx::FromRow;

use super::{Store, StoreError};
use crate::domain::{ActionKind, Kopecks, fold};

/// How long the journal remembers.
const KEPT: TimeDelta = TimeDelta::days(90);

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

impl JournalRow {
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
    /// The newest `limit` actions in which all words of `text` stand.
    pub fn journal(&mut self, text: &str, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        let wanted = fold(text);
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let rows: Vec<JournalRow> = self
            .block(async |conn| sqlx::query_as(include_str!("sql/journal/list.sql")).fetch_all(conn).await)?;
        let found = |row: &JournalRow| {
            let words = if wanted.is_empty() { String::new() } else { row.words() };
            wanted.iter().all(|word| words.contains(word))
        };
        Ok(rows.into_iter().filter(found).take(limit).collect())
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
}
