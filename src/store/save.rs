//! What every save has in common: who saves, the action that goes into the queue with the record, and the rule
//! that a record can be changed only while the server cannot have it.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::SaveError;
use crate::domain::{ActionKind, FieldError, Problem, QueueState, RecordKind};

/// Who saves, and for which clinic: it goes into the queue with the action and never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The server's address.
    pub server: String,
    pub tenant_id: String,
    pub branch_id: String,
    pub user_id: String,
    pub user_name: String,
}

#[cfg(test)]
impl Author {
    pub(crate) fn someone() -> Self {
        let text = str::to_owned;
        Self {
            server: text("s"),
            tenant_id: text("t"),
            branch_id: text("b"),
            user_id: text("u"),
            user_name: text("admin"),
        }
    }
}

/// A saved record and its action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub local_id: i64,
    pub queue_id: i64,
    pub warnings: Vec<SaveWarning>,
}

/// What was saved all the same, but a person should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveWarning {
    /// Some servers refuse an invoice without a patient.
    NoPatient,
}

/// A record that a person fills in: how it is written, and what its action needs.
pub(super) trait Record {
    const KIND: ActionKind;

    /// The parents it needs on the server, by local id.
    fn client_id(&self) -> Option<i64>;
    fn patient_id(&self) -> Option<i64>;

    fn payload(&self, local_id: i64) -> Value;

    /// Writes a new row and gives its local id.
    async fn insert(&self, conn: &mut SqliteConnection, key: &str, by: &Saving<'_>) -> sqlx::Result<i64>;

    async fn update(&self, conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()>;
}

/// Who saves, and when.
pub(super) struct Saving<'a> {
    pub author: &'a Author,
    pub now: DateTime<FixedOffset>,
}

/// Writes a record and its action: a new one under a new key, a changed one back in line under its old.
pub(super) async fn write<R: Record>(
    conn: &mut SqliteConnection,
    id: Option<i64>,
    record: &R,
    by: &Saving<'_>,
) -> Result<Saved, SaveError> {
    let (local_id, queue_id) = if let Some(id) = id {
        check_editable(conn, R::KIND, id).await?;
        record.update(conn, id).await?;
        (id, requeue(conn, id, record, by).await?)
    } else {
        let key = new_key();
        let id = record.insert(conn, &key, by).await?;
        (id, enqueue(conn, &key, id, record, by).await?)
    };
    Ok(Saved { local_id, queue_id, warnings: Vec::new() })
}

/// The idempotency key of a new record, made once and never changed.
pub(super) fn new_key() -> String {
    Uuid::new_v4().to_string()
}

/// A moment as the store writes it: RFC 3339, UTC, milliseconds.
pub(super) fn timestamp(at: DateTime<FixedOffset>) -> String {
    utc_timestamp(at.to_utc())
}

pub(super) fn utc_timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Puts a new record's action into the queue.
async fn enqueue<R: Record>(
    conn: &mut SqliteConnection,
    key: &str,
    local_id: i64,
    record: &R,
    by: &Saving<'_>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(include_str!("sql/queue/insert.sql"))
        .bind(R::KIND)
        .bind(record.payload(local_id).to_string())
        .bind(timestamp(by.now))
        .bind(local_id)
        .bind(record.client_id())
        .bind(record.patient_id())
        .bind(key)
        .bind(&by.author.tenant_id)
        .bind(&by.author.branch_id)
        .bind(&by.author.user_id)
        .bind(&by.author.user_name)
        .bind(&by.author.server)
        .fetch_one(conn)
        .await
}

/// Puts a changed record's action back in line under its old key.
async fn requeue<R: Record>(
    conn: &mut SqliteConnection,
    local_id: i64,
    record: &R,
    by: &Saving<'_>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(include_str!("sql/queue/replace_payload.sql"))
        .bind(record.payload(local_id).to_string())
        .bind(timestamp(by.now))
        .bind(record.client_id())
        .bind(record.patient_id())
        .bind(R::KIND)
        .bind(local_id)
        .fetch_one(conn)
        .await
}

/// Whether a record may be changed here: only while its action waits or was refused.
async fn check_editable(
    conn: &mut SqliteConnection,
    kind: ActionKind,
    local_id: i64,
) -> Result<(), SaveError> {
    let queued: Option<(QueueState, bool)> = sqlx::query_as(
        "SELECT state, sent_payload IS NOT NULL OR may_be_there FROM sync_queue WHERE action_type = ? AND local_id = ?",
    )
    .bind(kind)
    .bind(local_id)
    .fetch_optional(&mut *conn)
    .await?;
    match queued {
        Some((QueueState::Waiting | QueueState::Refused, false)) => Ok(()),
        Some(_) => Err(SaveError::InFlight),
        None => match is_synced(conn, kind.record(), local_id).await? {
            Some(true) => Err(SaveError::OnServer),
            Some(false) => Err(SaveError::LocalOnly),
            None => Err(SaveError::Missing(local_id)),
        },
    }
}

async fn is_synced(conn: &mut SqliteConnection, kind: RecordKind, id: i64) -> sqlx::Result<Option<bool>> {
    let statement = format!("SELECT synced FROM {} WHERE id = ?", table(kind));
    sqlx::query_scalar(AssertSqlSafe(statement)).bind(id).fetch_optional(conn).await
}

/// The table that holds such records.
pub(super) fn table(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Client => "clients",
        RecordKind::Patient => "patients",
        RecordKind::Appointment => "appointments",
        RecordKind::Invoice => "invoices",
    }
}

/// The client a new record belongs to must exist and be on the server or on its way there.
pub(super) async fn check_client(
    conn: &mut SqliteConnection,
    id: Option<i64>,
    errors: &mut Vec<FieldError>,
) -> sqlx::Result<()> {
    let Some(id) = id else { return Ok(()) };
    let reachable: Option<bool> =
        sqlx::query_scalar(include_str!("sql/clients/reachable.sql")).bind(id).fetch_optional(conn).await?;
    errors.extend(match reachable {
        Some(true) => None,
        Some(false) => Some(FieldError::new("client_id", Problem::ParentLocalOnly)),
        None => Some(FieldError::new("client_id", Problem::UnknownId(id))),
    });
    Ok(())
}

/// The patient must exist, be reachable likewise, and belong to the client.
pub(super) async fn check_patient(
    conn: &mut SqliteConnection,
    id: Option<i64>,
    client_id: Option<i64>,
    errors: &mut Vec<FieldError>,
) -> sqlx::Result<()> {
    let Some(id) = id else { return Ok(()) };
    let found: Option<(bool, Option<i64>)> =
        sqlx::query_as(include_str!("sql/patients/reachable.sql")).bind(id).fetch_optional(conn).await?;
    let problem = match found {
        None => Some(Problem::UnknownId(id)),
        // Of a client that is wrong itself nobody can be a patient: one thing is said.
        Some((_, owner)) if owner != client_id && errors.is_empty() => Some(Problem::OtherClientsPatient),
        Some((false, _)) => Some(Problem::ParentLocalOnly),
        Some((true, _)) => None,
    };
    errors.extend(problem.map(|problem| FieldError::new("patient_id", problem)));
    Ok(())
}

pub(super) fn none_or_fields(errors: Vec<FieldError>) -> Result<(), SaveError> {
    if errors.is_empty() { Ok(()) } else { Err(SaveError::Fields(errors)) }
}
