//! The bulk load of a download: one transaction that keeps every local id, touches no row that is not the server's,
//! and rewrites nothing that did not change.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

use super::save::utc_timestamp;
use super::{Store, StoreError, meta};
use crate::domain::{fold, search_digits};

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

/// What a snapshot of one list came to: `received = stored + repeated`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    pub received: u64,
    /// Rows whose server id stood more than once; the last one won.
    pub repeated: u64,
    pub inserted: u64,
    pub updated: u64,
    /// Rows the server no longer has.
    pub archived: u64,
}

/// What a snapshot came to, list by list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotCounts {
    pub clients: ListCounts,
    pub patients: ListCounts,
    pub nomenclature: ListCounts,
}

/// An open snapshot transaction: batches go in, [`SnapshotWriter::finish`] commits; dropped before, nothing has
/// happened. Its end, either way, brings the connection back to full durability.
pub struct SnapshotWriter<'a> {
    pub(super) store: &'a mut Store,
    pub(super) counts: SnapshotCounts,
    open: bool,
}

impl Store {
    /// Begins a snapshot: the write lock is taken here and held until the writer goes.
    pub fn begin_snapshot(&mut self) -> Result<SnapshotWriter<'_>, StoreError> {
        // Made first: whatever fails from here on, its end restores the connection.
        let mut writer = SnapshotWriter { store: self, counts: SnapshotCounts::default(), open: false };
        writer.store.block(async |conn| {
            // A download can be repeated: it need not wait for the disk at each page.
            sqlx::raw_sql("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE").execute(conn).await
        })?;
        writer.open = true;
        writer
            .store
            .block(async |conn| sqlx::raw_sql(include_str!("sql/snapshot/begin.sql")).execute(conn).await)?;
        Ok(writer)
    }
}

impl SnapshotWriter<'_> {
    pub fn clients(&mut self, batch: Vec<IncomingClient>) -> Result<(), StoreError> {
        let received = batch.len() as u64;
        let rows = last_of_each(batch, |client| client.server_id.clone(), client_json);
        let has_keys = rows.iter().any(|row| !row[7].is_null());
        let statements = Statements {
            adopt: has_keys.then_some(include_str!("sql/snapshot/adopt_clients.sql")),
            update: include_str!("sql/snapshot/update_clients.sql"),
            insert: include_str!("sql/snapshot/insert_clients.sql"),
            see: include_str!("sql/snapshot/see_clients.sql"),
        };
        self.store.block(async |conn| statements.run(conn, received, &rows, &mut self.counts.clients).await)
    }

    /// Patients come after all clients: their owners are looked up.
    pub fn patients(&mut self, batch: Vec<IncomingPatient>) -> Result<(), StoreError> {
        let received = batch.len() as u64;
        let rows = last_of_each(batch, |patient| patient.server_id.clone(), patient_json);
        let has_keys = rows.iter().any(|row| !row[8].is_null());
        let statements = Statements {
            adopt: has_keys.then_some(include_str!("sql/snapshot/adopt_patients.sql")),
            update: include_str!("sql/snapshot/update_patients.sql"),
            insert: include_str!("sql/snapshot/insert_patients.sql"),
            see: include_str!("sql/snapshot/see_patients.sql"),
        };
        self.store.block(async |conn| statements.run(conn, received, &rows, &mut self.counts.patients).await)
    }

    /// Archives what the snapshot no longer has and commits. Only a second snapshot of the same branch tells what is
    /// gone: another branch may just not have been sent it.
    pub fn finish(mut self, branch_id: &str, now: DateTime<Utc>) -> Result<SnapshotCounts, StoreError> {
        let counts = &mut self.counts;
        self.store.block(async |conn| {
            let before = meta::get(conn, meta::SNAPSHOT_BRANCH).await?;
            if before.is_none_or(|before| before == branch_id) {
                let archive = [
                    (include_str!("sql/snapshot/archive_clients.sql"), &mut counts.clients.archived),
                    (include_str!("sql/snapshot/archive_patients.sql"), &mut counts.patients.archived),
                ];
                for (statement, archived) in archive {
                    *archived = sqlx::query(statement).execute(&mut *conn).await?.rows_affected();
                }
            }
            meta::put(conn, meta::SNAPSHOT_BRANCH, Some(branch_id.to_owned())).await?;
            meta::put(conn, meta::LAST_DOWNLOAD, Some(utc_timestamp(now))).await?;
            meta::put(conn, meta::DOWNLOADED, meta::flag(true)).await?;
            sqlx::raw_sql("COMMIT").execute(&mut *conn).await?;
            Ok(())
        })?;
        self.open = false;
        Ok(self.counts)
    }
}

impl Drop for SnapshotWriter<'_> {
    fn drop(&mut self) {
        if self.open
            && let Err(error) =
                self.store.block(async |conn| sqlx::raw_sql("ROLLBACK").execute(conn).await.map(drop))
        {
            tracing::error!(%error, "an abandoned download was not rolled back");
        }
        if let Err(error) = restore_durability(self.store) {
            tracing::error!(%error, "the store is not back to full durability");
        }
    }
}

/// Back to full durability, and the log of the download into the file: readers that are busy make it come later.
fn restore_durability(store: &mut Store) -> Result<(), StoreError> {
    store.block(async |conn| {
        sqlx::raw_sql("PRAGMA synchronous = FULL").execute(&mut *conn).await?;
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *conn).await?;
        conn.clear_cached_statements().await
    })
}

struct Statements {
    adopt: Option<&'static str>,
    update: &'static str,
    insert: &'static str,
    see: &'static str,
}

impl Statements {
    /// One JSON parameter carries the batch to each statement: that is four times as fast as row by row.
    async fn run(
        self,
        conn: &mut SqliteConnection,
        received: u64,
        rows: &[Vec<Value>],
        counts: &mut ListCounts,
    ) -> sqlx::Result<()> {
        let batch = json!(rows).to_string();
        if let Some(adopt) = self.adopt {
            sqlx::query(adopt).bind(&batch).execute(&mut *conn).await?;
        }
        counts.updated += sqlx::query(self.update).bind(&batch).execute(&mut *conn).await?.rows_affected();
        counts.inserted += sqlx::query(self.insert).bind(&batch).execute(&mut *conn).await?.rows_affected();
        let new = sqlx::query(self.see).bind(&batch).execute(&mut *conn).await?.rows_affected();
        counts.received += received;
        counts.repeated += received - new;
        Ok(())
    }
}

/// Of rows with the same id the last one stands, where the first one stood.
fn last_of_each<T>(
    batch: Vec<T>,
    id: impl Fn(&T) -> String,
    json: impl Fn(T) -> Vec<Value>,
) -> Vec<Vec<Value>> {
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
    rows
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_download_that_cannot_begin_leaves_saving_durable() {
        const FULL: i64 = 2;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        let (mut store, mut other) = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
        store.set_patience(Duration::ZERO).unwrap();
        let writing = other.begin_snapshot().unwrap();
        assert!(store.begin_snapshot().is_err_and(|error| error.is_busy()));
        drop(writing);
        for store in [&mut store, &mut other] {
            let synchronous: i64 = store
                .block(async |conn| sqlx::query_scalar("PRAGMA synchronous").fetch_one(conn).await)
                .unwrap();
            assert_eq!(synchronous, FULL);
        }
    }
}
