//! The rows of a download as the store takes them, and those that have no place in it.

use serde::Serialize;
use serde_json::Value;

use super::protocol::{SnapshotClient, SnapshotItem, SnapshotPatient};
use crate::domain::{ItemKind, Kopecks, PriceItem};
use crate::store::{IncomingClient, IncomingPatient, LeftOut, LeftOutReason};

/// Of a row without a place in the store so much is kept, in characters.
const LONGEST_LEFT_OUT: usize = 300;

/// Parts the rows that the store takes from the others.
fn parted<T: Serialize, U>(
    rows: Vec<T>,
    fault: impl Fn(&T) -> Option<LeftOutReason>,
    take: impl Fn(T) -> U,
) -> (Vec<U>, Vec<LeftOut>) {
    let (mut taken, mut left_out) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match fault(&row) {
            None => taken.push(take(row)),
            Some(reason) => left_out.push(LeftOut { row: shortened(&row), reason }),
        }
    }
    if !left_out.is_empty() {
        tracing::warn!(rows = left_out.len(), "rows without a place in the store");
    }
    (taken, left_out)
}

pub(super) fn clients(rows: Vec<SnapshotClient>) -> (Vec<IncomingClient>, Vec<LeftOut>) {
    parted(rows, |row| no_id(row.id.as_deref()), client)
}

pub(super) fn patients(rows: Vec<SnapshotPatient>) -> (Vec<IncomingPatient>, Vec<LeftOut>) {
    parted(rows, |row| no_id(row.id.as_deref()), patient)
}

pub(super) fn items(rows: Vec<SnapshotItem>) -> (Vec<PriceItem>, Vec<LeftOut>) {
    let no_price = |row: &SnapshotItem| price(&row.price).is_none().then_some(LeftOutReason::NoPrice);
    parted(rows, no_price, item)
}

fn no_id(id: Option<&str>) -> Option<LeftOutReason> {
    id.is_none_or(str::is_empty).then_some(LeftOutReason::NoId)
}

fn shortened(row: &impl Serialize) -> String {
    let text = serde_json::to_string(row).unwrap_or_default();
    text.chars().take(LONGEST_LEFT_OUT).collect()
}
fn client(row: SnapshotClient) -> IncomingClient {
    IncomingClient {
        server_id: row.id.unwrap_or_default(),
        full_name: row.full_name,
        phone: row.phone,
        email: row.email,
        address: row.address,
        idempotency_key: row.idempotency_key,
    }
}

fn patient(row: SnapshotPatient) -> IncomingPatient {
    IncomingPatient {
        server_id: row.id.unwrap_or_default(),
        name: row.name,
        species: row.species,
        breed: row.breed,
        birth_date: row.birth_date.map(|date| date.chars().take(10).collect()),
        gender: row.gender,
        owner_server_id: row.owner_id,
        idempotency_key: row.idempotency_key,
    }
}

fn item(row: SnapshotItem) -> PriceItem {
    PriceItem {
        server_id: (!row.id.is_null()).then(|| row.id.to_string()),
        kind: ItemKind::parse(&row.kind).unwrap_or_default(),
        name: row.name,
        category: row.category,
        price: price(&row.price).unwrap_or_default(),
    }
}

/// Roubles as a number or as text; more than two decimals are rounded, as a server's own sums are.
fn price(value: &Value) -> Option<Kopecks> {
    let roubles = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let rounded = (roubles * 100.0).round() / 100.0;
    Kopecks::from_roubles(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_come_as_numbers_or_text() {
        let cases = [
            (serde_json::json!(1500), Some(150_000)),
            (serde_json::json!(96.5), Some(9_650)),
            (serde_json::json!("96.50"), Some(9_650)),
            (serde_json::json!(0.1 + 0.2), Some(30)),
            (serde_json::json!("дорого"), None),
            (serde_json::json!(null), None),
        ];
        for (value, expected) in cases {
            assert_eq!(price(&value).map(|kopecks| kopecks.0), expected, "{value}");
        }
    }
}
