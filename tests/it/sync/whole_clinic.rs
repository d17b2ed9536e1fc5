//! The whole demo clinic, once: exactly what the server has, as often as it is downloaded.

use serde_json::json;
use vetsystem_companion::server::{DEMO_KEY, ServerConfig, ServerHandle};

use crate::support::{query, run_program};

#[test]
fn the_clinic_comes_down_whole_and_a_second_time_changes_nothing() {
    let server = ServerHandle::start(ServerConfig::demo()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let environment = [("VETSYSTEM_API_KEY", DEMO_KEY), ("VETSYSTEM_PASSWORD", "demo")];
        run_program(folder.path(), arguments, &environment, "")
    };
    let signed_in = run(&["sign-in", "--server", &server.url(), "--user", "admin"]);
    assert_eq!(signed_in.code, 0, "{signed_in:?}");
    assert_eq!(run(&["status", "--json"]).json()["counts"]["clients"], 0, "a sign-in downloads nothing");

    let counts = json!({"clients": 61_974, "patients": 82_371, "nomenclature": 1_092, "appointments": 0, "invoices": 0});
    let ids = || {
        let store = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        let store = store.into_iter().find(|path| path.extension().is_some_and(|name| name == "db")).unwrap();
        query(
            &store,
            "SELECT (SELECT json_group_array(json_array(id, server_id)) FROM clients)
                 || (SELECT json_group_array(json_array(id, server_id, client_id)) FROM patients)
                 || (SELECT json_group_array(json_array(id, server_id, name, price_kopecks)) FROM nomenclature)",
        )
    };
    let mut first = None;
    for arguments in [&["sync", "--once"][..], &["sync", "--once"], &["sync", "--once", "--full"]] {
        let synced = run(arguments);
        assert_eq!(synced.code, 0, "{synced:?}");
        let status = run(&["status", "--json"]);
        assert_eq!(
            (status.code, &status.json()["counts"], &status.json()["state"]),
            (0, &counts, &json!("synced"))
        );
        assert!(*first.get_or_insert_with(ids) == ids(), "local ids changed with {arguments:?}");
    }
}
