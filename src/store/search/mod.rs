//! Search as people remember: any part of any word, name or phone or animal, any letter case, ё as е, a phone as
//! dictated, and a forgotten keyboard layout.
//!
//! It is answered from an index in memory, which is built when it is first wanted, or before, in small steps
//! ([`Store::prepare_search`]), and always as the store is at that moment; of the store itself only the rows that
//! are shown are read.

mod answers;
mod best;
mod build;
mod fresh;
mod index;
mod list;
mod loose;
mod needle;
mod numbers;
mod phones;
mod row_set;
mod show;
mod wanted;
mod words;

use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _, SqliteConnection};

use super::{ClientListRow, Found, ItemRow, PatientListRow, Store, StoreError};
use crate::domain::other_layout;
use best::Best;
use build::Building;
use fresh::Marks;
use index::Index;
use show::Shown;
use wanted::Wanted;

impl Store {
    /// Clients by name, phone or animal, best first; without text the recent ones, then А–Я.
    pub fn find_clients(&mut self, text: &str, limit: u32) -> Result<Found<ClientListRow>, StoreError> {
        self.find(&CLIENTS, text, limit)
    }

    /// So many clients from the row `first` on: the recent ones, then А–Я. Any part is as near as the beginning.
    pub fn list_clients(&mut self, first: u32, limit: u32) -> Result<Found<ClientListRow>, StoreError> {
        self.search(async |conn, search| {
            let total = search.total(conn, &CLIENTS).await?;
            let rows = sqlx::query(CLIENTS.all).bind(limit).bind(first).fetch_all(conn).await?;
            Ok(Found { rows: decode(&rows)?, total, swapped: None })
        })
    }

    /// Patients by name, or by their owner's name or phone, best first; without text А–Я.
    pub fn find_patients(&mut self, text: &str, limit: u32) -> Result<Found<PatientListRow>, StoreError> {
        self.find(&PATIENTS, text, limit)
    }

    /// Price items by name or category, best first; without text А–Я.
    pub fn find_items(&mut self, text: &str, limit: u32) -> Result<Found<ItemRow>, StoreError> {
        self.find(&ITEMS, text, limit)
    }

    /// Does one small step towards a search that answers at once. Whether it would now.
    pub fn prepare_search(&mut self) -> Result<bool, StoreError> {
        if let Some(index) = &self.search.index {
            let seen = index.seen;
            if self.block(Marks::read)? == seen {
                return Ok(true);
            }
        }
        self.search(async |conn, search| search.step(conn).await)
    }

    /// How many bytes the index takes.
    pub fn search_size(&self) -> usize {
        self.search.index.as_ref().map_or(0, Index::size)
    }

    fn find<T>(&mut self, noun: &Searchable, text: &str, limit: u32) -> Result<Found<T>, StoreError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Shown,
    {
        if Wanted::read(text).is_empty() {
            return self.search(async |conn, search| search.list(conn, noun, limit).await);
        }
        if let Some(found) = self.find_at_once(noun, text, limit)? {
            return Ok(found);
        }
        self.search(async |conn, search| search.find(conn, noun, text, limit).await)
    }

    /// What the index that is there finds, if it is as the store is: one statement tells that with the rows.
    fn find_at_once<T: Shown>(
        &mut self,
        noun: &Searchable,
        text: &str,
        limit: u32,
    ) -> Result<Option<Found<T>>, StoreError> {
        let Some(index) = self.search.index.take() else { return Ok(None) };
        let (found, marks) = self.block(async |conn| find(conn, &index, noun, text, limit).await)?;
        let fresh = marks == index.seen;
        self.search.index = Some(index);
        Ok(fresh.then_some(found))
    }

    /// Runs work with the index, on the store as it is at one moment. After an error the index is built anew.
    fn search<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection, &mut Search) -> sqlx::Result<T>,
    ) -> Result<T, StoreError> {
        let mut search = std::mem::take(&mut self.search);
        let done = self.read::<_, sqlx::Error>(async |conn| work(conn, &mut search).await)?;
        self.search = search;
        Ok(done)
    }
}

/// A searchable noun: its rows without a search, what of the index answers, and how the best of them are shown.
struct Searchable {
    all: &'static str,
    /// How many there are, asked of the store and of the index.
    counted: &'static str,
    count: fn(&Index) -> usize,
    hits: for<'a> fn(&'a Index, &Wanted, u32) -> Best<'a>,
    /// How far the store goes, and the rows given as `[id, rank]`.
    shown: &'static str,
}

/// Rows and marks in one statement are of one moment.
macro_rules! with_marks {
    ($shown:literal) => {
        concat!("SELECT (", include_str!("../sql/search/marks.sql"), "), (", include_str!($shown), ")")
    };
}

const CLIENTS: Searchable = Searchable {
    all: include_str!("../sql/clients/list.sql"),
    counted: include_str!("../sql/clients/count.sql"),
    count: |index| index.clients.live() + index.changed_clients.len(),
    hits: Index::clients,
    shown: with_marks!("../sql/clients/shown.sql"),
};

const PATIENTS: Searchable = Searchable {
    all: include_str!("../sql/patients/list.sql"),
    counted: include_str!("../sql/patients/count.sql"),
    count: |index| index.patients.live() + index.changed_patients.len(),
    hits: Index::patients,
    shown: with_marks!("../sql/patients/shown.sql"),
};

const ITEMS: Searchable = Searchable {
    all: include_str!("../sql/nomenclature/list.sql"),
    counted: "SELECT count(*) FROM nomenclature WHERE archived = 0",
    count: |index| index.items.live() + index.changed_items.len(),
    hits: Index::items,
    shown: with_marks!("../sql/nomenclature/shown.sql"),
};

/// A store's index, or as much of it as there is.
#[derive(Debug, Default)]
pub(super) struct Search {
    index: Option<Index>,
    building: Option<Building>,
}

impl Search {
    async fn find<T: Shown>(
        &mut self,
        conn: &mut SqliteConnection,
        noun: &Searchable,
        text: &str,
        limit: u32,
    ) -> sqlx::Result<Found<T>> {
        loop {
            if self.step(conn).await?
                && let Some(index) = &self.index
            {
                return Ok(find(conn, index, noun, text, limit).await?.0);
            }
        }
    }

    /// The rows without a search. An index that is there knows how many there are; none is made for that.
    async fn list<T>(
        &mut self,
        conn: &mut SqliteConnection,
        noun: &Searchable,
        limit: u32,
    ) -> sqlx::Result<Found<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow>,
    {
        let total = self.total(conn, noun).await?;
        let rows = sqlx::query(noun.all).bind(limit).fetch_all(conn).await?;
        Ok(Found { rows: decode(&rows)?, total, swapped: None })
    }

    /// How many rows there are, by the index where it is there.
    async fn total(&mut self, conn: &mut SqliteConnection, noun: &Searchable) -> sqlx::Result<u64> {
        self.refresh(conn).await?;
        if let Some(index) = &self.index {
            return Ok((noun.count)(index) as u64);
        }
        let count: i64 = sqlx::query_scalar(noun.counted).fetch_one(conn).await?;
        Ok(count.unsigned_abs())
    }

    /// Brings an index that is there up to date, or lets go of it.
    async fn refresh(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<()> {
        if let Some(index) = &mut self.index
            && !index.catch_up(conn).await?
        {
            self.index = None;
        }
        Ok(())
    }

    /// One small step. Whether the index is as the store is.
    async fn step(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<bool> {
        self.refresh(conn).await?;
        if self.index.is_some() {
            return Ok(true);
        }
        let building = match self.building.take() {
            Some(building) => building,
            None => Building::begin(Marks::read(conn).await?),
        };
        match building.step(conn).await? {
            ControlFlow::Break(index) => self.index = Some(index),
            ControlFlow::Continue(building) => self.building = Some(building),
        }
        Ok(false)
    }
}

/// The best hits of a text, or of the same keys in the other layout, and how far the store goes that has their rows.
async fn find<T: Shown>(
    conn: &mut SqliteConnection,
    index: &Index,
    noun: &Searchable,
    text: &str,
    limit: u32,
) -> sqlx::Result<(Found<T>, Marks)> {
    let hits = |text: &str| (noun.hits)(index, &Wanted::read(text), limit).finish();
    let mut found = (hits(text), None);
    if found.0.1 == 0
        && let Some(swapped) = other_layout(text)
    {
        found = (hits(&swapped), Some(swapped));
    }
    let ((best, total), swapped) = found;
    let row = sqlx::query(noun.shown).bind(json!(best).to_string()).fetch_one(conn).await?;
    let mut rows = show::rows(&row, 1)?;
    // What changed since the index was built comes besides.
    rows.truncate(limit as usize);
    Ok((Found { rows, total, swapped: swapped.filter(|_| total > 0) }, from_json(&row, 0)?))
}

fn decode<T>(rows: &[SqliteRow]) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, SqliteRow>,
{
    rows.iter().map(T::from_row).collect()
}

/// A column that is JSON.
fn from_json<'r, T: Deserialize<'r>>(row: &'r SqliteRow, column: usize) -> sqlx::Result<T> {
    let text: &str = row.try_get(column)?;
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A place in a text, or the number of a row or word: a clinic has fewer than four thousand million of them.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
