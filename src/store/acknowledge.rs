//! The server has a record: its id is kept, a downloaded twin becomes one with it, the action leaves the queue for the
//! journal. All of it belongs into one transaction.

use chrono::{DateTime, FixedOffset};
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

/// The server has the record: its id is kept, the action leaves the queue, the journal remembers it.
pub(super) async fn acknowledge(
    conn: &mut SqliteConnection,
    id: i64,
    (kind, local_id): (RecordKind, i64),
    (server_id, how): (&str, Delivery),
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    merge_downloaded_twin(conn, kind, local_id, server_id).await?;
    // What a download missed before it was sent again is there now.
    let shown = if matches!(kind, RecordKind::Client | RecordKind::Patient) { ", archived = 0" } else { "" };
    let statement = format!("UPDATE {} SET server_id = ?, synced = 1{shown} WHERE id = ?", table(kind));
    sqlx::query(AssertSqlSafe(statement)).bind(server_id).bind(local_id).execute(&mut *conn).await?;
    if kind == RecordKind::Client {
        sqlx::query("UPDATE patients SET owner_server_id = ? WHERE client_id = ?")
            .bind(server_id)
            .bind(local_id)
            .execute(&mut *conn)
            .await?;
    }
    write_journal(conn, id, server_id, how, now).await?;
    sqlx::query("DELETE FROM sync_queue WHERE id = ?").bind(id).execute(conn).await?;
    Ok(())
}

/// The journal names each action once: one that was sent again after the server was restored keeps its row.
pub(super) async fn write_journal(
    conn: &mut SqliteConnection,
    id: i64,
    server_id: &str,
    how: Delivery,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    // A server that names a key knows a repeat by it, whenever it got the action.
    let named = how == Delivery::Named;
    let known = sqlx::query(include_str!("sql/queue/again_in_journal.sql"))
        .bind(server_id)
        .bind(how.as_str())
        .bind(named || how == Delivery::Replayed)
        .bind(id)
        .bind(named)
        .execute(&mut *conn)
        .await?;
    if known.rows_affected() == 0 {
        sqlx::query(include_str!("sql/queue/into_journal.sql"))
            .bind(timestamp(now))
            .bind(now.date_naive())
            .bind(server_id)
            .bind(how.as_str())
            .bind(id)
            .bind(named)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// A download may have brought the record before its acknowledgement came: the row made here keeps its local id,
/// what points at the downloaded one moves over, and that one goes.
async fn merge_downloaded_twin(
    conn: &mut SqliteConnection,
    kind: RecordKind,
    local_id: i64,
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
