//! The money check's own side: what this workstation sent, day by day, as the journal knows it, and what a person was
//! told of it. A day that differs stays told until it is equal or a person leaves it as it is.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::{FromRow, SqliteConnection};

use super::{DayDiffers, Invoices, ProblemKind, ServerProblem, Store, StoreError, meta, problems};
use crate::domain::Kopecks;

/// What a check has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// In the order in which they are to be compared: a check that ends early has done all before.
    pub days: Vec<UncheckedDay>,
    /// Up to which row the journal had been checked.
    after: i64,
}

/// A day to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct UncheckedDay {
    pub date: NaiveDate,
    /// Up to which row the journal is checked with this day and those before it.
    mark: i64,
}

impl Store {
    /// The days whose invoices went up and were not compared since, those that a person was told of, and today, if
    /// anything was `sent`. `None` while the fate of any action is unknown: then no sum tells anything.
    pub fn unchecked(
        &mut self,
        workstation: &str,
        today: NaiveDate,
        sent: bool,
    ) -> Result<Option<Unchecked>, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            let unknown: bool =
                sqlx::query_scalar(include_str!("sql/queue/any_unknown.sql")).fetch_one(&mut *conn).await?;
            if unknown {
                return Ok(None);
            }
            let mut after = checked(conn).await?;
            let mut days: Vec<UncheckedDay> = sqlx::query_as(include_str!("sql/journal/unchecked_days.sql"))
                .bind(workstation)
                .bind(after)
                .fetch_all(&mut *conn)
                .await?;
            if days.is_empty() {
                after = pass_what_is_no_invoice(conn, after).await?;
            }
            let left = still_left(conn, today, &days).await?;
            let today = (sent || !days.is_empty()).then_some(today).filter(|today| !left.contains(today));
            for date in told(conn).await?.into_iter().map(|day| day.date).chain(today) {
                if days.iter().all(|day| day.date != date) {
                    days.push(UncheckedDay { date, mark: after });
                }
            }
            Ok(Some(Unchecked { days, after }))
        })?)
    }

    /// A person knows of a problem and wants to hear no more of it: the difference of a day is looked for again only
    /// when another invoice of that day goes up.
    pub fn dismiss(&mut self, kind: ProblemKind) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            if kind == ProblemKind::MoneyDiffers {
                let mut left = left(conn).await?;
                left.extend(told(conn).await?.into_iter().map(|day| day.date));
                leave(conn, &left).await?;
            }
            problems::settle(conn, kind).await
        })?)
    }

    /// Compares what the server has of the first days of `asked`, and keeps the differences for a person. One that a
    /// person has left as it is since then is not said again.
    pub fn money_checked(
        &mut self,
        workstation: &str,
        asked: &Unchecked,
        there: &[Invoices],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            let mut after = checked(conn).await?;
            // Meanwhile a person has had it all sent again: all is to be compared anew.
            if after != asked.after {
                return Ok(());
            }
            let left = left(conn).await?;
            let mut differ = told(conn).await?;
            for (day, there) in asked.days.iter().zip(there.iter().copied()) {
                let UncheckedDay { date, mark } = *day;
                let here = sent_on(conn, workstation, date).await?;
                differ.retain(|told| told.date != date);
                if here != there && !left.contains(&date) {
                    differ.push(DayDiffers { date, here, there });
                }
                after = after.max(mark);
            }
            put_checked(conn, after).await?;
            if differ.is_empty() {
                return problems::settle(conn, ProblemKind::MoneyDiffers).await;
            }
            differ.sort_unstable_by_key(|day| day.date);
            problems::raise(conn, &ServerProblem::MoneyDiffers { days: differ }, now).await
        })?)
    }
}

/// The invoices of a day that the server acknowledged to this workstation.
async fn sent_on(conn: &mut SqliteConnection, workstation: &str, day: NaiveDate) -> sqlx::Result<Invoices> {
    let (count, sum): (i64, i64) = sqlx::query_as(include_str!("sql/journal/invoices_of_day.sql"))
        .bind(workstation)
        .bind(day)
        .fetch_one(conn)
        .await?;
    Ok(Invoices { count: count.unsigned_abs(), sum: Kopecks(sum) })
}

/// The differences that a person was told of.
async fn told(conn: &mut SqliteConnection) -> sqlx::Result<Vec<DayDiffers>> {
    let days = problems::all(conn).await?.into_iter().find_map(|problem| match problem {
        ServerProblem::MoneyDiffers { days } => Some(days),
        _ => None,
    });
    Ok(days.unwrap_or_default())
}

async fn checked(conn: &mut SqliteConnection) -> sqlx::Result<i64> {
    let checked = meta::get(conn, meta::MONEY_CHECKED).await?;
    Ok(checked.and_then(|id| id.parse().ok()).unwrap_or_default())
}

async fn put_checked(conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()> {
    meta::put(conn, meta::MONEY_CHECKED, Some(id.to_string())).await
}

/// Where no invoice is behind the mark, it moves to the end: the next check need not go through the rest again.
async fn pass_what_is_no_invoice(conn: &mut SqliteConnection, after: i64) -> sqlx::Result<i64> {
    let newest: i64 =
        sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM journal").fetch_one(&mut *conn).await?;
    if newest <= after {
        return Ok(after);
    }
    put_checked(conn, newest).await?;
    Ok(newest)
}

async fn left(conn: &mut SqliteConnection) -> sqlx::Result<Vec<NaiveDate>> {
    let kept = meta::get(conn, meta::MONEY_LEFT).await?;
    Ok(kept.and_then(|days| serde_json::from_str(&days).ok()).unwrap_or_default())
}

async fn leave(conn: &mut SqliteConnection, days: &[NaiveDate]) -> sqlx::Result<()> {
    meta::put(conn, meta::MONEY_LEFT, (!days.is_empty()).then(|| json!(days).to_string())).await
}

/// The days that are left as they are: not those of which another invoice went up. What is past nobody asks for.
async fn still_left(
    conn: &mut SqliteConnection,
    today: NaiveDate,
    unchecked: &[UncheckedDay],
) -> sqlx::Result<Vec<NaiveDate>> {
    let mut left = left(conn).await?;
    let kept = left.len();
    left.retain(|date| *date >= today && unchecked.iter().all(|day| day.date != *date));
    if left.len() < kept {
        leave(conn, &left).await?;
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_a_person_left_while_it_was_looked_for_is_not_said_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("store.db")).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let today = now.date_naive();
        let there = [Invoices { count: 1, sum: Kopecks(100) }];
        let asked = store.unchecked("w", today, true).unwrap().unwrap();
        store.money_checked("w", &asked, &there, now).unwrap();
        let differs = DayDiffers { date: today, here: Invoices::default(), there: there[0] };
        assert_eq!(store.problems().unwrap(), [ServerProblem::MoneyDiffers { days: vec![differs] }]);
        let asked = store.unchecked("w", today, false).unwrap().unwrap();
        assert_eq!(asked.days.len(), 1, "it is looked at again");
        store.dismiss(ProblemKind::MoneyDiffers).unwrap();
        store.money_checked("w", &asked, &there, now).unwrap();
        assert_eq!(store.problems().unwrap(), []);
    }
}
