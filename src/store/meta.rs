//! Facts about the store itself: what the last contact with the server brought, and this workstation's name there.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::save::utc_timestamp;
use super::{ProblemKind, ServerProblem, Store, StoreError, problems};

/// What a cycle learnt of the server; kept so that a later look at the store alone tells the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub at: DateTime<Utc>,
    /// The server answered a valid health, or a 429.
    pub online: bool,
    /// The cycle did all it had to do.
    pub good: bool,
    /// The server asked not to be called before.
    pub retry_at: Option<DateTime<Utc>>,
    /// The server refused key, user or password, in these words.
    pub refused: Option<String>,
}

pub(super) const ONLINE: &str = "online";
pub(super) const CYCLE_GOOD: &str = "cycle_good";
pub(super) const LAST_SYNC: &str = "last_sync";
pub(super) const LAST_DOWNLOAD: &str = "last_download";
/// … and the last one of the whole clinic.
pub(super) const LAST_FULL: &str = "last_full";
/// When a person would not have a snapshot that takes much away.
pub(super) const DECLINED: &str = "shrink_declined";
/// Which of the server's data this store was filled from, and how far its log of changes was read.
pub(super) const EPOCH: &str = "epoch";
pub(super) const CURSOR: &str = "cursor";
/// Up to which row of the journal the money check is done.
pub(super) const MONEY_CHECKED: &str = "money_checked";
/// Days whose difference a person has left as it is, today or later, as a JSON list.
pub(super) const MONEY_LEFT: &str = "money_left";
pub(super) const DOWNLOADED: &str = "downloaded";
/// The branch whose snapshot was applied last.
pub(super) const SNAPSHOT_BRANCH: &str = "snapshot_branch";
/// Actions that failed alone, as a JSON list of their ids.
const SUSPECTS: &str = "suspects";
pub(super) const RETRY_AT: &str = "retry_at";
pub(super) const WORKSTATION: &str = "workstation_id";
const YES: &str = "1";

impl Store {
    /// Keeps what a cycle learnt. `last_sync` moves only with a good cycle.
    pub fn record_contact(&mut self, contact: &Contact) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            put(conn, ONLINE, flag(contact.online)).await?;
            put(conn, CYCLE_GOOD, flag(contact.good)).await?;
            put(conn, RETRY_AT, contact.retry_at.map(utc_timestamp)).await?;
            match contact.refused.clone() {
                Some(message) => {
                    problems::raise(conn, &ServerProblem::SignInNeeded { message }, contact.at).await?;
                }
                // Only a sync that got through shows that the key is taken again.
                None if contact.good => problems::settle(conn, ProblemKind::SignInNeeded).await?,
                None => {}
            }
            if contact.good {
                put(conn, LAST_SYNC, Some(utc_timestamp(contact.at))).await?;
            }
            Ok(())
        })?)
    }

    /// A sign-in reached the server: an old refusal is settled, and the next cycle downloads the clinic.
    pub fn record_sign_in(&mut self) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            put(conn, ONLINE, flag(true)).await?;
            problems::settle(conn, ProblemKind::SignInNeeded).await?;
            put(conn, DOWNLOADED, None).await
        })?)
    }

    /// Whether the clinic was downloaded for this branch since the last sign-in.
    pub fn is_downloaded(&mut self, branch_id: &str) -> Result<bool, StoreError> {
        self.block(async |conn| {
            let branch = get(conn, SNAPSHOT_BRANCH).await?;
            Ok(get(conn, DOWNLOADED).await?.is_some() && branch.as_deref() == Some(branch_id))
        })
    }

    /// Whether the whole clinic was last downloaded, and last declined, longer than `every` ago. A moment ahead is one
    /// of before the clock was set back: it tells nothing, and hides nothing that the other one tells.
    pub fn is_full_due(&mut self, every: Duration, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let moments =
            self.block(async |conn| Ok([time(conn, LAST_FULL).await?, time(conn, DECLINED).await?]))?;
        Ok(moments.into_iter().flatten().all(|last| now < last || last + every <= now))
    }

    /// Whether a person would not have a snapshot that takes much away, and none that is whole has come since.
    pub fn is_shrink_declined(&mut self) -> Result<bool, StoreError> {
        self.block(async |conn| Ok(get(conn, DECLINED).await?.is_some()))
    }

    /// Until when the server asked not to be called, as the last cycle heard it.
    pub fn retry_at(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.block(async |conn| time(conn, RETRY_AT).await)
    }

    /// The actions that failed alone, as far as they are still in the queue.
    pub fn suspects(&mut self) -> Result<HashSet<i64>, StoreError> {
        let ids: Vec<i64> = self.block(async |conn| {
            let kept = get(conn, SUSPECTS).await?.unwrap_or_else(|| "[]".to_owned());
            sqlx::query_scalar("SELECT id FROM sync_queue WHERE id IN (SELECT value FROM json_each(?))")
                .bind(kept)
                .fetch_all(conn)
                .await
        })?;
        Ok(ids.into_iter().collect())
    }

    pub fn keep_suspects(&mut self, suspects: &HashSet<i64>) -> Result<(), StoreError> {
        let list = serde_json::json!(suspects).to_string();
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            put(conn, SUSPECTS, (!suspects.is_empty()).then_some(list)).await
        })?)
    }

    /// This workstation's id on the server, made with the store.
    pub fn workstation_id(&mut self) -> Result<String, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            if let Some(id) = get(conn, WORKSTATION).await? {
                return Ok(id);
            }
            let id = super::save::new_key();
            put(conn, WORKSTATION, Some(id.clone())).await?;
            Ok(id)
        })?)
    }
}

pub(super) fn flag(on: bool) -> Option<String> {
    on.then(|| YES.to_owned())
}

/// A fact that is a moment.
pub(super) async fn time(
    conn: &mut SqliteConnection,
    name: &'static str,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    Ok(get(conn, name).await?.as_deref().and_then(parse_time))
}

pub(super) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

pub(super) async fn get(conn: &mut SqliteConnection, name: &'static str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT value FROM meta WHERE name = ?").bind(name).fetch_optional(conn).await
}

/// `None` removes the fact.
pub(super) async fn put(
    conn: &mut SqliteConnection,
    name: &'static str,
    value: Option<String>,
) -> sqlx::Result<()> {
    let query = match value {
        Some(value) => sqlx::query(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value),
        None => sqlx::query("DELETE FROM meta WHERE name = ?1").bind(name),
    };
    query.execute(conn).await?;
    Ok(())
}
