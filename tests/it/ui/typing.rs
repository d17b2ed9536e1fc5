//! A fast typist on a slow machine: many keys between two frames land where they were meant.

use egui::Key;

use super::driver::{Driver, Stroke};
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver
}

#[test]
fn a_whole_client_typed_between_two_frames() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.at_once(&[
        Stroke::Key(Key::Insert),
        Stroke::Text("Козлова Анна"),
        Stroke::Key(Key::Enter),
        Stroke::Text("8 916 000-11-22"),
        Stroke::Key(Key::Enter),
        Stroke::Key(Key::Enter),
        Stroke::Text("ул. Мира, 5"),
        Stroke::Ctrl(Key::Enter),
        // A second press of a key that bounces saves nothing twice.
        Stroke::Ctrl(Key::Enter),
    ]);
    driver
        .until_says("Клиент сохранён")
        .until_state("Ожидает синхронизации: 1")
        .key(Key::F5)
        .until_state(SYNCED);
    let dump = bench.dump();
    let rows = dump["clients"].as_array().unwrap();
    let made: Vec<_> = rows.iter().filter(|row| row["full_name"] == "Козлова Анна").collect();
    assert_eq!(made.len(), 1);
    assert_eq!((&made[0]["phone"], &made[0]["address"]), (&"8 916 000-11-22".into(), &"ул. Мира, 5".into()));
}

#[test]
fn a_whole_invoice_typed_before_its_lists_have_come() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.at_once(&[
        Stroke::Ctrl(Key::Num3),
        Stroke::Key(Key::Insert),
        Stroke::Text("иван"),
        Stroke::Key(Key::Enter),
        Stroke::Key(Key::F4),
        Stroke::Key(Key::Enter),
        Stroke::Key(Key::Enter),
        Stroke::Text("конс"),
        Stroke::Key(Key::Enter),
        Stroke::Key(Key::Enter),
        Stroke::Text("вакц"),
        Stroke::Key(Key::Enter),
        Stroke::Text("2"),
        Stroke::Key(Key::F7),
        Stroke::Ctrl(Key::Enter),
    ]);
    driver
        .until_says("Счёт сохранён")
        .until_state("Ожидает синхронизации: 1")
        .key(Key::F5)
        .until_state(SYNCED);
    let dump = bench.dump();
    let invoice = &dump["invoices"][0];
    assert_eq!((&invoice["total_amount"], &invoice["payment_status"]), (&4800.5.into(), &"paid".into()));
    assert_eq!(invoice["patient_server_id"], "patient-1");
    let lines: Vec<String> =
        invoice["items"].as_array().unwrap().iter().map(|line| line["name"].to_string()).collect();
    assert_eq!(lines, ["\"Консультация терапевта\"", "\"Вакцина Нобивак\""]);
}
