//! How a store is opened: made where there is none, brought up to date, and put together again where it is damaged.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::guard::{self, InUse};
use super::search::Search;
use super::{Restored, Store, StoreError, copies, rescue};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/client");

/// How long a writer waits for another one: a download's apply may hold the store for seconds.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// The page cache in KiB, as SQLite has it told. Nobody here comes back to many pages: a search reads others with each letter, a
/// download goes through all of them once.
const CACHE: &str = "-1000";

impl Store {
    /// Opens the store, creates what is missing and brings an older schema up to date. One that is damaged is put
    /// together again, which [`Store::restored`] then tells.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        }
        // While it is held nobody mends: what is found damaged is noted before another could have mended it.
        let looking = InUse::share(path, BUSY_TIMEOUT)?;
        match Self::open_sound(path) {
            Err(error) if rescue::was_ours(path, &error) => {
                tracing::warn!(%error, "the store is damaged");
                guard::note_damage(path);
                drop(looking);
                let restored = rescue::rescue(path)?;
                let mut store = Self::open_sound(path)?;
                store.restored = restored;
                Ok(store)
            }
            opened => opened,
        }
    }

    /// Opens an existing store for reading: a writer never delays its queries.
    pub fn open_reader(path: &Path) -> Result<Self, StoreError> {
        Self::connect(path, &options(path).pragma("query_only", "ON").pragma("cache_size", CACHE))
    }

    /// Lets go of a store that is damaged, and opens it put together again. After an error it is of no more use.
    pub fn mend(&mut self) -> Result<Option<&Restored>, StoreError> {
        self.close();
        self.in_use = InUse::none();
        let path = self.path.clone();
        *self = Self::open(&path)?;
        Ok(self.restored())
    }

    /// What this opening put the store together from, if it had to.
    pub fn restored(&self) -> Option<&Restored> {
        self.restored.as_ref()
    }

    pub(super) fn open_sound(path: &Path) -> Result<Self, StoreError> {
        create_private(path);
        let options = options(path).create_if_missing(true).pragma("cache_size", CACHE);
        let mut store = Self::connect(path, &options)?;
        if store.run(is_foreign).map_err(|error| opening_error(path, error))? {
            return Err(StoreError::NotAStore { path: path.to_owned() });
        }
        store.run(async |conn| {
            if is_blank(conn).await? && !copies::of(path).is_empty() {
                return Err(StoreError::Damaged { path: path.to_owned() });
            }
            sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(&mut *conn).await?;
            migrate(conn, path).await
        })?;
        Ok(store)
    }

    fn connect(path: &Path, options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let opening = |source| StoreError::Open { path: path.to_owned(), source };
        let in_use = InUse::share(path, BUSY_TIMEOUT)?;
        if guard::is_noted(path) {
            return Err(StoreError::Damaged { path: path.to_owned() });
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|error| opening(sqlx::Error::Io(error)))?;
        let conn = runtime
            .block_on(SqliteConnection::connect_with(options))
            .map_err(|source| opening_error(path, source))?;
        #[cfg(debug_assertions)]
        let conn = runtime.block_on(super::crash::armed(conn)).map_err(opening)?;
        Ok(Self {
            runtime,
            conn: Some(conn),
            path: path.to_owned(),
            in_use,
            restored: None,
            search: Search::default(),
        })
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

/// It has nothing at all: where there are copies of it, something was lost.
async fn is_blank(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)").fetch_one(conn).await
}

/// Brings the schema up to date, in one transaction: programs that start at once do it one after another. One that
/// is up to date is only read, so that no writer delays an opening. A store of an older program is copied first.
async fn migrate(conn: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let known = newest_known();
    let found: (i64, Option<i64>) =
        match sqlx::query_as("SELECT count(*), max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut *conn)
            .await
        {
            Ok(found) => found,
            // A new file has no such table yet.
            Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "1") => (0, None),
            Err(error) => return Err(opening_error(path, error)),
        };
    if found == known {
        return Ok(());
    }
    if found.1.is_some() && found.1 < known.1 {
        let now = copies::sqlite_now(conn).await?;
        copies::make(conn, path, now).await?;
    }
    // A table that is made anew under its name would take along what points at it.
    let keys = async |conn: &mut SqliteConnection, pragma| sqlx::raw_sql(pragma).execute(conn).await;
    keys(&mut *conn, "PRAGMA foreign_keys = OFF").await?;
    let migrated = run_migrations(conn).await;
    keys(&mut *conn, "PRAGMA foreign_keys = ON").await?;
    migrated.map_err(|error| migration_error(path, error))
}

async fn run_migrations(conn: &mut SqliteConnection) -> Result<(), MigrateError> {
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
pub(super) fn create_private(path: &Path) {
    if let Err(error) = for_its_owner(OpenOptions::new().write(true).create_new(true)).open(path) {
        tracing::trace!(%error, "the store file was not made anew");
    }
}

/// A file that is made so is its owner's alone to read: the clinic's people are in it.
pub fn for_its_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
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
