//! A server whose database was restored from a backup: another epoch, and cursors of before worth nothing.

use super::*;

/// Runs `restored` and answers the epoch it printed.
fn restored(path: &Path) -> String {
    let database = format!("sqlite:{}", path.display());
    let output = program(&["restored", "--database", &database]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn epoch(clinic: &Clinic) -> Value {
    clinic.get_with("/api/health", &[]).json()["epoch"].clone()
}

#[test]
fn a_server_that_runs_tells_the_new_epoch_at_once_everywhere() {
    let clinic = Clinic::ours();
    id(&clinic.result(&client(1, "k1")));
    let (before, data) = (epoch(&clinic), clinic.initial_data());
    let new = json!(restored(&clinic.path()));
    assert!(uuid::Uuid::parse_str(new.as_str().unwrap()).is_ok());
    assert_ne!(before, new);
    assert_eq!(epoch(&clinic), new);
    let again = clinic.initial_data();
    assert_eq!((&again["epoch"], &again["clients"]), (&new, &data["clients"]));
    assert_ne!(again["cursor"], data["cursor"]);
    assert_eq!(clinic.ask_changes(&clinic.branch_id, data["cursor"].as_str().unwrap(), "").status, 410);
    assert_eq!(clinic.changes(&again["cursor"])["epoch"], new);
}

#[test]
fn a_restored_backup_takes_what_it_misses_again_under_the_same_keys() {
    let clinic = Clinic::ours();
    let kept = id(&clinic.result(&client(1, "k1")));
    let backup = tempfile::tempdir().unwrap();
    let copy = backup.path().join("clinic.db");
    crate::support::on_file(&clinic.path(), async |db| {
        sqlx::query("VACUUM INTO ?1").bind(copy.to_str().unwrap()).execute(db).await.map(drop)
    });
    let lost = id(&clinic.result(&client(2, "k2")));
    let cursor = clinic.initial_data()["cursor"].clone();
    clinic.server.stop();

    restored(&copy);
    let again = Clinic::open(config(Database::File(copy)));
    // As many rows as before: without the epoch the old cursor would look right.
    id(&again.result(&client(3, "k3")));
    assert_eq!(again.ask_changes(&again.branch_id, cursor.as_str().unwrap(), "").status, 410);
    let first = again.result(&client(1, "k1"));
    assert_eq!((id(&first), &first["replayed"]), (kept, &json!(true)));
    let second = again.result(&client(2, "k2"));
    assert_eq!(second.get("replayed"), None);
    assert_ne!(id(&second), lost);
    assert_eq!(again.count("clients"), 3);
}

#[test]
fn an_epoch_stays_over_a_restart_and_a_new_database_has_another() {
    let clinic = Clinic::ours();
    let (before, cursor) = (epoch(&clinic), clinic.initial_data()["cursor"].clone());
    let Clinic { server, folder, .. } = clinic;
    server.stop();
    let path = folder.as_ref().unwrap().path().join("clinic.db");
    let again = Clinic::open(config(Database::File(path)));
    assert_eq!(epoch(&again), before);
    again.changes(&cursor);
    assert_ne!(epoch(&Clinic::ours()), before);
}

#[test]
fn a_missing_or_damaged_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let run = |path: &Path| {
        let database = format!("sqlite:{}", path.display());
        program(&["restored", "--database", &database]).output().unwrap()
    };
    let missing = folder.path().join("missing.db");
    assert_eq!(run(&missing).status.code(), Some(1));
    assert!(!missing.exists());

    let path = folder.path().join("clinic.db");
    administrate(&path);
    // Only the check reads the end of these rows.
    crate::support::execute(
        &path,
        "PRAGMA journal_mode = DELETE;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000)
         INSERT INTO clients (id, full_name, phone, received_at) SELECT 'c' || n, 'Клиент', '', 't' FROM n",
    );
    let mut bytes = std::fs::read(&path).unwrap();
    let last_page = bytes.len() - 4_096;
    bytes[last_page..].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    let output = run(&path);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("is damaged"), "{words}");
}

#[test]
fn a_key_is_known_as_long_as_its_row_lives() {
    let clinic = Clinic::ours();
    let first = id(&clinic.result(&client(1, "k1")));
    clinic.sql("UPDATE clients SET full_name = 'Анна', phone = ''");
    let repeat = clinic.result(&client(1, "k1"));
    assert_eq!((id(&repeat), &repeat["replayed"]), (first.clone(), &json!(true)));
    let visit = appointment(2, "k2", &json!({"client_key": "k1"}));
    id(&clinic.result(&visit));
    id(&clinic.result(&invoice(3, "k3", &json!({"client_key": "k1"}))));
    clinic.sql("DELETE FROM invoices; DELETE FROM appointments; DELETE FROM clients");
    assert_eq!(refusal(&clinic.result(&visit)).0, "unknown_parent");
    let again =
        clinic.results(&json!([client(1, "k1"), visit, invoice(3, "k3", &json!({"client_key": "k1"}))]));
    for result in &again {
        assert_eq!(result.get("replayed"), None, "{result}");
    }
    assert_ne!(id(&again[0]), first);
}
