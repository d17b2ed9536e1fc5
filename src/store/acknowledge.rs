//! The server has a record: its id is kept, a downloaded twin becomes one with it, the action leaves the queue for the
//! journal. All of it belongs into one transaction.

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::save::{table, timestamp};
use crate::domain::RecordKind;

/// How the server came to have what the journal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It took it with this request.
    Sent,
    /// It knew it by its key from an earlier one.
    Replayed,
    /// A download showed it.
    Adopted,
    /// A download named its key.
    Named,
    /// A person found it there.
    ByHand,
}

impl Delivery {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Replayed => "replayed",
            Self::Adopted | Self::Named => "adopted",
            Self::ByHand => "by_hand",
        }
    }
}

/// A record that the server has, and the action that made it.
pub(super) struct Delivered<'a> {
    /// The action's, in the queue.
    pub id: i64,
    pub record: (RecordKind, i64),
    pub server_id: &'a str,
    pub how: Delivery,
}

/// The server has the record: its id is kept, the action leaves the queue, the journal remembers it.
pub(super) async fn acknowledge(
    conn: &mut SqliteConnection,
    id: i64,
    record: (RecordKind, i64),
    (server_id, how): (&str, Delivery),
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    merge_downloaded_twin(conn, record, server_id).await?;
    acknowledge_all(conn, &[Delivered { id, record, server_id, how }], now).await
}

/// The same for many at once, by as many statements as for a few. No other row has any of their server ids.
pub(super) async fn acknowledge_all(
    conn: &mut SqliteConnection,
    delivered: &[Delivered<'_>],
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    for kind in RecordKind::ALL {
        let of_kind = delivered.iter().filter(|one| one.record.0 == kind);
        let ids: Vec<Value> = of_kind.map(|one| json!([one.record.1, one.server_id])).collect();
        if !ids.is_empty() {
            keep_server_ids(conn, kind, &Value::from(ids).to_string()).await?;
        }
    }
    write_journal(conn, delivered, now).await?;
    let ids: Vec<i64> = delivered.iter().map(|one| one.id).collect();
    sqlx::query("DELETE FROM sync_queue WHERE id IN (SELECT value FROM jsonb_each(?))")
        .bind(json!(ids).to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// `ids` are pairs of a local and a server id.
async fn keep_server_ids(conn: &mut SqliteConnection, kind: RecordKind, ids: &str) -> sqlx::Result<()> {
    // What a download missed before it was sent again is there now.
    let shown = if matches!(kind, RecordKind::Client | RecordKind::Patient) { ", archived = 0" } else { "" };
    let table = table(kind);
    let statement = format!(
        "UPDATE {table} SET server_id = ids.value ->> 1, synced = 1{shown} FROM jsonb_each(?) AS ids WHERE {table}.id = ids.value ->> 0"
    );
    sqlx::query(AssertSqlSafe(statement)).bind(ids).execute(&mut *conn).await?;
    if kind == RecordKind::Client {
        sqlx::query(include_str!("sql/patients/keep_owners_id.sql")).bind(ids).execute(conn).await?;
    }
    Ok(())
}

/// The journal names each action once: one that was sent again after the server was restored keeps its row.
pub(super) async fn write_journal(
    conn: &mut SqliteConnection,
    delivered: &[Delivered<'_>],
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    let row = |one: &Delivered<'_>| {
        // A server that names a key knows a repeat by it, whenever it got the action.
        let named = one.how == Delivery::Named;
        let made_before = named || one.how == Delivery::Replayed;
        json!([one.id, one.server_id, one.how.as_str(), made_before, named])
    };
    let rows = delivered.iter().map(row).collect::<Value>().to_string();
    let known =
        sqlx::query(include_str!("sql/queue/again_in_journal.sql")).bind(&rows).execute(&mut *conn).await?;
    if known.rows_affected() < delivered.len() as u64 {
        sqlx::query(include_str!("sql/queue/into_journal.sql"))
            .bind(&rows)
            .bind(timestamp(now))
            .bind(now.date_naive())
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A download may have brought the record before its acknowledgement came: the row made here keeps its local id,
/// what points at the downloaded one moves over, and that one goes.
pub(super) async fn merge_downloaded_twin(
    conn: &mut SqliteConnection,
    (kind, local_id): (RecordKind, i64),
    server_id: &str,
) -> sqlx::Result<()> {
    let (find, moves): (_, &[&'static str]) = match kind {
        RecordKind::Client => (
            "SELECT id FROM clients WHERE server_id = ? AND id <> ?",
            &[
                "UPDATE patients SET client_id = ? WHERE client_id = ?",
                "UPDATE appointments SET client_id = ? WHERE client_id = ?",
                "UPDATE invoices SET client_id = ? WHERE client_id = ?",
                "UPDATE sync_queue SET client_id = ? WHERE client_id = ?",
                "DELETE FROM clients WHERE id <> ? AND id = ?",
            ],
        ),
        RecordKind::Patient => (
            "SELECT id FROM patients WHERE server_id = ? AND id <> ?",
            &[
                "UPDATE appointments SET patient_id = ? WHERE patient_id = ?",
                "UPDATE invoices SET patient_id = ? WHERE patient_id = ?",
                "UPDATE sync_queue SET patient_id = ? WHERE patient_id = ?",
                "DELETE FROM patients WHERE id <> ? AND id = ?",
            ],
        ),
        RecordKind::Appointment | RecordKind::Invoice => return Ok(()),
    };
    let twin: Option<i64> =
        sqlx::query_scalar(find).bind(server_id).bind(local_id).fetch_optional(&mut *conn).await?;
    if let Some(twin) = twin {
        for statement in moves {
            sqlx::query(*statement).bind(local_id).bind(twin).execute(&mut *conn).await?;
        }
    }
    Ok(())
}
