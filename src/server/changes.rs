//! What changed since a cursor, a page at a time. One that has nothing to tell reads none of the clinic's tables.

use serde_json::Value;
use sqlx::SqliteConnection;

use super::change_log::ChangeLog;
use super::transaction;
use crate::domain::Kopecks;
use crate::sync::protocol::{Changes, Deleted, SnapshotClient, SnapshotItem, SnapshotPatient};

/// Changes on a page when nobody says how many, and at most.
pub const USUAL_LIMIT: u32 = 1_000;
pub const MOST: u32 = 5_000;

/// The page behind `since`, of `limit` changes at most; `None` for a cursor that is worth nothing here. The log is told
/// in its order, so an owner comes no later than the patient.
pub async fn page(
    db: &mut SqliteConnection,
    branch_id: &str,
    since: &str,
    limit: u32,
) -> Result<Option<Changes>, sqlx::Error> {
    transaction::begin_reading(db).await?;
    let page = read_page(db, branch_id, since, limit).await;
    transaction::end(db, page).await
}

async fn read_page(
    db: &mut SqliteConnection,
    branch_id: &str,
    since: &str,
    limit: u32,
) -> Result<Option<Changes>, sqlx::Error> {
    let log = ChangeLog::read(db).await?;
    let Some(since) = log.position(since, branch_id) else { return Ok(None) };
    let full: Option<i64> =
        sqlx::query_scalar("SELECT seq FROM changes WHERE seq > ?1 ORDER BY seq LIMIT 1 OFFSET ?2 - 1")
            .bind(since)
            .bind(limit)
            .fetch_optional(&mut *db)
            .await?;
    let last = full.unwrap_or(log.head);
    let span = Span { since, last };
    let mut changes = Changes {
        cursor: log.cursor(branch_id, last),
        has_more: last < log.head,
        epoch: log.epoch,
        clients: Vec::new(),
        patients: Vec::new(),
        nomenclature: Vec::new(),
        deleted: Deleted::default(),
    };
    if since < last {
        changes.clients = clients(db, span).await?;
        changes.patients = patients(db, span).await?;
        changes.nomenclature = nomenclature(db, span).await?;
        changes.deleted = deleted(db, span).await?;
    }
    Ok(Some(changes))
}

/// The changes after one and up to another.
#[derive(Clone, Copy)]
struct Span {
    since: i64,
    last: i64,
}

type Text = Option<String>;

async fn clients(db: &mut SqliteConnection, span: Span) -> Result<Vec<SnapshotClient>, sqlx::Error> {
    let rows: Vec<(Text, String, String, Text, Text, Text)> =
        sqlx::query_as(include_str!("sql/changes_clients.sql"))
            .bind(span.since)
            .bind(span.last)
            .fetch_all(db)
            .await?;
    let client = |(id, full_name, phone, email, address, idempotency_key)| SnapshotClient {
        id,
        full_name,
        phone,
        email,
        address,
        idempotency_key,
    };
    Ok(rows.into_iter().map(client).collect())
}

async fn patients(db: &mut SqliteConnection, span: Span) -> Result<Vec<SnapshotPatient>, sqlx::Error> {
    let rows = sqlx::query_as(include_str!("sql/changes_patients.sql"))
        .bind(span.since)
        .bind(span.last)
        .fetch_all(db)
        .await?;
    let patient = |(id, name, species, breed, birth_date, gender, owner_id, idempotency_key)| {
        SnapshotPatient { id, name, species, breed, birth_date, gender, owner_id, idempotency_key }
    };
    Ok(rows.into_iter().map(patient).collect())
}

async fn nomenclature(db: &mut SqliteConnection, span: Span) -> Result<Vec<SnapshotItem>, sqlx::Error> {
    let rows: Vec<(i64, String, String, i64, Text)> =
        sqlx::query_as(include_str!("sql/changes_nomenclature.sql"))
            .bind(span.since)
            .bind(span.last)
            .fetch_all(db)
            .await?;
    let item = |(id, name, kind, kopecks, category)| SnapshotItem {
        id: Value::from(id),
        name,
        kind,
        price: roubles(kopecks),
        category,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// As initial-data writes a price: whole roubles without a fraction.
fn roubles(kopecks: i64) -> Value {
    if kopecks % 100 == 0 { Value::from(kopecks / 100) } else { Value::from(Kopecks(kopecks).to_roubles()) }
}

async fn deleted(db: &mut SqliteConnection, span: Span) -> Result<Deleted, sqlx::Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(include_str!("sql/changes_deleted.sql"))
        .bind(span.since)
        .bind(span.last)
        .fetch_all(db)
        .await?;
    let mut deleted = Deleted::default();
    for (list, id) in rows {
        match list.as_str() {
            "clients" => deleted.clients.push(id),
            "patients" => deleted.patients.push(id),
            // The log has numbers as text; the list has them as numbers.
            _ => deleted
                .nomenclature
                .push(id.parse().map_or_else(|_| Value::from(id), |id: i64| Value::from(id))),
        }
    }
    Ok(deleted)
}
