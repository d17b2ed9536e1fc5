//! A day's work by keys alone: find, four new records, everything sent, and what is sent is only read.

use egui::Key;
use egui::accesskit::Role;
use serde_json::Value;

use super::clinic;
use super::driver::Driver;
use super::{SEARCH, SYNCED};
use crate::support::Bench;

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver
}

fn clients(driver: &Driver) -> Vec<String> {
    let rows = driver.controls().into_iter().filter(|control| control.role == Role::Row);
    rows.map(|row| row.name).collect()
}

#[test]
fn a_client_is_found_by_name_phone_animal_and_in_the_wrong_layout() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.until("all three", |driver| clients(driver).len() == 3);
    for searched in ["иванов", "123-45", "мурка", "МАРИЯ", "петровна иван"] {
        driver.rewrite(searched);
        driver.until(searched, |driver| clients(driver) == ["Иванова Мария Петровна"]);
    }
    driver.rewrite("петр ил");
    driver.until("ё for е", |driver| clients(driver) == ["Сидоров Пётр Ильич"]);
    driver.rewrite("bdfyjd");
    driver.until_says("Другая раскладка: иванов");
    assert_eq!(clients(&driver), ["Иванова Мария Петровна"]);
    driver.rewrite("никто такой");
    driver.until_says("Никого не нашли. Insert — новый клиент");
    driver.key(Key::Escape);
    driver.until("all again", |driver| clients(driver).len() == 3);
    assert_eq!(driver.focus(), SEARCH);
}

#[test]
fn four_new_records_by_keys_wait_and_are_sent() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    new_client(&mut driver);
    new_patient(&mut driver);
    new_appointment(&mut driver);
    new_invoice(&mut driver);
    driver.until_state("Ожидает синхронизации: 4");
    driver.ctrl(Key::Num5);
    driver.until("four in the queue", |driver| clients(driver).len() == 4);

    driver.key(Key::F5).until_state(SYNCED).until_says("Всё отправлено");
    sent_as_typed(&bench.dump());
    driver.ctrl(Key::Num3);
    driver.until("the invoice is on the server", |driver| {
        driver.has(Role::Row, "Козлова Анна, 3 400,99 ₽")
            && driver.row("Козлова Анна, 3 400,99 ₽").contains("на сервере")
    });
}

fn new_client(driver: &mut Driver) {
    driver.key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter);
    assert_eq!(driver.focus(), "Телефон");
    driver.write("8 916 000-11-22").key(Key::Enter).key(Key::Enter).write("ул. Мира, 5").key(Key::Enter);
    assert_eq!(driver.focus(), "Сохранить");
    driver.key(Key::Enter);
    assert!(driver.says("Новый клиент"), "Enter saves nothing");
    driver.ctrl(Key::Enter).until_says("Клиент сохранён на этом компьютере");
    driver.until("the client waits in the list", |driver| {
        driver.has(Role::Row, "Козлова Анна") && driver.row("Козлова Анна").contains("ждёт")
    });
}

fn new_patient(driver: &mut Driver) {
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.write("Рыжик").key(Key::Enter);
    driver.until_focus("Вид").write("ко");
    driver.until("what was used before", |driver| driver.has(Role::ListBoxOption, "Кошка"));
    driver.key(Key::Enter);
    assert_eq!(driver.control_named("Вид").value, "Кошка");
    assert_eq!(driver.focus(), "Пол");
    driver.write("м").key(Key::Enter).write("1.3.2023").key(Key::Enter);
    assert_eq!(driver.focus(), "Порода");
    driver.write("Мейн-кун").key(Key::Enter);
    assert_eq!(driver.focus(), "Владелец");
    assert_eq!(driver.control_named("Владелец").value, "Козлова Анна");
    driver.ctrl(Key::Enter).until_says("Пациент сохранён на этом компьютере");
    driver.until("the patient waits in the card", |driver| driver.has_patient("Рыжик"));
}

fn new_appointment(driver: &mut Driver) {
    driver.tab_to("Запись").key(Key::Enter).until_focus("Дата");
    assert_eq!(driver.control_named("Клиент").value, "Козлова Анна");
    assert_eq!(driver.control_named("Пациент").value, "Рыжик");
    driver.key(Key::Enter).write("1430").key(Key::Enter).write("Смирнова").key(Key::Enter);
    assert_eq!(driver.focus(), "Причина обращения");
    driver.write("чешется").key(Key::Enter).write("второй день");
    assert_eq!(driver.control_named("Причина обращения").value, "чешется\nвторой день");
    driver.ctrl(Key::Enter).until_says("Запись сохранена на этом компьютере");
    driver.ctrl(Key::Num2);
    driver.until("the appointment waits in the list", |driver| {
        let rows: Vec<String> = clients(driver).iter().map(|name| driver.row(name)).collect();
        rows.len() == 1
            && ["14:30", "Рыжик", "Козлова Анна", "Смирнова", "ждёт"]
                .iter()
                .all(|word| rows[0].contains(word))
    });
}

fn new_invoice(driver: &mut Driver) {
    driver.ctrl(Key::Num3).until_says("Сегодня счетов нет");
    driver.key(Key::Insert).until_focus("Клиент");
    // Enter comes before the list does: it waits for it, and so does what is typed after it.
    driver.write("козлова").key(Key::Enter).until_focus("Пациент");
    assert_eq!(driver.control_named("Клиент").value, "Козлова Анна");
    driver.key(Key::F4).key(Key::Enter);
    driver.until("the patient", |driver| driver.control_named("Пациент").value == "Рыжик");
    driver.until_focus("Оплата").key(Key::Enter);
    driver.until_focus("Наименование, строка 1").write("конс").key(Key::Enter);
    driver.until_focus("Количество, строка 1");
    assert_eq!(driver.control_named("Наименование, строка 1").value, "Консультация терапевта");
    driver.write("2").key(Key::Enter).until_focus("Наименование, строка 2");
    driver.write("Осмотр на дому").key(Key::Enter).until_focus("Вид, строка 2: услуга");
    driver.key(Key::Enter).until_focus("Количество, строка 2");
    driver.key(Key::Enter).until_focus("Цена, строка 2");
    driver.write("999,99").key(Key::Enter).until_focus("Наименование, строка 3");
    assert!(driver.says("Итого 3 400,99 ₽"), "{}", driver.describe());
    driver.key(Key::F7).ctrl(Key::Enter).until_says("Счёт сохранён на этом компьютере");
    driver.until("the invoice waits in the list", |driver| {
        let name = "Козлова Анна, 3 400,99 ₽";
        driver.has(Role::Row, name)
            && ["Рыжик", "3 400,99", "Оплачен", "ждёт"].iter().all(|word| driver.row(name).contains(word))
    });
}

fn sent_as_typed(dump: &Value) {
    let of = |list: &str, field: &str, value: &str| {
        let rows = dump[list].as_array().unwrap();
        rows.iter().find(|row| row[field] == value).unwrap_or_else(|| panic!("{list}: {rows:#?}")).clone()
    };
    let client = of("clients", "full_name", "Козлова Анна");
    assert_eq!((&client["phone"], &client["address"]), (&"8 916 000-11-22".into(), &"ул. Мира, 5".into()));
    let patient = of("patients", "name", "Рыжик");
    let typed = ["Кошка", "Мейн-кун", "2023-03-01", "male"];
    assert_eq!(["species", "breed", "birth_date", "gender"].map(|field| patient[field].clone()), typed);
    let appointment = of("appointments", "doctor_name", "Смирнова");
    assert_eq!(appointment["appointment_time"], "14:30");
    assert_eq!(appointment["notes"], "чешется\nвторой день");
    let invoice = of("invoices", "payment_status", "paid");
    assert_eq!(invoice["total_amount"], 3400.99);
    let items = invoice["items"].as_array().unwrap();
    let shown: Vec<String> = items
        .iter()
        .map(|item| format!("{} {} {} {}", item["name"], item["quantity"], item["price"], item["total"]))
        .collect();
    assert_eq!(shown, ["\"Консультация терапевта\" 2 1200.5 2401", "\"Осмотр на дому\" 1 999.99 999.99"]);
    assert!(items[0]["nomenclature_id"].is_number() && items[1]["nomenclature_id"].is_null());
}

#[test]
fn what_is_on_the_server_is_only_read_here() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.write("мурка");
    driver.until("found", |driver| clients(driver) == ["Иванова Мария Петровна"]);
    driver.key(Key::Enter).until_says("Уже на сервере. Изменить можно в VetSystem");
    assert!(!driver.has(Role::Button, "Сохранить"));
    driver.write("!").ctrl(Key::Enter);
    assert_eq!(driver.control_named("ФИО").value, "Иванова Мария Петровна");
    driver.key(Key::Escape).until_focus(SEARCH);
    assert!(bench.report().pending.actions == 0);
}

#[test]
fn escape_closes_a_list_then_the_form_and_saves_nothing() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.ctrl(Key::Num2).key(Key::Insert).until_focus("Клиент").write("ива");
    driver.until("the list", |driver| driver.has(Role::ListBoxOption, "Иванова Мария Петровна"));
    driver.key(Key::Escape);
    assert!(!driver.has(Role::ListBoxOption, "Иванова Мария Петровна"));
    assert!(driver.says("Новая запись"));
    driver.key(Key::Escape);
    driver.until("the day again", |driver| driver.has(Role::Table, "Список записей"));
    assert_eq!(bench.report().pending.actions, 0);
}

#[test]
fn shift_f5_brings_what_was_entered_elsewhere() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    clinic::one_more_client(&bench);
    driver.shift(Key::F5);
    driver.until("the new client", |driver| driver.has(Role::Row, "Яковлев Илья"));
    driver.until_state(SYNCED);
}

#[test]
fn the_mouse_does_what_the_keys_do() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.until("the rows", |driver| driver.has(Role::Row, "Иванова Мария Петровна"));
    driver.click(Role::Row, "Иванова Мария Петровна");
    driver.until("her card", |driver| driver.has_patient("Мурка"));
    driver.click(Role::Button, "Запись").until_focus("Дата");
    driver.click(Role::TextInput, "Время").write("1430");
    driver.click(Role::Button, "Сохранить").until_state("Ожидает синхронизации: 1");
    driver.click(Role::Tab, "Записи").until_says("14:30");
    driver.click(Role::Button, "Синхронизировать").until_state(SYNCED);
    assert_eq!(bench.dump()["appointments"].as_array().unwrap().len(), 1);
}
