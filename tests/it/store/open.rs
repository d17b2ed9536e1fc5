//! A store that cannot be opened says why, and is left as it was.

use std::sync::{Arc, Barrier};

use vetsystem_companion::store::{Store, StoreError};

use crate::support::{execute, local_now};

fn refusal(path: &std::path::Path) -> StoreError {
    Store::open(path).err().unwrap()
}

#[test]
fn a_file_of_something_else_is_no_store_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    for content in ["short".to_owned(), "no database ".repeat(1000)] {
        std::fs::write(&path, &content).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        assert!(Store::open_reader(&path).and_then(|mut store| store.queue()).is_err());
    }
}

#[test]
fn a_newer_programs_store_is_named_so_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    execute(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'later', 1, x'00', 0)",
    );
    let error = refusal(&path);
    assert!(matches!(error, StoreError::NewerSchema { found: 999, .. }), "{error:?}");
}

#[test]
fn a_database_of_another_program_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    execute(
        &path,
        "CREATE TABLE clients (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO clients VALUES (1, 'Анна')",
    );
    let error = refusal(&path);
    assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
    let name = crate::support::query(&path, "SELECT name FROM clients");
    assert_eq!(name, "Анна");
}

#[test]
fn a_folder_that_cannot_be_made_or_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = refusal(&file.join("below").join("clinic.db"));
    assert!(matches!(&error, StoreError::Folder { path, .. } if path.ends_with("below")), "{error:?}");
    let error = refusal(folder.path());
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
    #[cfg(target_os = "linux")]
    {
        // Nobody, not even root, makes a file there.
        let error = refusal(std::path::Path::new("/proc/clinic.db"));
        assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
    }
    assert!(matches!(Store::open_reader(&folder.path().join("missing.db")), Err(StoreError::Open { .. })));
}

#[test]
fn programs_that_start_at_once_all_open_a_new_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let together = Arc::new(Barrier::new(8));
    let open = || {
        let (path, together) = (path.clone(), Arc::clone(&together));
        let run = move || {
            together.wait();
            Store::open(&path).and_then(|mut store| store.workstation_id())
        };
        std::thread::Builder::new().name("opener".to_owned()).spawn(run).unwrap()
    };
    let threads: Vec<_> = (0..8).map(|_| open()).collect();
    let names: Vec<String> = threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect();
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
}

#[test]
fn an_opening_waits_for_no_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let mut syncing = Store::open(&path).unwrap();
    let writer = syncing.begin_snapshot(local_now()).unwrap();
    // Had it to wait, it would wait for this thread for ever.
    assert_eq!(Store::open(&path).unwrap().queue().unwrap(), []);
    drop(writer);
}

#[test]
fn a_store_opens_again_with_what_it_held_and_the_same_workstation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("er").join("clinic.db");
    let first = Store::open(&path).unwrap().workstation_id().unwrap();
    assert_eq!(Store::open(&path).unwrap().workstation_id().unwrap(), first);
    assert_eq!(first.len(), 36);
}
