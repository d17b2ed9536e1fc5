//! The bulk load of a download: one transaction that keeps every local id, touches no row that is not the server's,
//! rewrites nothing that did not change, and accounts for every row that came.

mod counts;
mod gone;

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};

pub use self::counts::{List, ListCounts, SnapshotCounts};
use self::counts::{check_counts, count_stored};
use self::gone::{CLIENTS, PATIENTS, archive, is_much};
use super::batch::Batch;
use super::changes::{Mark, note_epoch};
use super::incoming::LeftOut;
use super::indexes::Indexes;
use super::prepare::{Compare, Fill, Preparer, Reading, Way};
use super::save::utc_timestamp;
use super::{ProblemKind, Shrink, Shrunk, Store, StoreError, meta, problems};
use crate::domain::RecordKind;

/// Why a snapshot was not applied.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// What came and what is stored do not add up.
    #[error("{} do not add up: {counts:?}", .list.as_str())]
    Miscounted { list: List, counts: ListCounts },
    /// It would take away so much that a person must agree first.
    #[error("too much would go: {0:?}")]
    Shrinks(Shrink),
    /// An id came as different rows: only a thorough reading tells which one stands.
    #[error("an id came twice")]
    Ambiguous,
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
    /// Taken down while an empty store is filled.
    indexes: Option<Indexes>,
    /// Hashes by which rows that were written were known before.
    replaced: Vec<(RecordKind, i64)>,
    wrote_clients: bool,
    open: bool,
}

impl Store {
    /// Begins a snapshot: the write lock is taken here and held until the writer goes.
    pub fn begin_snapshot(&mut self, now: DateTime<FixedOffset>) -> Result<SnapshotWriter<'_>, StoreError> {
        // Made first: whatever fails from here on, its end restores the connection.
        let mut writer = SnapshotWriter {
            store: self,
            counts: SnapshotCounts::default(),
            now,
            before: SnapshotCounts::default(),
            indexes: None,
            replaced: Vec::new(),
            wrote_clients: false,
            open: false,
        };
        writer.store.block(async |conn| {
            // A download can be repeated: it need not wait for the disk at each page.
            sqlx::raw_sql("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4000; BEGIN IMMEDIATE")
                .execute(conn)
                .await
        })?;
        writer.open = true;
        writer.store.block(async |conn| {
            sqlx::raw_sql(include_str!("sql/snapshot/begin.sql")).execute(&mut *conn).await
        })?;
        Ok(writer)
    }
}

impl SnapshotWriter<'_> {
    /// What makes rows ready for [`SnapshotWriter::write`].
    pub fn preparer(&mut self, reading: Reading) -> Result<Preparer, StoreError> {
        let (before, indexes) = (&mut self.before, &mut self.indexes);
        let way = self.store.block(async |conn| {
            let is_empty: bool =
                sqlx::query_scalar(include_str!("sql/snapshot/is_empty.sql")).fetch_one(&mut *conn).await?;
            if reading == Reading::Quick && is_empty {
                *indexes = Some(Indexes::take_down(conn).await?);
                return Ok(Way::Fill(Fill::begin(conn).await?));
            }
            if reading == Reading::Thorough {
                count_stored(conn, include_str!("sql/snapshot/live.sql"), before).await?;
                return Ok(Way::Compare(Compare::default()));
            }
            let compare = Compare::begin(conn).await?;
            before.clients.stored = compare.clients.rows();
            before.patients.stored = compare.patients.rows();
            before.nomenclature.stored = count_items(conn).await?;
            Ok(Way::Compare(compare))
        })?;
        Ok(Preparer { way })
    }

    pub fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let list = if batch.kind == RecordKind::Client { List::Clients } else { List::Patients };
        let (counts, now) = (self.counts.of_mut(list), self.now);
        counts.received += batch.received;
        counts.repeated += batch.again;
        if batch.changed == 0 {
            return Ok(());
        }
        let (is_filling, replaced) = (self.indexes.is_some(), &mut self.replaced);
        self.wrote_clients |= list == List::Clients;
        self.store.block(async |conn| {
            let written = if is_filling {
                batch.fill(conn).await?
            } else {
                replaced.extend(batch.replaced(conn).await?.into_iter().map(|hash| (batch.kind, hash)));
                counts.repeated += batch.changed - batch.see(conn).await?;
                batch.write(conn, now).await?
            };
            counts.updated += written.updated;
            counts.inserted += written.inserted;
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
    pub fn finish(
        mut self,
        prepared: &Preparer,
        ending: &Ending<'_>,
    ) -> Result<SnapshotCounts, SnapshotError> {
        let (same_branch, told) = self.store.block(async |conn| {
            let before = meta::get(conn, meta::SNAPSHOT_BRANCH).await?;
            Ok((before.is_none_or(|before| before == ending.branch_id), problems::told_shrink(conn).await?))
        })?;
        let acknowledged = match &prepared.way {
            Way::Fill(_) => self.end_filling()?,
            Way::Compare(compare) => self.end_comparing(compare, same_branch)?,
        };
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

    /// All rows there are came now: the indexes are made of them, sorted.
    fn end_filling(&mut self) -> Result<u64, SnapshotError> {
        let (indexes, counts) = (self.indexes.take(), &mut self.counts);
        let made = self.store.run(async |conn| {
            if let Some(indexes) = indexes {
                indexes.put_up(conn).await?;
            }
            count_stored(conn, include_str!("sql/snapshot/filled.sql"), counts).await
        });
        match made {
            Ok(()) => Ok(0),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(SnapshotError::Ambiguous),
            Err(error) => Err(StoreError::from(error).into()),
        }
    }

    /// Archives what is gone: how many of these rows were made here.
    fn end_comparing(&mut self, compare: &Compare, same_branch: bool) -> Result<u64, SnapshotError> {
        let of = |kind| if kind == RecordKind::Client { &compare.clients } else { &compare.patients };
        if self.replaced.iter().any(|(kind, hash)| of(*kind).has_come(*hash)) {
            return Err(SnapshotError::Ambiguous);
        }
        let had_any = self.before.clients.stored + self.before.patients.stored > 0;
        let (counts, before) = (&mut self.counts, &self.before);
        let wrote_clients = self.wrote_clients;
        Ok(self.store.block(async |conn| {
            if wrote_clients {
                sqlx::query(include_str!("sql/snapshot/find_owners.sql")).execute(&mut *conn).await?;
            }
            // A store that is being filled has nothing that could go.
            let mut acknowledged = 0;
            if same_branch && had_any {
                for list in [&CLIENTS, &PATIENTS] {
                    let known = if list.of == List::Clients { &compare.clients } else { &compare.patients };
                    acknowledged +=
                        archive(conn, list, known, before.of(list.of).stored, counts.of_mut(list.of)).await?;
                }
            }
            count_stored(conn, include_str!("sql/snapshot/stored.sql"), counts).await?;
            counts.clients.stored += compare.clients.came();
            counts.patients.stored += compare.patients.came();
            Ok(acknowledged)
        })?)
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

async fn count_items(conn: &mut SqliteConnection) -> sqlx::Result<u64> {
    let items: i64 =
        sqlx::query_scalar("SELECT count(*) FROM nomenclature WHERE archived = 0").fetch_one(conn).await?;
    Ok(items.unsigned_abs())
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
        sqlx::raw_sql("PRAGMA synchronous = FULL; PRAGMA cache_size = -1000").execute(&mut *conn).await?;
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
}
