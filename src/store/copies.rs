//! Copies of the store, in a folder beside it: whole and synced before they bear their name, for their owner only,
//! made of a sound store alone. The newest few stay, and a number in the name says which those are: a clock that was
//! wrong once must not.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::SqliteConnection;

use super::open::create_private;
use super::{Store, StoreError};

/// How many stay.
const KEPT: usize = 3;

const STAMP: &str = "%Y%m%dT%H%M%SZ";

impl Store {
    /// Makes a copy when the newest is older than that, or of a clock that was wrong. Says whether it did.
    pub fn copy_if_due(&mut self, now: DateTime<Utc>, every: Duration) -> Result<bool, StoreError> {
        let fresh = |made: DateTime<Utc>| (now - made).to_std().is_ok_and(|age| age < every);
        if of(&self.path).iter().filter_map(|copy| made_at(copy)).any(fresh) {
            return Ok(false);
        }
        self.copy(now).map(|()| true)
    }

    /// Makes a copy now.
    pub fn copy(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.run(async |conn| make(conn, &path, now).await)
    }
}

/// The copies of a store, the newest first.
pub(super) fn of(store: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(store)) else { return Vec::new() };
    let found = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut copies: Vec<PathBuf> =
        found.filter(|path| path.file_name().is_some() && is_of(store, path)).collect();
    copies.sort_unstable_by_key(|copy| Reverse(number_and_time(copy)));
    copies
}

/// By the copy's name, as the clock of then said.
pub(super) fn made_at(copy: &Path) -> Option<DateTime<Utc>> {
    number_and_time(copy).map(|(_, made)| made)
}

/// By its name, `clinic.0007-20261123T015447Z-schema3.db`. Copies of before they were numbered have none.
fn number_and_time(copy: &Path) -> Option<(u64, DateTime<Utc>)> {
    let (_, name) = copy.file_stem()?.to_str()?.rsplit_once('.')?;
    let (name, _schema) = name.rsplit_once('-')?;
    let (number, stamp) = name.split_once('-').unwrap_or(("0", name));
    let made = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
    Some((number.parse().ok()?, made.and_utc()))
}

fn is_of(store: &Path, copy: &Path) -> bool {
    let of = copy.file_stem().and_then(|stem| Path::new(stem).file_stem());
    of == store.file_stem() && copy.extension().is_some_and(|end| end == "db") && made_at(copy).is_some()
}

fn folder(store: &Path) -> PathBuf {
    store.with_file_name("copies")
}

/// Makes a copy of a store that is sound, and removes the oldest.
pub(super) async fn make(
    conn: &mut SqliteConnection,
    store: &Path,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !is_sound(conn).await? {
        return Err(StoreError::Damaged { path: store.to_owned() });
    }
    let folder = private_folder(folder(store))?;
    let name = store.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let schema: i64 =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *conn).await?;
    let newest = of(store).first().and_then(|copy| number_and_time(copy)).map_or(0, |(number, _)| number);
    let number = newest.saturating_add(1);
    let copy = folder.join(format!("{name}.{number:04}-{}-schema{schema}.db", now.format(STAMP)));
    let new = folder.join(format!("{name}.{}.new", super::save::new_key()));
    create_private(&new);
    let made = sqlx::query("VACUUM INTO ?").bind(new.to_string_lossy()).execute(conn).await;
    let placed = made.map_err(StoreError::from).and_then(|_| {
        let put = File::options()
            .write(true)
            .open(&new)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&new, &copy));
        put.map_err(|source| StoreError::Folder { path: copy.clone(), source })
    });
    if placed.is_err() {
        // Of a disk that is full the half of a copy must not take the rest.
        fs::remove_file(&new).ok();
    }
    placed?;
    for old in of(store).into_iter().filter(|old| *old != copy).skip(KEPT - 1) {
        if let Err(error) = fs::remove_file(&old) {
            tracing::warn!(%error, "an old copy stays");
        }
    }
    Ok(())
}

/// SQLite's own look through every page.
pub(super) async fn is_sound(conn: &mut SqliteConnection) -> Result<bool, StoreError> {
    let found: sqlx::Result<String> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(conn).await;
    match found.map_err(StoreError::from) {
        Ok(found) => Ok(found == "ok"),
        Err(error) if error.is_damage() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a folder that only its owner can read.
pub(super) fn private_folder(path: PathBuf) -> Result<PathBuf, StoreError> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(&path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::Folder { path, source })
        }
        _ => Ok(path),
    }
}

/// The present, as SQLite knows it: an opening is told none.
pub(super) async fn sqlite_now(conn: &mut SqliteConnection) -> sqlx::Result<DateTime<Utc>> {
    let seconds: i64 =
        sqlx::query_scalar("SELECT CAST(strftime('%s', 'now') AS INTEGER)").fetch_one(conn).await?;
    Ok(DateTime::from_timestamp(seconds, 0).unwrap_or_default())
}
