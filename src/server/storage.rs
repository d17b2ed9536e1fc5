//! The database: opening, the clinic's identity, branches and users, and the dump of all it holds.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use super::demo::{self, Scale};
use super::{Database, ServerError, auth};
use crate::sync::protocol::{Branch, User};

/// How long a statement waits for another writer.
const PATIENCE: Duration = Duration::from_mins(1);

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/server");

/// Opens and migrates a database; a missing file is made when `create` says so.
pub async fn open(database: &Database, create: bool) -> Result<SqliteConnection, ServerError> {
    let options = match database {
        Database::Memory => SqliteConnectOptions::new().in_memory(true),
        Database::File(path) if !create && !path.exists() => {
            return Err(ServerError::NoDatabase(path.clone()));
        }
        Database::File(path) => on_file(path).create_if_missing(create).synchronous(SqliteSynchronous::Full),
    };
    let options = options.foreign_keys(true).busy_timeout(PATIENCE).disable_statement_logging();
    let mut connection = options.connect().await.map_err(ServerError::Open)?;
    migrate(&mut connection).await?;
    Ok(connection)
}

/// Connections that can only read, for a database that was opened before. One in memory has no others.
pub async fn open_readers(database: &Database) -> Result<Option<[SqliteConnection; 2]>, ServerError> {
    let Database::File(path) = database else { return Ok(None) };
    let options = on_file(path).pragma("query_only", "ON").busy_timeout(PATIENCE).disable_statement_logging();
    let open = async || options.connect().await.map_err(ServerError::Open);
    Ok(Some([open().await?, open().await?]))
}

fn on_file(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal)
}

/// Schema and identity of the clinic, in one transaction: programs that open a new file at once make them one after
/// another.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), ServerError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    sqlx::query("INSERT OR IGNORE INTO clinic (only_row, tenant_id) VALUES (1, ?1)")
        .bind(Uuid::new_v4().to_string())
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT OR IGNORE INTO change_log (only_row, epoch) VALUES (1, ?1)")
        .bind(Uuid::new_v4().to_string())
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// Says that what the file holds is another state than the one that workstations know: they download all again, and
/// their cursors are worth nothing. Answers the new epoch. A damaged file is refused.
pub async fn renew_epoch(connection: &mut SqliteConnection) -> Result<String, ServerError> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await?;
    if found != "ok" {
        return Err(ServerError::Damaged(found));
    }
    let epoch = Uuid::new_v4().to_string();
    sqlx::query("UPDATE change_log SET epoch = ?1").bind(&epoch).execute(connection).await?;
    Ok(epoch)
}

/// Opens for serving, filled with the demo clinic when that is asked for and nothing is there yet.
pub async fn open_for_serving(
    database: &Database,
    demo: Option<Scale>,
) -> Result<SqliteConnection, ServerError> {
    let mut connection = open(database, true).await?;
    if let Some(scale) = demo {
        demo::fill_if_empty(&mut connection, scale).await?;
    }
    Ok(connection)
}

pub async fn is_empty(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(include_str!("sql/is_empty.sql")).fetch_one(connection).await
}

pub async fn tenant_id(connection: &mut SqliteConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT tenant_id FROM clinic").fetch_one(connection).await
}

pub async fn branches(connection: &mut SqliteConnection) -> Result<Vec<Branch>, sqlx::Error> {
    let rows: Vec<(String, String, Option<String>)> =
        sqlx::query_as("SELECT id, name, address FROM branches ORDER BY seq").fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(id, name, address)| Branch { id, name, address }).collect())
}

pub async fn branch_exists(connection: &mut SqliteConnection, id: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM branches WHERE id = ?1)")
        .bind(id)
        .fetch_one(connection)
        .await
}

/// The user of that name and the hash of the password.
pub async fn user(
    connection: &mut SqliteConnection,
    name: &str,
) -> Result<Option<(User, String)>, sqlx::Error> {
    let tenant_id = tenant_id(&mut *connection).await?;
    let row: Option<(String, String, String, String, String, String)> = sqlx::query_as(
        "SELECT id, username, full_name, role, branch_id, password_hash FROM users WHERE username = ?1",
    )
    .bind(name)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id, username, full_name, role, branch_id, hash)| {
        let (full_name, role, branch_id) = (Some(full_name), Some(role), Some(branch_id));
        (User { id, username, full_name, role, branch_id, tenant_id }, hash)
    }))
}

/// Adds a branch and answers its id.
pub async fn add_branch(
    connection: &mut SqliteConnection,
    name: &str,
    address: Option<&str>,
) -> Result<String, ServerError> {
    let id = Uuid::new_v4().to_string();
    let added = sqlx::query(
        "INSERT INTO branches (id, name, address) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO NOTHING",
    )
    .bind(&id)
    .bind(name)
    .bind(address)
    .execute(connection)
    .await?;
    if added.rows_affected() == 0 { Err(ServerError::BranchExists(name.to_owned())) } else { Ok(id) }
}

/// Adds a user who signs in to `branch` (its name or id) and answers the user's id.
pub async fn add_user(
    connection: &mut SqliteConnection,
    name: &str,
    branch: &str,
    password: &str,
) -> Result<String, ServerError> {
    let branch_id: Option<String> = sqlx::query_scalar("SELECT id FROM branches WHERE name = ?1 OR id = ?1")
        .bind(branch)
        .fetch_optional(&mut *connection)
        .await?;
    let branch_id = branch_id.ok_or_else(|| ServerError::NoBranch(branch.to_owned()))?;
    let id = Uuid::new_v4().to_string();
    let added = sqlx::query(include_str!("sql/insert_user.sql"))
        .bind(&id)
        .bind(name)
        .bind(name)
        .bind("veterinarian")
        .bind(branch_id)
        .bind(auth::hash_password(password)?)
        .execute(connection)
        .await?;
    if added.rows_affected() == 0 { Err(ServerError::UserExists(name.to_owned())) } else { Ok(id) }
}

/// All that uploads made and the demo brought: `clients`, `patients`, `appointments`, `invoices` with `items`.
pub async fn dump_of(connection: &mut SqliteConnection) -> Result<Value, ServerError> {
    let text: String = sqlx::query_scalar(include_str!("sql/dump.sql")).fetch_one(connection).await?;
    Ok(serde_json::from_str(&text)?)
}

/// All that a database file holds as one JSON object, money in roubles; a server may be running on it meanwhile.
pub fn dump(database: &Database) -> Result<Value, ServerError> {
    block_on(async { dump_of(&mut open(database, false).await?).await })
}

/// Runs an administrator's command on a database file, made when it is missing if `create` says so. The file holds all
/// of it when this returns: nothing is left in a journal beside it.
pub fn administrate<T>(
    database: &Database,
    create: bool,
    work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, ServerError>,
) -> Result<T, ServerError> {
    block_on(async {
        let mut connection = open(database, create).await?;
        let done = work(&mut connection).await;
        connection.close().await?;
        done
    })
}

/// For the commands of an administrator, outside any server.
fn block_on<T>(work: impl Future<Output = Result<T, ServerError>>) -> Result<T, ServerError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(ServerError::Thread)?;
    runtime.block_on(work)
}

#[cfg(test)]
mod tests {
    use sqlx::AssertSqlSafe;

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn every_statement_fits_the_schema() {
        let mut db = open(&Database::Memory, true).await.unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/server/sql");
        let mut statements = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let sql = std::fs::read_to_string(&path).unwrap();
            let explained = sqlx::query(AssertSqlSafe(format!("EXPLAIN {sql}"))).fetch_all(&mut db).await;
            assert!(explained.is_ok(), "{}: {explained:?}", path.display());
            statements += 1;
        }
        assert!(statements >= 10);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn changes_and_summary_find_their_rows_by_an_index() {
        let mut db = open(&Database::Memory, true).await.unwrap();
        let statements = [
            include_str!("sql/changes_clients.sql"),
            include_str!("sql/changes_patients.sql"),
            include_str!("sql/changes_nomenclature.sql"),
            include_str!("sql/changes_deleted.sql"),
            include_str!("sql/summary_actions.sql"),
            include_str!("sql/summary_invoices.sql"),
        ];
        for sql in statements {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).bind(1).bind(2).fetch_all(&mut db).await.unwrap();
            let scans: Vec<&String> =
                plan.iter().map(|(.., step)| step).filter(|step| step.starts_with("SCAN")).collect();
            assert!(!plan.is_empty() && scans.is_empty(), "{scans:?} in {sql}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_key_is_forgotten_with_its_row() {
        let mut db = open(&Database::Memory, true).await.unwrap();
        let statements = [
            "INSERT INTO clients (id, full_name, phone, idempotency_key, received_at) VALUES ('c', 'n', 'p', 'k', 't')",
            "INSERT INTO idempotency_keys (key, action_type, payload_hash, server_id) VALUES ('k', 'a', x'00', 'c')",
            "DELETE FROM clients WHERE id = 'c'",
        ];
        for sql in statements {
            sqlx::query(sql).execute(&mut db).await.unwrap();
        }
        let keys: i64 =
            sqlx::query_scalar("SELECT count(*) FROM idempotency_keys").fetch_one(&mut db).await.unwrap();
        assert_eq!(keys, 0);
    }
}
