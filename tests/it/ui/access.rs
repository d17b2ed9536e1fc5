//! What holds on every page: all goes by Tab in the order one reads, everything has a name, nothing is out of sight,
//! no foreign words, and a window nobody touches draws nothing.

use std::time::Duration;

use egui::Key;
use egui::accesskit::Role;
use egui::{Rect, Vec2};

use super::clinic;
use super::driver::{Control, Driver, SMALLEST, USUAL};
use super::{SEARCH, SYNCED};
use crate::support::{Bench, KEY, PASSWORD, USER};

const RAIL: f32 = 208.0;
const STATUS_BAR: f32 = 32.0;

/// Opens every page in turn, with something on it.
fn each_page(size: Vec2, look: impl Fn(&mut Driver, &str)) {
    let bench = Bench::classic();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open_sized(&bench.data_dir(), size);
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver.write("мурка").until("found", |driver| driver.has_patient("Мурка"));
    look(&mut driver, "clients");
    driver.ctrl(Key::F).key(Key::F2).until_says("Уже на сервере");
    look(&mut driver, "a client on the server");
    driver.key(Key::Escape).until_focus(SEARCH).key(Key::Insert).until_focus("ФИО");
    look(&mut driver, "new client");
    driver.ctrl(Key::Enter);
    look(&mut driver, "a client that is wrong");
    driver.key(Key::Escape).until_focus(SEARCH).tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    look(&mut driver, "new patient");
    driver.key(Key::Escape).ctrl(Key::Num2).key(Key::Insert).until_focus("Клиент");
    look(&mut driver, "new appointment");
    driver
        .tab_to("Клиент")
        .write("ива")
        .key(Key::Enter)
        .until_focus("Пациент")
        .key(Key::F4)
        .key(Key::Enter)
        .until_focus("Дата");
    driver.key(Key::Enter).write("930").ctrl(Key::Enter).until_says("ждёт");
    look(&mut driver, "appointments");
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент").write("ива").key(Key::Enter);
    driver.until_focus("Пациент").tab_to("Наименование, строка 1").write("Осмотр").key(Key::Enter);
    driver.tab_to("Цена, строка 1").write("100");
    look(&mut driver, "new invoice");
    driver.ctrl(Key::Enter).until_says("ждёт").key(Key::ArrowDown);
    look(&mut driver, "invoices");
    driver.ctrl(Key::Num4).until_says("Вакцина Нобивак");
    look(&mut driver, "prices");
    driver.ctrl(Key::Num5).key(Key::F5).until_state("Требуют внимания: 2").until_says("? ответ потерян");
    driver.key(Key::ArrowDown);
    look(&mut driver, "queue");
    driver.tab_to("Список неотправленного").key(Key::Delete).until_says("Не отправлять: ");
    look(&mut driver, "a question in the queue");
    driver.ctrl(Key::Num6).until_focus("Адрес сервера");
    look(&mut driver, "settings");
    driver.tab_to("Сменить пользователя").key(Key::Enter).until_focus("Остаться");
    look(&mut driver, "a question before another user");
    driver.tab_to("Сменить пользователя").key(Key::Enter).until_says("Вход в клинику");
    look(&mut driver, "sign-in");
}

/// Where Tab goes until it comes round.
fn tab_round(driver: &mut Driver) -> Vec<Control> {
    let mut stops: Vec<Control> = Vec::new();
    loop {
        driver.key(Key::Tab);
        let Some(stop) = driver.focused() else { continue };
        let again = |before: &Control| (&before.name, before.place) == (&stop.name, stop.place);
        if stops.iter().any(again) {
            let last = stops.last().map(|last| last.name.clone());
            driver.shift(Key::Tab);
            // By name: a page that scrolls comes to it from the other side.
            let back = driver.focused().map(|back| back.name);
            assert_eq!(back, last, "Shift+Tab goes back the way Tab came");
            driver.key(Key::Tab);
            return stops;
        }
        stops.push(stop);
        assert!(stops.len() < 100, "{stops:#?}");
    }
}

#[test]
fn tab_comes_to_named_controls_in_sight() {
    for size in [USUAL, SMALLEST] {
        let window = Rect::from_min_size(egui::Pos2::ZERO, size);
        each_page(size, |driver, page| {
            assert_eq!(driver.unnamed(), Vec::<String>::new(), "{page}");
            for stop in tab_round(driver) {
                assert!(!stop.name.trim().is_empty(), "{page}: {stop:?}");
                assert!(window.contains_rect(stop.place), "{page} at {size}: {stop:?}");
            }
        });
    }
}

#[test]
fn the_pages_before_the_work_are_in_sight_too() {
    let bench = Bench::ours();
    clinic::second_branch(&bench);
    let empty = tempfile::tempdir().unwrap();
    let mut driver = Driver::open_sized(empty.path(), SMALLEST);
    driver.until_focus("Адрес сервера").key(Key::Enter);
    let look = |driver: &mut Driver| {
        assert_eq!(driver.unnamed(), Vec::<String>::new());
        for stop in tab_round(driver) {
            assert!(Rect::from_min_size(egui::Pos2::ZERO, SMALLEST).contains_rect(stop.place), "{stop:?}");
        }
    };
    look(&mut driver);
    driver.tab_to("Адрес сервера").write(&bench.session.server).key(Key::Enter).write(KEY);
    driver.key(Key::Enter).write(USER).key(Key::Enter).write(PASSWORD).key(Key::Enter);
    driver.until_says("Выберите филиал");
    look(&mut driver);
}

#[test]
fn lists_drop_inside_the_smallest_window() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALLEST);
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open_sized(&bench.data_dir(), SMALLEST);
    driver.until_state(SYNCED).until_focus(SEARCH);
    let offers = |driver: &mut Driver| {
        driver.until("a list", |driver| driver.controls().iter().any(|it| it.role == Role::ListBoxOption));
        for offer in driver.controls().into_iter().filter(|it| it.role == Role::ListBoxOption) {
            assert!(window.contains_rect(offer.place), "{offer:?}");
        }
    };
    driver.write("мурка").until("found", |driver| driver.has_patient("Мурка"));
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка").tab_to("Владелец").key(Key::F4);
    offers(&mut driver);
    driver
        .keys(&[Key::Escape, Key::Escape])
        .ctrl(Key::Num3)
        .key(Key::Insert)
        .until_focus("Клиент")
        .write("ива");
    offers(&mut driver);
    driver.key(Key::Enter).until_focus("Пациент");
    for line in 1..=8 {
        driver.tab_to(&format!("Наименование, строка {line}")).write("вакц");
        offers(&mut driver);
        driver.key(Key::Enter).until_focus(&format!("Количество, строка {line}"));
    }
}

#[test]
fn tab_goes_through_a_form_in_reading_order() {
    each_page(USUAL, |driver, page| {
        if !page.starts_with("new") {
            return;
        }
        let inside =
            Rect::from_min_max(egui::pos2(RAIL, 0.0), (USUAL - egui::vec2(0.0, STATUS_BAR)).to_pos2());
        let mut stops = tab_round(driver);
        stops.retain(|stop| inside.contains_rect(stop.place));
        // A round begins anywhere: it is turned to begin where one reads first.
        let first = (0..stops.len()).find(|at| {
            let before = &stops[(at + stops.len() - 1) % stops.len()];
            follows(&stops[*at], before)
        });
        stops.rotate_left(first.unwrap_or_default());
        for pair in stops.windows(2) {
            assert!(follows(&pair[0], &pair[1]), "{page}: «{}» after «{}»", pair[1].name, pair[0].name);
        }
    });
}

/// Further right on the same line, or on a line further down.
fn follows(one: &Control, next: &Control) -> bool {
    let lowest = one.place.bottom().min(next.place.bottom());
    let overlap = lowest - one.place.top().max(next.place.top());
    let same_line = overlap > one.place.height().min(next.place.height()) / 2.0;
    if same_line { next.place.left() > one.place.left() } else { next.place.top() > one.place.top() }
}

#[test]
fn the_russian_window_says_russian_words() {
    let allowed = [
        "VetSystem",
        "Companion",
        "Ctrl",
        "J",
        "L",
        "Shift",
        "Enter",
        "Esc",
        "Insert",
        "Ins",
        "Del",
        "Home",
        "PgUp",
        "PgDn",
        "https",
        "http",
        "F1",
        "F2",
        "F4",
        "F5",
        "F6",
        "F7",
        "F9",
        "API",
        USER,
    ];
    each_page(USUAL, |driver, page| {
        let names = driver.controls().into_iter().map(|control| control.name);
        let words = driver.seen().into_iter().map(|seen| seen.words).chain(names);
        for line in words {
            // What the server says stands as it came.
            if line.contains("null value") {
                continue;
            }
            let line = line.trim_start_matches("i ");
            let latin = |word: &&str| word.contains(|c: char| c.is_ascii_alphabetic());
            for word in line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(latin) {
                assert!(allowed.contains(&word), "{page}: «{word}» in «{line}»");
            }
        }
    });
}

#[test]
fn a_window_nobody_touches_draws_nothing() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    let rests = |driver: &mut Driver| {
        driver.until("no frame wanted", |driver| driver.wants_frame_in() == Duration::MAX);
        // A frame that nobody asked for asks for no other. What a thread brought late may wake the window once more.
        let quiet = |driver: &mut Driver| {
            driver.was_woken();
            driver.look();
            driver.wants_frame_in() == Duration::MAX && !driver.was_woken()
        };
        assert!((0..20).any(|_| quiet(driver)));
    };
    rests(&mut driver);
    driver.write("ива").until("found", |driver| !driver.has(Role::Row, "Сидоров Пётр Ильич"));
    rests(&mut driver);
}
