//! What the commands print: the document's console lines, and JSON with the contract's names and types.

use serde_json::{Value, json};

use crate::support::{Bench, Chain, client, local_now};

const STARTUP: [&str; 4] = [
    "[STARTUP] ✓ Sync service initialized",
    "[STARTUP] ✓ Auto-sync started (interval: 60s)",
    "[STARTUP] ✓ All services ready",
    "Auto-sync started (interval: 60000ms)",
];

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// RFC 3339 in UTC.
fn is_moment(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    chrono::DateTime::parse_from_rfc3339(text).is_ok() && text.ends_with('Z')
}

#[test]
fn sync_prints_the_documents_lines_and_nothing_else() {
    let bench = Bench::ours();
    let (mut store, author) = (bench.store(), bench.session.author());
    for name in ["Анна", "Борис", "Вера"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    let first = bench.run(&["sync", "--once"]);
    let cycle = ["Checking connection to server...", "Connection successful"];
    let upload = ["Uploading 3 pending changes...", "✓ Sync completed: 3 actions uploaded"];
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(lines(&first.stdout), [&STARTUP[..], &cycle, &upload].concat());
    let idle = bench.run(&["sync", "--once", "--full"]);
    assert_eq!(lines(&idle.stdout), [&STARTUP[..], &cycle].concat());

    let mut slower = STARTUP;
    (slower[1], slower[3]) =
        ("[STARTUP] ✓ Auto-sync started (interval: 90s)", "Auto-sync started (interval: 90000ms)");
    let other = bench.run(&["sync", "--interval", "90"]);
    assert_eq!(lines(&other.stdout), [&slower[..], &cycle].concat());
}

#[test]
fn offline_sync_says_that_it_tried() {
    let mut bench = Bench::ours();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    bench.stop_server();
    let run = bench.run(&["sync", "--once"]);
    assert_eq!(lines(&run.stdout), [&STARTUP[..], &["Checking connection to server..."]].concat());
    assert!(run.stderr.contains("Сервер не отвечает"), "for the user: {run:?}");
    assert!(
        run.stderr.contains("WARN") && run.stderr.contains("onnect"),
        "for the log, the network's words: {run:?}"
    );
}

#[test]
fn add_answers_the_ids_and_warns_on_stderr() {
    let bench = Bench::ours();
    let records = [
        (
            "client",
            json!({"full_name": " Иван  Петров ", "phone": "8 916 123-45-67 муж", "email": "a@b.ru", "address": "Лесная, 1"}),
        ),
        (
            "patient",
            json!({"client_id": 1, "name": "Мурка", "species": "кошка", "breed": "сиамская", "gender": "female", "birth_date": "2020-02-29"}),
        ),
        (
            "appointment",
            json!({"client_id": 1, "patient_id": 1, "appointment_date": "2020-01-31", "appointment_time": "09:05", "doctor_name": "Орлова", "notes": "Прививка"}),
        ),
        (
            "invoice",
            json!({"client_id": 1, "payment_status": "paid", "created_at": "2026-11-22T23:30:00+03:00", "items": [
            {"type": "service", "nomenclature_id": null, "name": "Приём", "quantity": 1.5, "price": 100.33}]}),
        ),
    ];
    for (queue_id, (kind, record)) in (1..).zip(&records) {
        let run = bench.run_with(&["add", kind], &record.to_string());
        assert_eq!((run.code, run.json()), (0, json!({"local_id": 1, "queue_id": queue_id})), "{run:?}");
        assert_eq!(
            run.stderr.is_empty(),
            *kind != "invoice",
            "only an invoice without a patient warns: {run:?}"
        );
    }

    let show = |kind: &str| bench.run(&["show", kind, "1", "--json"]).json();
    let same = |shown: &Value, wanted: &Value| {
        for (name, value) in wanted.as_object().unwrap() {
            assert_eq!(&shown[name], value, "{name} of {shown}");
        }
    };
    for (kind, record) in &records {
        let shown = show(kind);
        same(&shown, &json!({"kind": kind, "id": 1, "server_id": null, "synced": false}));
        if !matches!(*kind, "client" | "invoice") {
            same(&shown, record);
        }
    }
    let person = show("client");
    same(&person, &json!({"phone": "8 916 123-45-67 муж", "email": "a@b.ru", "address": "Лесная, 1"}));
    assert_eq!(person["full_name"].as_str().unwrap().trim(), person["full_name"]);
    let line = json!({"type": "service", "nomenclature_id": null, "name": "Приём", "quantity": 1.5, "price": 100.33, "total": 150.5});
    same(
        &show("invoice"),
        &json!({"client_id": 1, "patient_id": null, "total_amount": 150.5, "payment_status": "paid",
                "created_at": "2026-11-22T23:30:00+03:00", "items": [line]}),
    );
}

#[test]
fn status_has_its_fields() {
    let bench = Bench::ours();
    let fresh = bench.run(&["status", "--json"]).json();
    assert_eq!((&fresh["last_sync"], &fresh["last_download"]), (&Value::Null, &Value::Null));
    bench.good_cycle();
    Chain::save(&mut bench.store(), &bench.session.author());
    let status = bench.run(&["status", "--json"]).json();
    assert_eq!(
        (&status["state"], &status["pending"], &status["attention"]),
        (&json!("waiting"), &json!(4), &json!(0))
    );
    assert_eq!((&status["online"], &status["syncing"]), (&json!(true), &json!(false)));
    assert_eq!(
        status["counts"],
        json!({"clients": 1, "patients": 1, "nomenclature": 0, "appointments": 1, "invoices": 1})
    );
    assert!(is_moment(&status["last_sync"]) && is_moment(&status["last_download"]), "{status}");
}

#[test]
fn the_queue_has_its_fields() {
    let bench = Bench::ours();
    Chain::save(&mut bench.store(), &bench.session.author());
    let queue = bench.queue_json();
    let kinds: Vec<_> = queue
        .iter()
        .map(|row| (row["id"].clone(), row["action_type"].clone(), row["local_id"].clone()))
        .collect();
    let expected = ["create_client", "create_patient", "create_appointment", "create_invoice"];
    assert_eq!(
        kinds,
        (1..).zip(expected).map(|(id, kind)| (json!(id), json!(kind), json!(1))).collect::<Vec<_>>()
    );
    for row in &queue {
        assert_eq!(
            (&row["status"], &row["state"], &row["attempts"]),
            (&json!("pending"), &json!("waiting"), &json!(0))
        );
        for name in ["held_by", "error_message", "error_code"] {
            assert_eq!(row.get(name), Some(&Value::Null), "{name}");
        }
        assert!(is_moment(&row["created_at"]) && is_moment(&row["updated_at"]), "{row}");
        assert_eq!(row["idempotency_key"].as_str().unwrap().len(), 36);
        assert_eq!(row["payload"]["local_id"], 1);
    }
    assert_eq!(queue[3]["payload"]["total_amount"], 5000);
    let words = bench.run(&["queue"]);
    assert_eq!((words.code, words.stdout.lines().count()), (0, 4));
    bench.sql("UPDATE sync_queue SET state = 'refused', error_message = 'нет' WHERE id = 1");
    let words = bench.run(&["queue"]).stdout;
    let ends: Vec<&str> = words.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    assert_eq!(
        ends,
        [
            "нет",
            "Уйдёт после клиента: Иван Петров",
            "Уйдёт после клиента: Иван Петров",
            "Уйдёт после клиента: Иван Петров"
        ]
    );
}

#[test]
fn find_is_an_array_best_first() {
    let bench = Bench::ours();
    let (mut store, author) = (bench.store(), bench.session.author());
    for name in ["Сидорова Анна", "Анна Петрова", "Жанна Котова", "Иван Кузнецов"]
    {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    store.save_patient(&author, local_now(), None, &crate::support::patient("Анна", 4)).unwrap();
    let find = |arguments: &[&str]| {
        bench.run(&[&["find", "--json"], arguments].concat()).json().as_array().unwrap().clone()
    };
    let names = |rows: &[Value]| -> Vec<String> {
        rows.iter().map(|row| row["full_name"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let people = find(&["анна", "--kind", "clients"]);
    assert_eq!(names(&people), ["Анна Петрова", "Сидорова Анна", "Жанна Котова", "Иван Кузнецов"]);
    assert_eq!(
        (&people[0]["kind"], &people[0]["id"], &people[0]["synced"]),
        (&json!("client"), &json!(2), &json!(false))
    );
    let all = find(&["анна"]);
    assert_eq!(all.len(), 5);
    assert_eq!(
        (&all[0]["full_name"], &all[1]["name"], &all[2]["full_name"]),
        (&json!("Анна Петрова"), &json!("Анна"), &json!("Сидорова Анна")),
        "the best first, whatever its kind"
    );
    assert_eq!(all[1]["kind"], "patient");
    assert_eq!(find(&["анна", "--limit", "2"]).len(), 2);
    assert_eq!(find(&["никого"]), Vec::<Value>::new());
    assert_eq!(bench.run(&["find", "анна", "--kind", "clients"]).stdout.lines().count(), 4);
    for _ in 0..51 {
        store.save_client(&author, local_now(), None, &client("Семёнова")).unwrap();
    }
    assert_eq!(find(&["семенова"]).len(), 50, "unless told otherwise");
}

#[test]
fn the_status_in_words_says_what_the_status_bar_says() {
    let mut bench = Bench::ours();
    bench.good_cycle();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.stop_server();
    bench.run(&["sync", "--once"]);
    let offline = bench.run(&["status"]);
    assert_eq!(lines(&offline.stdout)[..2], ["Офлайн", "Не отправлено: 4, старшее — только что"]);
}

#[test]
fn a_record_shows_the_server_ids_of_its_parents() {
    let bench = Bench::ours();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    let show = |kind: &str| bench.run(&["show", kind, "1", "--json"]).json();
    let (client, patient) = (show("client")["server_id"].clone(), show("patient")["server_id"].clone());
    assert!(client.is_string() && patient.is_string(), "{client} {patient}");
    assert_eq!(show("patient")["owner_server_id"], client);
    for child in [show("appointment"), show("invoice")] {
        assert_eq!((&child["client_server_id"], &child["patient_server_id"]), (&client, &patient));
    }
    let second = json!({"client_id": 1, "name": "Барсик", "species": "кот"});
    assert_eq!(bench.run_with(&["add", "patient"], &second.to_string()).code, 0);
    let second = bench.run(&["show", "patient", "2", "--json"]).json();
    assert_eq!(second["owner_server_id"], client, "known before it is sent");
}

#[test]
fn what_a_windows_shell_pipes_is_understood() {
    let bench = Bench::ours();
    let record = "\u{feff}{\"full_name\": \"Вера\", \"phone\": \"1\"}\r\n";
    let run = bench.run_with(&["add", "client"], record);
    assert_eq!(run.code, 0, "{run:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_clinic() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::ours();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    let mode = std::fs::metadata(&bench.session.store_path).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}
