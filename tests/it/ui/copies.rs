//! F9 makes a new record of one that is there: from lists, the card, a day, and the form of what can only be read.

use egui::Key;
use egui::accesskit::Role;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH).write("мурка");
    driver.until("found", |driver| driver.has_patient("Мурка"));
    driver
}

fn rows(bench: &Bench, list: &str) -> usize {
    bench.dump()[list].as_array().unwrap().len()
}

#[test]
fn a_client_and_a_patient_of_the_server_are_copied_into_new_ones() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    let (clients, patients) = (rows(&bench, "clients"), rows(&bench, "patients"));
    driver.key(Key::F9).until_says("Новый клиент");
    driver.until("filled in", |driver| driver.control_named("ФИО").value == "Иванова Мария Петровна");
    driver.until_focus("ФИО").rewrite("Иванова Анна").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    assert_eq!(rows(&bench, "clients"), clients + 1);

    // Out of the form in which it can only be read.
    driver
        .until_focus(SEARCH)
        .rewrite("")
        .write("мурка")
        .until("found", |driver| driver.has_patient("Мурка"));
    driver.tab_to("Пациенты клиента").key(Key::F2).until_says("Уже на сервере. Изменить можно в VetSystem");
    assert!(driver.has(Role::Button, "Скопировать"));
    driver.key(Key::F9).until_says("Новый пациент");
    driver.until("filled in", |driver| driver.control_named("Кличка").value == "Мурка");
    driver.rewrite("Мурка вторая").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    assert_eq!(rows(&bench, "patients"), patients + 1);
}

#[test]
fn a_paid_invoice_is_copied_with_its_lines_and_is_not_paid() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.tab_to("Счёт").key(Key::Enter).until_focus("Наименование, строка 1").write("Осмотр");
    driver.tab_to("Количество, строка 1").rewrite("2").tab_to("Цена, строка 1").write("500").key(Key::F7);
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);

    driver.ctrl(Key::Num3).until_says("на сервере").key(Key::F9).until_says("Новый счёт");
    driver.until("its line", |driver| driver.control_named("Наименование, строка 1").value == "Осмотр");
    assert_eq!(driver.control_named("Количество, строка 1").value, "2");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    let dump = bench.dump();
    let of = |name: &str| {
        let invoices = dump["invoices"].as_array().unwrap().iter();
        invoices.map(|invoice| invoice[name].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("payment_status"), ["\"paid\"", "\"pending\""]);
    assert_eq!(of("total_amount").iter().collect::<std::collections::HashSet<_>>().len(), 1);
}

#[test]
fn a_copied_appointment_waits_for_its_time() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.tab_to("Запись").key(Key::Enter).until_focus("Дата").key(Key::Enter).write("930");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1");
    driver.ctrl(Key::Num2).until_says("ждёт").key(Key::F9).until_says("Новая запись");
    driver.until("filled in", |driver| driver.control_named("Пациент").value == "Мурка");
    assert_eq!(driver.control_named("Время").value, "");
    driver.ctrl(Key::Enter).until_focus("Время").write("10").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 2");
}

#[test]
fn what_was_withdrawn_is_copied_out_of_the_card() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.tab_to("Запись").key(Key::Enter).until_focus("Дата").key(Key::Enter).write("930");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1");
    bench.sql("DELETE FROM sync_queue");
    driver.until_says("только здесь").tab_to("Записи и счета с этого компьютера").key(Key::F9);
    driver.until_says("Новая запись").until("filled in", |driver| {
        driver.control_named("Пациент").value == "Мурка" && driver.has(Role::Button, "Сохранить")
    });
}
