//! A batch of a download's rows, written by the rules of every download: local ids stay, a row that is not the server's
//! is not touched, one that did not change is not rewritten.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};
use sqlx::SqliteConnection;

use super::acknowledge::{Delivery, acknowledge};
use super::incoming::Incoming;
use super::journal::retry_orphans;
use super::jsonb::Rows;
use crate::domain::RecordKind;

/// Rows of one list, each id once, as one value: a statement for all of them is four times as fast as row by row.
#[derive(Debug)]
pub struct Batch {
    pub(super) kind: RecordKind,
    /// How many the server sent: repeated ones too, and those that came as they stand in the store.
    pub(super) received: u64,
    /// Of these, how many came as they stand, and had come so before.
    pub(super) again: u64,
    /// Of these, how many are to be written, repeated ids too.
    pub(super) changed: u64,
    pub(super) has_keys: bool,
    pub(super) rows: Vec<u8>,
}

/// What writing a batch changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub updated: u64,
    pub inserted: u64,
    /// Actions left the queue, or are back in line.
    pub queue: bool,
}

/// The statements over one list's batches.
struct Statements {
    fill: &'static str,
    /// Rows made here, known by the keys that a server names, take the server's ids.
    adopt: &'static str,
    /// Rows of others that a restored server has again, under other ids.
    rename: &'static str,
    update: &'static str,
    keep_hash: &'static str,
    insert: &'static str,
    see: &'static str,
    replaced: &'static str,
}

const CLIENTS: Statements = Statements {
    fill: include_str!("sql/snapshot/fill_clients.sql"),
    adopt: include_str!("sql/snapshot/adopt_clients.sql"),
    rename: include_str!("sql/snapshot/rename_clients.sql"),
    update: include_str!("sql/snapshot/update_clients.sql"),
    keep_hash: include_str!("sql/snapshot/keep_hash_of_clients.sql"),
    insert: include_str!("sql/snapshot/insert_clients.sql"),
    see: include_str!("sql/snapshot/see_clients.sql"),
    replaced: include_str!("sql/snapshot/replaced_clients.sql"),
};

const PATIENTS: Statements = Statements {
    fill: include_str!("sql/snapshot/fill_patients.sql"),
    adopt: include_str!("sql/snapshot/adopt_patients.sql"),
    rename: include_str!("sql/snapshot/rename_patients.sql"),
    update: include_str!("sql/snapshot/update_patients.sql"),
    keep_hash: include_str!("sql/snapshot/keep_hash_of_patients.sql"),
    insert: include_str!("sql/snapshot/insert_patients.sql"),
    see: include_str!("sql/snapshot/see_patients.sql"),
    replaced: include_str!("sql/snapshot/replaced_patients.sql"),
};

impl Batch {
    /// All of these rows are to be written. Patients come after the clients they belong to: their owners are looked up.
    pub(super) fn of<T: Incoming>(rows: Vec<T>) -> Self {
        let count = rows.len() as u64;
        let has_keys = rows.iter().any(|row| row.key().is_some());
        let each_once = last_of_each(rows);
        let mut cells = Rows::default();
        for row in &each_once {
            row.write_cells(&mut cells);
            cells.end_row();
        }
        Self { kind: T::KIND, received: count, again: 0, changed: count, has_keys, rows: cells.into_bytes() }
    }

    pub(super) async fn write(
        &self,
        conn: &mut SqliteConnection,
        now: DateTime<FixedOffset>,
    ) -> sqlx::Result<Written> {
        let mut written = Written::default();
        let statements = self.statements();
        if self.has_keys {
            written.queue |= self.adopt(conn, now).await?;
            let renamed = self.run(statements.rename, conn).await?;
            written.queue |= renamed > 0 && retry_orphans(conn, now).await?;
        }
        written.updated = self.run(statements.update, conn).await?;
        self.run(statements.keep_hash, conn).await?;
        written.inserted = self.run(statements.insert, conn).await?;
        Ok(written)
    }

    /// Writes rows that have their local ids already, into a store that has none.
    pub(super) async fn fill(&self, conn: &mut SqliteConnection) -> sqlx::Result<Written> {
        let inserted = self.run(self.statements().fill, conn).await?;
        Ok(Written { inserted, ..Written::default() })
    }

    /// Rows made here are known by their keys. The action of one that still stands in the queue has arrived: whether there
    /// were such.
    async fn adopt(&self, conn: &mut SqliteConnection, now: DateTime<FixedOffset>) -> sqlx::Result<bool> {
        let adopted: Vec<(i64, String, String)> =
            sqlx::query_as(self.statements().adopt).bind(&self.rows).fetch_all(&mut *conn).await?;
        let mut left_the_queue = false;
        for (local_id, server_id, key) in adopted {
            let action: Option<i64> =
                sqlx::query_scalar("SELECT id FROM sync_queue WHERE idempotency_key = ?")
                    .bind(key)
                    .fetch_optional(&mut *conn)
                    .await?;
            if let Some(action) = action {
                let record = (self.kind, local_id);
                acknowledge(conn, action, record, (&server_id, Delivery::Named), now).await?;
                left_the_queue = true;
            }
        }
        Ok(left_the_queue)
    }

    /// Notes the ids as seen in a snapshot; how many of them are new there.
    pub(super) async fn see(&self, conn: &mut SqliteConnection) -> sqlx::Result<u64> {
        self.run(self.statements().see, conn).await
    }

    /// By which hashes the rows that this batch changes are known until then.
    pub(super) async fn replaced(&self, conn: &mut SqliteConnection) -> sqlx::Result<Vec<i64>> {
        sqlx::query_scalar(self.statements().replaced).bind(&self.rows).fetch_all(conn).await
    }

    /// How many rows a statement changed.
    async fn run(&self, statement: &'static str, conn: &mut SqliteConnection) -> sqlx::Result<u64> {
        Ok(sqlx::query(statement).bind(&self.rows).execute(conn).await?.rows_affected())
    }

    fn statements(&self) -> &'static Statements {
        if self.kind == RecordKind::Client { &CLIENTS } else { &PATIENTS }
    }
}

/// Of rows with the same id the last one stands, where the first one stood.
fn last_of_each<T: Incoming>(received: Vec<T>) -> Vec<T> {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(received.len());
    let mut rows: Vec<T> = Vec::with_capacity(received.len());
    for row in received {
        let next = rows.len();
        let at = *places.entry(row.server_id().to_owned()).or_insert(next);
        if at == next {
            rows.push(row);
        } else {
            rows[at] = row;
        }
    }
    rows
}
