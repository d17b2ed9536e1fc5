//! The answer of initial-data: made by SQLite itself as JSON text, kept plain and gzipped until a row changes.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::Mutex;

use super::state::State;

/// Why the snapshot could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error("compressing: {0}")]
    Gzip(#[from] std::io::Error),
    #[error("the compressing task was dropped: {0}")]
    Dropped(#[from] tokio::task::JoinError),
}

/// The last answer and what it was made from.
#[derive(Default)]
pub struct SnapshotCache {
    /// Counts this server's own changes.
    changes: AtomicU64,
    made: Mutex<Option<Snapshot>>,
}

struct Snapshot {
    version: Version,
    plain: Bytes,
    gzipped: Option<Bytes>,
}

/// Our own changes, and SQLite's count of what other processes changed in the file.
type Version = (u64, i64);

impl SnapshotCache {
    /// To be called before the lock on the database is given back.
    pub fn rows_changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    async fn version(&self, database: &mut SqliteConnection) -> Result<Version, sqlx::Error> {
        let others = sqlx::query_scalar("PRAGMA data_version").fetch_one(database).await?;
        Ok((self.changes.load(Ordering::Acquire), others))
    }
}

/// The whole answer. One request makes it, those that come meanwhile wait and share it.
pub async fn initial_data(state: &State, gzip: bool) -> Result<Bytes, SnapshotError> {
    let mut made = state.snapshot.made.lock().await;
    let mut database = state.database.lock().await;
    let version = state.snapshot.version(&mut database).await?;
    if made.as_ref().is_none_or(|snapshot| snapshot.version != version) {
        let plain = Bytes::from(render(&mut database, state.classic).await?);
        *made = Some(Snapshot { version, plain, gzipped: None });
    }
    drop(database);
    let Some(snapshot) = made.as_mut() else { return Ok(Bytes::new()) };
    if !gzip {
        return Ok(snapshot.plain.clone());
    }
    if let Some(gzipped) = &snapshot.gzipped {
        return Ok(gzipped.clone());
    }
    let plain = snapshot.plain.clone();
    let gzipped = tokio::task::spawn_blocking(move || compress(&plain)).await??;
    snapshot.gzipped = Some(gzipped.clone());
    Ok(gzipped)
}

/// SQLite puts the rows together three times faster than decoding them one by one would take.
async fn render(database: &mut SqliteConnection, classic: bool) -> Result<Vec<u8>, sqlx::Error> {
    let mut all_at_once = database.begin().await?;
    let mut json = Vec::new();
    let lists = [
        ("{\"clients\":[", include_str!("sql/snapshot_clients.sql")),
        ("],\"patients\":[", include_str!("sql/snapshot_patients.sql")),
        ("],\"nomenclature\":[", include_str!("sql/snapshot_nomenclature.sql")),
    ];
    for (opening, sql) in lists {
        let rows: String = sqlx::query_scalar(sql).bind(classic).fetch_one(&mut *all_at_once).await?;
        json.reserve(rows.len() + 64);
        json.extend_from_slice(opening.as_bytes());
        json.extend_from_slice(rows.as_bytes());
    }
    json.extend_from_slice(b"]}");
    all_at_once.commit().await?;
    Ok(json)
}

fn compress(plain: &[u8]) -> Result<Bytes, std::io::Error> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}
