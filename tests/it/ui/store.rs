//! A store that cannot be used is said over the whole window, and tried again.

use std::path::Path;

use egui::Key;

use super::driver::Driver;
use super::{SEARCH, SYNCED};
use crate::support::damage::{self, zero_root};
use crate::support::{Bench, client, local_now, query};

/// The file and the journal that a program which ended may have left beside it.
fn remove(path: &Path) {
    std::fs::remove_file(path).unwrap();
    for journal in ["db-wal", "db-shm"] {
        std::fs::remove_file(path.with_extension(journal)).ok();
    }
}

#[test]
fn a_file_that_is_no_database_is_said_and_tried_again() {
    let bench = Bench::ours();
    let path = bench.session.store_path.clone();
    remove(&path);
    std::fs::write(&path, "это не база данных".repeat(1000)).unwrap();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_says("VetSystem Companion не может открыть данные");
    assert!(driver.says("Файл базы — не база данных VetSystem Companion"));
    assert!(driver.says("Ничего не удалено"));
    assert!(driver.says(path.to_str().unwrap()), "{}", driver.describe());
    remove(&path);
    driver.tab_to("Попробовать ещё раз").key(Key::Enter);
    driver.until_state(SYNCED).until_focus(SEARCH);
    assert_eq!(query(&path, "PRAGMA integrity_check"), "ok");
}

#[test]
fn the_store_of_a_newer_program_is_left_alone() {
    let bench = Bench::ours();
    bench.sql("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)");
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_says("База записана более новой версией программы. Обновите программу");
}

#[test]
fn a_store_damaged_under_the_window_is_put_together_again_and_the_sync_goes_on() {
    let bench = Bench::ours().downloaded();
    bench.sync_every_second();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Петров Иван")).unwrap();
    let path = &bench.session.store_path;
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver.until("copied", |_| bench.data_dir().join("copies").exists());
    zero_root(path, damage::CLIENTS);
    // Whoever has pages of the file in memory reads them anew.
    bench.sql("UPDATE meta SET value = value");
    driver.until_says("База повреждена. Восстанавливаем её, ничего не закрывайте");
    driver.until("restored", |driver| driver.state().contains("внимания"));
    assert!(bench.data_dir().join("damaged").exists());

    driver.key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.key(Key::F5);
    let is_there = |_: &Driver| {
        bench.dump()["clients"].as_array().unwrap().iter().any(|row| row["full_name"] == "Козлова Анна")
    };
    driver.until("sent", is_there);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2);
}
