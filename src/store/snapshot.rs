//! The bulk load of a download: one transaction that keeps every local id, touches no row that is not the server's,
//! rewrites nothing that did not change, and accounts for every row that came.

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use super::changes::{ChangesPage, Mark, note_epoch};
use super::incoming::{Batch, IncomingClient, IncomingPatient, LeftOut};
use super::save::utc_timestamp;
use super::{ProblemKind, Shrink, Shrunk, Store, StoreError, meta, problems};

/// The lists of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Clients,
    Patients,
    Nomenclature,
}

impl List {
    pub const ALL: [Self; 3] = [Self::Clients, Self::Patients, Self::Nomenclature];

    /// Its name in a snapshot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Patients => "patients",
            Self::Nomenclature => "nomenclature",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }
}

/// What a snapshot of one list came to: `received = stored + repeated + left_out`, or it is not applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    pub received: u64,
    /// In the store afterwards, and not archived.
    pub stored: u64,
    /// Rows whose server id stood more than once; the last one won.
    pub repeated: u64,
    /// Rows that have no place in the store: `left_out` says which, and why.
    pub left_out: u64,
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

impl SnapshotCounts {
    pub fn of(&self, list: List) -> &ListCounts {
        match list {
            List::Clients => &self.clients,
            List::Patients => &self.patients,
            List::Nomenclature => &self.nomenclature,
        }
    }

    fn of_mut(&mut self, list: List) -> &mut ListCounts {
        match list {
            List::Clients => &mut self.clients,
            List::Patients => &mut self.patients,
            List::Nomenclature => &mut self.nomenclature,
        }
    }
}

/// Why a snapshot was not applied.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// What came and what is stored do not add up.
    #[error("{} do not add up: {counts:?}", .list.as_str())]
    Miscounted { list: List, counts: ListCounts },
    /// It would take away so much that a person must agree first.
    #[error("too much would go: {0:?}")]
    Shrinks(Shrink),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a snapshot ends.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// Whose clinic it is.
    pub branch_id: &'a str,
    /// A person has agreed to what the problem that stands says, and to no more.
    pub accept_shrink: bool,
    /// Where to go on in the server's changes, where it keeps a log of them.
    pub mark: Option<&'a Mark>,
}

/// An open snapshot transaction: batches go in, [`SnapshotWriter::finish`] commits; dropped before, nothing has
/// happened. Its end, either way, brings the connection back to full durability.
pub struct SnapshotWriter<'a> {
    pub(super) store: &'a mut Store,
    pub(super) counts: SnapshotCounts,
    now: DateTime<FixedOffset>,
    /// How many rows of each list were the server's and not archived when it began.
    before: SnapshotCounts,
    open: bool,
}

impl Store {
    /// Begins a snapshot: the write lock is taken here and held until the writer goes.
    pub fn begin_snapshot(&mut self, now: DateTime<FixedOffset>) -> Result<SnapshotWriter<'_>, StoreError> {
        // Made first: whatever fails from here on, its end restores the connection.
        let (counts, before) = (SnapshotCounts::default(), SnapshotCounts::default());
        let mut writer = SnapshotWriter { store: self, counts, now, before, open: false };
        writer.store.block(async |conn| {
            // A download can be repeated: it need not wait for the disk at each page.
            sqlx::raw_sql("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE").execute(conn).await
        })?;
        writer.open = true;
        let before = &mut writer.before;
        writer.store.block(async |conn| {
            sqlx::raw_sql(include_str!("sql/snapshot/begin.sql")).execute(&mut *conn).await?;
            count_stored(conn, include_str!("sql/snapshot/live.sql"), before).await
        })?;
        Ok(writer)
    }
}

impl Store {
    /// Whether a page of changes takes away so much that a person must agree first. Many rows with more to come may be the
    /// beginning of it; a few, also of those made here, the server says itself, and nobody has to infer it.
    pub fn takes_much(&mut self, page: &ChangesPage) -> Result<bool, StoreError> {
        let gone =
            [&page.deleted_clients, &page.deleted_patients, &page.deleted_items].map(|ids| ids.len() as u64);
        if gone.into_iter().all(|gone| gone <= FEW_GONE) {
            return Ok(false);
        }
        let mut live = SnapshotCounts::default();
        self.block(async |conn| count_stored(conn, include_str!("sql/snapshot/live.sql"), &mut live).await)?;
        let lists = List::ALL.into_iter().zip(gone);
        let much = |(list, gone)| is_much_of(Shrunk { gone, of: live.of(list).stored });
        Ok(!page.is_last || lists.into_iter().any(much))
    }
}

impl SnapshotWriter<'_> {
    pub fn clients(&mut self, clients: Vec<IncomingClient>) -> Result<(), StoreError> {
        self.write(List::Clients, &Batch::clients(clients))
    }

    /// Patients come after all clients: their owners are looked up.
    pub fn patients(&mut self, patients: Vec<IncomingPatient>) -> Result<(), StoreError> {
        self.write(List::Patients, &Batch::patients(patients))
    }

    fn write(&mut self, list: List, batch: &Batch) -> Result<(), StoreError> {
        let (counts, now) = (self.counts.of_mut(list), self.now);
        self.store.block(async |conn| {
            let written = batch.write(conn, now).await?;
            counts.updated += written.updated;
            counts.inserted += written.inserted;
            counts.received += batch.received;
            counts.repeated += batch.received - batch.see(conn).await?;
            Ok(())
        })
    }

    /// Names rows that came and have no place in the store.
    pub fn leave_out(&mut self, list: List, rows: &[LeftOut]) -> Result<(), StoreError> {
        let (counts, now) = (self.counts.of_mut(list), self.now.to_utc());
        counts.received += rows.len() as u64;
        counts.left_out += rows.len() as u64;
        self.store.block(async |conn| leave_out(conn, list, rows, now).await)
    }

    /// What came so far.
    pub fn counts(&self) -> &SnapshotCounts {
        &self.counts
    }

    /// Archives what the snapshot no longer has, counts, and commits. Only a second snapshot of the same branch tells
    /// what is gone: another branch may just not have been sent it.
    pub fn finish(mut self, ending: &Ending<'_>) -> Result<SnapshotCounts, SnapshotError> {
        let had_any = self.before.clients.stored + self.before.patients.stored > 0;
        let counts = &mut self.counts;
        let (acknowledged, same_branch, told) = self.store.block(async |conn| {
            let before = meta::get(conn, meta::SNAPSHOT_BRANCH).await?;
            let same_branch = before.is_none_or(|before| before == ending.branch_id);
            // A store that is being filled has nothing that could go.
            let acknowledged = if same_branch && had_any { archive(conn, counts).await? } else { 0 };
            count_stored(conn, include_str!("sql/snapshot/stored.sql"), counts).await?;
            Ok((acknowledged, same_branch, problems::told_shrink(conn).await?))
        })?;
        check_counts(&self.counts)?;
        let shrink = self.shrink(acknowledged);
        let agreed = ending.accept_shrink && told.is_some_and(|told| told.covers(&shrink));
        if same_branch && is_much(&shrink) && !agreed {
            return Err(SnapshotError::Shrinks(shrink));
        }
        let now = self.now.to_utc();
        self.store.block(async |conn| commit(conn, ending, now).await)?;
        self.open = false;
        Ok(self.counts)
    }

    fn shrink(&self, acknowledged: u64) -> Shrink {
        let list = |list| Shrunk { gone: self.counts.of(list).archived, of: self.before.of(list).stored };
        Shrink {
            clients: list(List::Clients),
            patients: list(List::Patients),
            nomenclature: list(List::Nomenclature),
            acknowledged,
        }
    }
}

/// A server does not lose that much by itself: more than 20 rows and 2 % of a list, or one that it had acknowledged.
fn is_much(shrink: &Shrink) -> bool {
    shrink.acknowledged > 0
        || [shrink.clients, shrink.patients, shrink.nomenclature].into_iter().any(is_much_of)
}

const FEW_GONE: u64 = 20;

fn is_much_of(list: Shrunk) -> bool {
    list.gone > FEW_GONE && list.gone * 50 > list.of
}

pub(super) async fn leave_out(
    conn: &mut SqliteConnection,
    list: List,
    rows: &[LeftOut],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let rows: Vec<_> = rows.iter().map(|left| json!([left.row, left.reason.as_str()])).collect();
    sqlx::query(include_str!("sql/snapshot/leave_out.sql"))
        .bind(utc_timestamp(now))
        .bind(list.as_str())
        .bind(json!(rows).to_string())
        .execute(conn)
        .await
        .map(drop)
}

async fn commit(conn: &mut SqliteConnection, ending: &Ending<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    if let Some(mark) = ending.mark {
        note_epoch(conn, &mark.epoch, now).await?;
    }
    meta::put(conn, meta::CURSOR, ending.mark.map(|mark| mark.cursor.clone())).await?;
    let now = Some(utc_timestamp(now));
    meta::put(conn, meta::SNAPSHOT_BRANCH, Some(ending.branch_id.to_owned())).await?;
    meta::put(conn, meta::LAST_DOWNLOAD, now.clone()).await?;
    meta::put(conn, meta::LAST_FULL, now).await?;
    meta::put(conn, meta::DOWNLOADED, meta::flag(true)).await?;
    problems::settle(conn, ProblemKind::Shrinking).await?;
    meta::put(conn, meta::DECLINED, None).await?;
    sqlx::raw_sql("COMMIT").execute(conn).await?;
    Ok(())
}

/// Archives what was not seen; how many of these rows were made here.
async fn archive(conn: &mut SqliteConnection, counts: &mut SnapshotCounts) -> sqlx::Result<u64> {
    let acknowledged: i64 =
        sqlx::query_scalar(include_str!("sql/snapshot/acknowledged_gone.sql")).fetch_one(&mut *conn).await?;
    let statements = [
        (include_str!("sql/snapshot/archive_clients.sql"), &mut counts.clients.archived),
        (include_str!("sql/snapshot/archive_patients.sql"), &mut counts.patients.archived),
    ];
    for (statement, archived) in statements {
        *archived = sqlx::query(statement).execute(&mut *conn).await?.rows_affected();
    }
    Ok(acknowledged.unsigned_abs())
}

/// Counts rows of each list: those that were there before, or, looked up again, those that came. An apply that lost
/// one must not look whole.
async fn count_stored(
    conn: &mut SqliteConnection,
    statement: &'static str,
    counts: &mut SnapshotCounts,
) -> sqlx::Result<()> {
    let (clients, patients, items): (i64, i64, i64) = sqlx::query_as(statement).fetch_one(conn).await?;
    counts.clients.stored = clients.unsigned_abs();
    counts.patients.stored = patients.unsigned_abs();
    counts.nomenclature.stored = items.unsigned_abs();
    Ok(())
}

fn check_counts(counts: &SnapshotCounts) -> Result<(), SnapshotError> {
    let adds_up = |counts: &ListCounts| counts.received == counts.stored + counts.repeated + counts.left_out;
    match List::ALL.into_iter().find(|list| !adds_up(counts.of(*list))) {
        None => Ok(()),
        Some(list) => Err(SnapshotError::Miscounted { list, counts: *counts.of(list) }),
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
        let writing = other.begin_snapshot(DateTime::UNIX_EPOCH.fixed_offset()).unwrap();
        assert!(
            store.begin_snapshot(DateTime::UNIX_EPOCH.fixed_offset()).is_err_and(|error| error.is_busy())
        );
        drop(writing);
        for store in [&mut store, &mut other] {
            let synchronous: i64 = store
                .block(async |conn| sqlx::query_scalar("PRAGMA synchronous").fetch_one(conn).await)
                .unwrap();
            assert_eq!(synchronous, FULL);
        }
    }

    #[test]
    fn much_is_more_than_twenty_rows_and_two_percent_or_anything_the_server_had_acknowledged() {
        let clients = |gone, of| Shrink { clients: Shrunk { gone, of }, ..Shrink::default() };
        for (gone, of, much) in [
            (20, 20, false),
            (21, 21, true),
            (21, 1049, true),
            (21, 1050, false),
            (1_239, 61_974, false),
            (1_240, 61_974, true),
        ] {
            assert_eq!(is_much(&clients(gone, of)), much, "{gone} of {of}");
        }
        assert!(is_much(&Shrink { acknowledged: 1, ..Shrink::default() }));
        assert!(is_much(&Shrink { nomenclature: Shrunk { gone: 30, of: 100 }, ..Shrink::default() }));
    }
}
