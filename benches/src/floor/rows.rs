//! The same rows into the same schema: one thread, one transaction, one prepared statement a table, all indexes there.

use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rusqlite::{Connection, Statement, params};
use vetsystem_companion::domain::{fold, search_digits};

use super::snapshot::{self, Client, Item, Patient, Sink};

/// What a bare program would set: the log, its sync at checkpoints only, and 12 MB for pages, as much as helps here.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; \
                        PRAGMA cache_size = -12000";

/// What was written, and how long it took from the first byte to the end of the commit.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    pub rows: u64,
    pub took: Duration,
}

/// Writes a snapshot into an empty store file, whose schema is there, and closes it.
pub fn write(store: &Path, body: impl Read) -> anyhow::Result<Written> {
    let connection = Connection::open(store)?;
    connection.execute_batch(SETTINGS)?;
    let begun = Instant::now();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let rows = {
        let mut writer = Writer::prepare(&connection)?;
        snapshot::read(body, &mut writer).context("the snapshot")?;
        writer.rows
    };
    connection.execute_batch("COMMIT")?;
    let took = begun.elapsed();
    connection.close().map_err(|(_, error)| error)?;
    Ok(Written { rows, took })
}

struct Writer<'c> {
    client: Statement<'c>,
    patient: Statement<'c>,
    item: Statement<'c>,
    rows: u64,
}

impl<'c> Writer<'c> {
    fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            client: connection.prepare(include_str!("sql/client.sql"))?,
            patient: connection.prepare(include_str!("sql/patient.sql"))?,
            item: connection.prepare(include_str!("sql/item.sql"))?,
            rows: 0,
        })
    }

    fn count(&mut self, written: usize) {
        self.rows += written as u64;
    }
}

impl Sink for Writer<'_> {
    type Client = Client;
    type Patient = Patient;
    type Item = Item;
    type Error = rusqlite::Error;

    fn client(&mut self, row: Client) -> rusqlite::Result<()> {
        let Client { id, full_name, phone, email, address } = row;
        let written = self.client.execute(params![
            id,
            full_name,
            phone,
            email,
            address,
            fold(&full_name),
            search_digits(&phone)
        ])?;
        self.count(written);
        Ok(())
    }

    fn patient(&mut self, row: Patient) -> rusqlite::Result<()> {
        let Patient { id, name, species, breed, birth_date, gender, owner_id } = row;
        let written = self.patient.execute(params![
            id,
            name,
            species,
            breed,
            birth_date,
            gender,
            owner_id,
            fold(&name)
        ])?;
        self.count(written);
        Ok(())
    }

    fn item(&mut self, row: Item) -> rusqlite::Result<()> {
        let Item { id, name, kind, price, category } = row;
        let category_folded = category.as_deref().map(fold).unwrap_or_default();
        let folded = fold(&name);
        let written = self.item.execute(params![
            id.to_string(),
            name,
            kind,
            price,
            category,
            folded,
            category_folded
        ])?;
        self.count(written);
        Ok(())
    }
}
