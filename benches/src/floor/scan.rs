//! One pass over all names of the clinic in memory: what finding any part of any name costs without knowing anything.

use std::path::Path;

use memchr::memmem::Finder;
use rusqlite::Connection;

/// Folded names, one a line.
#[derive(Debug)]
pub struct Scan(Vec<u8>);

impl Scan {
    /// The names of a store's table.
    pub fn of(store: &Path, table: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open(store)?;
        let mut names = connection.prepare(&format!("SELECT name_folded FROM {table} WHERE archived = 0"))?;
        let mut all = Vec::new();
        let mut rows = names.query([])?;
        while let Some(row) = rows.next()? {
            all.extend_from_slice(row.get_ref(0)?.as_bytes()?);
            all.push(b'\n');
        }
        Ok(Self(all))
    }

    /// How often a folded text stands in them.
    pub fn count(&self, text: &str) -> usize {
        Finder::new(text).find_iter(&self.0).count()
    }
}
