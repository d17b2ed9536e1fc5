//! From an empty folder to the client list, by keys alone.

use egui::Key;
use egui::accesskit::Role;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::{BRANCH, Bench, KEY, PASSWORD, USER};

/// From the first field of the sign-in to its answer.
fn fill_in(driver: &mut Driver, server: &str, key: &str, password: &str) {
    driver.until_focus("Адрес сервера");
    driver.write(server).key(Key::Enter).write(key).key(Key::Enter);
    driver.write(USER).key(Key::Enter).write(password).key(Key::Enter);
}

#[test]
fn a_first_sign_in_by_keys_alone() {
    let bench = Bench::ours();
    clinic::second_branch(&bench);
    let desk = tempfile::tempdir().unwrap();
    let mut driver = Driver::open(desk.path());
    fill_in(&mut driver, &bench.session.server, KEY, "не тот");
    driver.until_says("Неверное имя или пароль.");
    assert_eq!(driver.focus(), "Пароль");
    assert!(driver.says("В пароле русские буквы — проверьте раскладку"));
    driver.rewrite(PASSWORD).key(Key::Enter);
    driver.until_says("Выберите филиал");
    assert!(driver.says(BRANCH) && driver.says("Второй"));
    driver.key(Key::ArrowDown).key(Key::Enter);
    driver.until_state(SYNCED);
    assert_eq!(driver.focus(), SEARCH);
    assert!(driver.says("Второй"), "{}", driver.describe());
}

#[test]
fn the_first_wrong_field_takes_the_focus_and_a_first_sign_in_needs_the_server() {
    let desk = tempfile::tempdir().unwrap();
    let mut driver = Driver::open(desk.path());
    fill_in(&mut driver, "", KEY, "");
    assert_eq!(driver.focus(), "Адрес сервера");
    driver.rewrite("127.0.0.1:1").tab_to("Пароль").key(Key::Enter);
    assert_eq!(driver.focus(), "Пароль");
    driver.write(PASSWORD).key(Key::Enter).until_says("Сервер не отвечает");
    assert!(driver.says("Первый вход на этом компьютере — только со связью с сервером"));
}

#[test]
fn another_user_signs_in_and_what_waits_stays() {
    let bench = Bench::ours();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until_state("Ожидает синхронизации: 1").ctrl(Key::Num6).until_focus("Адрес сервера");
    assert!(driver.says("Не отправлено: 1. Останутся здесь и уйдут сами"));
    driver.tab_to("Сменить пользователя").key(Key::Enter).until_focus("Остаться");
    driver.tab_to("Сменить пользователя").key(Key::Enter).until_focus("Имя пользователя");
    driver.tab_to("Изменить подключение").key(Key::Enter).until_focus("Адрес сервера");
    assert_eq!(driver.control_named("Адрес сервера").value, bench.session.server);
    driver.tab_to("Имя пользователя").write(USER).key(Key::Enter).write(PASSWORD).key(Key::Enter);
    driver.until("at work again", |driver| driver.has(Role::Row, "Козлова Анна"));
    driver.key(Key::F5).until_state(SYNCED);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}
