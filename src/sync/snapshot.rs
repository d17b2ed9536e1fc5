//! Reading a spooled clinic into the store, in one transaction. No more than a batch of rows is ever in memory.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::marker::PhantomData;
use std::path::Path;
use std::rc::Rc;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::download::DownloadError;
use super::protocol::{SnapshotClient, SnapshotItem, SnapshotPatient};
use super::rows;
use crate::domain::PriceItem;
use crate::store::{LeftOut, List, Mark, SnapshotWriter};

/// Rows handed to the store at a time.
const BATCH: usize = 5_000;
/// The same, in bytes of the snapshot: rows may be long.
const BATCH_BYTES: u64 = 8 * 1024 * 1024;
/// A price list is matched all at once: one this long, a hundred times a clinic's, would not fit into memory.
const MAX_PRICES: usize = 100_000;
const MAX_PRICE_BYTES: usize = 32 * 1024 * 1024;
/// Rows that may have no place in the store; with more of them it is no clinic's snapshot.
const MAX_LEFT_OUT: u64 = 10_000;

/// Feeds a spooled snapshot to an open snapshot transaction; an error means that it must be dropped. Gives where to go
/// on in the server's changes, where it says so.
pub(super) fn apply(spool: &Path, writer: &mut SnapshotWriter<'_>) -> Result<Option<Mark>, DownloadError> {
    let mut file = File::open(spool).map_err(DownloadError::Spool)?;
    let mut sink = Sink {
        writer,
        failed: None,
        seen: Vec::new(),
        postponed: false,
        prices: Vec::new(),
        price_bytes: 0,
        epoch: None,
        cursor: None,
        read: Rc::default(),
    };
    sink.read(&file)?;
    if sink.postponed {
        // Patients stood before the clients they belong to: once more, for them alone.
        file.rewind().map_err(DownloadError::Spool)?;
        sink.postponed = false;
        sink.read(&file)?;
    }
    match List::ALL.into_iter().find(|list| !sink.seen.contains(list)) {
        Some(missing) => Err(DownloadError::ListMissing(missing)),
        None => Ok(sink.epoch.zip(sink.cursor).map(|(epoch, cursor)| Mark { epoch, cursor })),
    }
}

/// Where the rows of a snapshot go.
struct Sink<'a, 'w> {
    writer: &'a mut SnapshotWriter<'w>,
    /// Why the parse was ended.
    failed: Option<DownloadError>,
    seen: Vec<List>,
    postponed: bool,
    prices: Vec<PriceItem>,
    epoch: Option<String>,
    cursor: Option<String>,
    price_bytes: usize,
    /// How many bytes of the snapshot were read.
    read: Rc<Cell<u64>>,
}

/// Counts what is read of a file.
struct Counted<'f>(&'f File, Rc<Cell<u64>>);

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.set(self.1.get() + read as u64);
        Ok(read)
    }
}

impl Sink<'_, '_> {
    fn read(&mut self, file: &File) -> Result<(), DownloadError> {
        let counted = Counted(file, Rc::clone(&self.read));
        let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(256 * 1024, counted));
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
        let (rows, left_out) = rows::clients(rows);
        self.leave_out(List::Clients, &left_out)?;
        Ok(self.writer.clients(rows)?)
    }

    fn patients(&mut self, rows: Vec<SnapshotPatient>) -> Result<(), DownloadError> {
        let (rows, left_out) = rows::patients(rows);
        self.leave_out(List::Patients, &left_out)?;
        Ok(self.writer.patients(rows)?)
    }

    fn prices(&mut self, rows: Vec<SnapshotItem>) -> Result<(), DownloadError> {
        let (rows, left_out) = rows::items(rows);
        self.leave_out(List::Nomenclature, &left_out)?;
        self.price_bytes += rows.iter().map(bytes_of).sum::<usize>();
        self.prices.extend(rows);
        let too_long = self.prices.len() > MAX_PRICES || self.price_bytes > MAX_PRICE_BYTES;
        if too_long { Err(DownloadError::TooLong) } else { Ok(()) }
    }

    fn leave_out(&mut self, list: List, rows: &[LeftOut]) -> Result<(), DownloadError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.writer.leave_out(list, rows)?;
        if self.writer.counts().of(list).left_out > MAX_LEFT_OUT {
            return Err(DownloadError::NotASnapshot(format!("{} without ids or prices", list.as_str())));
        }
        Ok(())
    }

    fn price_list(&mut self) -> Result<(), DownloadError> {
        let prices = std::mem::take(&mut self.prices);
        Ok(self.writer.nomenclature(&prices)?)
    }
}

fn bytes_of(item: &PriceItem) -> usize {
    let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    item.name.len() + optional(&item.category) + optional(&item.server_id)
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
            match name.as_str() {
                "epoch" => {
                    sink.epoch = map.next_value()?;
                    continue;
                }
                "cursor" => {
                    sink.cursor = map.next_value()?;
                    continue;
                }
                _ => {}
            }
            match List::parse(&name).filter(|list| sink.wants(*list)) {
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
        let mut batch = Vec::new();
        let mut handed_over = self.sink.read.get();
        loop {
            let row = rows.next_element::<T>()?;
            let at_end = row.is_none();
            batch.extend(row);
            let read = self.sink.read.get();
            let is_full = batch.len() == BATCH || read - handed_over >= BATCH_BYTES;
            if !batch.is_empty() && (is_full || at_end) {
                handed_over = read;
                let full = std::mem::take(&mut batch);
                let stored = (self.store)(self.sink, full);
                stop_on::<A::Error>(stored, self.sink)?;
            }
            if at_end {
                return Ok(());
            }
        }
    }
}
