//! Reading a spooled clinic into the store, in one transaction. No more than a batch of rows is ever in memory.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::marker::PhantomData;
use std::path::Path;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::download::{DownloadError, List};
use super::protocol::{SnapshotClient, SnapshotItem, SnapshotPatient};
use crate::domain::{ItemKind, Kopecks, PriceItem};
use crate::store::{IncomingClient, IncomingPatient, SnapshotWriter};

/// Rows handed to the store at a time.
const BATCH: usize = 5_000;
/// A price list is matched all at once: one this long, a hundred times a clinic's, would not fit into memory.
const MAX_PRICES: usize = 100_000;

/// Feeds a spooled snapshot to an open snapshot transaction; an error means that it must be dropped.
pub(super) fn apply(spool: &Path, writer: &mut SnapshotWriter<'_>) -> Result<(), DownloadError> {
    let mut file = File::open(spool).map_err(DownloadError::Spool)?;
    let mut sink = Sink { writer, failed: None, seen: Vec::new(), postponed: false, prices: Vec::new() };
    sink.read(&file)?;
    if sink.postponed {
        // Patients stood before the clients they belong to: once more, for them alone.
        file.rewind().map_err(DownloadError::Spool)?;
        sink.postponed = false;
        sink.read(&file)?;
    }
    [List::Clients, List::Patients, List::Nomenclature]
        .into_iter()
        .find(|list| !sink.seen.contains(list))
        .map_or(Ok(()), |missing| Err(DownloadError::ListMissing(missing)))
}

/// Where the rows of a snapshot go.
struct Sink<'a, 'w> {
    writer: &'a mut SnapshotWriter<'w>,
    /// Why the parse was ended.
    failed: Option<DownloadError>,
    seen: Vec<List>,
    postponed: bool,
    prices: Vec<PriceItem>,
}

impl Sink<'_, '_> {
    fn read(&mut self, file: &File) -> Result<(), DownloadError> {
        let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(256 * 1024, file));
        let read = parser.deserialize_map(SnapshotVisitor(self)).and_then(|()| parser.end());
        match (self.failed.take(), read) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(DownloadError::NotASnapshot(error.to_string())),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Whether a list is to be read now, and notes it.
    fn wants(&mut self, list: List) -> bool {
        if self.seen.contains(&list) {
            return false;
        }
        if list == List::Patients && !self.seen.contains(&List::Clients) {
            self.postponed = true;
            return false;
        }
        self.seen.push(list);
        true
    }

    fn clients(&mut self, rows: Vec<SnapshotClient>) -> Result<(), DownloadError> {
        Ok(self.writer.clients(rows.into_iter().filter_map(incoming_client).collect())?)
    }

    fn patients(&mut self, rows: Vec<SnapshotPatient>) -> Result<(), DownloadError> {
        Ok(self.writer.patients(rows.into_iter().filter_map(incoming_patient).collect())?)
    }

    fn prices(&mut self, rows: Vec<SnapshotItem>) -> Result<(), DownloadError> {
        self.prices.extend(rows.into_iter().filter_map(price_item));
        if self.prices.len() > MAX_PRICES { Err(DownloadError::TooLong) } else { Ok(()) }
    }

    fn price_list(&mut self) -> Result<(), DownloadError> {
        let prices = std::mem::take(&mut self.prices);
        Ok(self.writer.nomenclature(&prices)?)
    }
}

/// The top level: three lists among other things.
struct SnapshotVisitor<'s, 'a, 'w>(&'s mut Sink<'a, 'w>);

impl<'de> Visitor<'de> for SnapshotVisitor<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a snapshot object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let sink = self.0;
        while let Some(name) = map.next_key::<String>()? {
            match List::named(&name).filter(|list| sink.wants(*list)) {
                Some(List::Clients) => {
                    map.next_value_seed(Rows::new(sink, Sink::clients))?;
                }
                Some(List::Patients) => {
                    map.next_value_seed(Rows::new(sink, Sink::patients))?;
                }
                Some(List::Nomenclature) => {
                    map.next_value_seed(Rows::new(sink, Sink::prices))?;
                    let stored = sink.price_list();
                    stop_on(stored, sink)?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A failure that is not the parser's ends the parse and is remembered as what it is.
fn stop_on<E: serde::de::Error>(stored: Result<(), DownloadError>, sink: &mut Sink<'_, '_>) -> Result<(), E> {
    stored.map_err(|error| {
        sink.failed = Some(error);
        E::custom("the download failed")
    })
}

/// A list that is handed on in batches.
struct Rows<'s, 'a, 'w, T, F> {
    sink: &'s mut Sink<'a, 'w>,
    store: F,
    row: PhantomData<T>,
}

impl<'s, 'a, 'w, T, F> Rows<'s, 'a, 'w, T, F> {
    fn new(sink: &'s mut Sink<'a, 'w>, store: F) -> Self {
        Self { sink, store, row: PhantomData }
    }
}

impl<'de, 'a, 'w, T, F> DeserializeSeed<'de> for Rows<'_, 'a, 'w, T, F>
where
    T: DeserializeOwned,
    F: FnMut(&mut Sink<'a, 'w>, Vec<T>) -> Result<(), DownloadError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, 'a, 'w, T, F> Visitor<'de> for Rows<'_, 'a, 'w, T, F>
where
    T: DeserializeOwned,
    F: FnMut(&mut Sink<'a, 'w>, Vec<T>) -> Result<(), DownloadError>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let row = rows.next_element::<T>()?;
            let at_end = row.is_none();
            batch.extend(row);
            if batch.len() == BATCH || (at_end && !batch.is_empty()) {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                let stored = (self.store)(self.sink, full);
                stop_on::<A::Error>(stored, self.sink)?;
            }
            if at_end {
                return Ok(());
            }
        }
    }
}

/// Without an id a row has no identity to come back under.
fn incoming_client(row: SnapshotClient) -> Option<IncomingClient> {
    let Some(server_id) = row.id.filter(|id| !id.is_empty()) else {
        tracing::warn!("a client without an id was left out");
        return None;
    };
    Some(IncomingClient {
        server_id,
        full_name: row.full_name,
        phone: row.phone,
        email: row.email,
        address: row.address,
        idempotency_key: row.idempotency_key,
    })
}

fn incoming_patient(row: SnapshotPatient) -> Option<IncomingPatient> {
    let Some(server_id) = row.id.filter(|id| !id.is_empty()) else {
        tracing::warn!("a patient without an id was left out");
        return None;
    };
    Some(IncomingPatient {
        server_id,
        name: row.name,
        species: row.species,
        breed: row.breed,
        birth_date: row.birth_date.map(|date| date.chars().take(10).collect()),
        gender: row.gender,
        owner_server_id: row.owner_id,
        idempotency_key: row.idempotency_key,
    })
}

fn price_item(row: SnapshotItem) -> Option<PriceItem> {
    let Some(price) = price(&row.price) else {
        tracing::warn!(name = row.name, price = %row.price, "a price item without a price was left out");
        return None;
    };
    Some(PriceItem {
        server_id: (!row.id.is_null()).then(|| row.id.to_string()),
        kind: ItemKind::parse(&row.kind).unwrap_or_default(),
        name: row.name,
        category: row.category,
        price,
    })
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
