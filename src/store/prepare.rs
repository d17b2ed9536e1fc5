//! Makes rows of a snapshot ready to be written: those that came as they stand in the store are left out of it. It needs
//! no store, so it is done on another thread than the writing.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::SnapshotError;
use super::batch::Batch;
use super::incoming::{Incoming, IncomingClient, IncomingPatient};
use super::jsonb::Rows;
use super::row_hash::{Known, RowHash};

/// How a snapshot's rows are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As servers send them: no id comes twice as different rows.
    Quick,
    /// Each row is compared, also where a quick reading would know it: the last one of an id stands.
    Thorough,
}

/// What is to be done with the rows of a snapshot that come one after another.
#[derive(Debug)]
pub struct Preparer {
    pub(super) way: Way,
}

#[derive(Debug)]
pub(super) enum Way {
    /// The store has no row: each is written as it comes, with the next local id.
    Fill(Fill),
    Compare(Compare),
}

#[derive(Debug)]
pub(super) struct Fill {
    next_client: i64,
    next_patient: i64,
    /// Local ids of clients by the hashes of their server ids.
    owners: HashMap<i64, i64>,
}

#[derive(Debug, Default)]
pub(super) struct Compare {
    pub clients: Known,
    pub patients: Known,
}

impl Preparer {
    pub fn clients(&mut self, rows: Vec<IncomingClient>) -> Result<Batch, SnapshotError> {
        match &mut self.way {
            Way::Fill(fill) => fill.clients(&rows),
            Way::Compare(compare) => Ok(changed(&mut compare.clients, rows)),
        }
    }

    /// Patients come after all clients: their owners are looked up.
    pub fn patients(&mut self, rows: Vec<IncomingPatient>) -> Result<Batch, SnapshotError> {
        match &mut self.way {
            Way::Fill(fill) => Ok(fill.patients(&rows)),
            Way::Compare(compare) => Ok(changed(&mut compare.patients, rows)),
        }
    }
}

fn changed<T: Incoming>(known: &mut Known, rows: Vec<T>) -> Batch {
    let received = rows.len() as u64;
    let mut again = 0;
    let mut has_changed = |row: &T| match known.note(row.hash()) {
        None => true,
        Some(came_before) => {
            again += u64::from(came_before);
            false
        }
    };
    let changed = rows.into_iter().filter(&mut has_changed).collect();
    Batch { received, again, ..Batch::of::<T>(changed) }
}

impl Compare {
    pub(super) async fn begin(conn: &mut SqliteConnection) -> sqlx::Result<Self> {
        let clients = Known::read(conn, include_str!("sql/snapshot/hashes_of_clients.sql")).await?;
        let patients = Known::read(conn, include_str!("sql/snapshot/hashes_of_patients.sql")).await?;
        Ok(Self { clients, patients })
    }
}

impl Fill {
    pub(super) async fn begin(conn: &mut SqliteConnection) -> sqlx::Result<Self> {
        let (next_client, next_patient) =
            sqlx::query_as(include_str!("sql/snapshot/next_ids.sql")).fetch_one(conn).await?;
        Ok(Self { next_client, next_patient, owners: HashMap::new() })
    }

    fn clients(&mut self, rows: &[IncomingClient]) -> Result<Batch, SnapshotError> {
        let mut cells = Rows::default();
        for row in rows {
            let id = self.next_client;
            self.next_client += 1;
            if self.owners.insert(hash(&row.server_id), id).is_some() {
                return Err(SnapshotError::Ambiguous);
            }
            row.write_cells(&mut cells);
            cells.integer(id).end_row();
        }
        Ok(filling::<IncomingClient>(rows.len(), cells))
    }

    fn patients(&mut self, rows: &[IncomingPatient]) -> Batch {
        let mut cells = Rows::default();
        for row in rows {
            let owner = row.owner_server_id.as_deref().and_then(|id| self.owners.get(&hash(id)));
            row.write_cells(&mut cells);
            cells.integer(self.next_patient);
            match owner {
                Some(id) => cells.integer(*id),
                None => cells.null(),
            };
            cells.end_row();
            self.next_patient += 1;
        }
        filling::<IncomingPatient>(rows.len(), cells)
    }
}

fn filling<T: Incoming>(count: usize, rows: Rows) -> Batch {
    let count = count as u64;
    Batch {
        kind: T::KIND,
        received: count,
        again: 0,
        changed: count,
        has_keys: false,
        rows: rows.into_bytes(),
    }
}

fn hash(id: &str) -> i64 {
    RowHash::new().text(id).finish()
}
