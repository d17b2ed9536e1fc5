//! Whatever is done to a store, by whom, and however far an index of it was built: a search finds what a look at every
//! row finds, in the same order.

use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;
use vetsystem_companion::domain::{
    ClientDraft, ItemKind, Kopecks, PatientDraft, PriceItem, fold, other_layout, search_digits,
};
use vetsystem_companion::store::{Ending, IncomingClient, IncomingPatient, Reading, Store};

use super::author;
use super::naive::{self, CLIENTS, ITEMS, PATIENTS};
use crate::faults::dice::Dice;
use crate::support::{local_now, on_file};

const SYLLABLES: [&str; 12] = ["ма", "Ри", "ванов", "а", "ё", "пе", "тр", "о'", "5", "К", "ан", "-я"];

/// A store, those who read it, and what is done to it by chance.
struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    writer: Store,
    /// Has an index from the beginning; is in the middle of building one.
    readers: [Store; 2],
    dice: Dice,
}

impl Desk {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        let writer = Store::open(&path).unwrap();
        let readers = [(); 2].map(|()| Store::open_reader(&path).unwrap());
        Self { _folder: folder, path, writer, readers, dice: Dice::of(seed) }
    }

    fn word(&mut self) -> String {
        (0..=self.dice.below(3)).map(|_| SYLLABLES[self.dice.below(SYLLABLES.len())]).collect()
    }

    fn name(&mut self) -> String {
        (0..=self.dice.below(3)).map(|_| self.word() + " ").collect()
    }

    fn phone(&mut self) -> String {
        let number = |dice: &mut Dice| (0..7).map(|_| ['0', '1', '2'][dice.below(3)]).collect();
        let first: String = number(&mut self.dice);
        if self.dice.one_in(4) {
            return format!("8 916 {first}, муж {}", number(&mut self.dice));
        }
        if self.dice.one_in(9) {
            // Foreign ones have up to fifteen digits.
            return format!("+3 516 2 {first} {}", self.dice.below(1000));
        }
        first
    }

    fn id(&mut self) -> i64 {
        1 + i64::try_from(self.dice.below(60)).unwrap()
    }

    fn sql(&self, statement: String) {
        on_file(&self.path, async |conn| {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(conn).await.map(drop)
        });
    }

    /// Something is done to the store: here, by another program, by a download.
    fn change(&mut self) {
        let (name, phone, id, other) = (self.name(), self.phone(), self.id(), self.id());
        let folded = fold(&name).replace('\'', "''");
        let flag = self.dice.below(2);
        match self.dice.below(12) {
            0..3 => drop(self.writer.save_client(
                &author(),
                local_now(),
                Some(id).filter(|_| flag == 0),
                &ClientDraft { full_name: name, phone, ..ClientDraft::default() },
            )),
            3..6 => drop(self.writer.save_patient(
                &author(),
                local_now(),
                Some(id).filter(|_| flag == 0),
                &PatientDraft {
                    name,
                    species: "кошка".into(),
                    client_id: Some(other),
                    ..PatientDraft::default()
                },
            )),
            6 => self.sql(format!("UPDATE clients SET archived = {flag} WHERE id IN ({id}, {other})")),
            7 => self.sql(format!("UPDATE patients SET archived = {flag} WHERE id IN ({id}, {other})")),
            8 => {
                let owner = if flag == 0 {
                    "NULL".to_owned()
                } else {
                    format!("(SELECT id FROM clients WHERE id = {other})")
                };
                self.sql(format!("UPDATE patients SET client_id = {owner} WHERE id = {id}"));
            }
            9 => self.sql(format!(
                "INSERT INTO nomenclature (name, type, price_kopecks, name_folded, category_folded)
                 VALUES ('', 'service', 1, '{folded}', 'прием'); DELETE FROM nomenclature WHERE id = {id};
                 UPDATE nomenclature SET archived = {flag}, category_folded = '{folded}' WHERE id = {other}"
            )),
            10 => self.sql(format!(
                "UPDATE clients SET name_folded = '{folded}', phone_digits = '{}' WHERE id = {id};
                 DELETE FROM patients WHERE id = {other}",
                search_digits(&phone)
            )),
            _ => self.download(),
        }
    }

    fn download(&mut self) {
        let mut some = |most| (0..most).filter(|_| self.dice.one_in(2)).collect::<Vec<usize>>();
        let (clients, patients) = (some(40), some(50));
        let reading = if self.dice.one_in(3) { Reading::Thorough } else { Reading::Quick };
        let clients: Vec<_> = clients.into_iter().map(|id| (id, self.name(), self.phone())).collect();
        let patients: Vec<_> =
            patients.into_iter().map(|id| (id, self.name(), self.dice.below(40))).collect();
        let incoming = |(id, full_name, phone): &(usize, String, String)| IncomingClient {
            server_id: format!("c{id}"),
            full_name: full_name.clone(),
            phone: phone.clone(),
            email: None,
            address: None,
            idempotency_key: None,
        };
        let animal = |(id, name, owner): &(usize, String, usize)| IncomingPatient {
            server_id: format!("p{id}"),
            name: name.clone(),
            species: "кошка".into(),
            breed: None,
            birth_date: None,
            gender: None,
            owner_server_id: Some(format!("c{owner}")),
            idempotency_key: None,
        };
        let item = |(_, name, phone): &(usize, String, String)| PriceItem {
            server_id: None,
            kind: ItemKind::Service,
            name: name.clone(),
            category: Some(phone.clone()),
            price: Kopecks(1),
        };
        let items: Vec<_> = clients.iter().map(item).collect();
        let mut writer = self.writer.begin_snapshot(local_now()).unwrap();
        let mut prepared = writer.preparer(reading).unwrap();
        writer.write(&prepared.clients(clients.iter().map(incoming).collect()).unwrap()).unwrap();
        writer.write(&prepared.patients(patients.iter().map(animal).collect()).unwrap()).unwrap();
        writer.nomenclature(&items).unwrap();
        let ending = Ending { branch_id: "b", accept_shrink: true, mark: None };
        // One that takes too much away is rolled back: that must change nothing either.
        drop(writer.finish(&prepared, &ending));
    }

    fn text(&mut self) -> String {
        let part = |text: &str, dice: &mut Dice| {
            let signs: Vec<char> = text.chars().collect();
            let from = dice.below(signs.len());
            signs[from..(from + 1 + dice.below(5)).min(signs.len())].iter().collect::<String>()
        };
        let name = self.name();
        let phone = self.phone();
        match self.dice.below(9) {
            0 => name,
            1..4 => part(&name, &mut self.dice),
            4 => part(&phone, &mut self.dice),
            5 => format!("8 {}", part(&phone, &mut self.dice)),
            6 => format!("{} {}", part(&name, &mut self.dice), part(&phone, &mut self.dice)),
            7 => other_layout(&part(&name, &mut self.dice)).unwrap_or_default(),
            _ => format!("{} {}", self.word(), part(&name, &mut self.dice)),
        }
    }

    fn compare(&mut self, texts: usize) {
        let lists = [CLIENTS, PATIENTS, ITEMS].map(|rows| naive::rows(&self.path, rows));
        for _ in 0..texts {
            let text = self.text();
            let limit = 1 + self.dice.below(40);
            if fold(&text).is_empty() {
                continue;
            }
            for store in self.readers.iter_mut().chain([&mut self.writer]) {
                compare(store, &lists, &text, limit);
            }
        }
    }
}

fn compare(store: &mut Store, lists: &[Vec<naive::Row>; 3], text: &str, limit: usize) {
    let most = u32::try_from(limit).unwrap();
    let clients = store.find_clients(text, most).unwrap();
    let patients = store.find_patients(text, most).unwrap();
    let items = store.find_items(text, most).unwrap();
    let found = [
        (clients.rows.iter().map(|row| row.client.id).collect::<Vec<_>>(), clients.total, clients.swapped),
        (patients.rows.iter().map(|row| row.patient.id).collect(), patients.total, patients.swapped),
        (items.rows.iter().map(|row| row.id).collect(), items.total, items.swapped),
    ];
    for (kind, (rows, found)) in lists.iter().zip(found).enumerate() {
        let (hits, swapped) = naive::find(rows, text, kind == 0);
        let total = hits.len() as u64;
        let best: Vec<i64> = hits.into_iter().take(limit).collect();
        assert_eq!(found, (best, total, swapped), "list {kind}, «{text}»");
    }
}

fn many(path: &Path, count: usize) {
    on_file(path, async |conn| {
        let insert = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
            INSERT INTO clients (full_name, phone, name_folded, phone_digits)
            SELECT '', '', 'ан ' || (i % 7) || char(1072 + i % 32, 1072 + i % 29), '7916' || i FROM n";
        sqlx::query(insert).bind(i64::try_from(count).unwrap()).execute(conn).await.map(drop)
    });
}

#[test]
fn a_search_finds_what_a_look_at_every_row_finds_whatever_is_done_to_the_store() {
    for seed in 0..3 {
        let mut desk = Desk::new(seed);
        desk.compare(2);
        for _ in 0..60 {
            for _ in 0..=desk.dice.below(4) {
                desk.change();
                if desk.dice.one_in(3) {
                    desk.readers[1].prepare_search().unwrap();
                }
            }
            desk.compare(3);
            if desk.dice.one_in(5) {
                desk.readers[1] = Store::open_reader(&desk.path).unwrap();
            }
        }
    }
}

#[test]
fn an_index_is_built_anew_after_more_changes_than_are_worth_looking_at_or_are_remembered() {
    let mut desk = Desk::new(7);
    for _ in 0..30 {
        desk.change();
    }
    desk.compare(2);
    many(&desk.path, 6_000);
    desk.compare(3);
    // All of them twice: the log does not remember so many.
    desk.sql(
        "UPDATE clients SET name_folded = name_folded || 'а'; UPDATE clients SET archived = id % 5 = 0"
            .into(),
    );
    let logged = crate::support::query(&desk.path, "SELECT CAST(count(*) AS TEXT) FROM search_log");
    assert!(logged.parse::<usize>().unwrap() < 11_000, "{logged}");
    desk.compare(3);
    // Fewer are caught up with, also by who has built half of an index.
    desk.readers[1] = Store::open_reader(&desk.path).unwrap();
    assert!(!desk.readers[1].prepare_search().unwrap());
    desk.sql("UPDATE clients SET phone_digits = id WHERE id % 9 = 0".into());
    desk.compare(3);
}
