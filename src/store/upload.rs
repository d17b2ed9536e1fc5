//! The queue as the sync engine sees it: what can go up, and the durable intent before it does.

use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::save::{timestamp, utc_timestamp};
use super::{Store, StoreError};
use crate::domain::ActionKind;

/// A record that an action's record belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Known once the server has it.
    pub server_id: Option<String>,
    /// Rows made here have one; it names the parent on servers with idempotency.
    pub key: Option<String>,
}

/// A waiting action that no refused parent holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub queue_id: i64,
    pub kind: ActionKind,
    pub key: String,
    /// JSON text as saved.
    pub payload: String,
    /// The bytes of an earlier attempt whose fate is unknown: they go out again unchanged.
    pub frozen: Option<String>,
    /// The server may have it from before this store or the server was restored; its bytes of then are not kept.
    pub may_be_there: bool,
    pub tenant_id: String,
    pub branch_id: String,
    pub client: Option<Parent>,
    pub patient: Option<Parent>,
}

impl Outgoing {
    /// Whether the server may have it already.
    pub fn is_repeat(&self) -> bool {
        self.frozen.is_some() || self.may_be_there
    }

    pub fn parents(&self) -> impl Iterator<Item = &Parent> {
        self.client.iter().chain(&self.patient)
    }
}

/// An action about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub queue_id: i64,
    /// The payload as it was read from the queue.
    pub saved: String,
    /// The bytes that go out.
    pub sent: String,
}

/// The server that gets an upload. What it can do decides what an unknown fate means, whatever it can do later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentTo<'a> {
    pub server: &'a str,
    pub idempotent: bool,
}

/// The time in which a save is still young.
pub type Young = RangeInclusive<DateTime<Utc>>;

impl Store {
    /// The actions that can go up, parents before children, oldest first. Those that a person saved within `young` are
    /// left alone, unless the server may have them.
    pub fn outgoing(&mut self, young: Option<&Young>) -> Result<Vec<Outgoing>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/queue/outgoing.sql"))
                .bind(young.map(|young| utc_timestamp(*young.start())))
                .bind(young.map(|young| utc_timestamp(*young.end())))
                .fetch_all(conn)
                .await
        })
    }

    /// Whether a person saved within `young` what has not gone up yet.
    pub fn has_young(&mut self, young: &Young) -> Result<bool, StoreError> {
        self.block(async |conn| {
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM queue_states WHERE shown_state = 'waiting' AND saved_at > ? AND saved_at <= ?)")
                .bind(utc_timestamp(*young.start()))
                .bind(utc_timestamp(*young.end()))
                .fetch_one(conn)
                .await
        })
    }

    /// The durable intent: these actions are being sent with these bytes. Committed before the first byte goes out.
    /// `false`: a person changed or discarded one of them since it was read; nothing is marked, nothing may be sent.
    pub fn mark_sending(
        &mut self,
        actions: &[Intent],
        to: SentTo<'_>,
        now: DateTime<FixedOffset>,
    ) -> Result<bool, StoreError> {
        let intent = |action: &Intent| json!([action.queue_id, action.saved, action.sent]);
        let intents = actions.iter().map(intent).collect::<Value>().to_string();
        let marked = self.transact::<_, sqlx::Error>(async |conn| {
            let marked = sqlx::query(include_str!("sql/queue/mark_sending.sql"))
                .bind(intents)
                .bind(to.idempotent)
                .bind(timestamp(now))
                .bind(to.server)
                .execute(conn)
                .await?;
            if marked.rows_affected() == actions.len() as u64 {
                Ok(true)
            } else {
                Err(sqlx::Error::RowNotFound)
            }
        });
        match marked {
            Err(sqlx::Error::RowNotFound) => Ok(false),
            marked => Ok(marked?),
        }
    }
}

impl<'r> FromRow<'r, SqliteRow> for Outgoing {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let parent = |local: &str, server_id: &str, key: &str| -> sqlx::Result<Option<Parent>> {
            let known: Option<i64> = row.try_get(local)?;
            let parent = Parent { server_id: row.try_get(server_id)?, key: row.try_get(key)? };
            Ok(known.map(|_| parent))
        };
        Ok(Self {
            queue_id: row.try_get("id")?,
            kind: row.try_get("action_type")?,
            key: row.try_get("idempotency_key")?,
            payload: row.try_get("payload")?,
            frozen: row.try_get("sent_payload")?,
            may_be_there: row.try_get("may_be_there")?,
            tenant_id: row.try_get("tenant_id")?,
            branch_id: row.try_get("branch_id")?,
            client: parent("client_id", "client_server_id", "client_key")?,
            patient: parent("patient_id", "patient_server_id", "patient_key")?,
        })
    }
}
