//! What is wrong with a form stands beside the field, and nothing is saved.

use egui::{Color32, Key, Rect, Vec2};

use super::driver::{Driver, SMALLEST, USUAL};
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

struct Desk {
    driver: Driver,
    bench: Bench,
}

impl Desk {
    fn open() -> Self {
        Self::open_sized(USUAL)
    }

    fn open_sized(size: Vec2) -> Self {
        let bench = Bench::ours();
        clinic::people_and_prices(&bench);
        let mut driver = Driver::open_sized(&bench.data_dir(), size);
        driver.until_state(SYNCED).until_focus(SEARCH);
        Self { driver, bench }
    }

    /// Ctrl+Enter saves nothing, says this beside these fields, and goes to the first of them.
    #[track_caller]
    fn refuses(&mut self, wrong: &[(&str, &str)]) {
        self.driver.ctrl(Key::Enter);
        for (field, words) in wrong {
            assert_eq!(
                self.driver.beside(field),
                format!("! {words}"),
                "{field}\n{}",
                self.driver.describe()
            );
            assert_eq!(self.driver.control_named(field).description, *words, "a screen reader says it too");
        }
        assert_eq!(self.driver.focus(), wrong[0].0);
        self.is_red(wrong[0].0);
        self.nothing_saved();
    }

    /// The frame of the focus does not hide that the field is wrong.
    #[track_caller]
    fn is_red(&self, field: &str) {
        // The window of a test is a dark one.
        let [red, focus] = [Color32::from_rgb(0xF0, 0x7A, 0x80), Color32::from_rgb(0x5A, 0xA9, 0xF5)];
        let frames = self.driver.frames(self.driver.control_named(field).place);
        assert_eq!(frames.iter().filter(|colour| **colour == red).count(), 2, "thin and thick: {frames:?}");
        assert!(frames.contains(&focus), "{frames:?}");
    }

    /// Under the cell of a line stands what is wrong with it, by the field's name.
    #[track_caller]
    fn refuses_line(&mut self, cell: &str, words: &str) {
        self.driver.ctrl(Key::Enter);
        self.says_under(cell, words);
        assert_eq!(self.driver.focus(), cell);
        self.is_red(cell);
        self.nothing_saved();
    }

    #[track_caller]
    fn says_under(&self, cell: &str, words: &str) {
        assert_eq!(self.driver.under_cell(cell), format!("! {words}"), "{cell}\n{}", self.driver.describe());
        assert_eq!(self.driver.control_named(cell).description, words, "a screen reader says it too");
    }

    #[track_caller]
    fn nothing_saved(&self) {
        assert_eq!(self.bench.report().pending.actions, 0);
        assert!(self.driver.window().app().model().form.is_some());
    }
}

#[test]
fn a_client_needs_name_and_phone_of_a_length_the_server_takes() {
    let mut desk = Desk::open();
    desk.driver.key(Key::Insert).until_focus("ФИО");
    desk.refuses(&[("ФИО", "Заполните поле"), ("Телефон", "Заполните поле")]);
    desk.driver.paste(&"я".repeat(10_000));
    assert_eq!(desk.driver.beside("ФИО"), "", "what is being mended is no longer wrong");
    desk.driver.key(Key::Enter).write("8 916 000-11-22");
    desk.refuses(&[("ФИО", "Не длиннее 255 знаков, сейчас 10 000")]);
    desk.driver.rewrite("   ");
    desk.refuses(&[("ФИО", "Заполните поле")]);
}

#[test]
fn a_patient_needs_name_species_and_owner_and_a_date_that_exists() {
    let mut desk = Desk::open();
    desk.driver.write("никто").until_says("Никого не нашли");
    desk.driver.rewrite("мурка").until_says("Сибирская");
    desk.driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    desk.refuses(&[("Кличка", "Заполните поле"), ("Вид", "Заполните поле")]);
    assert!(desk.driver.says("ДД.ММ.ГГГГ"), "an empty date says how it is written");
    desk.driver.write("Рыжик").key(Key::Enter).write("Кошка").tab_to("Дата рождения").write("31.02.2024");
    desk.refuses(&[("Дата рождения", "Такой даты нет. Пишите так: 12.03.2020")]);
    desk.driver.rewrite("1.1.2100");
    desk.refuses(&[("Дата рождения", "Эта дата ещё не наступила")]);
    desk.driver.rewrite("").tab_to("Владелец").rewrite("");
    desk.refuses(&[("Владелец", "Заполните поле")]);
    desk.driver.write("Такого нет").key(Key::Escape);
    desk.refuses(&[("Владелец", "Выберите из списка")]);
}

#[test]
fn an_appointment_needs_client_patient_date_and_time() {
    let mut desk = Desk::open();
    desk.driver.ctrl(Key::Num2).key(Key::Insert).until_focus("Клиент");
    desk.driver.tab_to("Дата").rewrite("");
    assert!(desk.driver.says("ДД.ММ.ГГГГ") && desk.driver.says("ЧЧ:ММ"), "{}", desk.driver.describe());
    desk.refuses(&[
        ("Клиент", "Заполните поле"),
        ("Пациент", "Заполните поле"),
        ("Дата", "Заполните поле"),
        ("Время", "Заполните поле"),
    ]);
    desk.driver.write("ива").key(Key::Enter).until_focus("Пациент");
    desk.driver
        .key(Key::F4)
        .key(Key::Enter)
        .until_focus("Дата")
        .write("30.02")
        .key(Key::Enter)
        .write("25:00");
    desk.refuses(&[
        ("Дата", "Такой даты нет. Пишите так: 12.03.2020"),
        ("Время", "Такого времени нет. Пишите так: 14:30"),
    ]);
}

#[test]
fn an_invoice_needs_a_client_and_lines_that_can_be_counted() {
    let mut desk = Desk::open();
    desk.driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    desk.refuses(&[("Клиент", "Заполните поле")]);
    desk.says_under("Наименование, строка 1", "В счёте нет ни одной позиции");
    desk.driver.write("ива").key(Key::Enter).until_focus("Пациент");
    assert_eq!(desk.driver.beside("Клиент"), "");
    desk.says_under("Наименование, строка 1", "В счёте нет ни одной позиции");
    desk.driver.tab_to("Наименование, строка 1").write("О");
    assert!(!desk.driver.says("В счёте нет ни одной позиции"), "there is one now");
    assert!(!desk.driver.says("! "), "and nothing new is said before the save: {}", desk.driver.describe());
    desk.driver.write("смотр").key(Key::Enter);
    desk.driver.tab_to("Количество, строка 1").rewrite("0").key(Key::Enter).write("100");
    desk.refuses_line("Количество, строка 1", "Количество: Должно быть больше нуля");
    desk.driver.rewrite("-1");
    desk.says_under("Количество, строка 1", "Количество: Должно быть больше нуля");
    desk.refuses_line("Количество, строка 1", "Количество: Должно быть больше нуля");
    desk.driver.rewrite("1,2345");
    assert_eq!(desk.driver.under_cell("Количество, строка 1"), "", "it is more than nothing");
    desk.refuses_line("Количество, строка 1", "Количество: Не больше 3 знаков после запятой");
    desk.driver.rewrite("1,5").key(Key::Enter).rewrite("100,005");
    desk.refuses_line("Цена, строка 1", "Цена: Не больше 2 знаков после запятой");
    desk.driver.rewrite("сто");
    desk.refuses_line("Цена, строка 1", "Цена: Здесь нужно число");
    desk.driver.rewrite("100").ctrl(Key::Enter).until_says("Счёт сохранён на этом компьютере");
}

#[test]
fn what_is_wrong_goes_with_its_line() {
    let mut desk = Desk::open();
    desk.driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    desk.driver.write("ива").key(Key::Enter).until_focus("Пациент");
    for line in 1..=3 {
        desk.driver.tab_to(&format!("Наименование, строка {line}")).write("Осмотр").key(Key::Escape);
        desk.driver.tab_to(&format!("Цена, строка {line}")).write("100");
    }
    desk.driver.tab_to("Количество, строка 2").rewrite("0");
    desk.driver.tab_to("Цена, строка 3").rewrite("");
    desk.refuses_line("Количество, строка 2", "Количество: Должно быть больше нуля");
    desk.says_under("Цена, строка 3", "Цена: Заполните поле");
    desk.driver.tab_to("Наименование, строка 1").key(Key::Insert).until_focus("Наименование, строка 2");
    desk.says_under("Количество, строка 3", "Количество: Должно быть больше нуля");
    desk.says_under("Цена, строка 4", "Цена: Заполните поле");
    desk.driver.tab_to("Количество, строка 3").ctrl(Key::Delete).until_focus("Наименование, строка 3");
    assert_eq!(desk.driver.control_named("Количество, строка 3").description, "", "it went with its line");
    desk.says_under("Цена, строка 3", "Цена: Заполните поле");
    desk.driver.tab_to("Цена, строка 3").write("7");
    assert!(!desk.driver.says("! "), "{}", desk.driver.describe());
}

#[test]
fn the_first_wrong_field_comes_into_sight_with_its_message() {
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALLEST);
    let mut desk = Desk::open_sized(SMALLEST);
    desk.driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    desk.driver.write("ива").key(Key::Enter).until_focus("Пациент").tab_to("Наименование, строка 1");
    for line in 1..=12 {
        desk.driver.tab_to(&format!("Наименование, строка {line}")).write("Осмотр").key(Key::Escape);
        desk.driver.tab_to(&format!("Цена, строка {line}")).write("100");
    }
    let in_sight = |desk: &Desk, cell: &str| {
        let words = desk.driver.under_cell(cell);
        let message = desk.driver.seen().into_iter().find(|seen| seen.words == words).unwrap();
        let lines = desk.driver.control_named("Примечание").place.top() - 20.0;
        assert!(window.contains_rect(message.place) && message.place.bottom() < lines, "{message:?} {lines}");
    };
    desk.driver.rewrite("сто");
    desk.refuses_line("Цена, строка 12", "Цена: Здесь нужно число");
    in_sight(&desk, "Цена, строка 12");
    desk.driver.tab_to("Цена, строка 1").rewrite("сто").tab_to("Цена, строка 12");
    desk.refuses_line("Цена, строка 1", "Цена: Здесь нужно число");
    in_sight(&desk, "Цена, строка 1");
}
