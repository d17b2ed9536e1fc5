//! The status bar through all its states, in its exact words, and the queue where what is wrong is mended.

use egui::Key;
use egui::accesskit::Role;
use vetsystem_companion::app::session;
use vetsystem_companion::store::Store;

use super::driver::{Driver, Stroke};
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Fault, HEALTH, UPLOAD, client, local_now};

fn save_client(driver: &mut Driver, name: &str) {
    driver.until_focus(SEARCH).key(Key::Insert).until_focus("ФИО");
    driver.write(name).key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until(name, |driver| driver.has(Role::Row, name));
}

#[test]
fn waiting_syncing_offline_and_green_again() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    assert!(driver.says("Последний обмен "));

    save_client(&mut driver, "Первая Анна");
    driver.until_state("Ожидает синхронизации: 1").until_says("старшее — только что");

    // The answer does not come: after 400 ms that is said.
    proxy.fault(UPLOAD, Fault::Silence);
    driver.key(Key::F5).until_state("Синхронизация...");
    proxy.wait_until_acted();
    proxy.calm();
    driver.until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state(SYNCED);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);

    bench.stop_server();
    driver.key(Key::F5).until_state("Офлайн").until_says("Можно работать.");
    save_client(&mut driver, "Вторая Анна");
    driver.until_says("Можно работать. Не отправлено: 1, старшее — только что");
    assert_eq!(driver.state(), "Офлайн");

    bench.start_server();
    driver.key(Key::F5).until_state(SYNCED);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2);
}

#[test]
fn a_server_that_asks_to_wait_is_not_offline() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Первая Анна");
    let body = r#"{"message":"Too many requests"}"#.to_owned();
    let headers = "Content-Type: application/json\r\nRetry-After: 900\r\n";
    proxy.fault(HEALTH, Fault::Answer { status: 429, headers, body });
    driver.key(Key::F5).until_says("Сервер просит подождать до ");
    assert_eq!(driver.state(), "Ожидает синхронизации: 1");
    // Until then the button says when it goes on.
    let until = bench.report().retry_at.unwrap().with_timezone(&chrono::Local).format("%H:%M").to_string();
    assert!(driver.has(Role::Button, &format!("Продолжим в {until}")), "{}", driver.describe());
}

#[test]
fn a_key_that_is_refused_needs_a_person_until_it_is_good_again() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Первая Анна");
    proxy.fault(UPLOAD, Fault::json(401, r#"{"error":"Invalid API key"}"#));
    driver.key(Key::F5).until_state("Требует внимания: 1");
    driver.until_says("Сервер не принял ключ. Позовите администратора");
    proxy.calm();
    driver.key(Key::F5).until_state(SYNCED);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}

#[test]
fn a_record_that_needs_a_person_is_said_offline_too() {
    let mut bench = Bench::classic();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    driver.write("мурка").until_says("Сибирская");
    driver.tab_to("Запись").key(Key::Enter).until_focus("Дата").key(Key::Enter).write("930");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state("Требует внимания: 1");
    bench.stop_server();
    driver.key(Key::F5).until_state("Требует внимания: 1 · Офлайн");
}

#[test]
fn a_sync_takes_neither_focus_nor_text_and_saving_goes_on_during_it() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Первая Анна");
    driver.key(Key::Insert).until_focus("ФИО").write("Вторая");
    proxy.fault(UPLOAD, Fault::Silence);
    driver.key(Key::F5).until_state("Синхронизация...");
    proxy.wait_until_acted();
    driver.write(" Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until("two wait", |_| bench.report().pending.actions == 2);
    driver.until_focus(SEARCH).key(Key::Insert).until_focus("ФИО").write("Третья");
    proxy.calm();
    driver.until_state("Ожидает синхронизации: 2").key(Key::F5).until_state(SYNCED);
    assert_eq!((driver.focus().as_str(), driver.control_named("ФИО").value.as_str()), ("ФИО", "Третья"));
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2);
}

#[test]
fn a_sync_leaves_the_focus_in_the_card_where_it_was() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Первая Анна");
    driver.until_says("ждёт").tab_to("Пациент").key(Key::F5).until_state(SYNCED);
    driver.until("the sign of a client who waits has gone", |driver| !driver.says("ждёт"));
    assert_eq!(driver.focus(), "Пациент");
    driver.key(Key::Enter).until_focus("Кличка");
}

#[test]
fn what_is_found_late_leaves_the_focus_where_it_went_meanwhile() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH).write("сидоров");
    driver.until("one found", |driver| !driver.has(Role::Row, "Иванова Мария Петровна"));
    driver.rewrite("");
    let tab = Stroke::Key(Key::Tab);
    driver.at_once(&[Stroke::Text("мурка"), tab, tab, tab]);
    let focus = driver.focus();
    driver.until("another one found", |driver| !driver.has(Role::Row, "Сидоров Пётр Ильич"));
    driver.until("his card", |driver| driver.has_patient("Мурка"));
    assert!(!focus.is_empty() && focus != SEARCH, "{focus}");
    assert_eq!(driver.focus(), focus);
}

#[test]
fn what_another_program_does_to_the_store_is_said_without_a_cycle() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::Num5).until_says("Всё отправлено");
    let added = bench.run_with(&["add", "client"], r#"{"full_name":"Петрова Анна","phone":"1"}"#);
    assert_eq!(added.code, 0, "{}", added.stderr);
    driver.until_state("Ожидает синхронизации: 1");
    driver.until("its line", |driver| driver.has(Role::Row, "Клиент Петрова Анна"));
    assert_eq!(bench.run(&["sync", "--once"]).code, 0);
    driver.until_state(SYNCED).until_says("Всё отправлено");
}

#[test]
fn a_record_that_goes_up_while_it_is_open_is_only_read_from_then_on() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Первая Анна");
    driver.key(Key::F2).until_focus("ФИО");
    assert!(driver.has(Role::Button, "Сохранить"));
    driver.key(Key::F5).until_says("Уже на сервере. Изменить можно в VetSystem");
    assert!(!driver.has(Role::Button, "Сохранить"));
}

#[test]
fn a_refused_record_is_mended_in_the_queue_and_goes_up() {
    let bench = Bench::classic();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Козлова Анна");
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.write("Рыжик").key(Key::Enter).write("Кошка").key(Key::Enter).key(Key::Enter).write("1.3.2023");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 2");
    driver.key(Key::F5).until_state("Требует внимания: 1");

    driver.ctrl(Key::Num5).until("refused in the list", |driver| {
        driver.has(Role::Row, "Пациент Рыжик") && driver.row("Пациент Рыжик").contains("не принято")
    });
    driver.key(Key::ArrowDown).until_says("Enter — исправить");
    driver.key(Key::Enter).until_says("Сервер не принимает пациентов с датой рождения");
    driver.until("the record", |driver| driver.control_named("Кличка").value == "Рыжик");
    driver.tab_to("Дата рождения").rewrite("").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state(SYNCED).until_says("Всё отправлено");
    assert_eq!(bench.dump()["patients"].as_array().unwrap().len(), 1);
}

#[test]
fn a_refused_record_is_sent_again_or_withdrawn_by_keys() {
    let bench = Bench::classic();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    driver.write("мурка");
    driver.until("found", |driver| driver.has_patient("Мурка"));
    driver.tab_to("Запись").key(Key::Enter).until_focus("Дата").key(Key::Enter).write("930");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state("Требует внимания: 1");

    driver.ctrl(Key::Num5).until_says("не принято");
    driver.key(Key::ArrowDown).until_says("Enter — исправить");
    driver.ctrl(Key::Enter).until_says("Уйдёт при следующем обмене");
    driver.until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state("Требует внимания: 1").until_says("! не принято");

    driver.key(Key::Delete).until_says("Отозвать: ");
    driver.key(Key::Escape);
    assert!(!driver.says("Отозвать: "));
    driver.key(Key::Delete).until_says("останется «только здесь»");
    driver.tab_to("Отозвать").key(Key::Enter);
    driver.until_state(SYNCED).until_says("Всё отправлено");
    driver.ctrl(Key::Num2).until_says("только здесь");
}

#[test]
fn what_hangs_on_a_refused_record_waits_for_it_and_is_named_before_it_goes() {
    let bench = Bench::classic();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED);
    save_client(&mut driver, "Козлова Анна");
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.write("Рыжик").key(Key::Enter).write("Кошка").tab_to("Дата рождения").write("1.3.2023");
    driver.ctrl(Key::Enter).until("his line", |driver| driver.has_patient("Рыжик"));
    driver.tab_to("Счёт").key(Key::Enter).until_focus("Наименование, строка 1");
    driver.write("Осмотр").tab_to("Цена, строка 1").write("500").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 3").key(Key::F5).until_state("Требует внимания: 1");

    driver.ctrl(Key::Num5).until("two lines", |driver| driver.has(Role::Row, "Пациент Рыжик"));
    driver.keys(&[Key::Home, Key::ArrowDown, Key::ArrowDown]);
    driver.until_says("Уйдёт после пациента: Рыжик").key(Key::Home);
    driver.until_says("Enter — исправить").key(Key::Delete);
    driver.until_says("Отозвать: Пациент Рыжик, Козлова Анна?");
    driver.until_says("Вместе с этим не уйдёт: Счёт, Козлова Анна · 500,00 ₽. Всё останется «только здесь»");
    driver.tab_to("Отозвать").key(Key::Enter);
    driver.until_state(SYNCED).until_says("Всё отправлено");
    let dump = bench.dump();
    assert_eq!(
        ["clients", "patients", "invoices"].map(|list| dump[list].as_array().unwrap().len()),
        [1, 0, 0]
    );
}

#[test]
fn a_day_that_begins_without_the_server_is_a_day_of_work() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut bench = bench.downloaded();
    bench.stop_server();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state("Офлайн").until_focus(SEARCH).write("мурка");
    driver.until("found", |driver| driver.has(Role::Row, "Иванова Мария Петровна"));
    driver.key(Key::Escape);
    save_client(&mut driver, "Козлова Анна");
    driver.until_says("Можно работать. Не отправлено: 1");
}

#[test]
fn what_another_clinic_s_store_has_not_sent_is_counted_on_the_bar_and_by_the_command() {
    let bench = Bench::ours();
    let path = session::store_path(&bench.data_dir(), "http://elsewhere", "t");
    let mut other = Store::open(&path).unwrap();
    other.save_client(&bench.session.author(), local_now(), None, &client("Ждущая Анна")).unwrap();
    drop(other);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_says("В другой базе не отправлено: 1").until_state(SYNCED);
    let run = bench.run(&["status"]);
    assert!(run.stdout.contains("В другой базе не отправлено: 1"), "{}", run.stdout);
    assert_eq!(bench.run(&["status", "--json"]).json()["elsewhere"], 1);
}
