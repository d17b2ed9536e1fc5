//! What an answer changes: the verdicts on actions that were sent, applied in one short transaction.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::acknowledge::{Delivered, acknowledge_all, merge_downloaded_twin};
use super::queue::Action;
use super::save::timestamp;
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
            // In their order, which matters to what is counted of a kind: only successes that stand together go at once.
            for run in verdicts.chunk_by(|one, next| success(one).is_some() && success(next).is_some()) {
                if let [(id, verdict)] = run {
                    apply(conn, *id, verdict, now, &mut applied).await?;
                } else {
                    let successes: Vec<_> = run.iter().filter_map(success).collect();
                    succeed(conn, &successes, now, &mut applied).await?;
                }
            }
            applied.changes.queue = true;
            Ok(applied)
        })?)
    }
}

/// An action, the id that the server gave its record, and how.
type Success<'a> = (i64, &'a str, Delivery);

fn success((id, verdict): &(i64, Verdict)) -> Option<Success<'_>> {
    match verdict {
        Verdict::Success { server_id, how } => Some((*id, server_id, *how)),
        _ => None,
    }
}

/// All of them by as many statements as a few. Where another record made here has the id, one of the two answers was
/// wrong, and no record may go for it.
async fn succeed(
    conn: &mut SqliteConnection,
    successes: &[Success<'_>],
    now: DateTime<FixedOffset>,
    applied: &mut Applied,
) -> sqlx::Result<()> {
    let answers: Value = successes.iter().map(|(id, server_id, _)| json!([id, server_id])).collect();
    let rows: Vec<(i64, ActionKind, i64, bool, bool)> =
        sqlx::query_as(include_str!("sql/queue/answered.sql"))
            .bind(answers.to_string())
            .fetch_all(&mut *conn)
            .await?;
    let answered: HashMap<i64, Success<'_>> = successes.iter().map(|success| (success.0, *success)).collect();
    let mut given = HashSet::new();
    let mut delivered = Vec::with_capacity(rows.len());
    for (id, kind, local_id, is_taken, is_made_here) in rows {
        let (_, server_id, how) = answered[&id];
        let record = (kind.record(), local_id);
        if is_made_here || !given.insert((record.0, server_id)) {
            applied.in_doubt += 1;
            Stuck::in_doubt(own_code::FOREIGN_ID, server_id).write(conn, id, now).await?;
            continue;
        }
        if is_taken {
            merge_downloaded_twin(conn, record, server_id).await?;
        }
        delivered.push(Delivered { id, record, server_id, how });
    }
    applied.uploaded += delivered.len() as u64;
    for kind in RecordKind::ALL {
        if delivered.iter().any(|one| one.record.0 == kind) {
            note_change(&mut applied.changes, kind);
            kinds::note_success(conn, ActionKind::making(kind)).await?;
        }
    }
    acknowledge_all(conn, &delivered, now).await
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
            succeed(conn, &[(id, server_id, *how)], now, applied).await?;
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

pub(super) fn note_change(changes: &mut ChangeSet, kind: RecordKind) {
    match kind {
        RecordKind::Client => changes.clients = true,
        RecordKind::Patient => changes.patients = true,
        RecordKind::Appointment => changes.appointments = true,
        RecordKind::Invoice => changes.invoices = true,
    }
}
