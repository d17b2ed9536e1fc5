//! Small files that are written whole or not at all, for their owner's eyes only.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use uuid::Uuid;

/// Puts a text in place of a file's, on the disk when this returns: a reader sees the old text or the new one, never
/// half of it, and only the owner can read it from its first byte on. Programs that write at once do not meet: each
/// writes a file of its own name, and the last to put it in place stays.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension(format!("{}.new", Uuid::new_v4().simple()));
    let written = write_private(&new, text).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // What could not be put in place; if it cannot be removed either, the first error says why.
        fs::remove_file(&new).ok();
    }
    written
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn writers_at_once_all_succeed_and_one_whole_text_stays() {
        const WRITERS: usize = 8;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let together = Barrier::new(WRITERS);
        let text = |writer: usize| writer.to_string().repeat(10_000);
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (path, together, text) = (&path, &together, text(writer));
                scope.spawn(move || {
                    together.wait();
                    write_whole(path, &text).unwrap();
                });
            }
        });
        let stays = fs::read_to_string(&path).unwrap();
        assert!((0..WRITERS).any(|writer| stays == text(writer)), "{:?}", stays.get(..20));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_cannot_be_put_in_place_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::create_dir(&path).unwrap();
        assert!(write_whole(&path, "text").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
