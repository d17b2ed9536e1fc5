//! The demo clinic looks like a clinic.

use std::collections::{HashMap, HashSet};

use sqlx::AssertSqlSafe;

use crate::server::{Database, storage};

use super::*;

type Patient = (String, Option<String>, Option<String>);

async fn filled() -> SqliteConnection {
    storage::open_for_serving(&Database::Memory, true).await.unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn the_counts_are_exact_and_a_second_fill_is_the_same() {
    let count = |table: &str| AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    let last = "SELECT full_name || phone || id FROM clients ORDER BY seq DESC LIMIT 1";
    let (mut one, mut two) = (filled().await, filled().await);
    let exact = [
        ("clients", 61_974),
        ("patients", 82_371),
        ("nomenclature", 1_092),
        ("branches", 2),
        ("invoices", 0),
    ];
    for (table, expected) in exact {
        let found: i64 = sqlx::query_scalar(count(table)).fetch_one(&mut one).await.unwrap();
        assert_eq!(found, expected, "{table}");
    }
    let last_of_one: String = sqlx::query_scalar(last).fetch_one(&mut one).await.unwrap();
    let last_of_two: String = sqlx::query_scalar(last).fetch_one(&mut two).await.unwrap();
    assert_eq!(last_of_one, last_of_two);
}

#[tokio::test(flavor = "current_thread")]
async fn names_agree_phones_vary_and_breeds_fit() {
    let mut db = filled().await;
    let clients: Vec<(String, String)> =
        sqlx::query_as("SELECT full_name, phone FROM clients").fetch_all(&mut db).await.unwrap();
    let mut spellings = HashSet::new();
    for (name, phone) in &clients {
        let words: Vec<&str> = name.split(' ').collect();
        let [surname, _, patronymic] = words[..] else { panic!("no full name: {name}") };
        let her = patronymic.ends_with('а');
        assert!(!surname.ends_with("ова") || her, "{name}");
        assert!(!surname.ends_with("ов") || !her, "{name}");
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        assert!(digits >= 10, "{phone}");
        spellings.insert(phone.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>());
    }
    assert!(spellings.len() >= 8, "{spellings:?}");
    assert!(clients.iter().any(|(name, _)| name.contains('ё')));
    assert!(clients.iter().any(|(name, _)| name.starts_with("Соловьев")));

    let patients: Vec<Patient> =
        sqlx::query_as("SELECT species, breed, birth_date FROM patients").fetch_all(&mut db).await.unwrap();
    let species_of: HashMap<&str, &str> =
        patients.iter().filter_map(|(s, b, _)| Some((b.as_deref()?, s.as_str()))).collect();
    assert_eq!(species_of["Мейн-кун"], "Кошка");
    assert_eq!(species_of["Такса"], "Собака");
    assert!(
        patients
            .iter()
            .filter_map(|(_, _, born)| born.as_deref())
            .all(|born| ("1985"..="2026-06-30").contains(&born))
    );
}

#[test]
fn price_items_have_names_of_their_own_and_some_cost_kopecks() {
    let items = prices::items().unwrap();
    let names: HashSet<&str> = items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!((items.len(), names.len()), (1_092, 1_092));
    assert!(items.iter().all(|item| item.price.0 > 0));
    assert!(items.iter().filter(|item| item.price.0 % 100 != 0).count() > 50);
}
