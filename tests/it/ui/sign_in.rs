//! From an empty folder to the client list, by keys alone.

use egui::Key;

use super::clinic;
use super::driver::Driver;
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
    driver.until_state("Все данные синхронизированы");
    assert_eq!(driver.focus(), "Имя, телефон или кличка");
    assert!(driver.says("Второй"), "{}", driver.describe());
}
