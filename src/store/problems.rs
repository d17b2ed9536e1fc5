//! What only a person can end and is no single action's. Each counts one under «Требуют внимания» until it is settled.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::save::utc_timestamp;
use super::{Store, StoreError, meta};
use crate::domain::Kopecks;

/// One kind of problem with its figures; a store has at most one of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServerProblem {
    /// The server refused key, user or password, in these words.
    SignInNeeded { message: String },
    /// The server is another than this store was filled from: restored from a backup, or emptied.
    ServerRestored,
    /// The money check: the days whose invoices differ, in their order.
    MoneyDiffers { days: Vec<DayDiffers> },
    /// A snapshot that would take away so much that a person must agree first.
    Shrinking(Shrink),
    /// The store was damaged and has been put together again; the server may have some of its actions already.
    StoreRestored(Restored),
}

/// What a damaged store was put together from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When the copy was made; `None` where there was none and all began from what could be read.
    pub copy: Option<DateTime<Utc>>,
    /// Actions in the queue now.
    pub actions: u64,
    /// Part of the damaged store could not be read: what was saved since the copy may be lost.
    pub unread: bool,
    /// The damaged file, which is kept.
    pub kept: String,
}

/// A day of the money check: the invoices this workstation sent, and those the server has of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDiffers {
    pub date: NaiveDate,
    pub here: Invoices,
    pub there: Invoices,
}

/// Invoices of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoices {
    pub count: u64,
    pub sum: Kopecks,
}

/// What a snapshot would take away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shrink {
    pub clients: Shrunk,
    pub patients: Shrunk,
    pub nomenclature: Shrunk,
    /// Rows made here among them, which the server had acknowledged.
    pub acknowledged: u64,
}

/// How many of a list's rows would go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shrunk {
    pub gone: u64,
    pub of: u64,
}

impl Shrink {
    /// Whether nothing of the other one goes beyond this.
    pub fn covers(&self, other: &Self) -> bool {
        self.clients.gone >= other.clients.gone
            && self.patients.gone >= other.patients.gone
            && self.nomenclature.gone >= other.nomenclature.gone
            && self.acknowledged >= other.acknowledged
    }
}

/// A problem without its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    SignInNeeded,
    ServerRestored,
    MoneyDiffers,
    Shrinking,
    StoreRestored,
}

impl ProblemKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignInNeeded => "sign_in_needed",
            Self::ServerRestored => "server_restored",
            Self::MoneyDiffers => "money_differs",
            Self::Shrinking => "shrinking",
            Self::StoreRestored => "store_restored",
        }
    }
}

impl ServerProblem {
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::SignInNeeded { .. } => ProblemKind::SignInNeeded,
            Self::ServerRestored => ProblemKind::ServerRestored,
            Self::MoneyDiffers { .. } => ProblemKind::MoneyDiffers,
            Self::Shrinking(_) => ProblemKind::Shrinking,
            Self::StoreRestored(_) => ProblemKind::StoreRestored,
        }
    }
}

impl Store {
    /// Keeps a problem; one of its kind that was there takes these figures.
    pub fn raise(&mut self, problem: &ServerProblem, now: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| raise(conn, problem, now).await)?)
    }

    /// A problem is over.
    pub fn settle(&mut self, kind: ProblemKind) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| settle(conn, kind).await)?)
    }

    /// A person would not have what a snapshot takes away: the store goes on as the download it was.
    pub fn decline_shrink(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            settle(conn, ProblemKind::Shrinking).await?;
            meta::put(conn, meta::DECLINED, Some(utc_timestamp(now))).await?;
            meta::put(conn, meta::DOWNLOADED, meta::flag(true)).await
        })?)
    }

    /// One that cannot be told of does not stand: nothing waits for a decision that nobody is asked for.
    pub fn stands(&mut self, kind: ProblemKind) -> Result<bool, StoreError> {
        Ok(self.problems()?.iter().any(|problem| problem.kind() == kind))
    }

    pub fn problems(&mut self) -> Result<Vec<ServerProblem>, StoreError> {
        self.block(async |conn| all(conn).await)
    }
}

pub(super) async fn raise(
    conn: &mut SqliteConnection,
    problem: &ServerProblem,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let facts = serde_json::to_string(problem).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(include_str!("sql/problems/raise.sql"))
        .bind(problem.kind().as_str())
        .bind(facts)
        .bind(utc_timestamp(now))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn settle(conn: &mut SqliteConnection, kind: ProblemKind) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM problems WHERE kind = ?").bind(kind.as_str()).execute(conn).await?;
    Ok(())
}

/// The oldest first. Facts that another program of ours wrote otherwise are not known here, and hide no others.
pub(super) async fn all(conn: &mut SqliteConnection) -> sqlx::Result<Vec<ServerProblem>> {
    let kept: Vec<(String, String)> =
        sqlx::query_as(include_str!("sql/problems/list.sql")).fetch_all(conn).await?;
    let read = |(kind, facts): (String, String)| match serde_json::from_str(&facts) {
        Ok(problem) => Some(problem),
        Err(error) => {
            tracing::warn!(kind, facts, %error, "a problem that was kept is not known");
            None
        }
    };
    Ok(kept.into_iter().filter_map(read).collect())
}

/// What would go as a person was last told of it.
pub(super) async fn told_shrink(conn: &mut SqliteConnection) -> sqlx::Result<Option<Shrink>> {
    Ok(all(conn).await?.into_iter().find_map(|problem| match problem {
        ServerProblem::Shrinking(shrink) => Some(shrink),
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_kept_once_with_its_last_figures_until_it_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("store.db")).unwrap();
        let at = |second: i64| DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
        let shrink = |gone| {
            ServerProblem::Shrinking(Shrink { clients: Shrunk { gone, of: 100 }, ..Shrink::default() })
        };
        let money = ServerProblem::MoneyDiffers {
            days: vec![DayDiffers {
                date: at(0).date_naive(),
                here: Invoices { count: 14, sum: Kopecks(6_840_000) },
                there: Invoices { count: 13, sum: Kopecks(6_340_000) },
            }],
        };
        for (second, problem) in
            [(0, shrink(30)), (1, money.clone()), (2, shrink(31)), (3, ServerProblem::ServerRestored)]
        {
            store.raise(&problem, at(second)).unwrap();
        }
        assert_eq!(store.problems().unwrap(), [shrink(31), money.clone(), ServerProblem::ServerRestored]);
        store.settle(ProblemKind::Shrinking).unwrap();
        store.settle(ProblemKind::Shrinking).unwrap();
        assert_eq!(store.problems().unwrap(), [money, ServerProblem::ServerRestored]);
    }

    #[test]
    fn facts_that_are_not_known_hide_no_other_problem_and_hold_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("store.db")).unwrap();
        let put = "INSERT INTO problems (kind, facts, since)
            VALUES ('later', '{}', ''), ('shrinking', '{\"clients\":7}', ''), ('money_differs', 'torn', '')";
        store.block(async |conn| sqlx::raw_sql(put).execute(conn).await.map(drop)).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        store.raise(&ServerProblem::ServerRestored, now).unwrap();
        assert_eq!(store.problems().unwrap(), [ServerProblem::ServerRestored]);
        assert_eq!(store.report(now.fixed_offset()).unwrap().attention(), 1);
        assert!(!store.stands(ProblemKind::Shrinking).unwrap());
    }
}
