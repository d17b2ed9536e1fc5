//! Closing the window and changing the user while something is unsent: asked with count and roubles, and nothing is wiped.

use egui::accesskit::Role;
use egui::{Key, ViewportCommand};
use vetsystem_companion::text::Lang;

use super::driver::{Driver, SMALLEST, USUAL};
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

const STAY: &str = "Не закрывать";
const ASKS: &str = "Закрыть программу?";

/// An invoice for 500 roubles that the server, which is gone, does not have.
fn with_an_invoice() -> (Bench, Driver) {
    let mut bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH).write("мурка");
    driver.until("found", |driver| driver.has_patient("Мурка"));
    bench.stop_server();
    driver.tab_to("Счёт").key(Key::Enter).until_focus("Наименование, строка 1").write("Осмотр");
    driver.tab_to("Цена, строка 1").write("500").ctrl(Key::Enter);
    driver.until("saved", |_| bench.report().pending.actions == 1);
    driver.until("counted", |driver| driver.window().app().model().status.pending == 1);
    (bench, driver)
}

#[test]
fn a_window_with_nothing_unsent_is_closed_at_once() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).close_window();
    assert!(!driver.asked_for(&ViewportCommand::CancelClose));
    assert!(!driver.says(ASKS));
}

#[test]
fn a_window_is_closed_over_an_unsent_invoice_only_by_the_button_that_says_so() {
    let (bench, mut driver) = with_an_invoice();
    driver.close_window();
    assert!(driver.asked_for(&ViewportCommand::CancelClose));
    driver.until_focus(STAY).until_says(ASKS).until_says("Не отправлено: 1, счета на 500,00 ₽.");
    assert!(driver.has(Role::Button, "Закрыть"));
    // The system asks again: still no.
    driver.close_window();
    assert!(driver.asked_for(&ViewportCommand::CancelClose));
    driver.key(Key::Escape);
    assert!(!driver.says(ASKS));
    driver.close_window().until_focus(STAY).key(Key::Enter);
    assert!(!driver.says(ASKS));

    driver.close_window().until_focus(STAY).key(Key::ArrowRight).until_focus("Закрыть");
    driver.key(Key::Enter).until("closed", |driver| driver.window().app().model().closed);
    driver.close_window();
    assert!(!driver.asked_for(&ViewportCommand::CancelClose), "it may go now");
    drop(driver);
    assert_eq!(bench.report().pending.actions, 1);
}

#[test]
fn what_was_typed_and_the_focus_are_there_again_after_the_question() {
    let (_bench, mut driver) = with_an_invoice();
    driver.ctrl(Key::Num1).until_focus(SEARCH).key(Key::Insert).until_focus("ФИО").write("Козлова");
    driver.key(Key::Enter).until_focus("Телефон").write("8 916");
    driver.close_window().until_focus(STAY).key(Key::Escape).until_focus("Телефон");
    assert_eq!(driver.control_named("ФИО").value, "Козлова");
    assert_eq!(driver.control_named("Телефон").value, "8 916");
}

#[test]
fn another_user_is_asked_for_in_the_exact_words_and_everything_stays() {
    let (mut bench, mut driver) = with_an_invoice();
    driver.ctrl(Key::L).until_focus("Остаться");
    driver.until_says("Не отправлено: 1, счета на 500,00 ₽. Останутся здесь и уйдут сами");
    driver.key(Key::ArrowRight).until_focus("Сменить пользователя").key(Key::Enter);
    driver.until("the sign-in", |driver| driver.has(Role::Button, "Войти"));
    driver.key(Key::Escape).until_state("Офлайн");
    assert_eq!(bench.report().pending.actions, 1);
    // While the question stands all goes that can.
    bench.start_server();
    driver.ctrl(Key::L).until_says("Сменить пользователя?");
    driver.until_state(SYNCED).until_says("Всё отправлено");
    assert_eq!(bench.dump()["invoices"].as_array().unwrap().len(), 1);
}

#[test]
fn nobody_is_asked_to_change_the_user_once_everything_was_sent() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::L).until("the sign-in", |driver| driver.has(Role::Button, "Войти"));
}

#[test]
fn the_question_is_whole_in_both_languages_and_sizes() {
    let (bench, driver) = with_an_invoice();
    drop(driver);
    for size in [USUAL, SMALLEST] {
        for lang in [Lang::Ru, Lang::En] {
            let mut driver = Driver::open_in(&bench.data_dir(), size, lang);
            driver.until("counted", |driver| driver.window().app().model().status.pending == 1);
            for asks in ["close", "change"] {
                if asks == "close" {
                    driver.close_window()
                } else {
                    driver.ctrl(Key::L)
                };
                driver.until("asked", |driver| driver.says("500"));
                super::whole::nothing_is_cut(&driver, asks);
                super::whole::nothing_overlaps(&driver, asks);
            }
        }
    }
}
