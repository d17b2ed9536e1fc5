//! A store of every released schema opens in this program with its queue intact, and is copied before it is changed.

use std::path::Path;

use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::Store;

use crate::support::{execute, query};

/// As the program of that schema left it: one action in each state, and frozen bytes of one that is to be repeated.
const SCHEMAS: [&str; 4] = [
    include_str!("fixtures/schema-1.sql"),
    include_str!("fixtures/schema-2.sql"),
    include_str!("fixtures/schema-3.sql"),
    include_str!("fixtures/schema-4.sql"),
];

#[test]
fn a_store_of_each_released_schema_opens_with_its_queue() {
    use QueueState::{Held, InDoubt, Refused, Resending, Sending, Waiting};
    for (index, made) in SCHEMAS.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        execute(&path, made);
        let mut store = Store::open(&path).unwrap();
        assert!(store.integrity_check().unwrap());
        let states: Vec<QueueState> = store.queue().unwrap().iter().map(|row| row.state).collect();
        assert_eq!(states, [Waiting, Refused, Held, InDoubt, Sending, Resending], "schema {}", index + 1);
        assert_eq!(query(&path, "SELECT group_concat(idempotency_key) FROM sync_queue"), "k1,k2,k3,k4,k5,k6");
        assert_eq!(
            query(&path, "SELECT sent_payload FROM sync_queue WHERE id = 6"),
            r#"{"full_name":"Frozen"}"#
        );
        assert_eq!(query(&path, "SELECT idempotency_key FROM journal"), "k0");
        let clients = "SELECT group_concat(id || idempotency_key) FROM clients ORDER BY id";
        assert_eq!(query(&path, clients), "1k0,2k1,3k2,4k4,5k5,6k6");
        assert_eq!(query(&path, "SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check"), "0");
        assert_eq!(query(&path, "SELECT CAST(seq AS TEXT) FROM sqlite_sequence WHERE name = 'clients'"), "6");
        let copies: Vec<_> =
            folder.path().join("copies").read_dir().unwrap().map(|it| it.unwrap().path()).collect();
        let copy = copies[0].to_str().unwrap();
        assert!(copies.len() == 1 && copy.ends_with(&format!("-schema{}.db", index + 1)), "{copies:?}");
        assert_eq!(
            query(&copies[0], "SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations"),
            (index + 1).to_string()
        );
    }
}

#[test]
fn every_schema_but_the_newest_has_its_fixture() {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/client");
    assert_eq!(
        migrations.read_dir().unwrap().count(),
        SCHEMAS.len() + 1,
        "freeze a store of the last schema here"
    );
}
