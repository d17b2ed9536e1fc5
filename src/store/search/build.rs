//! The index is built in small steps, so that nobody who wants something else of the store waits long: some
//! thousand rows each, in the order of their ids, which no change disturbs. What changes meanwhile is caught up with afterwards.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use serde::Deserialize;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::fresh::Marks;
use super::from_json;
use super::index::Index;
use super::list::List;
use super::loose::Loose;
use super::phones::Phones;
use super::place;
use super::words::{Numbering, Words};

/// Rows a step.
const STEP: u32 = 2_000;

#[derive(Debug)]
pub(super) struct Building {
    begun_at: Marks,
    words: Numbering,
    clients: Rows,
    phones: Texts,
    patients: Rows,
    /// Of each patient its owner's place among the clients, as they come; one more than there are where it has none.
    owners: Vec<u32>,
    items: Rows,
    categories: Rows,
    left: Left,
}

/// What is to be done.
#[derive(Debug)]
enum Left {
    Clients,
    Patients,
    Items,
    Order,
    Join(Box<Ordered>),
}

/// The words and the clients in order, the patients not yet.
#[derive(Debug)]
struct Ordered {
    words: Words,
    /// The words' new numbers, and the clients' new rows.
    numbers: Vec<u32>,
    clients: List,
    rows_of_clients: Vec<u32>,
    phones: Phones,
}

impl Building {
    pub(super) fn begin(begun_at: Marks) -> Self {
        Self {
            begun_at,
            words: Numbering::default(),
            clients: Rows::default(),
            phones: Texts::default(),
            patients: Rows::default(),
            owners: Vec::new(),
            items: Rows::default(),
            categories: Rows::default(),
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
            Left::Items => self.read_items(conn).await?,
            Left::Order => self.order(),
            Left::Join(ordered) => return Ok(ControlFlow::Break(self.join(*ordered))),
        };
        Ok(ControlFlow::Continue(self))
    }

    async fn read_clients(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<Left> {
        let page = include_str!("../sql/search/clients.sql");
        let page = next_page(conn, page, &self.clients, self.begun_at.clients).await?;
        let ids = page.list(0)?;
        self.clients.add(&ids, &page.texts(1)?, &mut self.words);
        page.texts(2)?.iter().for_each(|Text(phones)| self.phones.push(phones));
        Ok(if ids.is_empty() { Left::Patients } else { Left::Clients })
    }

    async fn read_patients(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<Left> {
        let page = include_str!("../sql/search/patients.sql");
        let page = next_page(conn, page, &self.patients, self.begun_at.patients).await?;
        let ids = page.list(0)?;
        let clients = &self.clients.ids;
        let place_of = |owner: Option<i64>| {
            let found = owner.and_then(|id| clients.binary_search(&id).ok());
            place(found.unwrap_or(clients.len()))
        };
        self.owners.extend(page.list(2)?.into_iter().map(place_of));
        self.patients.add(&ids, &page.texts(1)?, &mut self.words);
        Ok(if ids.is_empty() { Left::Items } else { Left::Patients })
    }

    async fn read_items(&mut self, conn: &mut SqliteConnection) -> sqlx::Result<Left> {
        let page = include_str!("../sql/search/items.sql");
        let page = next_page(conn, page, &self.items, self.begun_at.items).await?;
        let ids = page.list(0)?;
        self.items.add(&ids, &page.texts(1)?, &mut self.words);
        self.categories.add(&ids, &page.texts(2)?, &mut self.words);
        Ok(if ids.is_empty() { Left::Order } else { Left::Items })
    }

    fn order(&mut self) -> Left {
        let (words, numbers) = std::mem::take(&mut self.words).sort();
        let order = self.clients.order(&numbers);
        let (clients, rows_of_clients) = (self.clients.list(&order, &numbers), places(&order));
        let phones = Phones::of(&order, |row| self.phones.get(row));
        // Their room is wanted for the patients.
        (self.clients, self.phones) = (Rows::default(), Texts::default());
        Left::Join(Box::new(Ordered { words, numbers, clients, rows_of_clients, phones }))
    }

    fn join(self, ordered: Ordered) -> Index {
        let Ordered { words, numbers, clients, rows_of_clients, phones } = ordered;
        let order = self.patients.order(&numbers);
        let row_of = |client: u32| rows_of_clients.get(client as usize).copied();
        let owner_of = |patient: &u32| row_of(self.owners[*patient as usize]).unwrap_or(clients.nobody());
        let owners = order.iter().map(owner_of).collect();
        let patients = self.patients.list(&order, &numbers);
        let order = self.items.order(&numbers);
        let (items, categories) = (self.items.list(&order, &numbers), self.categories.list(&order, &numbers));
        let [changed_clients, changed_patients, changed_items] = [const { Loose::new() }; 3];
        let seen = self.begun_at;
        Index {
            words,
            clients,
            phones,
            patients,
            owners,
            items,
            categories,
            changed_clients,
            changed_patients,
            changed_items,
            seen,
        }
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
        &self.words[span(&self.ends, row)]
    }

    /// Their order by the names, the words numbered anew, then by the ids.
    fn order(&self, numbers: &[u32]) -> Vec<u32> {
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
        order.into_iter().map(|(_, row)| row).collect()
    }

    /// As a list in this order.
    fn list(&self, order: &[u32], numbers: &[u32]) -> List {
        let ids = order.iter().map(|row| self.ids[*row as usize]).collect();
        let words_of = |at: usize| self.words(order[at]);
        List::of(ids, numbers.len(), words_of, |word| numbers[word as usize])
    }
}

/// Where each row went.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (at, row) in (0..).zip(order) {
        places[*row as usize] = at;
    }
    places
}

/// Texts one after another.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(place(self.all.len()));
    }

    fn get(&self, row: u32) -> &str {
        &self.all[span(&self.ends, row)]
    }
}

/// From where the row before ends to where this one does.
fn span(ends: &[u32], row: u32) -> Range<usize> {
    let row = row as usize;
    let begin = row.checked_sub(1).map_or(0, |before| ends[before]);
    begin as usize..ends[row] as usize
}

/// Rows as lists of their columns, each as JSON.
struct Page(SqliteRow);

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Page {
    fn list<'a, T: Deserialize<'a>>(&'a self, column: usize) -> sqlx::Result<Vec<T>> {
        from_json(&self.0, column)
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
