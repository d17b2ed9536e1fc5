//! Search as people remember: any part of any word, name or phone or animal, any letter case, ё as е, a phone as
//! dictated, and a forgotten keyboard layout.
//!
//! It is answered from an index in memory, which is built when it is first wanted, or before, in small steps
//! ([`Store::prepare_search`]), and always as the store is at that moment; of the store itself only the rows that
//! are shown are read.

mod best;
mod build;
mod fresh;
mod index;
mod list;
mod loose;
mod needle;
mod phones;
mod show;
mod wanted;
mod words;

use std::ops::ControlFlow;

use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, SqliteConnection};

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
        self.search(async |conn, search| {
            if Wanted::read(text).is_empty() {
                search.list(conn, noun, limit).await
            } else {
                search.find(conn, noun, text, limit).await
            }
        })
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
    /// Shows rows given as `[id, rank]`, so many of them.
    shown: &'static str,
}

const CLIENTS: Searchable = Searchable {
    all: include_str!("../sql/clients/list.sql"),
    counted: include_str!("../sql/clients/count.sql"),
    count: |index| index.clients.live() + index.changed_clients.len(),
    hits: Index::clients,
    shown: include_str!("../sql/clients/shown.sql"),
};

const PATIENTS: Searchable = Searchable {
    all: include_str!("../sql/patients/list.sql"),
    counted: include_str!("../sql/patients/count.sql"),
    count: |index| index.patients.live() + index.changed_patients.len(),
    hits: Index::patients,
    shown: include_str!("../sql/patients/shown.sql"),
};

const ITEMS: Searchable = Searchable {
    all: include_str!("../sql/nomenclature/list.sql"),
    counted: "SELECT count(*) FROM nomenclature WHERE archived = 0",
    count: |index| index.items.len(),
    hits: Index::items,
    shown: include_str!("../sql/nomenclature/shown.sql"),
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
        while !self.step(conn).await? {}
        let hits = self.hits(noun, text, limit);
        if hits.1 == 0
            && let Some(swapped) = other_layout(text)
        {
            let hits = self.hits(noun, &swapped, limit);
            return show(conn, noun, hits, limit, Some(swapped)).await;
        }
        show(conn, noun, hits, limit, None).await
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

    fn hits(&self, noun: &Searchable, text: &str, limit: u32) -> (Vec<(i64, usize)>, u64) {
        let wanted = Wanted::read(text);
        self.index.as_ref().map(|index| (noun.hits)(index, &wanted, limit).finish()).unwrap_or_default()
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

/// Reads the rows of the best hits.
async fn show<T: Shown>(
    conn: &mut SqliteConnection,
    noun: &Searchable,
    (best, total): (Vec<(i64, usize)>, u64),
    limit: u32,
    swapped: Option<String>,
) -> sqlx::Result<Found<T>> {
    if best.is_empty() {
        return Ok(Found { rows: Vec::new(), total, swapped: None });
    }
    let rows: String =
        sqlx::query_scalar(noun.shown).bind(json!(best).to_string()).bind(limit).fetch_one(conn).await?;
    Ok(Found { rows: show::rows(&rows)?, total, swapped })
}

fn decode<T>(rows: &[SqliteRow]) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, SqliteRow>,
{
    rows.iter().map(T::from_row).collect()
}

/// A place in a text, or the number of a row or word: a clinic has fewer than four thousand million of them.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
