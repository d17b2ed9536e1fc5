//! What can still be read of a damaged store, put into a sound one: row by row where a page is torn.
//!
//! Both are of one line, so a local id names the same record in both, and the damaged one's word is the newer. Nothing
//! of the queue is believed to be unsent any more, and no id is given out twice.

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::meta::{self, CURSOR, CYCLE_GOOD, DOWNLOADED, WORKSTATION};
use super::save::table;
use super::{Restored, ServerProblem, Store, StoreError, copies, lost_actions, problems};
use crate::domain::{RecordKind, fold, search_digits};

/// The tables that are brought over, and the column their rows are found by.
const TABLES: [(&str, &str); 8] = [
    ("sync_queue", "id"),
    ("clients", "id"),
    ("patients", "id"),
    ("appointments", "id"),
    ("invoices", "id"),
    (LINES, "invoice_id"),
    ("journal", "id"),
    ("nomenclature", "id"),
];
const LINES: &str = "invoice_items";

/// Ids given out after a rescue begin so far above all that may have been given out before.
const JUMP: i64 = 1_000_000;
/// How far above the copy's ids the damaged store's may be, where it does not say.
const FURTHER: i64 = 100_000;
/// So many looks into what is torn, a table: after that it is given up.
const LOOKS: u32 = 50_000;

impl Store {
    /// Brings over what the damaged store still shows, and settles what that means for the queue.
    pub(super) fn salvage(
        &mut self,
        damaged: &Path,
        copy: Option<DateTime<Utc>>,
        kept: &Path,
    ) -> Result<Restored, StoreError> {
        let brought = self.block(async |conn| {
            // A parent may come after its child, and one may be lost. The file is synced when it is whole.
            sqlx::raw_sql("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF").execute(&mut *conn).await?;
            let attached =
                sqlx::query("ATTACH ? AS torn").bind(damaged.to_string_lossy()).execute(&mut *conn).await;
            if let Err(error) = attached {
                tracing::warn!(%error, "nothing of the damaged store is readable");
            }
            bring_all(conn).await
        })?;
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            sqlx::raw_sql(include_str!("sql/rescue/records.sql")).execute(&mut *conn).await?;
            sqlx::raw_sql(include_str!("sql/rescue/invoices.sql")).execute(&mut *conn).await?;
            sqlx::raw_sql(include_str!("sql/rescue/parents.sql")).execute(&mut *conn).await?;
            fold_names(conn).await?;
            sqlx::raw_sql(include_str!("sql/rescue/queue.sql")).execute(&mut *conn).await?;
            for (table, highest) in brought.highest {
                jump(conn, table, highest).await?;
            }
            if !brought.whole_queue {
                lost_actions::make_anew(conn, brought.last_of_copy).await?;
            }
            sqlx::raw_sql(include_str!("sql/rescue/parent_lost.sql")).execute(&mut *conn).await?;
            for fact in [WORKSTATION, CURSOR, DOWNLOADED, CYCLE_GOOD] {
                meta::put(conn, fact, None).await?;
            }
            let actions: i64 =
                sqlx::query_scalar("SELECT count(*) FROM sync_queue").fetch_one(&mut *conn).await?;
            let kept = kept.display().to_string();
            let restored = Restored { copy, actions: actions.unsigned_abs(), unread: brought.unread, kept };
            let now = copies::sqlite_now(conn).await?;
            problems::raise(conn, &ServerProblem::StoreRestored(restored.clone()), now).await?;
            Ok(restored)
        })?)
    }
}

impl Store {
    /// All of it in the one file, which is moved alone. Closing would do that too, and keep silent where it cannot.
    pub(super) fn fold_log(&mut self) -> Result<(), StoreError> {
        let fold = async |conn: &mut SqliteConnection| {
            sqlx::raw_sql("PRAGMA journal_mode = DELETE").execute(conn).await.map(drop)
        };
        self.block(fold)
    }
}

/// What was brought over.
struct Brought {
    /// Each table with the highest id in it that may have been given out.
    highest: Vec<(&'static str, i64)>,
    /// The copy's last record of each kind: it knows what became of the action of each one until then.
    last_of_copy: [i64; RecordKind::ALL.len()],
    /// Something could not be read, the queue or another table.
    unread: bool,
    /// The queue could.
    whole_queue: bool,
}

/// Brings over what is readable, each statement for itself: a torn page ends the transaction that meets it.
async fn bring_all(conn: &mut SqliteConnection) -> sqlx::Result<Brought> {
    let mut last_of_copy = [0; RecordKind::ALL.len()];
    for (last, kind) in last_of_copy.iter_mut().zip(RecordKind::ALL) {
        let statement = format!("SELECT coalesce(max(id), 0) FROM main.{}", table(kind));
        *last = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&mut *conn).await?;
    }
    sqlx::raw_sql(include_str!("sql/rescue/set_aside.sql")).execute(&mut *conn).await?;
    let mut brought = Brought { highest: Vec::new(), last_of_copy, unread: false, whole_queue: false };
    for (table, key) in TABLES {
        let highest = highest_id(conn, table).await?;
        let whole = bring(conn, table, key, highest).await?;
        if whole && table == "sync_queue" {
            // What is not in it any more was sent or withdrawn since the copy.
            sqlx::query(include_str!("sql/rescue/not_in_line.sql")).execute(&mut *conn).await?;
            brought.whole_queue = true;
        }
        brought.unread |= !whole;
        brought.highest.push((table, highest));
    }
    // A schema that cannot be read would stand in the way of all that follows.
    if let Err(error) = sqlx::raw_sql("DETACH torn").execute(conn).await {
        tracing::debug!(%error, "there was no damaged store attached");
    }
    Ok(brought)
}

/// Brings a table's rows over; of a stretch that cannot be read each half is tried, the newer first. Says whether all
/// of it was read.
async fn bring(conn: &mut SqliteConnection, table: &str, key: &str, highest: i64) -> sqlx::Result<bool> {
    let Some(columns) = common_columns(conn, table).await else { return Ok(false) };
    let statement = format!(
        "INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM torn.{table} WHERE {key} BETWEEN ? AND ?"
    );
    let mut stretches = vec![(0, highest + FURTHER)];
    let mut torn = 0;
    while let Some((from, to)) = stretches.pop().filter(|_| torn < LOOKS) {
        let brought =
            sqlx::query(AssertSqlSafe(statement.clone())).bind(from).bind(to).execute(&mut *conn).await;
        match brought {
            Ok(_) => {}
            Err(error) if is_of_this_disk(&error) => return Err(error),
            Err(_) => {
                torn += 1;
                if from < to {
                    let middle = from + (to - from) / 2;
                    stretches.extend([(from, middle), (middle + 1, to)]);
                }
            }
        }
    }
    Ok(torn == 0)
}

/// The new store cannot be written: no fault of the damaged one.
fn is_of_this_disk(error: &sqlx::Error) -> bool {
    const READ_ONLY_FULL: [&str; 2] = ["8", "13"];
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_none_or(|code| READ_ONLY_FULL.contains(&&*code))
}

/// The columns that both know: the damaged store may be of an older program. `None`: it shows no such table.
async fn common_columns(conn: &mut SqliteConnection, table: &str) -> Option<String> {
    let found: sqlx::Result<Option<String>> =
        sqlx::query_scalar(include_str!("sql/rescue/columns.sql")).bind(table).fetch_one(conn).await;
    found.ok().flatten()
}

/// The highest id that may have been given out. Invoices' lines go by their invoices' ids.
async fn highest_id(conn: &mut SqliteConnection, table: &str) -> sqlx::Result<i64> {
    let table = if table == LINES { "invoices" } else { table };
    let mut of = async |schema: &str| {
        let statement = format!("SELECT coalesce(max(seq), 0) FROM {schema}.sqlite_sequence WHERE name = ?");
        sqlx::query_scalar::<_, i64>(AssertSqlSafe(statement)).bind(table).fetch_one(&mut *conn).await
    };
    let torn = of("torn").await.unwrap_or_default();
    // A number that is torn itself would use up all there are.
    let believable = Some(torn).filter(|torn| (0..1 << 40).contains(torn));
    Ok(of("main").await?.max(believable.unwrap_or_default()))
}

/// No id is given out a second time. When an action went out nobody knows: what came after its own record may be its.
async fn jump(conn: &mut SqliteConnection, table: &str, highest: i64) -> sqlx::Result<()> {
    if table == LINES {
        return Ok(());
    }
    sqlx::query("UPDATE sync_queue SET sent_above = coalesce(sent_above, local_id) WHERE action_type = ?")
        .bind(format!("create_{}", table.trim_end_matches('s')))
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM sqlite_sequence WHERE name = ?").bind(table).execute(&mut *conn).await?;
    sqlx::query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")
        .bind(table)
        .bind(highest + JUMP)
        .execute(conn)
        .await?;
    Ok(())
}

/// Records that were made anew from their actions can be found again.
async fn fold_names(conn: &mut SqliteConnection) -> sqlx::Result<()> {
    let clients: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT id, full_name, phone FROM clients WHERE name_folded = ''")
            .fetch_all(&mut *conn)
            .await?;
    for (id, name, phone) in clients {
        sqlx::query("UPDATE clients SET name_folded = ?, phone_digits = ? WHERE id = ?")
            .bind(fold(&name))
            .bind(search_digits(&phone))
            .bind(id)
            .execute(&mut *conn)
            .await?;
    }
    let patients: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, name FROM patients WHERE name_folded = ''").fetch_all(&mut *conn).await?;
    for (id, name) in patients {
        sqlx::query("UPDATE patients SET name_folded = ? WHERE id = ?")
            .bind(fold(&name))
            .bind(id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
