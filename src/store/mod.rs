//! The workstation's store: one SQLite file per server and tenant, and the only code of the client that speaks SQL.
//!
//! A [`Store`] is one connection with blocking methods; the window's worker, the sync thread and every headless
//! command have their own. A write is one `BEGIN IMMEDIATE` transaction: all of it stays, or nothing.
//! What a user saves is synced to the disk before the call returns.

mod acknowledge;
mod appointments;
mod batch;
mod changes;
mod clients;
mod columns;
mod copies;
#[cfg(debug_assertions)]
mod crash;
mod elsewhere;
mod error;
mod fingerprint;
mod guard;
mod incoming;
mod indexes;
mod invoices;
mod journal;
mod jsonb;
mod kinds;
mod lost_actions;
mod meta;
mod money;
mod nomenclature;
mod open;
mod patients;
mod prepare;
mod problems;
mod queue;
mod report;
mod rescue;
mod resolve;
mod row_hash;
mod rows;
mod salvage;
mod save;
mod search;
mod settle;
mod snapshot;
mod upload;
mod verdict;

use std::path::PathBuf;
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};

pub use acknowledge::Delivery;
pub use batch::Batch;
pub use changes::{ChangesPage, Mark};
pub use elsewhere::unsent_elsewhere;
pub use error::{QueueError, SaveError, StoreError};
pub use fingerprint::Stamps;
pub use guard::{is_noted, note_damage};
pub use incoming::{IncomingClient, IncomingPatient, LeftOut, LeftOutReason};
pub use journal::{JournalRow, LeftOutRow};
pub use kinds::{RefusedKind, TriedAgain};
pub use meta::Contact;
pub use money::{Unchecked, UncheckedDay};
pub use open::for_its_owner;
pub use prepare::{Preparer, Reading};
pub use problems::{DayDiffers, Invoices, ProblemKind, Restored, ServerProblem, Shrink, Shrunk};
pub use report::{Counts, StoreReport, Tally};
pub use resolve::Resolution;
pub use rows::{
    AppointmentRow, ClientListRow, ClientRow, Found, InvoiceListRow, InvoiceRow, ItemRow, PatientListRow,
    PatientRow, QueueRow, RowState,
};
pub use save::{Author, SaveWarning, Saved};
pub use snapshot::{Ending, List, ListCounts, SnapshotCounts, SnapshotError, SnapshotWriter};
pub use upload::{Intent, Outgoing, Parent, SentTo, Young};
pub use verdict::{Applied, Verdict};

/// Which nouns a commit changed: what shows them asks again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one flag a noun")]
pub struct ChangeSet {
    pub clients: bool,
    pub patients: bool,
    pub nomenclature: bool,
    pub appointments: bool,
    pub invoices: bool,
    pub queue: bool,
}

impl ChangeSet {
    pub const ALL: Self = Self {
        clients: true,
        patients: true,
        nomenclature: true,
        appointments: true,
        invoices: true,
        queue: true,
    };

    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// One connection to a store file.
pub struct Store {
    runtime: tokio::runtime::Runtime,
    /// There until the store is dropped.
    conn: Option<SqliteConnection>,
    path: PathBuf,
    /// Let go of after the connection.
    in_use: guard::InUse,
    restored: Option<Restored>,
    search: search::Search,
}

impl Store {
    /// Runs one piece of work on the connection.
    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
        let conn = self.conn.as_mut().expect("a store has its connection until it is dropped");
        self.runtime.block_on(work(conn))
    }

    /// The same for what can only fail as SQL.
    fn block<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
    ) -> Result<T, StoreError> {
        Ok(self.run(work)?)
    }

    /// Runs work in one write transaction: committed when it succeeds, rolled back when it fails.
    fn transact<T, E: From<sqlx::Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within("BEGIN IMMEDIATE", work)
    }

    /// Runs work that only reads, and sees the store as it is at one moment.
    fn read<T, E: From<sqlx::Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within("BEGIN", work)
    }

    fn within<T, E: From<sqlx::Error>>(
        &mut self,
        begin: &'static str,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(async |conn| {
            // Not sqlx's transactions: a full disk ends one without their knowing, and then none begins any more.
            sqlx::raw_sql(begin).execute(&mut *conn).await?;
            let done = match work(&mut *conn).await {
                Ok(done) => sqlx::raw_sql("COMMIT").execute(&mut *conn).await.map(|_| done).map_err(E::from),
                Err(error) => Err(error),
            };
            if done.is_err()
                && let Err(error) = sqlx::raw_sql("ROLLBACK").execute(conn).await
            {
                tracing::debug!(%error, "the transaction had ended by itself");
            }
            done
        })
    }

    /// How long a write waits for another writer before it fails as busy; a minute unless told.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), StoreError> {
        let pragma = format!("PRAGMA busy_timeout = {}", patience.as_millis());
        self.block(async |conn| sqlx::raw_sql(sqlx::AssertSqlSafe(pragma)).execute(conn).await.map(drop))
    }

    /// A number that is another one after every commit that did not come through this connection. Cheap to ask for.
    pub fn data_version(&mut self) -> Result<i64, StoreError> {
        self.block(async |conn| sqlx::query_scalar("PRAGMA data_version").fetch_one(conn).await)
    }

    /// Whether the file is sound.
    pub fn integrity_check(&mut self) -> Result<bool, StoreError> {
        let found: String =
            self.run(async |conn| sqlx::query_scalar("PRAGMA integrity_check").fetch_one(conn).await)?;
        Ok(found == "ok")
    }
}

/// What was begun is ended before this returns: the file is nobody's then.
impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

impl Store {
    fn close(&mut self) {
        if let Some(conn) = self.conn.take()
            && let Err(error) = self.runtime.block_on(conn.close())
        {
            tracing::debug!(%error, "a store was not closed in order");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma(store: &mut Store, name: &'static str) -> String {
        let ask = async |conn: &mut SqliteConnection| {
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}")))
                .fetch_one(conn)
                .await
        };
        store.block(ask).unwrap()
    }

    #[test]
    fn a_save_is_on_the_disk_parents_are_held_and_readers_never_wait_or_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut store = Store::open(&path).unwrap();
        let full = |store: &mut Store| assert_eq!(pragma(store, "synchronous"), "2");
        full(&mut store);
        assert_eq!(pragma(&mut store, "foreign_keys"), "1");
        assert_eq!(pragma(&mut store, "journal_mode"), "wal");
        drop(store.begin_snapshot(chrono::DateTime::UNIX_EPOCH.fixed_offset()).unwrap());
        full(&mut store);

        let mut reader = Store::open_reader(&path).unwrap();
        let write = async |conn: &mut SqliteConnection| sqlx::raw_sql("DELETE FROM meta").execute(conn).await;
        assert!(reader.block(write).is_err());
    }

    #[test]
    fn on_a_full_disk_what_is_saved_stays_and_there_is_no_half_of_anything() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("store.db")).unwrap();
        let limit = |store: &mut Store, pragma: &'static str| {
            store.block(async |conn| sqlx::raw_sql(pragma).execute(conn).await.map(drop)).unwrap();
        };
        let text = str::to_owned;
        let author = Author::someone();
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
        let anna = crate::domain::ClientDraft {
            full_name: text("Анна"),
            phone: text("1"),
            ..crate::domain::ClientDraft::default()
        };
        // As many as there are, and no more.
        limit(&mut store, "PRAGMA max_page_count = 1");
        let mut saved = 0;
        let full = loop {
            match store.save_client(&author, now, None, &anna) {
                Ok(_) => saved += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(&full, SaveError::Store(error) if error.sqlite_code() == Some(13)), "{full:?}");
        assert!(store.integrity_check().unwrap());
        let counts = (store.queue().unwrap().len() as u64, store.report(now).unwrap().counts.clients);
        assert_eq!(counts, (saved, saved));
        limit(&mut store, "PRAGMA max_page_count = 1000000");
        // Where it is the log that has no room, the transaction has ended before anyone asks.
        let ended = store.transact(async |conn| {
            sqlx::raw_sql("ROLLBACK").execute(conn).await?;
            Err::<(), _>(sqlx::Error::WorkerCrashed)
        });
        assert!(matches!(ended, Err(sqlx::Error::WorkerCrashed)));
        assert!(store.save_client(&author, now, None, &anna).is_ok());
    }
}
