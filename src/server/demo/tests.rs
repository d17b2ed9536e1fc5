//! The demo clinic looks like a clinic.

use std::collections::{HashMap, HashSet};

use sqlx::AssertSqlSafe;

use crate::server::{Database, storage};

use super::*;

type Patient = (String, Option<String>, Option<String>);

async fn filled() -> SqliteConnection {
    filled_at(Scale::default()).await
}

async fn filled_at(scale: Scale) -> SqliteConnection {
    storage::open_for_serving(&Database::Memory, Some(scale)).await.unwrap()
}

async fn counts(db: &mut SqliteConnection) -> [i64; 3] {
    sqlx::query_as(
        "SELECT (SELECT count(*) FROM clients), (SELECT count(*) FROM patients), (SELECT count(*) FROM nomenclature)",
    )
    .fetch_one(db)
    .await
    .map(|(clients, patients, nomenclature)| [clients, patients, nomenclature])
    .unwrap()
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
async fn a_clinic_of_another_size_has_as_much_of_everything() {
    let cases = [("0.01", [620, 824, 11]), ("0.1", [6_197, 8_237, 109]), ("1.5", [92_961, 123_557, 1_638])];
    for (scale, expected) in cases {
        let mut db = filled_at(scale.parse().unwrap()).await;
        assert_eq!(counts(&mut db).await, expected, "{scale}");
        let repeated: i64 = sqlx::query_scalar("SELECT count(*) - count(DISTINCT name) FROM nomenclature")
            .fetch_one(&mut db)
            .await
            .unwrap();
        assert_eq!(repeated, 0, "{scale}: each price item has a name of its own");
        let ownerless: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM clients WHERE id NOT IN (SELECT owner_id FROM patients)",
        )
        .fetch_one(&mut db)
        .await
        .unwrap();
        let clients = expected[0];
        assert!((1..clients / 8).contains(&ownerless), "{scale}: {ownerless} of {clients} have no animal");
    }
}

#[test]
fn a_size_is_a_number_from_a_hundredth_to_ten() {
    for (text, rows) in [("0.01", 1), ("0.5", 50), ("1", 100), ("2,25", 225), ("10", 1_000)] {
        assert_eq!(text.parse::<Scale>().unwrap().of(100), rows, "{text}");
    }
    for wrong in ["0", "0.001", "10.01", "-1", "", "many", "1e9"] {
        assert!(wrong.parse::<Scale>().is_err(), "{wrong}");
    }
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
