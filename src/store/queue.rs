//! The queue as a person sees it, and what a person may do with a stuck action.

use chrono::{DateTime, FixedOffset};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::save::{new_key, table, timestamp};
use super::{QueueError, QueueRow, Store, StoreError};
use crate::domain::{ActionKind, QueueState};

impl Store {
    /// All queued actions by id.
    pub fn queue(&mut self) -> Result<Vec<QueueRow>, StoreError> {
        self.block(async |conn| sqlx::query_as(include_str!("sql/queue/list.sql")).fetch_all(conn).await)
    }

    /// Puts a refused or doubtful action back in line; one that waits anyway is left alone, one that is being sent
    /// waits for its answer.
    pub fn queue_retry(&mut self, id: i64, now: DateTime<FixedOffset>) -> Result<(), QueueError> {
        self.transact(async |conn| {
            let action = Action::read(conn, id).await?;
            if action.state == QueueState::Sending {
                return Err(QueueError::InFlight);
            }
            if action.state.needs_attention() {
                action.retry(conn, now).await?;
            }
            Ok(())
        })
    }

    /// Takes an action out of the queue; its record stays on this computer only. Refuses while other actions need
    /// that record, unless they go with it. Returns the actions taken out.
    pub fn queue_discard(&mut self, id: i64, with_dependants: bool) -> Result<Vec<i64>, QueueError> {
        self.transact(async |conn| Action::read(conn, id).await?.take_out(conn, with_dependants).await)
    }
}

/// A queued action as its row says, whatever holds it.
pub(super) struct Action {
    pub id: i64,
    pub kind: ActionKind,
    pub local_id: i64,
    pub state: QueueState,
    /// The server may have it: it must not change before a repeat tells.
    frozen: bool,
    /// Rows that came after it was sent have local ids over this.
    pub sent_above: i64,
}

impl Action {
    pub async fn read(conn: &mut SqliteConnection, id: i64) -> Result<Self, QueueError> {
        let found: Option<(ActionKind, i64, QueueState, bool, i64)> =
            sqlx::query_as(include_str!("sql/queue/action.sql")).bind(id).fetch_optional(conn).await?;
        let (kind, local_id, state, frozen, sent_above) = found.ok_or(QueueError::Missing(id))?;
        Ok(Self { id, kind, local_id, state, frozen, sent_above })
    }

    /// Back in line, where its kind goes at all.
    pub async fn retry(
        &self,
        conn: &mut SqliteConnection,
        now: DateTime<FixedOffset>,
    ) -> Result<(), QueueError> {
        let aside: bool = sqlx::query_scalar(include_str!("sql/kinds/is_aside.sql"))
            .bind(self.kind)
            .fetch_one(&mut *conn)
            .await?;
        if aside {
            return Err(QueueError::PutAside);
        }
        Ok(Self::back_in_line(conn, self.id, now).await?)
    }

    /// Back in line, as if it had not been sent.
    pub async fn back_in_line(
        conn: &mut SqliteConnection,
        id: i64,
        now: DateTime<FixedOffset>,
    ) -> sqlx::Result<()> {
        sqlx::query(include_str!("sql/queue/retry.sql")).bind(timestamp(now)).bind(id).execute(conn).await?;
        Ok(())
    }

    /// Out of the queue, and with it the actions that need its record, if they may go too.
    pub async fn take_out(
        &self,
        conn: &mut SqliteConnection,
        with_dependants: bool,
    ) -> Result<Vec<i64>, QueueError> {
        self.check_not_in_flight()?;
        let dependants = self.dependants(conn).await?;
        if !dependants.is_empty() && !with_dependants {
            return Err(QueueError::Dependants(dependants));
        }
        self.discard(conn).await?;
        for dependant in &dependants {
            let action = Self::read(conn, *dependant).await?;
            action.check_not_in_flight()?;
            action.discard(conn).await?;
        }
        Ok([vec![self.id], dependants].concat())
    }

    fn check_not_in_flight(&self) -> Result<(), QueueError> {
        match self.state {
            QueueState::Sending => Err(QueueError::InFlight),
            QueueState::Waiting if self.frozen => Err(QueueError::InFlight),
            _ => Ok(()),
        }
    }

    /// Takes the action out of the queue. Unless the server may have the record, what it has under the same key is
    /// another one: the record gets a key that no server knows.
    async fn discard(&self, conn: &mut SqliteConnection) -> sqlx::Result<()> {
        if self.state != QueueState::InDoubt {
            let statement =
                format!("UPDATE {} SET idempotency_key = ? WHERE id = ?", table(self.kind.record()));
            sqlx::query(AssertSqlSafe(statement))
                .bind(new_key())
                .bind(self.local_id)
                .execute(&mut *conn)
                .await?;
        }
        sqlx::query("DELETE FROM sync_queue WHERE id = ?").bind(self.id).execute(conn).await?;
        Ok(())
    }

    async fn dependants(&self, conn: &mut SqliteConnection) -> sqlx::Result<Vec<i64>> {
        let statement = match self.kind {
            ActionKind::CreateClient => "SELECT id FROM sync_queue WHERE client_id = ? ORDER BY id",
            ActionKind::CreatePatient => "SELECT id FROM sync_queue WHERE patient_id = ? ORDER BY id",
            ActionKind::CreateAppointment | ActionKind::CreateInvoice => return Ok(Vec::new()),
        };
        sqlx::query_scalar(statement).bind(self.local_id).fetch_all(conn).await
    }
}
