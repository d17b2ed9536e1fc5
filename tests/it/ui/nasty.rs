//! What people paste and mistype, and keys pressed twice: it is understood, or named, and nothing goes up twice or broken.

use egui::Key;

use super::driver::{Driver, SMALLEST, Stroke};
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Fault, UPLOAD};

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.any_letters().until_state(SYNCED).until_focus(SEARCH);
    driver
}

#[test]
fn a_client_pasted_from_anywhere_arrives_as_text_of_one_line() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.key(Key::Insert).until_focus("ФИО").paste("\tКозлова\r\nАнна 🐈 משה\n").key(Key::Enter);
    driver.paste("8 916 000-11-22\t(муж)").tab_to("Адрес").paste("ул. Мира,\n5");
    driver.at_once(&[Stroke::Ctrl(Key::Enter), Stroke::Ctrl(Key::Enter)]);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    let dump = bench.dump();
    let rows: Vec<_> = dump["clients"].as_array().unwrap().iter().collect();
    let made: Vec<_> = rows.iter().filter(|row| row["full_name"] == "Козлова Анна 🐈 משה").collect();
    assert_eq!(made.len(), 1, "{rows:?}");
    assert_eq!(made[0]["phone"], "8 916 000-11-22 (муж)");
    assert_eq!(made[0]["address"], "ул. Мира, 5");
}

#[test]
fn figures_are_read_as_people_write_them_or_named() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент");
    driver.write("ива").key(Key::Enter).until_focus("Пациент").tab_to("Наименование, строка 1");
    driver.paste("О\tсмотр\n").key(Key::Escape);
    let wrong = [
        ("Количество", "1e3", "Здесь нужно число"),
        ("Количество", "", "Заполните поле"),
        ("Количество", "−1", "Должно быть больше нуля"),
        ("Количество", "99999999999999999999", "Слишком большое число"),
        ("Цена", "1000.505", "Не больше 2 знаков после запятой"),
        ("Цена", "1.000,50", "Здесь нужно число"),
        ("Цена", "-5", "Не может быть меньше нуля"),
        ("Цена", "🐈", "Здесь нужно число"),
    ];
    for (field, typed, words) in wrong {
        driver.tab_to("Количество, строка 1").rewrite("1").tab_to("Цена, строка 1").rewrite("1");
        let cell = format!("{field}, строка 1");
        driver.tab_to(&cell).rewrite(typed).ctrl(Key::Enter);
        assert_eq!(driver.under_cell(&cell), format!("! {field}: {words}"), "{typed}\n{}", driver.describe());
        assert_eq!(driver.focus(), cell);
    }
    driver.tab_to("Количество, строка 1").rewrite("999999999").tab_to("Цена, строка 1").rewrite("9999999999");
    driver.ctrl(Key::Enter);
    assert_eq!(driver.under_cell("Цена, строка 1"), "! Сумма: Слишком большое число");
    driver.tab_to("Количество, строка 1").rewrite("1").tab_to("Цена, строка 1").rewrite("9 000 000 000 000");
    driver.tab_to("Наименование, строка 2").write("Чистка").key(Key::Escape).tab_to("Цена, строка 2");
    driver.write("9 000 000 000 000").ctrl(Key::Enter);
    let total = driver.controls().into_iter().find(|control| control.value.starts_with("Итого"));
    assert_eq!(total.map(|total| total.description).as_deref(), Some("Слишком большое число"));
    assert!(driver.says("! Слишком большое число"), "{}", driver.describe());
    assert_eq!(driver.focus(), "Цена, строка 1");
    driver.ctrl(Key::Delete);
    assert!(!driver.says("! "), "{}", driver.describe());
    driver.tab_to("Наименование, строка 1").rewrite("").paste("О\tсмотр\n").key(Key::Escape);
    assert_eq!(bench.report().pending.actions, 0);
    driver.tab_to("Количество, строка 1").rewrite(" 1,5 ").tab_to("Цена, строка 1").rewrite("1 000,50");
    driver.at_once(&[Stroke::Ctrl(Key::Enter), Stroke::Ctrl(Key::Enter)]);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    let invoices = &bench.dump()["invoices"];
    assert_eq!(invoices.as_array().unwrap().len(), 1);
    assert_eq!(invoices[0]["total_amount"], 1500.75);
    assert_eq!(invoices[0]["items"][0]["name"], "О смотр");
}

#[test]
fn a_patient_by_keys_alone_with_a_date_of_two_digits() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.write("мурка").until_says("Сибирская");
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.paste(&"🐈".repeat(10_000)).ctrl(Key::Enter);
    assert_eq!(driver.beside("Кличка"), "! Не длиннее 255 знаков, сейчас 10 000");
    driver.key(Key::Backspace);
    assert_eq!(driver.beside("Кличка"), "! Не длиннее 255 знаков, сейчас 9 999", "it is still true");
    driver.rewrite("Рыжик").tab_to("Вид").write("Кошка").tab_to("Дата рождения").write("1.1.24");
    driver.shift(Key::Tab).until_focus("Пол").shift(Key::Tab).until_focus("Вид").key(Key::F4);
    driver.key(Key::Escape);
    assert!(driver.says("Новый пациент"), "Esc closes the list first");
    driver.at_once(&[Stroke::Ctrl(Key::Enter), Stroke::Ctrl(Key::Enter)]);
    driver.until_state("Ожидает синхронизации: 1").key(Key::F5).until_state(SYNCED);
    let dump = bench.dump();
    let rows = dump["patients"].as_array().unwrap();
    let made: Vec<_> = rows.iter().filter(|row| row["name"] == "Рыжик").collect();
    assert_eq!(made.len(), 1);
    assert!(made[0]["birth_date"].as_str().unwrap().starts_with("2024-01-01"), "{made:?}");
}

#[test]
fn a_long_reason_stays_inside_its_frame_and_what_is_wrong_with_it_comes_into_sight() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open_sized(&bench.data_dir(), SMALLEST);
    driver.until_state(SYNCED).until_focus(SEARCH).ctrl(Key::Num2).key(Key::Insert).until_focus("Клиент");
    driver.write("ива").key(Key::Enter).until_focus("Пациент").key(Key::F4).key(Key::Enter);
    driver.until_focus("Дата").tab_to("Время").write("930").tab_to("Причина обращения");
    driver.paste(&"чешется\n".repeat(1000)).shift(Key::Tab).shift(Key::Tab);
    driver.tab_to("Клиент").ctrl(Key::Enter).until_focus("Причина обращения");
    let seen = driver.seen();
    let reason = seen.iter().find(|seen| seen.words.starts_with("чешется")).unwrap();
    assert!(reason.place.height() <= 76.0, "{:?}", reason.place);
    let message = seen.iter().find(|seen| seen.words.starts_with("! Не длиннее 5 000 знаков")).unwrap();
    assert!(message.place.height() > 12.0, "all of it is in sight: {:?}", message.place);
    assert!(message.place.top() >= reason.place.bottom());
    assert!(message.place.bottom() <= driver.control_named("Сохранить").place.top());
}

#[test]
fn a_long_answer_of_the_server_leaves_the_form_in_sight() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut driver = at_work(&bench);
    driver.key(Key::Insert).until_focus("ФИО").write("Козлова").key(Key::Enter).write("1").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1");
    let words = "плохо ".repeat(2000);
    let body = format!(r#"{{"results":[{{"queue_id":1,"status":"error","message":"{words}"}}]}}"#);
    proxy.fault(UPLOAD, Fault::json(200, body));
    driver.key(Key::F5).until_state("Требует внимания: 1").ctrl(Key::Num5).until_says("не принято");
    driver.keys(&[Key::ArrowDown, Key::Enter]).until_says("Сервер не принял: плохо").until_focus("ФИО");
    let place = driver.control_named("ФИО").place;
    assert!(place.bottom() < 300.0, "{place:?}");
}
