//! What a person decides of an action whose fate nobody knows.

use chrono::{DateTime, FixedOffset};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::acknowledge::{Delivered, Delivery, acknowledge, write_journal};
use super::queue::Action;
use super::save::table;
use super::settle::twins;
use super::{QueueError, Store};
use crate::domain::{ActionKind, QueueState, RecordKind};

/// What a person found out, or decided, about an action in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It is on the server.
    Sent,
    /// It goes again: if it is there already, there will be two.
    Resend,
    /// It is not to go: the record stays on this computer only.
    Drop,
}

impl Store {
    /// Ends a doubt as a person decided. One that a download would settle may be decided too.
    pub fn resolve(
        &mut self,
        id: i64,
        resolution: Resolution,
        now: DateTime<FixedOffset>,
    ) -> Result<(), QueueError> {
        self.transact(async |conn| {
            let action = Action::read(conn, id).await?;
            if action.state != QueueState::InDoubt {
                return Err(QueueError::NotInDoubt);
            }
            match resolution {
                Resolution::Sent => is_there(conn, &action, now).await,
                Resolution::Resend => action.retry(conn, now).await,
                Resolution::Drop => action.take_out(conn, false).await.map(drop),
            }
        })
    }
}

impl Store {
    /// Sends a refused patient without its birth date, which some servers do not take; here it keeps it.
    pub fn send_without_birth_date(&mut self, id: i64, now: DateTime<FixedOffset>) -> Result<(), QueueError> {
        self.transact(async |conn| {
            let action = Action::read(conn, id).await?;
            if (action.kind, action.state) != (ActionKind::CreatePatient, QueueState::Refused) {
                return Err(QueueError::NotRefused);
            }
            sqlx::query("UPDATE sync_queue SET payload = json_remove(payload, '$.birth_date') WHERE id = ?")
                .bind(id)
                .execute(&mut *conn)
                .await?;
            action.retry(conn, now).await
        })
    }
}

/// A client or patient becomes one with its downloaded row. Appointments and invoices are in no download: nobody here
/// will know their server id.
async fn is_there(
    conn: &mut SqliteConnection,
    action: &Action,
    now: DateTime<FixedOffset>,
) -> Result<(), QueueError> {
    let record = (action.kind.record(), action.local_id);
    match record.0 {
        RecordKind::Client | RecordKind::Patient => {
            let found = twins(conn, action.kind, action.local_id, action.sent_above).await?;
            let twin = found.first().ok_or(QueueError::NotDownloaded)?;
            acknowledge(conn, action.id, record, (&twin.server_id, Delivery::ByHand), now).await?;
        }
        RecordKind::Appointment | RecordKind::Invoice => {
            let statement = format!("UPDATE {} SET synced = 1 WHERE id = ?", table(record.0));
            sqlx::query(AssertSqlSafe(statement)).bind(action.local_id).execute(&mut *conn).await?;
            let there = Delivered { id: action.id, record, server_id: "", how: Delivery::ByHand };
            write_journal(conn, &[there], now).await?;
            sqlx::query("DELETE FROM sync_queue WHERE id = ?").bind(action.id).execute(conn).await?;
        }
    }
    Ok(())
}
