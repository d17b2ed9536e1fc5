//! What a server that keeps a log of changes says has changed: a page at a time, each with its cursor in one
//! transaction; and the epoch, which says whether it is the same server's data as before.

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::json;
use sqlx::SqliteConnection;

use super::batch::Batch;
use super::incoming::{IncomingClient, IncomingPatient, LeftOut};
use super::save::timestamp;
use super::snapshot::{List, leave_out};
use super::{ChangeSet, ProblemKind, ServerProblem, Store, StoreError, meta, nomenclature, problems};
use crate::domain::PriceItem;

/// Where a server's log of changes was read to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub epoch: String,
    pub cursor: String,
}

/// A page of changes, each row as it is now.
#[derive(Debug, Clone)]
pub struct ChangesPage {
    pub clients: Vec<IncomingClient>,
    pub patients: Vec<IncomingPatient>,
    pub nomenclature: Vec<PriceItem>,
    pub left_out: Vec<(List, Vec<LeftOut>)>,
    /// Server ids of what is gone.
    pub deleted_clients: Vec<String>,
    pub deleted_patients: Vec<String>,
    /// As JSON texts, as a price item's id is kept.
    pub deleted_items: Vec<String>,
    pub cursor: String,
    /// Nothing more waits behind it: the store is as the server is.
    pub is_last: bool,
}

impl ChangesPage {
    /// Takes nothing away.
    pub fn keep_deleted(&mut self) {
        for deleted in [&mut self.deleted_clients, &mut self.deleted_patients, &mut self.deleted_items] {
            deleted.clear();
        }
    }
}

impl Store {
    /// Where to go on in this branch's changes; `None`: the whole clinic has to be downloaded first.
    pub fn cursor(&mut self, branch_id: &str) -> Result<Option<String>, StoreError> {
        self.block(async |conn| {
            let branch = meta::get(conn, meta::SNAPSHOT_BRANCH).await?;
            Ok(meta::get(conn, meta::CURSOR).await?.filter(|_| branch.as_deref() == Some(branch_id)))
        })
    }

    /// The server cannot go on from the cursor: the whole clinic is due.
    pub fn forget_cursor(&mut self) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| forget_cursor(conn).await)?)
    }

    /// Keeps the epoch of the server's data. Whether it is another one than was kept: then the server was restored or
    /// emptied, which a person is told, and the whole clinic is due.
    pub fn note_epoch(&mut self, epoch: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        // Looked at first: nearly always there is nothing to write.
        if self.block(async |conn| meta::get(conn, meta::EPOCH).await)?.as_deref() == Some(epoch) {
            return Ok(false);
        }
        Ok(self.transact::<_, sqlx::Error>(async |conn| note_epoch(conn, epoch, now).await)?)
    }

    /// Takes in a page of changes together with its cursor, by the rules of a snapshot.
    pub fn apply_changes(
        &mut self,
        page: ChangesPage,
        now: DateTime<FixedOffset>,
    ) -> Result<ChangeSet, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| apply(conn, page, now).await)?)
    }
}

async fn forget_cursor(conn: &mut SqliteConnection) -> sqlx::Result<()> {
    meta::put(conn, meta::CURSOR, None).await?;
    meta::put(conn, meta::DOWNLOADED, None).await
}

/// Whether the server's data are others than those this store was filled from.
pub(super) async fn note_epoch(
    conn: &mut SqliteConnection,
    epoch: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let kept = meta::get(conn, meta::EPOCH).await?;
    meta::put(conn, meta::EPOCH, Some(epoch.to_owned())).await?;
    let is_another = kept.is_some_and(|kept| kept != epoch);
    if is_another {
        problems::raise(conn, &ServerProblem::ServerRestored, now).await?;
        forget_cursor(conn).await?;
        // What a person declined came from the data of before.
        problems::settle(conn, ProblemKind::Shrinking).await?;
    }
    Ok(is_another)
}

async fn apply(
    conn: &mut SqliteConnection,
    page: ChangesPage,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    for (list, rows) in page.left_out {
        leave_out(conn, list, &rows, now.to_utc()).await?;
    }
    let has_clients = !page.clients.is_empty();
    changes.clients = write(conn, Batch::of(page.clients), now, &mut changes.queue).await?;
    changes.patients = write(conn, Batch::of(page.patients), now, &mut changes.queue).await?;
    if has_clients {
        let joined = sqlx::query(include_str!("sql/snapshot/find_owners.sql")).execute(&mut *conn).await?;
        changes.patients |= joined.rows_affected() > 0;
    }
    let gone = [
        (include_str!("sql/changes/archive_clients.sql"), &page.deleted_clients, &mut changes.clients),
        (include_str!("sql/changes/archive_patients.sql"), &page.deleted_patients, &mut changes.patients),
    ];
    for (statement, ids, changed) in gone {
        *changed |= !ids.is_empty() && run(conn, statement, ids).await? > 0;
    }
    if !(page.nomenclature.is_empty() && page.deleted_items.is_empty()) {
        nomenclature::change(conn, page.nomenclature, &page.deleted_items).await?;
        changes.nomenclature = true;
    }
    meta::put(conn, meta::CURSOR, Some(page.cursor)).await?;
    if page.is_last {
        meta::put(conn, meta::LAST_DOWNLOAD, Some(timestamp(now))).await?;
        meta::put(conn, meta::DOWNLOADED, meta::flag(true)).await?;
    }
    Ok(changes)
}

async fn write(
    conn: &mut SqliteConnection,
    batch: Batch,
    now: DateTime<FixedOffset>,
    queue: &mut bool,
) -> sqlx::Result<bool> {
    if batch.received == 0 {
        return Ok(false);
    }
    let written = batch.write(conn, now).await?;
    *queue |= written.queue;
    Ok(written.updated + written.inserted > 0)
}

/// Runs a statement over server ids; how many rows it changed.
async fn run(conn: &mut SqliteConnection, statement: &'static str, ids: &[String]) -> sqlx::Result<u64> {
    Ok(sqlx::query(statement).bind(json!(ids).to_string()).execute(conn).await?.rows_affected())
}
