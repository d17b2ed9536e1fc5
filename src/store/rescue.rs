//! A damaged store put together again: the damaged file is kept, the newest sound copy taken in its place, or an empty
//! store where there is none, and what can still be read of the damaged one put into it.
//!
//! It may be cut short anywhere and begins anew with the next opening: until the store is in its place the note
//! beside it stays, and once the damaged file is kept whole it is read from there.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::guard::{self, InUse};
use super::open::BUSY_TIMEOUT;
use super::{Restored, Store, StoreError, copies};

/// The page size of every store.
const PAGE: usize = 4096;
/// What a page of zeros stands for in a kept file: the disk did not give it back.
const UNREADABLE: [u8; PAGE] = [0; PAGE];
const HEADER: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether what does not open was a store of this program before it was damaged.
pub(super) fn was_ours(path: &Path, error: &StoreError) -> bool {
    const OURS: &[u8] = b"CREATE TABLE sync_queue";
    let says_so = |path: &Path| {
        fs::read(path).is_ok_and(|bytes| bytes.windows(OURS.len()).any(|window| window == OURS))
    };
    let unreadable = error.is_damage() || matches!(error, StoreError::NotAStore { .. });
    let known = matches!(error, StoreError::Damaged { .. });
    known || unreadable && (!copies::of(path).is_empty() || says_so(path) || says_so(&beside(path, "-wal")))
}

/// Puts the store together again. `None`: another has done it meanwhile.
pub(super) fn rescue(path: &Path) -> Result<Option<Restored>, StoreError> {
    let Some(_alone) = InUse::alone(path, BUSY_TIMEOUT)? else { return Ok(None) };
    let folder = copies::private_folder(path.with_file_name("damaged"))?;
    let failed = |source| StoreError::Folder { path: folder.clone(), source };
    let kept = match guard::kept_at(path) {
        Some(kept) => kept,
        None => keep(path, &folder).map_err(failed)?,
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let desk = folder.join(format!("{name}.mending"));
    fs::remove_dir_all(&desk).or_else(unless_missing).map_err(failed)?;
    let desk = copies::private_folder(desk)?;
    let (torn, new) = (desk.join("torn.db"), desk.join("new.db"));
    copy_readable(&kept, &torn).map_err(failed)?;
    let mut copy = None;
    let mut store = from_copy(path, &new, &mut copy)?;
    mend_header(&torn, &new).map_err(failed)?;
    let restored = store.salvage(&torn, copy, &kept)?;
    store.fold_log()?;
    drop(store);
    put_in_place(&new, path).map_err(failed)?;
    guard::remove_note(path).map_err(failed)?;
    if let Err(error) = fs::remove_dir_all(&desk) {
        tracing::warn!(%error, "what the store was put together on stays behind");
    }
    tracing::warn!(?restored, "the store was put together again");
    Ok(Some(restored))
}

/// Copies the damaged file with its log to a name that is free, and notes it.
fn keep(path: &Path, folder: &Path) -> io::Result<PathBuf> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut names = (1..).map(|n: u32| folder.join(format!("{name}-{n}.db")));
    let kept = names.find(|path| !path.exists()).unwrap_or_default();
    copy_readable(path, &kept)?;
    guard::note_kept(path, &kept)?;
    Ok(kept)
}

/// The newest copy that is sound, brought up to date; an empty store where there is none.
fn from_copy(path: &Path, new: &Path, made_at: &mut Option<DateTime<Utc>>) -> Result<Store, StoreError> {
    for copy in copies::of(path) {
        let taken =
            fs::copy(&copy, new).map_err(|source| StoreError::Folder { path: copy.clone(), source })?;
        tracing::info!(?copy, bytes = taken, "a copy of the store");
        let opened = Store::open_sound(new).and_then(|mut store| {
            let sound = store.run(async |conn| copies::is_sound(conn).await)?;
            Ok(sound.then_some(store))
        });
        match opened {
            Ok(Some(store)) => {
                *made_at = copies::made_at(&copy);
                return Ok(store);
            }
            Ok(None) => {}
            Err(error) if error.is_damage() || matches!(error, StoreError::NotAStore { .. }) => {}
            Err(error) => return Err(error),
        }
        remove_store(new).map_err(|source| StoreError::Folder { path: new.to_owned(), source })?;
    }
    Store::open_sound(new)
}

/// Makes the torn file one that SQLite opens: a header that is none is replaced by a sound one's, and the number of
/// pages is no longer believed, so that a file that was cut short shows what it has.
fn mend_header(torn: &Path, sound: &Path) -> io::Result<()> {
    let mut header = [0; HEADER];
    let mut file = File::options().read(true).write(true).open(torn)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(MAGIC) {
        File::open(sound)?.read_exact(&mut header)?;
        // Of the other file, and not needed to read this one.
        header[32..40].fill(0);
    }
    for byte in &mut header[92..96] {
        *byte = !*byte;
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

/// Copies a store and its log; what the disk no longer gives back becomes zeros.
fn copy_readable(from: &Path, to: &Path) -> io::Result<()> {
    copy_pages(from, to)?;
    copy_pages(&beside(from, "-wal"), &beside(to, "-wal"))
}

fn copy_pages(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = match File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    super::open::create_private(to);
    let mut target = File::options().write(true).truncate(true).open(to)?;
    let (mut page, length) = ([0; PAGE], source.metadata()?.len());
    let mut at = 0;
    while at < length {
        let wanted = usize::try_from(length - at).map_or(PAGE, |rest| rest.min(PAGE));
        if source.seek(SeekFrom::Start(at)).and_then(|_| source.read_exact(&mut page[..wanted])).is_err() {
            page = UNREADABLE;
        }
        target.write_all(&page[..wanted])?;
        at += wanted as u64;
    }
    target.sync_all()
}

/// The damaged one goes, which is kept, and the new one takes its place.
fn put_in_place(new: &Path, path: &Path) -> io::Result<()> {
    File::options().write(true).open(new)?.sync_all()?;
    remove_store(path)?;
    fs::rename(new, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn remove_store(path: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        fs::remove_file(beside(path, end)).or_else(unless_missing)?;
    }
    Ok(())
}

fn unless_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
