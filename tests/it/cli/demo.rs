//! `--demo` before a command: the demo clinic on an embedded server, in a folder of its own.

use crate::support::{Run, run_program};

#[test]
fn a_demo_lives_beside_the_users_own_data_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let demo = |arguments: &[&str], stdin: &str| -> Run {
        let run = run_program(folder.path(), &[&["--demo"], arguments].concat(), &[], stdin);
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
        run
    };
    let added =
        demo(&["add", "client"], r#"{"full_name":"Проверкина Анна","phone":"8 916 123-45-67"}"#).json();
    assert_eq!(added["local_id"], 1);
    demo(&["sync", "--once"], "");
    let status = demo(&["status", "--json"], "").json();
    assert_eq!((&status["state"], &status["pending"]), (&"synced".into(), &0.into()), "{status}");
    let counts = ["clients", "patients", "nomenclature"].map(|noun| status["counts"][noun].as_u64().unwrap());
    assert_eq!(counts, [61_975, 82_371, 1_092]);

    let own: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(own, ["demo"]);
    assert_eq!(run_program(folder.path(), &["status"], &[], "").code, 1, "the demo's sign-in is the demo's");
}
