//! Rows as the server sends them, written a batch at a time by the rules of every download: local ids stay, a row that
//! is not the server's is not touched, one that did not change is not rewritten.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::acknowledge::{Delivery, acknowledge};
use super::journal::retry_orphans;
use crate::domain::{RecordKind, fold, search_digits};

/// A client as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingClient {
    pub server_id: String,
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
    /// The key of the action that made it, where the server tells.
    pub idempotency_key: Option<String>,
}

/// A patient as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingPatient {
    pub server_id: String,
    pub name: String,
    pub species: String,
    pub breed: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    pub gender: Option<String>,
    pub owner_server_id: Option<String>,
    pub idempotency_key: Option<String>,
}

/// A row that has no place in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// As it came, as JSON; a long one is cut.
    pub row: String,
    pub reason: LeftOutReason,
}

/// Why a row has no place in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutReason {
    /// Without an id a client or patient has no identity to come back under.
    NoId,
    /// A price item without a price, or with one that is no money.
    NoPrice,
}

impl LeftOutReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoId => "no_id",
            Self::NoPrice => "no_price",
        }
    }
}

/// Rows of one list, each id once, as one JSON text: a statement for all of them is four times as fast as row by row.
pub(super) struct Batch {
    rows: String,
    /// How many the server sent, repeated ids too.
    pub received: u64,
    kind: RecordKind,
    by_key: Option<ByKey>,
    update: &'static str,
    insert: &'static str,
    see: &'static str,
}

/// What is known by the keys that a server names.
struct ByKey {
    /// Rows made here take the server's ids.
    adopt: &'static str,
    /// Rows of others that a restored server has again, under other ids.
    rename: &'static str,
}

/// What writing a batch changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub updated: u64,
    pub inserted: u64,
    /// Actions left the queue, or are back in line.
    pub queue: bool,
}

impl Batch {
    pub(super) fn clients(clients: Vec<IncomingClient>) -> Self {
        let received = clients.len() as u64;
        let has_keys = clients.iter().any(|client| client.idempotency_key.is_some());
        Self {
            rows: last_of_each(clients, |client| client.server_id.clone(), client_json),
            received,
            kind: RecordKind::Client,
            by_key: has_keys.then_some(ByKey {
                adopt: include_str!("sql/snapshot/adopt_clients.sql"),
                rename: include_str!("sql/snapshot/rename_clients.sql"),
            }),
            update: include_str!("sql/snapshot/update_clients.sql"),
            insert: include_str!("sql/snapshot/insert_clients.sql"),
            see: include_str!("sql/snapshot/see_clients.sql"),
        }
    }

    /// Patients come after the clients they belong to: their owners are looked up.
    pub(super) fn patients(patients: Vec<IncomingPatient>) -> Self {
        let received = patients.len() as u64;
        let has_keys = patients.iter().any(|patient| patient.idempotency_key.is_some());
        Self {
            rows: last_of_each(patients, |patient| patient.server_id.clone(), patient_json),
            received,
            kind: RecordKind::Patient,
            by_key: has_keys.then_some(ByKey {
                adopt: include_str!("sql/snapshot/adopt_patients.sql"),
                rename: include_str!("sql/snapshot/rename_patients.sql"),
            }),
            update: include_str!("sql/snapshot/update_patients.sql"),
            insert: include_str!("sql/snapshot/insert_patients.sql"),
            see: include_str!("sql/snapshot/see_patients.sql"),
        }
    }

    pub(super) async fn write(
        &self,
        conn: &mut SqliteConnection,
        now: DateTime<FixedOffset>,
    ) -> sqlx::Result<Written> {
        let mut written = Written::default();
        if let Some(by_key) = &self.by_key {
            written.queue |= self.adopt(by_key.adopt, conn, now).await?;
            let renamed = self.run(by_key.rename, conn).await?;
            written.queue |= renamed > 0 && retry_orphans(conn, now).await?;
        }
        written.updated = self.run(self.update, conn).await?;
        written.inserted = self.run(self.insert, conn).await?;
        Ok(written)
    }

    /// Rows made here are known by their keys. The action of one that still stands in the queue has arrived: whether there
    /// were such.
    async fn adopt(
        &self,
        statement: &'static str,
        conn: &mut SqliteConnection,
        now: DateTime<FixedOffset>,
    ) -> sqlx::Result<bool> {
        let adopted: Vec<(i64, String, String)> =
            sqlx::query_as(statement).bind(&self.rows).fetch_all(&mut *conn).await?;
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
        self.run(self.see, conn).await
    }

    /// How many rows a statement changed.
    async fn run(&self, statement: &'static str, conn: &mut SqliteConnection) -> sqlx::Result<u64> {
        Ok(sqlx::query(statement).bind(&self.rows).execute(conn).await?.rows_affected())
    }
}

/// Of rows with the same id the last one stands, where the first one stood.
fn last_of_each<T>(batch: Vec<T>, id: impl Fn(&T) -> String, json: impl Fn(T) -> Vec<Value>) -> String {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(batch.len());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(batch.len());
    for row in batch {
        let next = rows.len();
        let at = *places.entry(id(&row)).or_insert(next);
        if at == next {
            rows.push(json(row));
        } else {
            rows[at] = json(row);
        }
    }
    json!(rows).to_string()
}

fn client_json(client: IncomingClient) -> Vec<Value> {
    vec![
        client.server_id.into(),
        fold(&client.full_name).into(),
        client.full_name.into(),
        search_digits(&client.phone).into(),
        client.phone.into(),
        client.email.into(),
        client.address.into(),
        client.idempotency_key.into(),
    ]
}

fn patient_json(patient: IncomingPatient) -> Vec<Value> {
    vec![
        patient.server_id.into(),
        fold(&patient.name).into(),
        patient.name.into(),
        patient.species.into(),
        patient.breed.into(),
        patient.birth_date.into(),
        patient.gender.into(),
        patient.owner_server_id.into(),
        patient.idempotency_key.into(),
    ]
}
