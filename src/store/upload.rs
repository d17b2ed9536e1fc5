//! The queue as the sync engine sees it: what can go up, and the durable intent before it does.

use chrono::{DateTime, FixedOffset};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::save::timestamp;
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
    pub tenant_id: String,
    pub branch_id: String,
    pub client: Option<Parent>,
    pub patient: Option<Parent>,
}

impl Outgoing {
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

impl Store {
    /// How many actions a cycle would send.
    pub fn outgoing_count(&mut self) -> Result<u64, StoreError> {
        let count: i64 = self.block(async |conn| {
            sqlx::query_scalar(
                "SELECT count(*) FROM queue_states WHERE shown_state IN ('waiting', 'resending')",
            )
            .fetch_one(conn)
            .await
        })?;
        Ok(count.unsigned_abs())
    }

    /// The actions that can go up, parents before children, oldest first.
    pub fn outgoing(&mut self) -> Result<Vec<Outgoing>, StoreError> {
        self.block(async |conn| sqlx::query_as(include_str!("sql/queue/outgoing.sql")).fetch_all(conn).await)
    }

    /// The durable intent: these actions are being sent with these bytes. Committed before the first byte goes out.
    /// `false`: a person changed or discarded one of them since it was read; nothing is marked, nothing may be sent.
    pub fn mark_sending(
        &mut self,
        actions: &[Intent],
        idempotent: bool,
        now: DateTime<FixedOffset>,
    ) -> Result<bool, StoreError> {
        let marked = self.transact::<_, sqlx::Error>(async |conn| {
            for action in actions {
                let marked = sqlx::query(include_str!("sql/queue/mark_sending.sql"))
                    .bind(&action.sent)
                    .bind(idempotent)
                    .bind(timestamp(now))
                    .bind(action.queue_id)
                    .bind(&action.saved)
                    .execute(&mut *conn)
                    .await?;
                if marked.rows_affected() == 0 {
                    return Err(sqlx::Error::RowNotFound);
                }
            }
            Ok(true)
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
            tenant_id: row.try_get("tenant_id")?,
            branch_id: row.try_get("branch_id")?,
            client: parent("client_id", "client_server_id", "client_key")?,
            patient: parent("patient_id", "patient_server_id", "patient_key")?,
        })
    }
}
