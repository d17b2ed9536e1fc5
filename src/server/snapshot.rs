//! The answer of initial-data: made by SQLite itself as JSON text, kept until a row changes, gzipped too.

use std::collections::HashMap;
use std::io::{self, Write};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use sqlx::SqliteConnection;
use tokio::sync::Mutex;

use super::change_log::ChangeLog;
use super::state::State;
use super::transaction;

/// Why the snapshot could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error("compressing: {0}")]
    Gzip(#[from] io::Error),
    #[error("the compressing task was dropped: {0}")]
    Dropped(#[from] tokio::task::JoinError),
}

/// The last answer.
#[derive(Default)]
pub struct SnapshotCache(Mutex<Option<Snapshot>>);

struct Snapshot {
    /// As it stood in the transaction that read the rows: while it stands so, they are what they were.
    log: ChangeLog,
    /// The answer but for its end, which differs by branch.
    rows: Bytes,
    gzipped: HashMap<String, Bytes>,
}

/// The whole answer for a branch. One request makes it, those that come meanwhile wait and share it.
pub async fn initial_data(state: &State, branch_id: &str, gzip: bool) -> Result<Bytes, SnapshotError> {
    let mut kept = state.snapshot.0.lock().await;
    let snapshot = current(state, kept.take()).await?;
    let snapshot = kept.insert(snapshot);
    let end = end(&snapshot.log, branch_id, state.classic);
    if !gzip {
        return Ok([&snapshot.rows, end.as_bytes()].concat().into());
    }
    if let Some(gzipped) = snapshot.gzipped.get(branch_id) {
        return Ok(gzipped.clone());
    }
    let rows = snapshot.rows.clone();
    let gzipped = tokio::task::spawn_blocking(move || compress(&[&rows, end.as_bytes()])).await??;
    snapshot.gzipped.insert(branch_id.to_owned(), gzipped.clone());
    Ok(gzipped)
}

/// What is kept if it is true still, else a new one. The log is read in the transaction that reads the rows: a change
/// that is not among them comes after its cursor.
async fn current(state: &State, kept: Option<Snapshot>) -> Result<Snapshot, sqlx::Error> {
    let mut database = state.bulk_reader().await;
    transaction::begin_reading(&mut database).await?;
    let snapshot = read(&mut database, state.classic, kept).await;
    transaction::end(&mut database, snapshot).await
}

async fn read(
    db: &mut SqliteConnection,
    classic: bool,
    kept: Option<Snapshot>,
) -> Result<Snapshot, sqlx::Error> {
    let log = ChangeLog::read(db).await?;
    if let Some(kept) = kept.filter(|kept| kept.log == log) {
        return Ok(kept);
    }
    let rows = render(db, classic).await?.into();
    Ok(Snapshot { log, rows, gzipped: HashMap::new() })
}

/// SQLite puts the rows together three times faster than decoding them one by one would take.
async fn render(db: &mut SqliteConnection, classic: bool) -> Result<Vec<u8>, sqlx::Error> {
    let mut json = Vec::new();
    let lists = [
        ("{\"clients\":[", include_str!("sql/snapshot_clients.sql")),
        ("],\"patients\":[", include_str!("sql/snapshot_patients.sql")),
        ("],\"nomenclature\":[", include_str!("sql/snapshot_nomenclature.sql")),
    ];
    for (opening, sql) in lists {
        let rows: String = sqlx::query_scalar(sql).bind(classic).fetch_one(&mut *db).await?;
        json.reserve(rows.len() + 64);
        json.extend_from_slice(opening.as_bytes());
        json.extend_from_slice(rows.as_bytes());
    }
    json.push(b']');
    Ok(json)
}

fn end(log: &ChangeLog, branch_id: &str, classic: bool) -> String {
    if classic {
        return "}".to_owned();
    }
    let (epoch, cursor) = (json!(log.epoch), json!(log.cursor(branch_id, log.head)));
    format!(",\"epoch\":{epoch},\"cursor\":{cursor}}}")
}

/// One gzip stream of all parts in turn.
pub fn compress(parts: &[&[u8]]) -> io::Result<Bytes> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut encoder = GzEncoder::new(Vec::with_capacity(length / 4), Compression::fast());
    parts.iter().try_for_each(|part| encoder.write_all(part))?;
    Ok(encoder.finish()?.into())
}
