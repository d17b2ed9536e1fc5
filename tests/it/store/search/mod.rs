//! Search as people remember: part of a name, a phone as dictated, an animal, another letter case, ё or е, the wrong layout.

mod cost;
mod naive;
mod parity;

use vetsystem_companion::domain::{ClientDraft, PatientDraft};
use vetsystem_companion::store::{Author, Store};

use crate::support::{client, execute, invoice, local_now};

const CLIENTS: [(&str, &str); 6] = [
    ("Иванов Пётр Семёнович", "8 (916) 123-45-67"),
    ("Петрова Алёна Игоревна", "+79161112233, муж 8 903 765-43-21"),
    ("Кузнецова Мария", "89035556677"),
    ("Schmidt Hans", "+49 30 1234567"),
    ("Ёлкина Ольга", "495 123 00 99"),
    ("Сидоров О'Нил", "нет телефона"),
];
const ANIMALS: [(&str, i64); 4] = [("Мурка", 3), ("Рекс", 3), ("Чёрныш", 1), ("Барсик", 6)];

pub fn author() -> Author {
    Author {
        server: "s".into(),
        tenant_id: "t".into(),
        branch_id: "b".into(),
        user_id: "u".into(),
        user_name: "Вет".into(),
    }
}

pub fn clinic() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author = author();
    for (full_name, phone) in CLIENTS {
        let draft =
            ClientDraft { full_name: full_name.into(), phone: phone.into(), ..ClientDraft::default() };
        store.save_client(&author, local_now(), None, &draft).unwrap();
    }
    for (name, owner) in ANIMALS {
        let draft = PatientDraft {
            name: name.into(),
            species: "кошка".into(),
            client_id: Some(owner),
            ..PatientDraft::default()
        };
        store.save_patient(&author, local_now(), None, &draft).unwrap();
    }
    (folder, store)
}

#[test]
fn clients_are_found_by_whatever_is_remembered() {
    let (_folder, mut store) = clinic();
    let cases: [(&str, &[i64]); 36] = [
        ("иванов", &[1]),
        ("ИВАНОВ", &[1]),
        ("петр", &[1, 2]),
        ("пётр", &[1, 2]),
        ("ПЁТР", &[1, 2]),
        ("петр иванов", &[1]),
        ("  иванов   семен ", &[1]),
        ("алена", &[2]),
        ("алёна игор", &[2]),
        ("елкина", &[5]),
        ("ёлк", &[5]),
        ("schmidt", &[4]),
        ("SCHM", &[4]),
        ("о'нил", &[6]),
        ("8 916 123", &[1]),
        ("8916123", &[1]),
        ("+7 916 123-45-67", &[1]),
        ("79161234567", &[1]),
        ("9161234567", &[1]),
        ("(916) 123", &[1]),
        ("4567", &[1, 4]),
        ("4321", &[2]),
        ("8 903 765 43 21", &[2]),
        ("916", &[1, 2]),
        ("+49 30", &[4]),
        ("8 495 123-00-99", &[5]),
        ("0099", &[5]),
        ("мурка", &[3]),
        ("РЕКС", &[3]),
        ("черныш", &[1]),
        ("мурка кузнецова", &[3]),
        ("мария 6677", &[3]),
        ("8 916 123 иванов", &[1]),
        ("петрова +7 (916) 111", &[2]),
        ("никто", &[]),
        ("%", &[]),
    ];
    for (text, expected) in cases {
        let found = store.find_clients(text, 10).unwrap();
        let mut ids: Vec<i64> = found.rows.iter().map(|row| row.client.id).collect();
        assert_eq!((found.total, &found.swapped), (ids.len() as u64, &None), "{text}");
        let mut expected = expected.to_vec();
        if text != "петр" {
            ids.sort_unstable();
            expected.sort_unstable();
        }
        assert_eq!(ids, expected, "{text}");
    }
}

#[test]
fn a_forgotten_keyboard_layout_is_understood() {
    let (_folder, mut store) = clinic();
    for (text, meant, id) in [
        ("bdfyjd", "иванов", 1),
        ("<fhcbr", "барсик", 6),
        ("`krbyf", "ёлкина", 5),
        ("ысрьшве", "schmidt", 4),
        ("vehrf", "мурка", 3),
    ] {
        let found = store.find_clients(text, 10).unwrap();
        let hit = found.rows.first().map_or(0, |row| row.client.id);
        assert_eq!(hit, id, "{text}");
        assert_eq!(found.swapped.as_deref(), Some(meant), "{text}");
    }
}

#[test]
fn patients_are_found_by_name_owner_and_phone() {
    let (_folder, mut store) = clinic();
    let cases: [(&str, &[&str]); 6] = [
        ("мур", &["Мурка"]),
        ("чёрныш", &["Чёрныш"]),
        ("кузнецова", &["Мурка", "Рекс"]),
        ("рекс кузнецова", &["Рекс"]),
        ("6677", &["Мурка", "Рекс"]),
        ("htrc", &["Рекс"]),
    ];
    for (text, expected) in cases {
        let found = store.find_patients(text, 10).unwrap();
        let names: Vec<&str> = found.rows.iter().map(|row| row.patient.name.as_str()).collect();
        assert_eq!(names, expected, "{text}");
    }
    let limited = store.find_patients("", 2).unwrap();
    assert_eq!((limited.rows.len(), limited.total), (2, 4));
}

#[test]
fn every_word_that_begins_a_name_word_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author = author();
    for name in ["Петрова Александра Ильинична", "Петрова Анна Сергеевна", "Анна Петрова"]
    {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    let found = store.find_clients("петрова ан", 10).unwrap();
    let names: Vec<_> = found.rows.iter().map(|row| row.client.full_name.as_str()).collect();
    assert_eq!(names, ["Петрова Анна Сергеевна", "Анна Петрова", "Петрова Александра Ильинична"]);
}

#[test]
fn figures_are_part_of_a_name_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let mut store = Store::open(&path).unwrap();
    execute(
        &path,
        "INSERT INTO nomenclature (name, type, price_kopecks, name_folded, category_folded) VALUES
         ('Шприц 5 мл', 'product', 1, 'шприц 5 мл', ''), ('Амоксициллин 150', 'product', 1, 'амоксициллин 150', '')",
    );
    for (text, name) in [("5", "Шприц 5 мл"), ("150", "Амоксициллин 150"), ("150 амокс", "Амоксициллин 150")]
    {
        let found: Vec<_> =
            store.find_items(text, 10).unwrap().rows.into_iter().map(|row| row.name).collect();
        let best = found.first().map(String::as_str);
        assert_eq!(best, Some(name), "{text}: {found:?}");
    }
    let author = author();
    store.save_client(&author, local_now(), None, &client("Приют № 12")).unwrap();
    let by_phone = ClientDraft { phone: "8 903 555-00-12".into(), ..client("Иван Петров") };
    store.save_client(&author, local_now(), None, &by_phone).unwrap();
    let found = store.find_clients("12", 10).unwrap();
    let names: Vec<_> = found.rows.iter().map(|row| row.client.full_name.as_str()).collect();
    assert_eq!(names, ["Иван Петров", "Приют № 12"], "the last figures of a phone come first");
}

#[test]
fn the_recent_come_in_order_of_time_whatever_its_zone() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author = author();
    let at =
        |time: &str| chrono::DateTime::parse_from_rfc3339(&format!("2026-11-22T{time}:00+03:00")).unwrap();
    let first = store.save_client(&author, at("09:00"), None, &client("Иван Петров")).unwrap();
    store.save_invoice(&author, at("09:30"), None, &invoice(first.local_id, None)).unwrap();
    store.save_client(&author, at("10:00"), None, &client("Яна Козлова")).unwrap();
    let names: Vec<_> =
        store.find_clients("", 10).unwrap().rows.into_iter().map(|row| row.client.full_name).collect();
    assert_eq!(names, ["Яна Козлова", "Иван Петров"]);
}

#[test]
fn a_client_the_server_no_longer_has_is_not_among_the_recent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let mut store = Store::open(&path).unwrap();
    let author = author();
    let gone = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    store.save_invoice(&author, local_now(), None, &invoice(gone.local_id, None)).unwrap();
    execute(&path, "UPDATE clients SET archived = 1");
    assert_eq!(store.find_clients("", 10).unwrap().rows, []);
}
