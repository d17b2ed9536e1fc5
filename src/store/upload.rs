//! The queue as the sync engine sees it: what can go up, the durable intent before it does, and what an answer changes.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::save::{table, timestamp};
use super::{ChangeSet, Store, StoreError};
use crate::domain::{ActionKind, RecordKind};

/// A record that an action's record belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Known once the server has it.
    pub server_id: Option<String>,
    /// Rows made here have one; it names the parent on servers with idempotency.
    pub key: Option<String>,
}

/// A waiting action that no refused parent holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub queue_id: i64,
    pub kind: ActionKind,
    pub key: String,
    /// JSON text as saved.
    pub payload: String,
    /// The bytes of an earlier attempt whose fate is unknown: they go out again unchanged.
    pub frozen: Option<String>,
    pub tenant_id: String,
    pub branch_id: String,
    pub client: Option<Parent>,
    pub patient: Option<Parent>,
}

impl Outgoing {
    pub fn parents(&self) -> impl Iterator<Item = &Parent> {
        self.client.iter().chain(&self.patient)
    }
}

/// An action about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub queue_id: i64,
    /// The payload as it was read from the queue.
    pub saved: String,
    /// The bytes that go out.
    pub sent: String,
}

/// What became of an action that was marked as being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Success {
        server_id: String,
    },
    Refused {
        message: String,
        code: Option<String>,
        field: Option<String>,
    },
    /// The server refused it for its parent's sake: it waits until that one is mended.
    ParentRefused,
    /// The server cannot have it.
    NotSent,
    /// It went out and no answer came; the server will know a repeat by its key.
    Repeat,
    /// It may be on the server, and a repeat may make a second one: only a person can tell.
    InDoubt {
        message: String,
    },
}

/// What applying verdicts came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    pub uploaded: u64,
    pub refused: u64,
    pub in_doubt: u64,
    pub changes: ChangeSet,
}

impl Store {
    /// How many actions a cycle would send.
    pub fn outgoing_count(&mut self) -> Result<u64, StoreError> {
        let count: i64 = self.block(async |conn| {
            sqlx::query_scalar("SELECT count(*) FROM queue_states WHERE shown_state = 'waiting'")
                .fetch_one(conn)
                .await
        })?;
        Ok(count.unsigned_abs())
    }

    /// The actions that can go up, parents before children, oldest first.
    pub fn outgoing(&mut self) -> Result<Vec<Outgoing>, StoreError> {
        self.block(async |conn| sqlx::query_as(include_str!("sql/queue/outgoing.sql")).fetch_all(conn).await)
    }

    /// Settles what a process that ended in the middle of an upload left marked as being sent.
    /// Only the holder of the sync lock may call this.
    pub fn settle_interrupted(&mut self, now: DateTime<FixedOffset>) -> Result<Applied, StoreError> {
        let marked: Vec<(i64, bool)> = self.block(async |conn| {
            sqlx::query_as("SELECT id, coalesce(sent_idempotent, 0) FROM sync_queue WHERE state = 'sending'")
                .fetch_all(conn)
                .await
        })?;
        let verdict = |idempotent| {
            if idempotent {
                Verdict::Repeat
            } else {
                Verdict::InDoubt { message: "the program ended while sending".to_owned() }
            }
        };
        let verdicts: Vec<_> = marked.into_iter().map(|(id, idempotent)| (id, verdict(idempotent))).collect();
        self.apply_verdicts(&verdicts, now)
    }

    /// The durable intent: these actions are being sent with these bytes. Committed before the first byte goes out.
    /// `false`: a person changed or discarded one of them since it was read; nothing is marked, nothing may be sent.
    pub fn mark_sending(
        &mut self,
        actions: &[Intent],
        idempotent: bool,
        now: DateTime<FixedOffset>,
    ) -> Result<bool, StoreError> {
        let marked = self.transact::<_, sqlx::Error>(async |conn| {
            for action in actions {
                let marked = sqlx::query(include_str!("sql/queue/mark_sending.sql"))
                    .bind(&action.sent)
                    .bind(idempotent)
                    .bind(timestamp(now))
                    .bind(action.queue_id)
                    .bind(&action.saved)
                    .execute(&mut *conn)
                    .await?;
                if marked.rows_affected() == 0 {
                    return Err(sqlx::Error::RowNotFound);
                }
            }
            Ok(true)
        });
        match marked {
            Err(sqlx::Error::RowNotFound) => Ok(false),
            marked => Ok(marked?),
        }
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
        Verdict::Success { server_id } => {
            let Some((kind, local_id)) = record_of(conn, id).await? else { return Ok(()) };
            if is_anothers(conn, kind, local_id, server_id).await? {
                applied.in_doubt += 1;
                let message = &format!("the server answered {server_id}, which is another record's id here");
                Stuck { state: "in_doubt", message, code: None, field: None }.write(conn, id, now).await?;
            } else {
                applied.uploaded += 1;
                note_change(&mut applied.changes, kind);
                acknowledge(conn, id, (kind, local_id), server_id, now).await?;
            }
        }
        Verdict::Refused { message, code, field } => {
            applied.refused += 1;
            let stuck = Stuck { state: "refused", message, code: code.as_deref(), field: field.as_deref() };
            stuck.write(conn, id, now).await?;
        }
        Verdict::InDoubt { message } => {
            applied.in_doubt += 1;
            Stuck { state: "in_doubt", message, code: None, field: None }.write(conn, id, now).await?;
        }
        Verdict::ParentRefused | Verdict::NotSent => {
            sqlx::query(include_str!("sql/queue/retry.sql"))
                .bind(timestamp(now))
                .bind(id)
                .execute(conn)
                .await?;
        }
        Verdict::Repeat => {
            sqlx::query("UPDATE sync_queue SET state = 'waiting', updated_at = ? WHERE id = ?")
                .bind(timestamp(now))
                .bind(id)
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

struct Stuck<'a> {
    state: &'static str,
    message: &'a str,
    code: Option<&'a str>,
    field: Option<&'a str>,
}

impl Stuck<'_> {
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

/// The server has the record: its id is kept, the action leaves the queue, the journal remembers it.
async fn acknowledge(
    conn: &mut SqliteConnection,
    id: i64,
    (kind, local_id): (RecordKind, i64),
    server_id: &str,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    merge_downloaded_twin(conn, kind, local_id, server_id).await?;
    let statement = format!("UPDATE {} SET server_id = ?, synced = 1 WHERE id = ?", table(kind));
    sqlx::query(AssertSqlSafe(statement)).bind(server_id).bind(local_id).execute(&mut *conn).await?;
    sqlx::query(include_str!("sql/queue/into_journal.sql"))
        .bind(timestamp(now))
        .bind(now.date_naive())
        .bind(server_id)
        .bind(id)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM sync_queue WHERE id = ?").bind(id).execute(conn).await?;
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

fn note_change(changes: &mut ChangeSet, kind: RecordKind) {
    match kind {
        RecordKind::Client => changes.clients = true,
        RecordKind::Patient => changes.patients = true,
        RecordKind::Appointment => changes.appointments = true,
        RecordKind::Invoice => changes.invoices = true,
    }
}

impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for Outgoing {
    fn from_row(row: &'r sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
        let parent = |local: &str, server_id: &str, key: &str| -> sqlx::Result<Option<Parent>> {
            let known: Option<i64> = row.try_get(local)?;
            let parent = Parent { server_id: row.try_get(server_id)?, key: row.try_get(key)? };
            Ok(known.map(|_| parent))
        };
        Ok(Self {
            queue_id: row.try_get("id")?,
            kind: row.try_get("action_type")?,
            key: row.try_get("idempotency_key")?,
            payload: row.try_get("payload")?,
            frozen: row.try_get("sent_payload")?,
            tenant_id: row.try_get("tenant_id")?,
            branch_id: row.try_get("branch_id")?,
            client: parent("client_id", "client_server_id", "client_key")?,
            patient: parent("patient_id", "patient_server_id", "patient_key")?,
        })
    }
}

/// Groups actions by the clinic and branch they were saved for: a request speaks for one.
pub fn by_branch(actions: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut order: Vec<Vec<Outgoing>> = Vec::new();
    let mut index: HashMap<(String, String), usize> = HashMap::new();
    for action in actions {
        let next = order.len();
        let at = *index.entry((action.tenant_id.clone(), action.branch_id.clone())).or_insert(next);
        if at == next {
            order.push(Vec::new());
        }
        order[at].push(action);
    }
    order
}
