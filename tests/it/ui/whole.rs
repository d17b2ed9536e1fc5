//! Nothing is cut and nothing overlaps: the widest rows of the demo clinic on every screen, in both languages, at the
//! usual and at the smallest size of the window.

use egui::accesskit::Role;
use egui::{Key, Vec2};
use vetsystem_companion::domain::{AppointmentDraft, ClientDraft, InvoiceDraft, PatientDraft};
use vetsystem_companion::store::Author;
use vetsystem_companion::text::Lang;

use super::clinic;
use super::driver::{Driver, SMALLEST, Seen, USUAL};
use crate::support::{Bench, appointment, client, invoice, line, local_now, patient};

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
fn look(driver: &Driver, page: &str) {
    let seen = driver.seen();
    let cut: Vec<&String> = seen.iter().filter(|seen| seen.cut).map(|seen| &seen.words).collect();
    assert!(cut.is_empty(), "{page}: cut are {cut:#?}");
    for (at, one) in seen.iter().enumerate() {
        let over = |other: &&Seen| one.place.shrink(1.5).intersects(other.place.shrink(1.5));
        let under = seen[..at].iter().find(over);
        assert!(under.is_none(), "{page}: «{}» lies over «{:?}»", one.words, under);
    }
}

fn every_screen_is_whole(size: Vec2, lang: Lang) {
    let bench = full_desk();
    let mut driver = Driver::open_in(&bench.data_dir(), size, lang);
    let page = |name: &str| format!("{name} at {size:?} in {lang:?}");
    driver.until("the list", |driver| driver.has(Role::Row, "Хохлова Анастасия Владиславовна"));
    driver.until("its card", |driver| driver.controls().iter().any(|it| it.role == Role::ListBox));
    look(&driver, &page("the new client"));
    driver.key(Key::ArrowDown).key(Key::ArrowDown);
    driver
        .until("another card", |driver| !driver.says("Восточно-европейская") || driver.says("Экзотическая"));
    look(&driver, &page("clients"));
    for (screen, name) in
        [(Key::Num2, "appointments"), (Key::Num3, "invoices"), (Key::Num4, "prices"), (Key::Num5, "queue")]
    {
        driver.ctrl(screen).until(name, |driver| driver.controls().iter().any(|it| it.role == Role::Row));
        look(&driver, &page(name));
    }
}

#[test]
fn the_usual_window_cuts_nothing() {
    every_screen_is_whole(USUAL, Lang::Ru);
    every_screen_is_whole(USUAL, Lang::En);
}

#[test]
fn the_smallest_window_cuts_nothing() {
    every_screen_is_whole(SMALLEST, Lang::Ru);
    every_screen_is_whole(SMALLEST, Lang::En);
}
