//! What is wrong with a form stands beside the field, and nothing is saved.

use egui::Key;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

struct Desk {
    driver: Driver,
    bench: Bench,
}

impl Desk {
    fn open() -> Self {
        let bench = Bench::ours();
        clinic::people_and_prices(&bench);
        let mut driver = Driver::open(&bench.data_dir());
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
        }
        assert_eq!(self.driver.focus(), wrong[0].0);
        self.nothing_saved();
    }

    /// Lines of an invoice have no room beside them: what is wrong stands under the table.
    #[track_caller]
    fn refuses_line(&mut self, field: &str, words: &str) {
        self.driver.ctrl(Key::Enter);
        assert!(self.driver.says(words), "{words}\n{}", self.driver.describe());
        assert_eq!(self.driver.focus(), field);
        self.nothing_saved();
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
    desk.driver.ctrl(Key::Enter);
    assert_eq!(desk.driver.beside("Клиент"), "! Заполните поле");
    assert!(desk.driver.says("В счёте нет ни одной позиции"), "{}", desk.driver.describe());
    desk.nothing_saved();
    desk.driver.until_focus("Клиент").write("ива").key(Key::Enter).until_focus("Пациент");
    desk.driver.tab_to("Наименование, строка 1").write("Осмотр").key(Key::Enter);
    desk.driver.tab_to("Количество, строка 1").rewrite("0").key(Key::Enter).write("100");
    desk.refuses_line("Количество, строка 1", "Должно быть больше нуля");
    desk.driver.rewrite("-1");
    desk.refuses_line("Количество, строка 1", "Должно быть больше нуля");
    desk.driver.rewrite("1,2345");
    desk.refuses_line("Количество, строка 1", "Не больше 3 знаков после запятой");
    desk.driver.rewrite("1,5").key(Key::Enter).rewrite("100,005");
    desk.refuses_line("Цена, строка 1", "Не больше 2 знаков после запятой");
    desk.driver.rewrite("сто");
    desk.refuses_line("Цена, строка 1", "Здесь нужно число");
    desk.driver.rewrite("100").ctrl(Key::Enter).until_says("Счёт сохранён на этом компьютере");
}
