//! What tells an index that the store has changed, and what of it: the marks come with the rows of each search, and a commit
//! that changed nothing searchable costs nothing more.

use serde::Deserialize;
use sqlx::SqliteConnection;
use sqlx::sqlite::{Sqlite, SqliteArguments};

use super::from_json;
use super::index::Index;
use super::loose::Changed;

/// So many rows are looked at one by one before the index is built anew.
const MOST_LOOSE: usize = 4_000;

/// How far the log of changes and the rows of each table go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Marks {
    pub log: i64,
    pub clients: i64,
    pub patients: i64,
    pub items: i64,
}

impl Marks {
    pub(super) async fn read(conn: &mut SqliteConnection) -> sqlx::Result<Self> {
        let row = sqlx::query(include_str!("../sql/search/marks.sql")).fetch_one(conn).await?;
        from_json(&row, 0)
    }

    /// How many changes and rows there are since then; `None`: they went backwards, as no store does.
    fn since(&self, then: &Self) -> Option<usize> {
        let grown = |now: i64, then: i64| usize::try_from(now - then).ok();
        let log = grown(self.log, then.log)?;
        let items = grown(self.items, then.items)?;
        Some(log + items + grown(self.clients, then.clients)? + grown(self.patients, then.patients)?)
    }
}

impl Index {
    /// Takes in what changed since it was read. `false`: too much, or it is no longer known; it has to be built anew.
    pub(super) async fn catch_up(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<bool> {
        let (then, now) = (self.seen, Marks::read(conn).await?);
        if now == then {
            return Ok(true);
        }
        if now.since(&then).is_none_or(|changes| changes > MOST_LOOSE) {
            return Ok(false);
        }
        let logged: i64 = sqlx::query_scalar(include_str!("../sql/search/missed.sql"))
            .bind(then.log)
            .fetch_one(&mut *conn)
            .await?;
        if logged != now.log - then.log {
            return Ok(false);
        }
        let clients = sqlx::query(include_str!("../sql/search/changed_clients.sql"))
            .bind(then.log)
            .bind(then.clients)
            .bind(then.patients);
        let clients = read_changed(conn, clients).await?;
        let patients = sqlx::query(include_str!("../sql/search/changed_patients.sql"))
            .bind(then.log)
            .bind(then.patients);
        let patients = read_changed(conn, patients).await?;
        let items =
            sqlx::query(include_str!("../sql/search/changed_items.sql")).bind(then.log).bind(then.items);
        let items = read_changed(conn, items).await?;
        let mut loose = 0;
        for (list, changed, rows) in [
            (&mut self.clients, &mut self.changed_clients, clients),
            (&mut self.patients, &mut self.changed_patients, patients),
            (&mut self.items, &mut self.changed_items, items),
        ] {
            list.take_out(&ids(&rows));
            changed.put(rows);
            loose += changed.len();
        }
        self.seen = now;
        Ok(loose <= MOST_LOOSE)
    }
}

fn ids(rows: &[Changed]) -> Vec<i64> {
    let mut ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    ids.sort_unstable();
    ids
}

type Query = sqlx::query::Query<'static, Sqlite, SqliteArguments>;

/// Rows that are looked at one by one, as one JSON text.
async fn read_changed(conn: &mut SqliteConnection, query: Query) -> sqlx::Result<Vec<Changed>> {
    let row = query.fetch_one(conn).await?;
    from_json(&row, 0)
}
