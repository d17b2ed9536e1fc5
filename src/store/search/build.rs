//! The index is built in small steps, so that nobody who wants something else of the store waits long: a few thousand
//! rows each, in the order of their ids, which no change disturbs. What changes meanwhile is caught up with afterwards.

use std::borrow::Cow;
use std::ops::ControlFlow;

use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::fresh::{Marks, read_changed};
use super::index::Index;
use super::list::List;
use super::loose::Loose;
use super::phones::Phones;
use super::place;
use super::words::{Numbering, Words};

/// Rows a step.
const STEP: u32 = 4_000;

#[derive(Debug)]
pub(super) struct Building {
    begun_at: Marks,
    words: Numbering,
    clients: Rows,
    phones: Phones,
    patients: Rows,
    /// Of each patient its owner's id; 0 where it has none.
    owners: Vec<i64>,
    left: Left,
}

/// What is to be done.
#[derive(Debug)]
enum Left {
    Clients,
    Patients,
    Order,
    Join(Ordered),
}

/// The words and the clients in order, the patients not yet.
#[derive(Debug)]
struct Ordered {
    words: Words,
    /// The words' new numbers, and the clients' new rows.
    numbers: Vec<u32>,
    clients: List,
    rows_of_clients: Vec<u32>,
}

impl Building {
    pub(super) fn begin(begun_at: Marks) -> Self {
        Self {
            begun_at,
            words: Numbering::default(),
            clients: Rows::default(),
            phones: Phones::default(),
            patients: Rows::default(),
            owners: Vec::new(),
            left: Left::Clients,
        }
    }

    /// One step. Breaks off with the index when that is done.
    pub(super) async fn step(
        mut self,
        conn: &mut SqliteConnection,
    ) -> sqlx::Result<ControlFlow<Index, Self>> {
        self.left = match std::mem::replace(&mut self.left, Left::Clients) {
            Left::Clients => self.read_clients(conn).await?,
            Left::Patients => self.read_patients(conn).await?,
            Left::Order => self.order(),
            Left::Join(ordered) => return self.join(ordered, conn).await.map(ControlFlow::Break),
        };
        Ok(ControlFlow::Continue(self))
    }

    async fn read_clients(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<Left> {
        let page = include_str!("../sql/search/clients.sql");
        let page = next_page(conn, page, &self.clients, self.begun_at.clients).await?;
        let (ids, phones) = (page.list(0)?, page.texts(2)?);
        for (Text(phones), row) in phones.iter().zip(self.clients.len()..) {
            self.phones.push(row, phones);
        }
        self.clients.add(&ids, &page.texts(1)?, &mut self.words);
        Ok(if ids.is_empty() { Left::Patients } else { Left::Clients })
    }

    async fn read_patients(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<Left> {
        let page = include_str!("../sql/search/patients.sql");
        let page = next_page(conn, page, &self.patients, self.begun_at.patients).await?;
        let (ids, owners) = (page.list(0)?, page.list::<Option<i64>>(2)?);
        self.owners.extend(owners.into_iter().map(Option::unwrap_or_default));
        self.patients.add(&ids, &page.texts(1)?, &mut self.words);
        Ok(if ids.is_empty() { Left::Order } else { Left::Patients })
    }

    fn order(&mut self) -> Left {
        let (words, numbers) = std::mem::take(&mut self.words).sort();
        let (clients, rows_of_clients) = self.clients.sorted(&numbers);
        Left::Join(Ordered { words, numbers, clients, rows_of_clients })
    }

    async fn join(self, ordered: Ordered, conn: &mut SqliteConnection) -> sqlx::Result<Index> {
        let Ordered { words, numbers, clients, rows_of_clients } = ordered;
        let mut items = Loose::default();
        items.put(read_changed(conn, sqlx::query(include_str!("../sql/search/items.sql"))).await?);
        let (patients, rows_of_patients) = self.patients.sorted(&numbers);
        let nobody = place(clients.len());
        let mut owners = vec![nobody; patients.len()];
        for (patient, id) in rows_of_patients.into_iter().zip(self.owners) {
            if let Ok(at) = self.clients.ids.binary_search(&id) {
                owners[patient as usize] = rows_of_clients[at];
            }
        }
        let mut phones = self.phones;
        phones.renumber(&rows_of_clients);
        let (changed_clients, changed_patients) = (Loose::default(), Loose::default());
        let seen = self.begun_at;
        Ok(Index { words, clients, phones, patients, owners, changed_clients, changed_patients, items, seen })
    }
}

/// Rows in the order of their ids, with the words of their names.
#[derive(Debug, Default)]
struct Rows {
    ids: Vec<i64>,
    words: Vec<u32>,
    /// Where each row's words end.
    ends: Vec<u32>,
}

impl Rows {
    fn len(&self) -> u32 {
        place(self.ids.len())
    }

    fn add(&mut self, ids: &[i64], names: &[Text<'_>], numbering: &mut Numbering) {
        self.ids.extend(ids);
        for Text(name) in names {
            self.words.extend(name.split(' ').map(|word| numbering.number(word)));
            self.ends.push(place(self.words.len()));
        }
    }

    fn words(&self, row: u32) -> &[u32] {
        let row = row as usize;
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[begin as usize..self.ends[row] as usize]
    }

    /// In the order of their names, then of their ids, the words numbered anew; and where each row went.
    fn sorted(&self, numbers: &[u32]) -> (List, Vec<u32>) {
        let number = |word: &u32| numbers[*word as usize];
        // Nearly always two words decide.
        let key = |row: u32| {
            let mut words = self.words(row).iter().map(|word| u64::from(number(word)) + 1);
            words.next().unwrap_or_default() << 32 | words.next().unwrap_or_default()
        };
        let mut order: Vec<(u64, u32)> = (0..self.len()).map(|row| (key(row), row)).collect();
        order.sort_unstable_by(|(a, row_a), (b, row_b)| {
            let names = || self.words(*row_a).iter().map(number).cmp(self.words(*row_b).iter().map(number));
            a.cmp(b).then_with(names).then(row_a.cmp(row_b))
        });
        let mut places = vec![0; self.ids.len()];
        for (at, (_, row)) in (0..).zip(&order) {
            places[*row as usize] = at;
        }
        let ids = order.iter().map(|(_, row)| self.ids[*row as usize]).collect();
        let words_of = |at: usize| self.words(order[at].1);
        (List::of(ids, numbers.len(), words_of, |word| numbers[word as usize]), places)
    }
}

/// Rows as lists of their columns, each as JSON.
struct Page(SqliteRow);

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Page {
    fn list<'a, T: Deserialize<'a>>(&'a self, column: usize) -> sqlx::Result<Vec<T>> {
        let text: &str = self.0.try_get(column)?;
        serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
    }

    fn texts(&self, column: usize) -> sqlx::Result<Vec<Text<'_>>> {
        self.list(column)
    }
}

async fn next_page(
    conn: &mut SqliteConnection,
    statement: &'static str,
    before: &Rows,
    last: i64,
) -> sqlx::Result<Page> {
    let after = before.ids.last().copied().unwrap_or_default();
    sqlx::query(statement).bind(after).bind(last).bind(STEP).fetch_one(conn).await.map(Page)
}
