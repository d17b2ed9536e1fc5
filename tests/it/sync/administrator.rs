//! What an administrator does to the server's database: changes it, copies it, and puts a copy in its place.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{Bench, execute, on_file};

fn clinic(bench: &Bench) -> PathBuf {
    bench.data_dir().with_file_name("clinic.db")
}

/// Changes the database while the server runs.
pub fn change(bench: &Bench, statements: &'static str) {
    execute(&clinic(bench), statements);
}

/// Makes a copy of the database as it is now.
pub fn back_up(bench: &Bench) -> PathBuf {
    let copy = bench.data_dir().with_file_name("copy.db");
    on_file(&clinic(bench), async |conn| {
        sqlx::query("VACUUM INTO ?1").bind(copy.to_str().unwrap()).execute(conn).await.map(drop)
    });
    copy
}

/// The server goes on with the copy, and says so.
pub fn restore(bench: &mut Bench, copy: &PathBuf) {
    bench.stop_server();
    for log in ["clinic.db-wal", "clinic.db-shm"] {
        std::fs::remove_file(bench.data_dir().with_file_name(log)).ok();
    }
    std::fs::copy(copy, clinic(bench)).unwrap();
    say_restored(bench);
    bench.start_server();
}

/// `vetsystem-sync-server restored`.
pub fn say_restored(bench: &Bench) {
    let database = format!("sqlite:{}", clinic(bench).display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_vetsystem-sync-server"));
    assert!(command.args(["restored", "--database", &database]).output().unwrap().status.success());
}
