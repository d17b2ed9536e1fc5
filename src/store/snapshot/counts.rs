//! What a snapshot comes to, list by list.

use sqlx::SqliteConnection;

use super::SnapshotError;

/// The lists of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Clients,
    Patients,
    Nomenclature,
}

impl List {
    pub const ALL: [Self; 3] = [Self::Clients, Self::Patients, Self::Nomenclature];

    /// Its name in a snapshot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Patients => "patients",
            Self::Nomenclature => "nomenclature",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == name)
    }
}

/// What a snapshot of one list came to: `received = stored + repeated + left_out`, or it is not applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    pub received: u64,
    /// In the store afterwards, and not archived.
    pub stored: u64,
    /// Rows whose server id stood more than once; the last one won.
    pub repeated: u64,
    /// Rows that have no place in the store: `left_out` says which, and why.
    pub left_out: u64,
    pub inserted: u64,
    pub updated: u64,
    /// Rows the server no longer has.
    pub archived: u64,
}

/// What a snapshot came to, list by list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotCounts {
    pub clients: ListCounts,
    pub patients: ListCounts,
    pub nomenclature: ListCounts,
}

impl SnapshotCounts {
    pub fn of(&self, list: List) -> &ListCounts {
        match list {
            List::Clients => &self.clients,
            List::Patients => &self.patients,
            List::Nomenclature => &self.nomenclature,
        }
    }

    pub(super) fn of_mut(&mut self, list: List) -> &mut ListCounts {
        match list {
            List::Clients => &mut self.clients,
            List::Patients => &mut self.patients,
            List::Nomenclature => &mut self.nomenclature,
        }
    }
}

/// Counts rows of each list: those that were there before, or, looked up again, those that came. An apply that lost
/// one must not look whole.
pub(super) async fn count_stored(
    conn: &mut SqliteConnection,
    statement: &'static str,
    counts: &mut SnapshotCounts,
) -> sqlx::Result<()> {
    let (clients, patients, items): (i64, i64, i64) = sqlx::query_as(statement).fetch_one(conn).await?;
    counts.clients.stored = clients.unsigned_abs();
    counts.patients.stored = patients.unsigned_abs();
    counts.nomenclature.stored = items.unsigned_abs();
    Ok(())
}

pub(super) fn check_counts(counts: &SnapshotCounts) -> Result<(), SnapshotError> {
    let adds_up = |counts: &ListCounts| counts.received == counts.stored + counts.repeated + counts.left_out;
    match List::ALL.into_iter().find(|list| !adds_up(counts.of(*list))) {
        None => Ok(()),
        Some(list) => Err(SnapshotError::Miscounted { list, counts: *counts.of(list) }),
    }
}
