//! What a snapshot takes away: rows that it no longer has, and whether these are so many that a person must agree first.

use serde_json::json;
use sqlx::SqliteConnection;

use super::super::changes::ChangesPage;
use super::super::row_hash::Known;
use super::super::{Shrink, Shrunk, Store, StoreError};
use super::counts::{List, ListCounts, SnapshotCounts, count_stored};

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
        self.block(async |conn| {
            count_stored(conn, include_str!("../sql/snapshot/live.sql"), &mut live).await
        })?;
        let lists = List::ALL.into_iter().zip(gone);
        let much = |(list, gone)| is_much_of(Shrunk { gone, of: live.of(list).stored });
        Ok(!page.is_last || lists.into_iter().any(much))
    }
}

/// A list whose rows are the server's to take away.
pub(super) struct Archivable {
    pub of: List,
    find: &'static str,
    archive: &'static str,
    made_here: &'static str,
}

pub(super) const CLIENTS: Archivable = Archivable {
    of: List::Clients,
    find: include_str!("../sql/snapshot/gone_clients.sql"),
    archive: include_str!("../sql/snapshot/archive_clients.sql"),
    made_here: "SELECT count(*) FROM gone_clients WHERE made_here",
};

pub(super) const PATIENTS: Archivable = Archivable {
    of: List::Patients,
    find: include_str!("../sql/snapshot/gone_patients.sql"),
    archive: include_str!("../sql/snapshot/archive_patients.sql"),
    made_here: "SELECT count(*) FROM gone_patients WHERE made_here",
};

/// Hashes looked for at a time.
const MISSING: usize = 10_000;

/// Archives what did not come of a list that had so many rows; how many of these were made here.
pub(super) async fn archive(
    conn: &mut SqliteConnection,
    list: &Archivable,
    known: &Known,
    had: u64,
    counts: &mut ListCounts,
) -> sqlx::Result<u64> {
    if known.came() == had {
        return Ok(0);
    }
    sqlx::query("DELETE FROM missing").execute(&mut *conn).await?;
    let missing: Vec<i64> = known.missing().collect();
    for some in missing.chunks(MISSING) {
        sqlx::query("INSERT INTO missing (hash) SELECT value FROM json_each(?)")
            .bind(json!(some).to_string())
            .execute(&mut *conn)
            .await?;
    }
    let nothing_known = known.rows() == 0;
    sqlx::query(list.find).bind(nothing_known).execute(&mut *conn).await?;
    let made_here: i64 = sqlx::query_scalar(list.made_here).fetch_one(&mut *conn).await?;
    counts.archived = sqlx::query(list.archive).execute(conn).await?.rows_affected();
    Ok(made_here.unsigned_abs())
}

/// A server does not lose that much by itself: more than 20 rows and 2 % of a list, or one that it had acknowledged.
pub(super) fn is_much(shrink: &Shrink) -> bool {
    shrink.acknowledged > 0
        || [shrink.clients, shrink.patients, shrink.nomenclature].into_iter().any(is_much_of)
}

const FEW_GONE: u64 = 20;

fn is_much_of(list: Shrunk) -> bool {
    list.gone > FEW_GONE && list.gone * 50 > list.of
}

#[cfg(test)]
mod tests {
    use super::*;

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
