//! Settings are taken while the window stays open.

use egui::Key;
use serde_json::Value;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, PASSWORD, USER};

fn on_the_page(bench: &Bench) -> Driver {
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::Num6).until_focus("Адрес сервера");
    driver
}

#[test]
fn another_interval_works_without_a_restart() {
    let bench = Bench::ours();
    let path = bench.data_dir().join("settings.json");
    let mut hourly: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    hourly["interval_secs"] = 3600.into();
    std::fs::write(&path, hourly.to_string()).unwrap();
    let mut driver = on_the_page(&bench);
    driver.tab_to("Обмен каждые, с");
    for wrong in ["", "0", "каждую минуту", "3601"] {
        driver.rewrite(wrong).ctrl(Key::Enter);
        assert_eq!(driver.beside("Обмен каждые, с"), "! Можно только: 5–3600", "{wrong}");
    }
    driver.rewrite("7");
    assert_eq!(driver.beside("Обмен каждые, с"), "", "said no longer than it is true");
    driver.rewrite("5").ctrl(Key::Enter).until_says("Настройки сохранены");
    let saved = std::fs::read(&path).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&saved).unwrap()["interval_secs"], 5);
    driver.until("at rest", |driver| !driver.window().app().model().status.syncing);
    driver.ctrl(Key::Num1).until_focus(SEARCH).key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until_says("Клиент сохранён");
    // Sooner than the hour of before, which would outlast the test's patience.
    driver.until("sent by itself", |_| bench.report().pending.actions == 0);
}

#[test]
fn another_branch_is_chosen_from_the_servers_list() {
    let bench = Bench::ours();
    clinic::second_branch(&bench);
    let mut driver = on_the_page(&bench);
    let before = bench.report().last_download.unwrap();
    driver.tab_to("Филиал").key(Key::F4).until_says("Садовая, 2");
    driver.key(Key::ArrowDown).key(Key::Enter);
    assert_eq!(driver.control_named("Филиал").value, "Второй");
    driver.ctrl(Key::Enter).until_says("Настройки сохранены");
    let account = driver.window().app().model().account.clone().unwrap();
    assert_eq!(account.branch.name, "Второй");
    driver.until("downloaded for it", |_| bench.report().last_download.unwrap() > before).until_state(SYNCED);
}

#[test]
fn a_server_that_does_not_answer_leaves_the_work_as_it_was() {
    let bench = Bench::ours();
    let mut driver = on_the_page(&bench);
    driver.rewrite("это не адрес").ctrl(Key::Enter);
    assert!(driver.beside("Адрес сервера").starts_with("! Можно только: https://"));
    driver.rewrite("127.0.0.1:1").ctrl(Key::Enter).until_says("Вход в клинику");
    driver.until_focus("Пароль");
    assert!(driver.says("Новый сервер: войдите"));
    assert_eq!(driver.control_named("Имя пользователя").value, USER);
    driver.write(PASSWORD).key(Key::Enter);
    driver.until_says("Сервер не отвечает");
    driver.key(Key::Escape).until_state(SYNCED);
    driver.ctrl(Key::Num6).until_focus("Адрес сервера");
    assert_eq!(driver.control_named("Адрес сервера").value, bench.session.server);
}
