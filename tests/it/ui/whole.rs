//! Nothing is cut and nothing overlaps: the widest rows of the demo clinic on every screen, in both languages, at the
//! usual and at the smallest size of the window, and between them.

use egui::accesskit::Role;
use egui::{Key, Vec2, vec2};
use vetsystem_companion::domain::{AppointmentDraft, ClientDraft, InvoiceDraft, PatientDraft};
use vetsystem_companion::store::Author;
use vetsystem_companion::text::Lang;

use super::clinic;
use super::driver::{Driver, SMALLEST, Seen, USUAL};
use crate::support::{Bench, appointment, client, invoice, line, local_now, patient};

/// Between them: the last in which the parts of a page stand one below the other, and the usual one at 110 %.
const SIZES: [Vec2; 4] = [USUAL, SMALLEST, vec2(1270.0, 728.0), vec2(1160.0, 662.0)];
const WIDEST: &str = "Рождественский Владислав Владимирович";

/// A clinic whose every value is as wide as the demo clinic has them, and a queue in all its states, off line.
fn full_desk() -> Bench {
    let bench = Bench::ours();
    clinic::widest(&bench);
    let mut bench = bench.downloaded();
    bench.stop_server();
    let author = Author { user_name: "Администратор".to_owned(), ..bench.session.author() };
    let (mut store, now) = (bench.store(), local_now());
    let owner = ClientDraft { phone: "8 916 123-45-67".to_owned(), ..client(WIDEST) };
    let owner = store.save_client(&author, now, None, &owner).unwrap().local_id;
    let animal = PatientDraft {
        species: "Собака".to_owned(),
        breed: Some("Восточно-европейская овчарка".to_owned()),
        birth_date: chrono::NaiveDate::from_ymd_opt(2012, 1, 1),
        gender: Some(vetsystem_companion::domain::Gender::Female),
        ..patient("Пёс Барбос", owner)
    };
    let animal = store.save_patient(&author, now, None, &animal).unwrap().local_id;
    let visit = AppointmentDraft {
        date: Some(now.date_naive()),
        doctor_name: Some("Рождественская А. В.".to_owned()),
        notes: Some("чешется\nвторой день, ест плохо".to_owned()),
        ..appointment(owner, animal)
    };
    store.save_appointment(&author, now, None, &visit).unwrap();
    let bill = InvoiceDraft {
        lines: vec![line("Грыжесечение, промежностная грыжа, собака более 40 кг", 9_999_999)],
        ..invoice(owner, Some(animal))
    };
    store.save_invoice(&author, now, None, &bill).unwrap();
    store.save_invoice(&author, now, None, &bill).unwrap();
    drop(store);
    bench.sql(
        "UPDATE sync_queue SET state = 'in_doubt', status = 'error', attempts = 10 WHERE id IN (2, 3);
         UPDATE sync_queue SET state = 'refused', status = 'error', attempts = 10, error_message = 'bad date'
            WHERE id = 4;
         UPDATE sync_queue SET created_at = '2025-12-30T09:03:00+03:00' WHERE id IN (1, 2)",
    );
    bench
}

#[track_caller]
pub fn nothing_is_cut(driver: &Driver, page: &str) {
    let cut: Vec<String> = driver.seen().into_iter().filter(|seen| seen.cut).map(|seen| seen.words).collect();
    assert!(cut.is_empty(), "{page}: cut are {cut:#?}");
}

#[track_caller]
pub fn nothing_overlaps(driver: &Driver, page: &str) {
    let seen = driver.seen();
    for (at, one) in seen.iter().enumerate() {
        let over = |other: &&Seen| one.place.shrink(1.5).intersects(other.place.shrink(1.5));
        let under = seen[..at].iter().find(over);
        assert!(under.is_none(), "{page}: «{}» lies over «{:?}»", one.words, under);
    }
}

/// Every screen with a list, one after the other, a row on each of them.
fn each_list(driver: &mut Driver, look: impl Fn(&Driver, &str)) {
    driver.until("a card", |driver| driver.controls().iter().any(|it| it.role == Role::ListBox));
    look(driver, "the new client");
    driver.key(Key::ArrowDown).key(Key::ArrowDown);
    driver.until("another card", |driver| driver.controls().iter().any(|it| it.role == Role::ListBox));
    look(driver, "clients");
    let others =
        [(Key::Num2, "appointments"), (Key::Num3, "invoices"), (Key::Num4, "prices"), (Key::Num5, "queue")];
    for (key, name) in others {
        driver.ctrl(key).until(name, |driver| driver.controls().iter().any(|it| it.role == Role::Row));
        look(driver, name);
    }
}

#[test]
fn every_window_shows_the_widest_rows_whole() {
    for (size, lang) in SIZES.into_iter().flat_map(|size| Lang::ALL.map(|lang| (size, lang))) {
        let bench = full_desk();
        let mut driver = Driver::open_in(&bench.data_dir(), size, lang);
        driver.until("the list", |driver| driver.has(Role::Row, "Хохлова Анастасия Владиславовна"));
        each_list(&mut driver, |driver, page| {
            let page = format!("{page} at {size:?} in {lang:?}");
            nothing_is_cut(driver, &page);
            nothing_overlaps(driver, &page);
        });
    }
}

#[test]
fn long_words_lie_over_nothing() {
    for size in SIZES {
        let bench = full_desk();
        bench.sql(
            "UPDATE clients SET full_name = replace(hex(zeroblob(40)), '0', 'Имя '), email = full_name,
                address = replace(hex(zeroblob(60)), '0', 'ул. ') WHERE synced = 0;
             UPDATE patients SET name = replace(hex(zeroblob(40)), '0', 'Барс '), breed = name WHERE synced = 0;
             UPDATE appointments SET notes = replace(hex(zeroblob(900)), '0', 'чешется '),
                doctor_name = replace(hex(zeroblob(40)), '0', 'Врач ');
             UPDATE sync_queue SET user_name = replace(hex(zeroblob(40)), '0', 'Автор '),
                error_message = replace(hex(zeroblob(900)), '0', 'нет ')",
        );
        let mut driver = Driver::open_sized(&bench.data_dir(), size);
        each_list(&mut driver, |driver, page| nothing_overlaps(driver, &format!("{page} at {size:?}")));
    }
}

#[test]
fn every_window_has_all_the_columns() {
    let columns: [(Key, &[&str]); 5] = [
        (Key::Num1, &["ФИО", "Телефон", "Животные", "Состояние"]),
        (Key::Num2, &["Время", "Пациент", "Клиент", "Врач", "Причина", "Состояние"]),
        (Key::Num3, &["№", "Время", "Клиент · Пациент", "Сумма, ₽", "Оплата", "Состояние"]),
        (Key::Num4, &["Наименование", "Категория", "Вид", "Цена, ₽"]),
        (Key::Num5, &["Что", "Кто и сумма", "Автор", "Создано", "Состояние", "Попыток", "Ответ"]),
    ];
    for size in SIZES {
        let bench = full_desk();
        let mut driver = Driver::open_sized(&bench.data_dir(), size);
        driver.until("the list", |driver| driver.has(Role::Row, WIDEST));
        for (screen, expected) in columns {
            driver
                .ctrl(screen)
                .until("rows", |driver| driver.controls().iter().any(|it| it.role == Role::Row));
            let mut heads = driver.seen();
            let table = driver.controls().into_iter().find(|it| it.role == Role::Table).unwrap().place;
            heads.retain(|seen| table.contains(seen.place.center()) && seen.place.top() < table.top() + 33.0);
            heads.sort_by(|one, next| one.place.left().total_cmp(&next.place.left()));
            let heads: Vec<&str> = heads.iter().map(|seen| seen.words.as_str()).collect();
            assert_eq!(heads, expected, "{size:?}");
        }
        driver.key(Key::End).until_says("ждёт: сначала пациент").key(Key::Home);
        driver.key(Key::Delete).until_says("Не отправлять: ");
    }
}
