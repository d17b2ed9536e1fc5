//! The rows of the best hits, read as one JSON text: one by one each row would be another switch between threads.

use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;

use super::super::{ClientListRow, ClientRow, ItemRow, PatientListRow, PatientRow, RowState};
use super::from_json;
use crate::domain::{Gender, ItemKind, Kopecks, QueueState};

type Text = Option<String>;

/// A row as the cells that its statement shows, in their order.
pub(super) trait Shown: Sized {
    type Cells: DeserializeOwned;

    /// `None`: a word that this program does not know.
    fn of(cells: Self::Cells) -> Option<Self>;
}

impl Shown for ClientListRow {
    type Cells = (i64, Text, String, String, Text, Text, i64, Text, String);

    fn of(cells: Self::Cells) -> Option<Self> {
        let (id, server_id, full_name, phone, email, address, synced, queued, animals) = cells;
        let (synced, state) = (synced != 0, state(queued, synced)?);
        let client = ClientRow { id, server_id, full_name, phone, email, address, synced, state };
        Some(Self { client, animals })
    }
}

impl Shown for PatientListRow {
    type Cells = (i64, Text, String, String, Text, Text, Text, Option<i64>, Text, i64, Text, Text, Text);

    fn of(cells: Self::Cells) -> Option<Self> {
        let (id, server_id, name, species, breed, birth_date, gender, client_id, ..) = cells;
        let (.., owner_server_id, synced, queued, owner_name, owner_phone) = cells;
        let patient = PatientRow {
            id,
            server_id,
            name,
            species,
            breed,
            birth_date: birth_date.and_then(|date| date.get(..10)?.parse().ok()),
            gender: gender.as_deref().and_then(Gender::parse),
            client_id,
            owner_server_id,
            synced: synced != 0,
            state: state(queued, synced)?,
        };
        Some(Self { patient, owner_name, owner_phone })
    }
}

impl Shown for ItemRow {
    type Cells = (i64, Text, String, String, Text, i64);

    fn of(cells: Self::Cells) -> Option<Self> {
        let (id, server_id, kind, name, category, price) = cells;
        Some(Self { id, server_id, kind: ItemKind::parse(&kind)?, name, category, price: Kopecks(price) })
    }
}

fn state(queued: Text, synced: i64) -> Option<RowState> {
    match queued {
        Some(state) => QueueState::parse(&state).map(RowState::Queued),
        None if synced != 0 => Some(RowState::OnServer),
        None => Some(RowState::LocalOnly),
    }
}

/// The rows that a statement shows.
pub(super) fn rows<T: Shown>(row: &SqliteRow, column: usize) -> sqlx::Result<Vec<T>> {
    let cells: Vec<T::Cells> = from_json(row, column)?;
    let unknown = || sqlx::Error::Decode("an unknown word".into());
    cells.into_iter().map(|cells| T::of(cells).ok_or_else(unknown)).collect()
}
