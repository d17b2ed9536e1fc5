//! The network half of a download: the answer is copied to the data folder as it comes, its rows counted on the
//! way, so that a person sees it grow and a cut or foreign answer is known before anything is applied.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::download::DownloadError;
use super::http::Http;
use crate::store::{List, SnapshotCounts, for_its_owner};

/// A body that never ends must not fill the disk: forty times a large clinic.
const MAX_SPOOL: u64 = 1024 * 1024 * 1024;
/// A row, or a name or a value beside the lists, that never ends must not fill the memory. A published server takes no
/// record a tenth as long.
const MAX_ROW: u64 = 1024 * 1024;
/// Rows between two words of progress.
const PROGRESS_STEP: u64 = 1_000;

/// How many rows of each list came over the wire: what is made of them must add up to it.
#[derive(Debug, Default)]
pub(super) struct Received([u64; List::ALL.len()]);

impl Received {
    pub(super) fn check(&self, counts: &SnapshotCounts) -> Result<(), DownloadError> {
        let lost = List::ALL.into_iter().zip(self.0).find(|(list, came)| counts.of(*list).received != *came);
        lost.map_or(Ok(()), |(list, _)| Err(DownloadError::Miscounted { list, counts: *counts.of(list) }))
    }

    fn count(&mut self, list: List) -> &mut u64 {
        &mut self.0[list as usize]
    }
}

/// Copies the answer into `spool`, which is made anew, and verifies that it is one whole JSON object.
/// `progress` hears how many rows of a list have come.
pub(super) fn spool(
    http: &Http,
    path: &str,
    workstation: &str,
    spool: &Path,
    progress: &mut dyn FnMut(List, u64),
) -> Result<Received, DownloadError> {
    let body = http.download(path, workstation)?;
    let limits = Limits { body: MAX_SPOOL, row: MAX_ROW };
    copy(body, create_private(spool).map_err(DownloadError::Spool)?, limits, progress)
}

/// In bytes.
#[derive(Clone, Copy)]
struct Limits {
    body: u64,
    row: u64,
}

fn copy(
    body: impl Read,
    file: File,
    limits: Limits,
    progress: &mut dyn FnMut(List, u64),
) -> Result<Received, DownloadError> {
    let row = Cell::new(0);
    let mut copied = Copying { body, file, left: limits, row: &row, failed: None };
    let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, &mut copied));
    let mut received = Received::default();
    let counting = Counting { received: &mut received, row: &row, progress };
    let read = parser.deserialize_map(counting).and_then(|()| parser.end());
    match (copied.failed.take(), read) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(DownloadError::NotASnapshot(error.to_string())),
        (None, Ok(())) => copied.file.flush().map(|()| received).map_err(DownloadError::Spool),
    }
}

/// Makes the file anew; names and phones of people are its owner's alone to read.
fn create_private(path: &Path) -> io::Result<File> {
    for_its_owner(File::options().write(true).create(true).truncate(true)).open(path)
}

/// Reads from the network and keeps what it read in the file; remembers which of the two failed.
struct Copying<'a, R> {
    body: R,
    file: File,
    /// So much may still come.
    left: Limits,
    /// The bytes since the last row's end.
    row: &'a Cell<u64>,
    failed: Option<DownloadError>,
}

impl<R: Read> Copying<'_, R> {
    fn fail(&mut self, failure: DownloadError) -> io::Error {
        self.failed = Some(failure);
        io::Error::other("the download failed")
    }
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed.is_some() {
            // A parser that gives up reads on: each time would be another wait for a network that is silent.
            return Err(io::Error::other("the download failed"));
        }
        let read = loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fail(DownloadError::CutShort(error))),
                Ok(read) => break read,
            }
        };
        let length = read as u64;
        if length > self.left.body || self.row.get() + length > self.left.row {
            return Err(self.fail(DownloadError::TooLong));
        }
        self.left.body -= length;
        self.row.set(self.row.get() + length);
        if let Err(error) = self.file.write_all(&buffer[..read]) {
            return Err(self.fail(DownloadError::Spool(error)));
        }
        Ok(read)
    }
}

/// The top level of a snapshot, of which only the number of rows is wanted.
struct Counting<'a> {
    received: &'a mut Received,
    row: &'a Cell<u64>,
    progress: &'a mut dyn FnMut(List, u64),
}

impl<'de> Visitor<'de> for Counting<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a snapshot object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match List::parse(&name) {
                Some(list) => {
                    let count = self.received.count(list);
                    let progress = &mut *self.progress;
                    map.next_value_seed(CountedRows { list, count, row: self.row, progress })?;
                }
                None => map.next_value_seed(Ignored(self.row))?,
            }
            self.row.set(0);
        }
        Ok(())
    }
}

struct CountedRows<'a> {
    list: List,
    count: &'a mut u64,
    row: &'a Cell<u64>,
    progress: &'a mut dyn FnMut(List, u64),
}

impl<'de> DeserializeSeed<'de> for CountedRows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for CountedRows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while rows.next_element::<IgnoredAny>()?.is_some() {
            self.row.set(0);
            *self.count += 1;
            if self.count.is_multiple_of(PROGRESS_STEP) {
                (self.progress)(self.list, *self.count);
            }
        }
        (self.progress)(self.list, *self.count);
        Ok(())
    }
}

/// What a later server may send beside the lists: a list of its own may be as long as it likes.
struct Ignored<'a>(&'a Cell<u64>);

impl<'de> DeserializeSeed<'de> for Ignored<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Ignored<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.0.set(0);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            self.0.set(0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says a beginning, and then the same for ever.
    struct Endless {
        begin: &'static [u8],
        again: &'static [u8],
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.begin.is_empty() {
                self.begin = self.again;
            }
            self.begin.read(buffer)
        }
    }

    /// Some times what is read at once: the limits count no finer.
    const SMALL: Limits = Limits { body: 512 * 1024, row: 128 * 1024 };

    fn copied(begin: &'static str, again: &'static str) -> (Result<(), DownloadError>, u64) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.download");
        let body = Endless { begin: begin.as_bytes(), again: again.as_bytes() };
        let copied = copy(body, create_private(&path).unwrap(), SMALL, &mut |_, _| {});
        (copied.map(drop), path.metadata().unwrap().len())
    }

    #[test]
    fn a_body_that_never_ends_is_cut() {
        let row = r#"{"id":"c","fullName":"Иван","phone":""},"#;
        for (begin, again) in [(r#"{"clients":["#, row), (r#"{"later":["#, "[1],")] {
            let (ended, length) = copied(begin, again);
            assert!(matches!(ended, Err(DownloadError::TooLong)), "{begin}: {ended:?}");
            assert!((SMALL.body - 64 * 1024..=SMALL.body).contains(&length), "{begin}: {length}");
        }
    }

    #[test]
    fn a_row_a_name_or_a_gap_that_never_ends_is_cut_before_it_fills_the_memory() {
        let never_ending = [
            (r#"{"clients":[{"id":""#, "ы"),
            (r#"{"clients":[{"id":"#, "["),
            (r#"{"later":"#, "["),
            (r#"{"later":""#, "ы"),
            ("{\"", "ы"),
            ("{", " "),
            (r#"{"clients":["#, " "),
            (r#"{"clients":[1"#, "1"),
        ];
        for (begin, again) in never_ending {
            let (ended, length) = copied(begin, again);
            assert!(matches!(ended, Err(DownloadError::TooLong)), "{begin}{again}: {ended:?}");
            assert!(length <= SMALL.row, "{begin}{again}: {length}");
        }
    }

    #[test]
    fn a_network_that_failed_is_not_read_again() {
        struct Once(bool);
        impl Read for Once {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                assert!(!std::mem::replace(&mut self.0, true), "read again");
                Err(io::ErrorKind::TimedOut.into())
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let file = create_private(&folder.path().join("clinic.download")).unwrap();
        let begun: &[u8] = br#"{"clients":[{"id":"c"}"#;
        let copied = copy(begun.chain(Once(false)), file, SMALL, &mut |_, _| {});
        assert!(matches!(copied, Err(DownloadError::CutShort(_))), "{copied:?}");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_spool() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = create_private(&folder.path().join("clinic.download")).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
    }
}
