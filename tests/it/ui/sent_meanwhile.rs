//! A record that is sent while its form stands open: the form shows what the server has, and what was typed is not lost.

use egui::Key;
use egui::accesskit::Role;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Fault, Proxy, UPLOAD};

const ON_SERVER: &str = "Уже на сервере. Изменить можно в VetSystem";
const BEING_SENT: &str = "Запись сейчас отправляется. Дождитесь ответа сервера";
const RESENT_FIRST: &str = "Сначала она уйдёт ещё раз такой, какая есть";
const NOT_SAVED: &str = "Не сохранено";

/// A client saved without a server, its form open again.
fn open_offline(bench: &mut Bench) -> (Driver, Proxy) {
    let proxy = bench.behind_proxy();
    bench.sync_every_second();
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    bench.stop_server();
    driver.until_state("Офлайн").key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until("saved", |driver| driver.has(Role::Row, "Козлова Анна"));
    driver.tab_to("Список клиентов").key(Key::Enter);
    driver.until("read", |driver| shows(driver, "Телефон", "8 916 000-11-22")).tab_to("Телефон");
    (driver, proxy)
}

fn shows(driver: &Driver, field: &str, value: &str) -> bool {
    driver.controls().iter().any(|control| control.name == field && control.value == value)
}

#[test]
fn the_form_shows_what_was_sent_and_lists_what_was_typed() {
    let mut bench = Bench::ours();
    let (mut driver, _proxy) = open_offline(&mut bench);
    driver.rewrite("+7 900 111-22-33").tab_to("Адрес").write("ул. Мира, 5");
    assert!(!driver.says(NOT_SAVED), "it can still be saved");

    // No key is pressed: the cycle comes by itself.
    bench.start_server();
    driver.until_says(ON_SERVER).until_state(SYNCED);
    assert!(shows(&driver, "Телефон", "8 916 000-11-22"), "{}", driver.describe());
    assert!(shows(&driver, "Адрес", ""));
    let sent = &bench.dump()["clients"];
    let row = sent.as_array().unwrap().iter().find(|row| row["full_name"] == "Козлова Анна").unwrap();
    assert_eq!(row["phone"], "8 916 000-11-22");

    let lost = "Не сохранено: Телефон — +7 900 111-22-33; Адрес — ул. Мира, 5";
    assert!(driver.says(lost), "{}", driver.describe());
    driver.tab_to(NOT_SAVED).ctrl(Key::A);
    assert_eq!(driver.copy(), lost);
    driver.write("нет").ctrl(Key::Enter);
    assert!(driver.says(lost), "nothing is typed and nothing saved");

    driver.key(Key::Escape).until_focus(SEARCH);
    driver.tab_to("Список клиентов").key(Key::Enter).until_says(ON_SERVER);
    assert!(!driver.says(NOT_SAVED), "it went with its form");
}

#[test]
fn a_form_in_which_nothing_was_changed_only_says_that_it_was_sent() {
    let mut bench = Bench::ours();
    let (mut driver, _proxy) = open_offline(&mut bench);
    bench.start_server();
    driver.until_says(ON_SERVER).until_state(SYNCED);
    assert!(!driver.says(NOT_SAVED), "{}", driver.describe());
    driver.tab_to("Телефон").ctrl(Key::A);
    assert_eq!(driver.copy(), "8 916 000-11-22", "what cannot be changed can be copied");
}

#[test]
fn what_was_typed_stays_to_be_copied_while_nobody_knows_whether_the_record_got_through() {
    let mut bench = Bench::ours();
    let (mut driver, proxy) = open_offline(&mut bench);
    driver.rewrite("+7 900 111-22-33");
    proxy.fault(UPLOAD, Fault::Silence);
    bench.start_server();
    proxy.wait_until_acted();
    driver.ctrl(Key::Enter).until_says(BEING_SENT);
    assert!(shows(&driver, "Телефон", "8 916 000-11-22"), "{}", driver.describe());
    assert!(driver.says("Не сохранено: Телефон — +7 900 111-22-33"));
    proxy.fault(UPLOAD, Fault::HangUp);
    let waits = |driver: &Driver| driver.state() == "Ожидает синхронизации: 1" && driver.says(RESENT_FIRST);
    driver.until("the record waits again", waits);
    assert!(driver.says(NOT_SAVED), "{}", driver.describe());
    proxy.calm();
    driver.until_says(ON_SERVER).until_state(SYNCED);
    assert!(driver.says("Не сохранено: Телефон — +7 900 111-22-33"), "{}", driver.describe());
}

#[test]
fn a_refused_record_keeps_what_was_typed_and_goes_mended() {
    let mut bench = Bench::ours();
    let (mut driver, proxy) = open_offline(&mut bench);
    driver.rewrite("+7 900 111-22-33");
    let refused = r#"{"results":[{"queue_id":1,"status":"error","message":"плохой телефон"}]}"#;
    proxy.fault(UPLOAD, Fault::json(200, refused));
    bench.start_server();
    driver.until_says("Сервер не принял: плохой телефон");
    assert!(shows(&driver, "Телефон", "+7 900 111-22-33"), "{}", driver.describe());
    proxy.calm();
    driver.ctrl(Key::Enter).until_state(SYNCED);
    let dump = bench.dump();
    let rows = dump["clients"].as_array().unwrap();
    let row = rows.iter().find(|row| row["full_name"] == "Козлова Анна").unwrap();
    assert_eq!(row["phone"], "+7 900 111-22-33");
}

#[test]
fn lines_of_an_invoice_are_listed_in_short() {
    let mut bench = Bench::ours();
    bench.sync_every_second();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    bench.stop_server();
    driver.until_state("Офлайн").ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    driver.write("ива").key(Key::Enter).until_focus("Пациент").tab_to("Наименование, строка 1");
    driver.write("Осмотр").key(Key::Escape).tab_to("Цена, строка 1").write("100").ctrl(Key::Enter);
    driver.until("in the list", |driver| driver.has(Role::Row, "Иванова Мария Петровна, 100,00 ₽"));
    driver.tab_to("Список счетов").keys(&[Key::ArrowDown, Key::Enter]);
    driver.until("read", |driver| shows(driver, "Наименование, строка 1", "Осмотр"));
    driver.tab_to("Количество, строка 1").rewrite("2").key(Key::F7);
    driver.tab_to("Наименование, строка 2").write("Чистка").key(Key::Escape);
    driver.tab_to("Цена, строка 2").write("1 000,50");

    bench.start_server();
    driver.until_says(ON_SERVER).until_state(SYNCED);
    assert!(shows(&driver, "Количество, строка 1", "1"), "{}", driver.describe());
    let lost =
        "Не сохранено: Оплата — Оплачен; Строка 1 — Осмотр, 2 × 100,00; Строка 2 — Чистка, 1 × 1 000,50";
    assert!(driver.says(lost), "{}", driver.describe());
    assert!(driver.says("Итого 100,00 ₽"), "{}", driver.describe());
}
