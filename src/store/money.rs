//! The money check's own side: what this workstation sent, day by day, as the journal knows it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::SqliteConnection;

use super::{Invoices, ProblemKind, ServerProblem, Store, StoreError, meta, problems};
use crate::domain::Kopecks;

/// What a check has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// The days whose invoices went up since the last check that found nothing, 30 at most.
    pub days: Vec<NaiveDate>,
    /// The last entry of the journal that has been checked.
    pub after: i64,
}

impl Store {
    /// `None` while the fate of any action is unknown: then no sum tells anything.
    pub fn unchecked(&mut self, workstation: &str) -> Result<Option<Unchecked>, StoreError> {
        self.block(async |conn| {
            let unknown: bool =
                sqlx::query_scalar(include_str!("sql/queue/any_unknown.sql")).fetch_one(&mut *conn).await?;
            if unknown {
                return Ok(None);
            }
            let after = checked(conn).await?;
            let days = sqlx::query_scalar(include_str!("sql/journal/unchecked_days.sql"))
                .bind(workstation)
                .bind(after)
                .fetch_all(conn)
                .await?;
            Ok(Some(Unchecked { days, after }))
        })
    }

    /// The invoices of a day that the server acknowledged to this workstation.
    pub fn invoices_sent(&mut self, workstation: &str, day: NaiveDate) -> Result<Invoices, StoreError> {
        let (count, sum): (i64, i64) = self.block(async |conn| {
            sqlx::query_as(include_str!("sql/journal/invoices_of_day.sql"))
                .bind(workstation)
                .bind(day)
                .fetch_one(conn)
                .await
        })?;
        Ok(Invoices { count: count.unsigned_abs(), sum: Kopecks(sum) })
    }

    /// A person knows of a problem and wants to hear no more of it: a difference is looked for again only when another
    /// invoice goes up.
    pub fn dismiss(&mut self, kind: ProblemKind) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            problems::settle(conn, kind).await?;
            if kind == ProblemKind::MoneyDiffers { checked_so_far(conn).await } else { Ok(()) }
        })?)
    }

    /// Keeps what a check of what is behind `after` found: a difference for a person, or that all is equal. One that
    /// a person has left as it is since then is not said again.
    pub fn money_checked(
        &mut self,
        after: i64,
        difference: Option<&ServerProblem>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            if let Some(problem) = difference {
                let left_meanwhile = checked(conn).await? != after;
                return if left_meanwhile { Ok(()) } else { problems::raise(conn, problem, now).await };
            }
            problems::settle(conn, ProblemKind::MoneyDiffers).await?;
            checked_so_far(conn).await
        })?)
    }
}

async fn checked(conn: &mut SqliteConnection) -> sqlx::Result<i64> {
    let checked = meta::get(conn, meta::MONEY_CHECKED).await?;
    Ok(checked.and_then(|id| id.parse().ok()).unwrap_or_default())
}

async fn checked_so_far(conn: &mut SqliteConnection) -> sqlx::Result<()> {
    let newest: i64 =
        sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM journal").fetch_one(&mut *conn).await?;
    meta::put(conn, meta::MONEY_CHECKED, Some(newest.to_string())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_a_person_left_while_it_was_looked_for_is_not_said_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("store.db")).unwrap();
        store
            .block(async |conn| {
                sqlx::raw_sql(
                    "INSERT INTO journal (at, day, action_type, local_id, idempotency_key, server_id, payload, user_name) VALUES ('', '', 'create_invoice', 1, 'k', 's', '{}', 'u')",
                )
                .execute(conn)
                .await
            })
            .unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (here, there) = (Invoices { count: 1, sum: Kopecks(100) }, Invoices::default());
        let differs = ServerProblem::MoneyDiffers { date: now.date_naive(), here, there };
        let Unchecked { after, .. } = store.unchecked("w").unwrap().unwrap();
        store.money_checked(after, Some(&differs), now).unwrap();
        assert_eq!(store.problems().unwrap(), std::slice::from_ref(&differs));
        store.dismiss(ProblemKind::MoneyDiffers).unwrap();
        store.money_checked(after, Some(&differs), now).unwrap();
        assert_eq!(store.problems().unwrap(), []);
    }
}
