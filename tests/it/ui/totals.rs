//! What the day came to, in both sizes of the window.

use egui::Key;
use egui::accesskit::Role;
use vetsystem_companion::domain::InvoiceDraft;
use vetsystem_companion::store::Author;

use super::driver::{Control, Driver, SMALLEST, USUAL};
use super::{SYNCED, clinic};
use crate::support::{Bench, client, invoice, line, local_now};

/// Two authors with an invoice each; the one of Смирнова is sent.
fn two_invoices() -> Bench {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let (mut store, now) = (bench.store(), local_now());
    let owner = store.save_client(&bench.session.author(), now, None, &client("Козлова Анна")).unwrap();
    let mut save = |name: &str, roubles| {
        let author = Author { user_name: name.to_owned(), ..bench.session.author() };
        let bill =
            InvoiceDraft { lines: vec![line("Осмотр", roubles)], ..invoice(owner.local_id, None) };
        store.save_invoice(&author, now, None, &bill).unwrap();
    };
    save("Смирнова А. В.", 500);
    bench.good_cycle();
    save("Козлов Д. И.", 300);
    bench
}

/// A screen reader says it as the words of a label.
fn has_row(driver: &Driver, words: &str) -> bool {
    let said = |control: &Control| control.value.replace('\u{a0}', " ") == words;
    driver.controls().iter().any(|control| control.role == Role::Label && said(control))
}

fn row(name: &str, all: &str, unsent: &str) -> String {
    format!("{name}: {all}, Не отправлено: {unsent}")
}

#[test]
fn the_day_is_summed_up_by_author_and_each_as_sent_and_not_sent() {
    for size in [USUAL, SMALLEST] {
        let mut bench = two_invoices();
        bench.stop_server();
        let mut driver = Driver::open_sized(&bench.data_dir(), size);
        driver.until_state("Офлайн").ctrl(Key::Num3);
        let day = row("За день", "2 · 800,00 ₽", "1 · 300,00 ₽");
        driver.until("the day", |driver| has_row(driver, &day));
        assert!(has_row(&driver, &row("Услуги", "2 · 800,00 ₽", "1 · 300,00 ₽")));
        assert!(has_row(&driver, &row("Товары", "0 · 0,00 ₽", "0 · 0,00 ₽")));
        let authors = [
            row("Козлов Д. И.", "1 · 300,00 ₽", "1 · 300,00 ₽"),
            row("Смирнова А. В.", "1 · 500,00 ₽", "0 · 0,00 ₽"),
        ];
        if size == SMALLEST {
            // What has no room comes with the arrows.
            assert!(!has_row(&driver, &authors[1]));
            driver.tab_to("Итоги дня").keys(&[Key::ArrowDown, Key::ArrowDown, Key::ArrowDown]);
        }
        for author in &authors {
            assert!(has_row(&driver, author), "{}", driver.describe());
        }
    }
}

#[test]
fn a_day_without_invoices_comes_to_nothing() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::Num3).until_says("Сегодня счетов нет");
    assert!(has_row(&driver, &row("За день", "0 · 0,00 ₽", "0 · 0,00 ₽")));
}
