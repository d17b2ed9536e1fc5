//! The money check's own side: what this workstation sent, day by day, as the journal knows it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::SqliteConnection;

use super::{Invoices, ProblemKind, ServerProblem, Store, StoreError, meta, problems};
use crate::domain::Kopecks;

impl Store {
    /// The days whose invoices went up since the last check that found nothing, 30 at most; `None` while the fate of
    /// any action is unknown: then no sum tells anything.
    pub fn unchecked_days(&mut self, workstation: &str) -> Result<Option<Vec<NaiveDate>>, StoreError> {
        self.block(async |conn| {
            let unknown: bool =
                sqlx::query_scalar(include_str!("sql/queue/any_unknown.sql")).fetch_one(&mut *conn).await?;
            if unknown {
                return Ok(None);
            }
            let checked = meta::get(conn, meta::MONEY_CHECKED).await?;
            let checked: i64 = checked.and_then(|id| id.parse().ok()).unwrap_or_default();
            let days = sqlx::query_scalar(include_str!("sql/journal/unchecked_days.sql"))
                .bind(workstation)
                .bind(checked)
                .fetch_all(conn)
                .await?;
            Ok(Some(days))
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

    /// Keeps what the check found: a difference for a person, or that all is equal.
    pub fn money_checked(
        &mut self,
        difference: Option<&ServerProblem>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            if let Some(problem) = difference {
                return problems::raise(conn, problem, now).await;
            }
            problems::settle(conn, ProblemKind::MoneyDiffers).await?;
            checked_so_far(conn).await
        })?)
    }
}

async fn checked_so_far(conn: &mut SqliteConnection) -> sqlx::Result<()> {
    let newest: i64 =
        sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM journal").fetch_one(&mut *conn).await?;
    meta::put(conn, meta::MONEY_CHECKED, Some(newest.to_string())).await
}
