//! What is chosen already stays unless another is chosen, and a form opens, shows and closes without traces of another.

use egui::Key;
use egui::accesskit::Role;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver
}

/// A new patient of the first client: its owner is filled in.
fn with_owner(driver: &mut Driver) {
    driver.write("мурка").until_says("Сибирская");
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    assert_eq!(driver.control_named("Владелец").value, "Иванова Мария Петровна");
}

#[test]
fn a_list_opened_by_key_keeps_what_is_chosen() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    with_owner(&mut driver);
    driver.tab_to("Владелец").key(Key::F4).until_says("Артемьева Ольга").key(Key::Enter);
    assert_eq!(driver.control_named("Владелец").value, "Иванова Мария Петровна");
}

#[test]
fn a_text_that_is_not_in_its_list_stays_too() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    with_owner(&mut driver);
    driver.tab_to("Вид").write("Кош").key(Key::Escape).key(Key::F4).key(Key::Enter);
    assert_eq!(driver.control_named("Вид").value, "Кош");
    driver.tab_to("Вид").key(Key::F4).key(Key::ArrowDown).key(Key::Enter);
    assert_eq!(driver.control_named("Вид").value, "Кошка");
}

#[test]
fn an_item_kept_keeps_the_price_that_was_typed() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    driver.tab_to("Наименование, строка 1").write("конс").key(Key::Enter).until_focus("Количество, строка 1");
    driver.tab_to("Цена, строка 1").write("7").tab_to("Наименование, строка 1");
    driver.key(Key::F4).until_says("Вакцина Нобивак").key(Key::Enter);
    assert_eq!(driver.control_named("Наименование, строка 1").value, "Консультация терапевта");
    assert_eq!(driver.control_named("Цена, строка 1").value, "7");
}

#[test]
fn the_same_client_keeps_the_patient_and_another_one_does_not() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    driver.write("иван").key(Key::Enter).until_focus("Пациент").key(Key::F4).key(Key::Enter);
    driver.until("the patient", |driver| driver.control_named("Пациент").value == "Мурка");
    driver.tab_to("Клиент").key(Key::F4).until_says("Артемьева Ольга").key(Key::Enter).until_focus("Пациент");
    assert_eq!(driver.control_named("Клиент").value, "Иванова Мария Петровна");
    assert_eq!(driver.control_named("Пациент").value, "Мурка");
    driver.tab_to("Клиент").write("мария").key(Key::Enter).until_focus("Пациент");
    assert_eq!(driver.control_named("Пациент").value, "Мурка", "the same client by other letters");
    driver.tab_to("Клиент").write("сидор").key(Key::Enter).until_focus("Пациент");
    assert_eq!(driver.control_named("Клиент").value, "Сидоров Пётр Ильич");
    assert_eq!(driver.control_named("Пациент").value, "");
}

#[test]
fn the_list_of_branches_begins_at_the_one_that_is_set() {
    let bench = Bench::ours();
    clinic::second_branch(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::Num6).until_focus("Адрес сервера").tab_to("Филиал");
    driver.key(Key::F4).until_says("Садовая, 2").key(Key::ArrowDown).key(Key::Enter);
    driver.tab_to("Филиал").key(Key::F4).until_says("Садовая, 2").key(Key::Enter);
    assert_eq!(driver.control_named("Филиал").value, "Второй");
}

#[test]
fn a_refused_save_closes_the_list_over_its_message() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    with_owner(&mut driver);
    driver.write("Рыжик").key(Key::Enter).write("Кошка").tab_to("Владелец").rewrite("нет такого владельца");
    driver.until_says("Никого не нашли").ctrl(Key::Enter);
    assert_eq!(driver.beside("Владелец"), "! Выберите из списка");
    assert!(!driver.says("Никого не нашли"), "{}", driver.describe());
    driver.write("!").until_says("Никого не нашли");
}

#[test]
fn a_refused_invoice_closes_the_list_of_its_line() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    driver.write("иван").key(Key::Enter).until_focus("Пациент");
    driver.tab_to("Наименование, строка 1").write("конс").key(Key::Enter).until_focus("Количество, строка 1");
    driver.tab_to("Наименование, строка 1").rewrite("").until_says("Вакцина Нобивак").ctrl(Key::Enter);
    driver.until("closed", |driver| !driver.says("Вакцина Нобивак"));
    assert!(driver.under_cell("Наименование, строка 1").starts_with("! "), "{}", driver.describe());
}

#[test]
fn every_field_of_one_line_is_selected_by_tab() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    with_owner(&mut driver);
    driver.write("Рыжик").key(Key::Enter).write("Кошка").tab_to("Дата рождения").write("12.03");
    driver.key(Key::Escape).until_focus(SEARCH);
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.tab_to("Дата рождения").write("12.03.2026").tab_to("Кличка");
    driver.tab_to("Дата рождения").write("12.03.19").tab_to("Кличка").write("Б");
    assert_eq!(driver.control_named("Дата рождения").value, "12.03.19");
    assert_eq!(driver.control_named("Кличка").value, "Б");
}

#[test]
fn a_click_sets_the_caret_and_selects_nothing() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.key(Key::Insert).until_focus("ФИО").write("Козлова Анна").key(Key::Enter);
    driver.click(Role::TextInput, "ФИО").write("!");
    assert_eq!(driver.control_named("ФИО").value, "Козлова Анна!");
}

#[test]
fn nothing_of_another_form_comes_back_by_undo() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.key(Key::Insert).until_focus("ФИО").write("Тайная").ctrl(Key::Z);
    assert_eq!(driver.control_named("ФИО").value, "");
    driver.key(Key::Escape).until_focus(SEARCH).key(Key::Insert).until_focus("ФИО").ctrl(Key::Y);
    assert_eq!(driver.control_named("ФИО").value, "");
}

#[test]
fn what_cannot_be_changed_does_not_say_how_to_write_it() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.write("мурка").until_says("Сибирская").tab_to("Пациенты клиента").key(Key::Enter);
    driver.until_focus("Кличка");
    assert!(!driver.says("ДД.ММ.ГГГГ"), "{}", driver.describe());
}

#[test]
fn a_form_out_of_the_card_gives_the_focus_back_to_its_row() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.write("мурка").until_says("Сибирская").tab_to("Пациенты клиента");
    driver.key(Key::Enter).until_focus("Кличка").key(Key::Escape).until_focus("Пациенты клиента");
    // Insert among the appointments and invoices: one more appointment of this client.
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент").write("иван").key(Key::Enter);
    driver
        .until_focus("Пациент")
        .tab_to("Наименование, строка 1")
        .write("конс")
        .key(Key::Enter)
        .ctrl(Key::Enter);
    driver.until_says("Счёт сохранён").ctrl(Key::Num1);
    driver
        .tab_to("Записи и счета с этого компьютера")
        .key(Key::Enter)
        .until("the invoice", |driver| driver.has(Role::TextInput, "Наименование, строка 1"));
    driver.key(Key::Escape).until_focus("Записи и счета с этого компьютера");
    driver.key(Key::Insert).until("an appointment", |driver| driver.has(Role::TextInput, "Время"));
    assert_eq!(driver.control_named("Клиент").value, "Иванова Мария Петровна");
    driver.key(Key::Escape).until_focus("Записи и счета с этого компьютера");
}
