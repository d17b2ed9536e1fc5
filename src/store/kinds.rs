//! Kinds of action that a server without keys refuses one after another, with the same kind of words: then it takes
//! none, and one line says so instead of a hundred. A kind that was taken once, or that a person wants tried, is sent again.

use chrono::{DateTime, FixedOffset, Utc};
use sqlx::SqliteConnection;

use super::queue::Action;
use super::save::timestamp;
use super::{Store, StoreError, Tally};
use crate::domain::{ActionKind, KindState, Kopecks, own_code, without_values};

/// So many refusals in a row are no accident.
const IN_A_ROW: i64 = 3;

/// A kind that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedKind {
    pub kind: ActionKind,
    pub state: KindState,
    /// The server's words, of the last refusal.
    pub message: String,
    pub since: DateTime<Utc>,
    /// What stays in the queue because of it: refused, in doubt for a header that may have stayed, and waiting.
    pub actions: Tally,
}

/// What became of a kind that is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriedAgain {
    /// Goes with the next cycle.
    pub goes: u64,
    /// May have left a header there: a person decides about each.
    pub doubts: u64,
}

impl Store {
    /// A person has said that this server is so: the kind counts nowhere. `false`: it was not held.
    pub fn put_aside(&mut self, kind: ActionKind) -> Result<bool, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            let put = sqlx::query(
                "UPDATE refused_kinds SET state = 'aside' WHERE action_type = ? AND state = 'held'",
            )
            .bind(kind)
            .execute(conn)
            .await?;
            Ok(put.rows_affected() > 0)
        })?)
    }

    /// The kind is sent again, its refused actions with it; what may have left a header there stays a person's.
    /// `None`: it was neither held nor put aside.
    pub fn try_kind_again(
        &mut self,
        kind: ActionKind,
        now: DateTime<FixedOffset>,
    ) -> Result<Option<TriedAgain>, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| try_again(conn, kind, now).await)?)
    }

    /// A server that knows keys is another one: it is asked anew, and nothing is counted on it.
    pub fn try_all_kinds_again(&mut self, now: DateTime<FixedOffset>) -> Result<bool, StoreError> {
        let kinds: Vec<ActionKind> = self.block(async |conn| {
            sqlx::query_scalar("SELECT action_type FROM refused_kinds").fetch_all(conn).await
        })?;
        let mut any = false;
        for kind in kinds {
            any |= self.try_kind_again(kind, now)?.is_some();
        }
        Ok(any)
    }
}

async fn try_again(
    conn: &mut SqliteConnection,
    kind: ActionKind,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<Option<TriedAgain>> {
    let refused: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM queue_states WHERE action_type = ? AND state = 'refused' AND kind_state IS NOT NULL",
    )
    .bind(kind)
    .fetch_all(&mut *conn)
    .await?;
    for id in refused {
        Action::back_in_line(conn, id, now).await?;
    }
    let held: Option<bool> =
        sqlx::query_scalar("DELETE FROM refused_kinds WHERE action_type = ? RETURNING state <> 'counting'")
            .bind(kind)
            .fetch_optional(&mut *conn)
            .await?;
    if held != Some(true) {
        return Ok(None);
    }
    let (goes, doubts): (i64, i64) =
        sqlx::query_as(include_str!("sql/kinds/tried_again.sql")).bind(kind).fetch_one(conn).await?;
    Ok(Some(TriedAgain { goes: goes.unsigned_abs(), doubts: doubts.unsigned_abs() }))
}

/// Counts a refusal of a server without keys, unless it is the record's own fault. To be called while the mark of the
/// send is still there.
pub(super) async fn note_refusal(
    conn: &mut SqliteConnection,
    id: i64,
    message: &str,
    code: Option<&str>,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<()> {
    let own_fault =
        code.is_some_and(|code| own_code::ALL.contains(&code) && code != own_code::HEADER_MAY_STAY);
    let classic: Option<ActionKind> =
        sqlx::query_scalar("SELECT action_type FROM sync_queue WHERE id = ? AND sent_idempotent = 0")
            .bind(id)
            .fetch_optional(&mut *conn)
            .await?;
    let Some(kind) = classic.filter(|_| !own_fault) else { return Ok(()) };
    let before: Option<(String, i64)> =
        sqlx::query_as("SELECT message, times FROM refused_kinds WHERE action_type = ?")
            .bind(kind)
            .fetch_optional(&mut *conn)
            .await?;
    let alike = before.filter(|(before, _)| without_values(before) == without_values(message));
    sqlx::query(include_str!("sql/kinds/count.sql"))
        .bind(kind)
        .bind(message)
        .bind(alike.map_or(1, |(_, times)| times + 1))
        .bind(timestamp(now))
        .bind(IN_A_ROW)
        .execute(conn)
        .await?;
    Ok(())
}

/// The server took one.
pub(super) async fn note_success(conn: &mut SqliteConnection, kind: ActionKind) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM refused_kinds WHERE action_type = ?").bind(kind).execute(conn).await?;
    Ok(())
}

/// The kinds that are not sent while actions of theirs are in the queue, the oldest first.
pub(super) async fn all(conn: &mut SqliteConnection) -> sqlx::Result<Vec<RefusedKind>> {
    let rows: Vec<(ActionKind, String, KindState, DateTime<Utc>, i64, i64)> =
        sqlx::query_as(include_str!("sql/kinds/list.sql")).fetch_all(conn).await?;
    let kind = |(kind, message, state, since, actions, money): (_, _, _, _, i64, _)| RefusedKind {
        kind,
        state,
        message,
        since,
        actions: Tally { actions: actions.unsigned_abs(), money: Kopecks(money) },
    };
    Ok(rows.into_iter().map(kind).collect())
}
