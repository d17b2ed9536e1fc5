//! A store that cannot be used is said over the whole window, and tried again.

use std::path::Path;

use egui::Key;

use super::driver::Driver;
use super::{SEARCH, SYNCED};
use crate::support::{Bench, query};

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
