//! The network half of a download: the answer is copied to the data folder as it comes, its rows counted on the
//! way, so that a person sees it grow and a cut or foreign answer is known before anything is applied.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::download::DownloadError;
use super::http::Http;
use crate::store::{List, SnapshotCounts};

/// A body that never ends must not fill the disk: forty times a large clinic.
const MAX_SPOOL: u64 = 1024 * 1024 * 1024;
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
    let file = create_private(spool).map_err(DownloadError::Spool)?;
    let mut copied = Copying { body, file, length: 0, failed: None };
    let mut parser = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 * 1024, &mut copied));
    let mut received = Received::default();
    let counting = Counting { received: &mut received, progress };
    let read = parser.deserialize_map(counting).and_then(|()| parser.end());
    match (copied.failed.take(), read) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(DownloadError::NotASnapshot(error.to_string())),
        (None, Ok(())) => copied.file.flush().map(|()| received).map_err(DownloadError::Spool),
    }
}

/// Makes the file anew; names and phones of people are its owner's alone to read.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Reads from the network and keeps what it read in the file; remembers which of the two failed.
struct Copying<R> {
    body: R,
    file: File,
    length: u64,
    failed: Option<DownloadError>,
}

impl<R: Read> Copying<R> {
    fn fail(&mut self, failure: DownloadError) -> io::Error {
        self.failed = Some(failure);
        io::Error::other("the download failed")
    }
}

impl<R: Read> Read for Copying<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fail(DownloadError::CutShort(error))),
                Ok(read) => break read,
            }
        };
        self.length += read as u64;
        if self.length > MAX_SPOOL {
            return Err(self.fail(DownloadError::TooLong));
        }
        if let Err(error) = self.file.write_all(&buffer[..read]) {
            return Err(self.fail(DownloadError::Spool(error)));
        }
        Ok(read)
    }
}

/// The top level of a snapshot, of which only the number of rows is wanted.
struct Counting<'a> {
    received: &'a mut Received,
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
                    map.next_value_seed(CountedRows { list, count, progress: &mut *self.progress })?;
                }
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}

struct CountedRows<'a> {
    list: List,
    count: &'a mut u64,
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
            *self.count += 1;
            if *self.count % PROGRESS_STEP == 0 {
                (self.progress)(self.list, *self.count);
            }
        }
        (self.progress)(self.list, *self.count);
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_its_owner_reads_the_spool() {
        let folder = tempfile::tempdir().unwrap();
        let file = create_private(&folder.path().join("clinic.download")).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
    }
}
