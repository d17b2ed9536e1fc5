//! What one workstation sent of one day, counted and added up: it compares its own books with it.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::transaction;
use crate::domain::PaymentStatus;
use crate::sync::protocol::{StatusSum, Summary, SummaryInvoices};

/// An invoice's day is the first ten characters of its `created_at` as it was sent, whatever its offset.
pub async fn of_day(
    db: &mut SqliteConnection,
    workstation_id: &str,
    date: &str,
) -> Result<Summary, sqlx::Error> {
    transaction::begin_reading(db).await?;
    let summary = read_day(db, workstation_id, date).await;
    transaction::end(db, summary).await
}

async fn read_day(
    db: &mut SqliteConnection,
    workstation_id: &str,
    date: &str,
) -> Result<Summary, sqlx::Error> {
    let actions: Vec<(String, u64)> = sqlx::query_as(include_str!("sql/summary_actions.sql"))
        .bind(workstation_id)
        .bind(date)
        .fetch_all(&mut *db)
        .await?;
    let sums: Vec<(String, u64, i64)> = sqlx::query_as(include_str!("sql/summary_invoices.sql"))
        .bind(workstation_id)
        .bind(date)
        .fetch_all(db)
        .await?;
    Ok(Summary { date: date.to_owned(), actions: actions.into_iter().collect(), invoices: invoices(sums) })
}

/// Every status is named, also one without invoices.
fn invoices(sums: Vec<(String, u64, i64)>) -> SummaryInvoices {
    let none = PaymentStatus::ALL.map(|status| (status.as_str().to_owned(), StatusSum::default()));
    let mut by_status = BTreeMap::from(none);
    by_status.extend(
        sums.into_iter().map(|(status, count, sum_kopecks)| (status, StatusSum { count, sum_kopecks })),
    );
    SummaryInvoices {
        count: by_status.values().map(|sum| sum.count).sum(),
        sum_kopecks: by_status.values().map(|sum| sum.sum_kopecks).sum(),
        by_status,
    }
}
