//! Bare commits: one row a transaction, on the disk before it returns.

use std::path::Path;

use rusqlite::{Connection, params};

const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                        CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT";

/// A file of its own with one table of one column.
#[derive(Debug)]
pub struct Commits(Connection);

impl Commits {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        Ok(Self(connection))
    }

    /// Writes so many rows in one commit.
    pub fn commit(&mut self, rows: usize) -> rusqlite::Result<()> {
        self.0.execute_batch("BEGIN IMMEDIATE")?;
        {
            let mut insert = self.0.prepare("INSERT INTO bare (text) VALUES (?1)")?;
            for row in 0..rows {
                insert.execute(params![format!("a row as long as a client's action is, number {row}")])?;
            }
        }
        self.0.execute_batch("COMMIT")
    }
}
