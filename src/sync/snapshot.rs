//! Reading a spooled clinic into the store, in one transaction. A thread of its own reads and makes ready, while this one
//! writes; no more than a few batches of rows are ever in memory.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::marker::PhantomData;
use std::path::Path;
use std::rc::Rc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::download::DownloadError;
use super::protocol::{SnapshotClient, SnapshotItem, SnapshotPatient};
use super::rows;
use crate::domain::PriceItem;
use crate::store::{Batch, LeftOut, List, Mark, Preparer, Reading, SnapshotWriter};

/// Rows handed to the store at a time.
const BATCH: usize = 5_000;
/// The same, in bytes of the snapshot: rows may be long.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;
/// Batches that wait for the store.
const AHEAD: usize = 1;
/// A price list is matched all at once: one this long, a hundred times a clinic's, would not fit into memory.
const MAX_PRICES: usize = 100_000;
const MAX_PRICE_BYTES: usize = 32 * 1024 * 1024;
/// Rows that may have no place in the store; with more of them it is no clinic's snapshot.
const MAX_LEFT_OUT: usize = 10_000;

/// A snapshot that was fed to the store as a whole.
pub(super) struct Applied {
    pub prepared: Preparer,
    /// Where to go on in the server's changes, where it says so.
    pub mark: Option<Mark>,
}

/// What the store is to take next.
enum Part {
    Rows(Batch),
    LeftOut(List, Vec<LeftOut>),
    Prices(Vec<PriceItem>),
}

/// Feeds a spooled snapshot to an open snapshot transaction; an error means that it must be dropped.
pub(super) fn apply(
    spool: &Path,
    reading: Reading,
    writer: &mut SnapshotWriter<'_>,
) -> Result<Applied, DownloadError> {
    let preparer = writer.preparer(reading)?;
    let (sender, parts) = bounded(AHEAD);
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .name("download".to_owned())
            .spawn_scoped(scope, move || read(spool, preparer, sender))
            .map_err(DownloadError::Spool)?;
        // The channel goes with it: a reader that is ahead of a store that failed ends.
        let written = write(writer, parts);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(read)
    })
}

fn write(writer: &mut SnapshotWriter<'_>, parts: Receiver<Part>) -> Result<(), DownloadError> {
    for part in parts {
        match part {
            Part::Rows(batch) => writer.write(&batch)?,
            Part::LeftOut(list, rows) => writer.leave_out(list, &rows)?,
            Part::Prices(items) => writer.nomenclature(&items)?,
        }
    }
    Ok(())
}

fn read(spool: &Path, preparer: Preparer, parts: Sender<Part>) -> Result<Applied, DownloadError> {
    let mut file = File::open(spool).map_err(DownloadError::Spool)?;
    let mut sink = Sink {
        preparer,
        parts,
        failed: None,
        seen: Vec::new(),
        postponed: false,
        prices: Vec::new(),
        price_bytes: 0,
        left_out: [0; List::ALL.len()],
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
    if let Some(missing) = List::ALL.into_iter().find(|list| !sink.seen.contains(list)) {
        return Err(DownloadError::ListMissing(missing));
    }
    let mark = sink.epoch.zip(sink.cursor).map(|(epoch, cursor)| Mark { epoch, cursor });
    Ok(Applied { prepared: sink.preparer, mark })
}

/// Where the rows of a snapshot go.
struct Sink {
    preparer: Preparer,
    parts: Sender<Part>,
    /// Why the parse was ended.
    failed: Option<DownloadError>,
    seen: Vec<List>,
    postponed: bool,
    prices: Vec<PriceItem>,
    price_bytes: usize,
    left_out: [usize; List::ALL.len()],
    epoch: Option<String>,
    cursor: Option<String>,
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

impl Sink {
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
        self.leave_out(List::Clients, left_out)?;
        let batch = self.preparer.clients(rows)?;
        self.hand_on(Part::Rows(batch))
    }

    fn patients(&mut self, rows: Vec<SnapshotPatient>) -> Result<(), DownloadError> {
        let (rows, left_out) = rows::patients(rows);
        self.leave_out(List::Patients, left_out)?;
        let batch = self.preparer.patients(rows)?;
        self.hand_on(Part::Rows(batch))
    }

    /// A store that failed takes no more; it says why itself.
    fn hand_on(&self, part: Part) -> Result<(), DownloadError> {
        self.parts.send(part).map_err(|_refused| DownloadError::NotTaken)
    }

    fn prices(&mut self, rows: Vec<SnapshotItem>) -> Result<(), DownloadError> {
        let (rows, left_out) = rows::items(rows);
        self.leave_out(List::Nomenclature, left_out)?;
        self.price_bytes += rows.iter().map(bytes_of).sum::<usize>();
        self.prices.extend(rows);
        let too_long = self.prices.len() > MAX_PRICES || self.price_bytes > MAX_PRICE_BYTES;
        if too_long { Err(DownloadError::TooLong) } else { Ok(()) }
    }

    fn leave_out(&mut self, list: List, rows: Vec<LeftOut>) -> Result<(), DownloadError> {
        if rows.is_empty() {
            return Ok(());
        }
        let left_out = &mut self.left_out[list as usize];
        *left_out += rows.len();
        if *left_out > MAX_LEFT_OUT {
            return Err(DownloadError::NotASnapshot(format!("{} without ids or prices", list.as_str())));
        }
        self.hand_on(Part::LeftOut(list, rows))
    }

    fn price_list(&mut self) -> Result<(), DownloadError> {
        let prices = std::mem::take(&mut self.prices);
        self.hand_on(Part::Prices(prices))
    }
}

fn bytes_of(item: &PriceItem) -> usize {
    let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    item.name.len() + optional(&item.category) + optional(&item.server_id)
}

/// The top level: three lists among other things.
struct SnapshotVisitor<'s>(&'s mut Sink);

impl<'de> Visitor<'de> for SnapshotVisitor<'_> {
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
fn stop_on<E: serde::de::Error>(stored: Result<(), DownloadError>, sink: &mut Sink) -> Result<(), E> {
    stored.map_err(|error| {
        sink.failed = Some(error);
        E::custom("the download failed")
    })
}

/// A list that is handed on in batches.
struct Rows<'s, T, F> {
    sink: &'s mut Sink,
    store: F,
    row: PhantomData<T>,
}

impl<'s, T, F> Rows<'s, T, F> {
    fn new(sink: &'s mut Sink, store: F) -> Self {
        Self { sink, store, row: PhantomData }
    }
}

impl<'de, T, F> DeserializeSeed<'de> for Rows<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(&mut Sink, Vec<T>) -> Result<(), DownloadError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T, F> Visitor<'de> for Rows<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(&mut Sink, Vec<T>) -> Result<(), DownloadError>,
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
