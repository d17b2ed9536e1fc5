//! An action that the server may have done already, worked by keys: nothing is sent twice without a question.

use egui::Key;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Fault, Proxy, UPLOAD};

const KEEP: &str = "Оставить в очереди";
const AGAIN: &str = "Отправить ещё раз";
const QUESTION: &str = "Отправить ещё раз: Счёт, Иванова М. П. · 500,00 ₽?";
const TWO: &str = "Если запись уже там, их станет две.";

/// The classic server has an invoice whose answer was lost; the queue is shown.
fn doubt(bench: &mut Bench) -> (Driver, Proxy) {
    clinic::people_and_prices(bench);
    let proxy = bench.behind_proxy();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH).write("мурка");
    driver.until("found", |driver| driver.has_patient("Мурка"));
    driver.tab_to("Счёт").key(Key::Enter).until_focus("Наименование, строка 1").write("Осмотр");
    driver.tab_to("Цена, строка 1").write("500").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1");
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    driver.key(Key::F5).until_state("Требует внимания: 1");
    proxy.calm();
    driver.ctrl(Key::Num5).until_says("Найдите в VetSystem: Иванова М. П.");
    assert!(!driver.says("Ответ сервера"), "it gave none: {}", driver.describe());
    (driver, proxy)
}

fn invoices(bench: &Bench) -> usize {
    bench.dump()["invoices"].as_array().unwrap().len()
}

#[test]
fn nothing_is_sent_again_but_by_the_button_of_the_question() {
    let mut bench = Bench::classic();
    let (mut driver, proxy) = doubt(&mut bench);
    driver.ctrl(Key::Enter).until_says(QUESTION);
    assert!(driver.says(TWO), "{}", driver.describe());
    assert_eq!(driver.focus(), KEEP);
    // The key that asked does not answer, wherever the focus is.
    driver.ctrl(Key::Enter).key(Key::Tab).until_focus(AGAIN).ctrl(Key::Enter);
    assert!(driver.says(QUESTION));
    driver.key(Key::Escape);
    assert!(!driver.says(QUESTION));
    driver.ctrl(Key::Enter).until_focus(KEEP).key(Key::Enter);
    assert!(!driver.says(QUESTION));
    driver.ctrl(Key::Enter).until_focus(KEEP).ctrl(Key::Num1).until_focus(SEARCH).ctrl(Key::Num5);
    driver.until_says("Найдите в VetSystem: Иванова М. П.");
    assert!(!driver.says(QUESTION), "it went with its screen");
    driver.key(Key::F5).until("another cycle", |_| proxy.requests() > 0).until_state("Требует внимания: 1");
    assert_eq!(invoices(&bench), 1);

    driver.ctrl(Key::Enter).until_focus(KEEP).key(Key::ArrowRight).until_focus(AGAIN).key(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5);
    driver.until("sent again", |_| proxy.bodies(UPLOAD).len() == 1 && invoices(&bench) == 2);
}

#[test]
fn a_question_about_withdrawing_begins_on_the_safe_button() {
    let mut bench = Bench::classic();
    let (mut driver, _proxy) = doubt(&mut bench);
    driver.key(Key::Delete).until_focus(KEEP).key(Key::Enter);
    assert!(!driver.says("Не отправлять: "));
    driver
        .key(Key::Delete)
        .until_focus(KEEP)
        .key(Key::ArrowRight)
        .until_focus("Не отправлять")
        .key(Key::Enter);
    driver.until_says("Всё отправлено");
    driver.ctrl(Key::Num3).until_says("только здесь");
    // The row stands there, and in no total.
    assert!(driver.says("500,00 ₽") && driver.says("0 · 0,00 ₽"), "{}", driver.describe());
    assert!(!driver.says("1 · 500,00 ₽"), "{}", driver.describe());
}

#[test]
fn a_record_in_doubt_says_so_and_not_that_it_is_being_sent() {
    let mut bench = Bench::classic();
    let (mut driver, _proxy) = doubt(&mut bench);
    driver.key(Key::Enter).until_says("Найдите запись в VetSystem и скажите в очереди, там ли она");
    assert!(!driver.says("Запись сейчас отправляется"), "{}", driver.describe());
    assert!(!driver.has(egui::accesskit::Role::Button, "Сохранить"));
}

#[test]
fn what_a_person_found_on_the_server_goes_no_more() {
    let mut bench = Bench::classic();
    let (mut driver, proxy) = doubt(&mut bench);
    driver
        .key(Key::F6)
        .until_says("Уже там: Счёт, Иванова М. П. · 500,00 ₽?")
        .until_focus(KEEP)
        .key(Key::Enter);
    driver.key(Key::F6).until_focus(KEEP).key(Key::ArrowRight).until_focus("Уже там").key(Key::Enter);
    driver.until_says("Всё отправлено").key(Key::F5);
    driver.until("another cycle", |_| proxy.requests() > 0).until_state(SYNCED);
    assert_eq!(invoices(&bench), 1);
    driver.ctrl(Key::J).until_says("найдено вручную");
}
