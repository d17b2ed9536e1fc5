//! What an answer changes: the verdicts on actions that were sent, applied in one short transaction.

use chrono::{DateTime, FixedOffset};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::acknowledge::acknowledge;
use super::queue::Action;
use super::save::{table, timestamp};
use super::{ChangeSet, Delivery, Store, StoreError, kinds, settle};
use crate::domain::{ActionKind, QueueState, RecordKind, own_code};

/// What became of an action that was marked as being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The server has it, under this id.
    Success { server_id: String, how: Delivery },
    /// The server will not have it: its words, its code and the field it names, where it gave them.
    Refused { message: String, code: Option<String>, field: Option<String> },
    /// The server refused it for its parent's sake: it waits until that one is mended.
    ParentRefused,
    /// The server cannot have it.
    NotSent,
    /// It went out and no answer came; the server will know a repeat by its key.
    Repeat,
    /// It may be on the server, and a repeat may make a second one: only a person can tell.
    /// `code` is one of [`own_code`], `message` the server's words or technical ones.
    InDoubt { message: String, code: String },
}

impl Verdict {
    pub fn in_doubt(code: &str, message: String) -> Self {
        Self::InDoubt { message, code: code.to_owned() }
    }
}

/// What applying verdicts came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Actions acknowledged.
    pub uploaded: u64,
    pub refused: u64,
    /// Doubts that only a person can end.
    pub in_doubt: u64,
    pub changes: ChangeSet,
}

impl Store {
    /// Settles what a process that ended in the middle of an upload left marked as being sent.
    /// Only the holder of the sync lock may call this.
    pub fn settle_interrupted(&mut self, now: DateTime<FixedOffset>) -> Result<Applied, StoreError> {
        let marked: Vec<(i64, bool)> = self.block(async |conn| {
            sqlx::query_as("SELECT id, coalesce(sent_idempotent, 0) FROM sync_queue WHERE state = 'sending'")
                .fetch_all(conn)
                .await
        })?;
        let verdict = |idempotent| {
            if idempotent { Verdict::Repeat } else { Verdict::in_doubt(own_code::INTERRUPTED, String::new()) }
        };
        let verdicts: Vec<_> = marked.into_iter().map(|(id, idempotent)| (id, verdict(idempotent))).collect();
        self.apply_verdicts(&verdicts, now)
    }

    /// What a server got that knew keys, and for a while did not say so, is no doubt any more now that it does: it goes
    /// again, under the same key. Whether there was such.
    pub fn repeat_keyed(&mut self, server: &str, now: DateTime<FixedOffset>) -> Result<bool, StoreError> {
        let doubts: Vec<i64> = self.block(async |conn| {
            sqlx::query_scalar(include_str!("sql/queue/keyed_doubts.sql"))
                .bind(own_code::KEYS_GONE)
                .bind(server)
                .fetch_all(conn)
                .await
        })?;
        let verdicts: Vec<_> = doubts.into_iter().map(|id| (id, Verdict::Repeat)).collect();
        self.apply_verdicts(&verdicts, now)?;
        Ok(!verdicts.is_empty())
    }

    /// Applies what became of marked actions, all of it in one short transaction.
    pub fn apply_verdicts(
        &mut self,
        verdicts: &[(i64, Verdict)],
        now: DateTime<FixedOffset>,
    ) -> Result<Applied, StoreError> {
        let mut applied = Applied::default();
        if verdicts.is_empty() {
            return Ok(applied);
        }
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            for (id, verdict) in verdicts {
                apply(conn, *id, verdict, now, &mut applied).await?;
            }
            applied.changes.queue = true;
            Ok(applied)
        })?)
    }
}

async fn apply(
    conn: &mut SqliteConnection,
    id: i64,
    verdict: &Verdict,
    now: DateTime<FixedOffset>,
    applied: &mut Applied,
) -> sqlx::Result<()> {
    match verdict {
        Verdict::Success { server_id, how } => {
            let Some((kind, local_id)) = record_of(conn, id).await? else { return Ok(()) };
            if is_anothers(conn, kind, local_id, server_id).await? {
                applied.in_doubt += 1;
                Stuck::in_doubt(own_code::FOREIGN_ID, server_id).write(conn, id, now).await?;
            } else {
                applied.uploaded += 1;
                note_change(&mut applied.changes, kind);
                kinds::note_success(conn, ActionKind::making(kind)).await?;
                acknowledge(conn, id, (kind, local_id), (server_id, *how), now).await?;
            }
        }
        Verdict::Refused { message, code, field } => {
            applied.refused += 1;
            if field.is_none() {
                kinds::note_refusal(conn, id, message, code.as_deref(), now).await?;
            }
            let stuck = Stuck {
                state: QueueState::Refused,
                message,
                code: code.as_deref(),
                field: field.as_deref(),
                settles: false,
            };
            stuck.write(conn, id, now).await?;
        }
        Verdict::InDoubt { message, code } => {
            let settles = settle::can_settle(conn, id, code).await?;
            applied.in_doubt += u64::from(!settles);
            if code == own_code::HEADER_MAY_STAY {
                kinds::note_refusal(conn, id, message, Some(code), now).await?;
            }
            Stuck { settles, ..Stuck::in_doubt(code, message) }.write(conn, id, now).await?;
        }
        Verdict::ParentRefused | Verdict::NotSent => Action::back_in_line(conn, id, now).await?,
        Verdict::Repeat => {
            sqlx::query(include_str!("sql/queue/repeat.sql"))
                .bind(timestamp(now))
                .bind(id)
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

/// What an action that is no longer in line says of itself.
struct Stuck<'a> {
    state: QueueState,
    message: &'a str,
    code: Option<&'a str>,
    field: Option<&'a str>,
    /// A later download will tell: no person is needed.
    settles: bool,
}

impl<'a> Stuck<'a> {
    fn in_doubt(code: &'a str, message: &'a str) -> Self {
        Self { state: QueueState::InDoubt, message, code: Some(code), field: None, settles: false }
    }

    async fn write(
        self,
        conn: &mut SqliteConnection,
        id: i64,
        now: DateTime<FixedOffset>,
    ) -> sqlx::Result<()> {
        sqlx::query(include_str!("sql/queue/stuck.sql"))
            .bind(self.state)
            .bind(self.message)
            .bind(self.code)
            .bind(self.field)
            .bind(self.settles)
            .bind(timestamp(now))
            .bind(id)
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// What an action makes: the record's kind and local id. `None` when the action has left the queue.
async fn record_of(conn: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<(RecordKind, i64)>> {
    let found: Option<(ActionKind, i64)> =
        sqlx::query_as("SELECT action_type, local_id FROM sync_queue WHERE id = ?")
            .bind(id)
            .fetch_optional(conn)
            .await?;
    Ok(found.map(|(kind, local_id)| (kind.record(), local_id)))
}

/// Whether another record made here has this server id: one of the two answers was wrong, and no record may go for it.
async fn is_anothers(
    conn: &mut SqliteConnection,
    kind: RecordKind,
    local_id: i64,
    server_id: &str,
) -> sqlx::Result<bool> {
    let statement = format!(
        "SELECT EXISTS (SELECT 1 FROM {} WHERE server_id = ? AND id <> ? AND idempotency_key IS NOT NULL)",
        table(kind)
    );
    sqlx::query_scalar(AssertSqlSafe(statement)).bind(server_id).bind(local_id).fetch_one(conn).await
}

pub(super) fn note_change(changes: &mut ChangeSet, kind: RecordKind) {
    match kind {
        RecordKind::Client => changes.clients = true,
        RecordKind::Patient => changes.patients = true,
        RecordKind::Appointment => changes.appointments = true,
        RecordKind::Invoice => changes.invoices = true,
    }
}
