//! The workstation's store: one SQLite file per server and tenant, and the only code of the client that speaks SQL.
//!
//! A [`Store`] is one connection with blocking methods; the window's worker, the sync thread and every headless
//! command have their own. A write is one `BEGIN IMMEDIATE` transaction: all of it stays, or nothing.
//! What a user saves is synced to the disk before the call returns.

mod appointments;
mod clients;
mod columns;
mod error;
mod incoming;
mod invoices;
mod meta;
mod nomenclature;
mod patients;
mod problems;
mod queue;
mod report;
mod rows;
mod save;
mod search;
mod snapshot;
mod upload;
mod verdict;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

pub use error::{QueueError, SaveError, StoreError};
pub use incoming::{IncomingClient, IncomingPatient, LeftOut, LeftOutReason};
pub use meta::Contact;
pub use problems::{Invoices, ProblemKind, Restored, ServerProblem, Shrink, Shrunk};
pub use report::{Counts, StoreReport, Tally};
pub use rows::{
    AppointmentRow, ClientListRow, ClientRow, Found, InvoiceListRow, InvoiceRow, ItemRow, PatientListRow,
    PatientRow, QueueRow, RowState,
};
pub use save::{Author, SaveWarning, Saved};
pub use snapshot::{Ending, List, ListCounts, SnapshotCounts, SnapshotError, SnapshotWriter};
pub use upload::{Intent, Outgoing, Parent, SentTo, Young};
pub use verdict::{Applied, Delivery, Verdict};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/client");

/// How long a writer waits for another one: a download's apply may hold the store for seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// Which nouns a commit changed: what shows them asks again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one flag a noun")]
pub struct ChangeSet {
    pub clients: bool,
    pub patients: bool,
    pub nomenclature: bool,
    pub appointments: bool,
    pub invoices: bool,
    pub queue: bool,
}

impl ChangeSet {
    pub const ALL: Self = Self {
        clients: true,
        patients: true,
        nomenclature: true,
        appointments: true,
        invoices: true,
        queue: true,
    };

    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// One connection to a store file.
pub struct Store {
    runtime: tokio::runtime::Runtime,
    conn: SqliteConnection,
}

impl Store {
    /// Opens the store, creates what is missing and brings an older schema up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        }
        create_private(path);
        let mut store = Self::connect(path, &options(path).create_if_missing(true))?;
        if store.run(is_foreign).map_err(|error| opening_error(path, error))? {
            return Err(StoreError::NotAStore { path: path.to_owned() });
        }
        store
            .run(async |conn| {
                sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(&mut *conn).await?;
                migrate(conn).await
            })
            .map_err(|error| migration_error(path, error))?;
        Ok(store)
    }

    /// Opens an existing store for reading: a writer never delays its queries.
    pub fn open_reader(path: &Path) -> Result<Self, StoreError> {
        Self::connect(path, &options(path).pragma("query_only", "ON"))
    }

    fn connect(path: &Path, options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let opening = |source| StoreError::Open { path: path.to_owned(), source };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|error| opening(sqlx::Error::Io(error)))?;
        let conn = runtime
            .block_on(SqliteConnection::connect_with(options))
            .map_err(|source| opening_error(path, source))?;
        Ok(Self { runtime, conn })
    }

    /// Runs one piece of work on the connection.
    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
        self.runtime.block_on(work(&mut self.conn))
    }

    /// The same for what can only fail as SQL.
    fn block<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
    ) -> Result<T, StoreError> {
        Ok(self.run(work)?)
    }

    /// Runs work in one write transaction: committed when it succeeds, rolled back when it fails.
    fn transact<T, E: From<sqlx::Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(async |conn| {
            let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
            let done = work(&mut transaction).await?;
            transaction.commit().await?;
            Ok(done)
        })
    }

    /// How long a write waits for another writer before it fails as busy; a minute unless told.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), StoreError> {
        let pragma = format!("PRAGMA busy_timeout = {}", patience.as_millis());
        self.block(async |conn| sqlx::raw_sql(sqlx::AssertSqlSafe(pragma)).execute(conn).await.map(drop))
    }

    /// A number that is another one after every commit that did not come through this connection. Cheap to ask for.
    pub fn data_version(&mut self) -> Result<i64, StoreError> {
        self.block(async |conn| sqlx::query_scalar("PRAGMA data_version").fetch_one(conn).await)
    }

    /// Whether the file is sound.
    pub fn integrity_check(&mut self) -> Result<bool, StoreError> {
        let found: String =
            self.run(async |conn| sqlx::query_scalar("PRAGMA integrity_check").fetch_one(conn).await)?;
        Ok(found == "ok")
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        // Statements carry names and phones of people: they stay out of logs.
        .disable_statement_logging()
}

/// A database that some other program made.
async fn is_foreign(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar(include_str!("sql/is_foreign.sql")).fetch_one(conn).await
}

/// Brings the schema up to date, in one transaction: programs that start at once do it one after another. One that
/// is up to date is only read, so that no writer delays an opening.
async fn migrate(conn: &mut SqliteConnection) -> Result<(), MigrateError> {
    let up_to_date: bool =
        match sqlx::query_as("SELECT count(*), max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut *conn)
            .await
        {
            Ok((count, newest)) => newest_known() == (count, newest),
            // A new file has no such table yet.
            Err(sqlx::Error::Database(_)) => false,
            Err(error) => return Err(error.into()),
        };
    if up_to_date {
        return Ok(());
    }
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

/// How many migrations this program knows, and the newest one's version.
fn newest_known() -> (i64, Option<i64>) {
    MIGRATIONS
        .iter()
        .fold((0, None), |(count, newest), migration| (count + 1, newest.max(Some(migration.version))))
}

/// Makes the file before SQLite does, so that only its owner can read it; the log beside it takes over its rights.
/// A file that is there stays as it is, and what hinders this hinders SQLite too, which says so.
fn create_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if let Err(error) = options.open(path) {
        tracing::trace!(%error, "the store file was not made anew");
    }
}

fn opening_error(path: &Path, source: sqlx::Error) -> StoreError {
    let path = path.to_owned();
    if is_not_a_database(&source) {
        StoreError::NotAStore { path }
    } else {
        StoreError::Open { path, source }
    }
}

fn is_not_a_database(error: &sqlx::Error) -> bool {
    const SQLITE_NOTADB: &str = "26";
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == SQLITE_NOTADB)
}

fn migration_error(path: &Path, error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) => StoreError::NewerSchema { path: path.to_owned(), found },
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _)
            if is_not_a_database(&source) =>
        {
            StoreError::NotAStore { path: path.to_owned() }
        }
        source => StoreError::Migrate { path: path.to_owned(), source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma(store: &mut Store, name: &'static str) -> String {
        let ask = async |conn: &mut SqliteConnection| {
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}")))
                .fetch_one(conn)
                .await
        };
        store.block(ask).unwrap()
    }

    #[test]
    fn a_save_is_on_the_disk_parents_are_held_and_readers_never_wait_or_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut store = Store::open(&path).unwrap();
        let full = |store: &mut Store| assert_eq!(pragma(store, "synchronous"), "2");
        full(&mut store);
        assert_eq!(pragma(&mut store, "foreign_keys"), "1");
        assert_eq!(pragma(&mut store, "journal_mode"), "wal");
        drop(store.begin_snapshot().unwrap());
        full(&mut store);

        let mut reader = Store::open_reader(&path).unwrap();
        let write = async |conn: &mut SqliteConnection| sqlx::raw_sql("DELETE FROM meta").execute(conn).await;
        assert!(reader.block(write).is_err());
    }
}
