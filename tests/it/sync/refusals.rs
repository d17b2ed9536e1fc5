//! What a server refuses is kept with its words, holds its dependants, and is a person's to mend, retry or discard.

use serde_json::json;
use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, SyncEvent, Trigger};

use crate::support::{Bench, Fault, Proxy, UPLOAD, client, local_now, patient};

const WORDS: &str = "Телефон занят другим клиентом";

/// A workstation whose client the server refused and whose patient is held by that.
fn refused() -> (Bench, Proxy) {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    store.save_patient(&author, local_now(), None, &patient("Мурка", owner.local_id)).unwrap();
    let results = json!({"results": [
        {"queue_id": 1, "status": "error", "message": WORDS, "code": "invalid_field", "field": "phone"},
        {"queue_id": 2, "status": "error", "message": "parent", "code": "parent_rejected"},
    ]});
    proxy.fault(UPLOAD, Fault::json(200, results));
    let (report, _) = bench.cycle();
    assert_eq!((report.outcome, report.uploaded, report.refused), (CycleOutcome::Done, 0, 1));
    proxy.calm();
    (bench, proxy)
}

#[test]
fn a_refusal_keeps_the_servers_words_holds_its_dependants_and_is_not_sent_again() {
    let (bench, proxy) = refused();
    let queue = bench.queue_json();
    let (owner, animal) = (&queue[0], &queue[1]);
    assert_eq!(
        (&owner["state"], &owner["status"], &owner["attempts"]),
        (&json!("refused"), &json!("error"), &json!(1))
    );
    assert_eq!((&owner["error_message"], &owner["error_code"]), (&json!(WORDS), &json!("invalid_field")));
    assert_eq!(
        (&animal["state"], &animal["status"], &animal["held_by"]),
        (&json!("held"), &json!("pending"), &json!(1))
    );
    let status = bench.run(&["status", "--json"]);
    assert_eq!((status.code, &status.json()["state"]), (4, &json!("attention")));
    assert_eq!((&status.json()["pending"], &status.json()["attention"]), (&json!(1), &json!(1)));

    bench.good_cycle();
    assert_eq!(proxy.bodies(UPLOAD).len(), 0);
    assert_eq!(bench.queue_json(), queue);
}

#[test]
fn a_retry_sends_it_again_under_the_same_key_and_its_dependants_with_it() {
    let (bench, proxy) = refused();
    let before = bench.queue_json();
    assert_eq!(bench.run(&["queue", "retry", "1"]).code, 0);
    let waiting = bench.queue_json();
    assert!(
        waiting.iter().all(|row| row["state"] == "waiting" && row["error_message"].is_null()),
        "{waiting:?}"
    );
    assert_eq!(bench.good_cycle().uploaded, 2);
    assert_eq!(proxy.bodies(UPLOAD).len(), 1);
    let dump = bench.dump();
    assert_eq!(dump["clients"][0]["idempotency_key"], before[0]["idempotency_key"]);
    assert_eq!(dump["patients"][0]["owner_server_id"], dump["clients"][0]["id"]);
    assert_eq!(bench.status_words(), "Все данные синхронизированы");
}

#[test]
fn a_mended_record_goes_up_under_the_same_key() {
    let (bench, _proxy) = refused();
    let key = bench.queue_json()[0]["idempotency_key"].clone();
    let mended = client("Иван Петрович Петров");
    bench.store().save_client(&bench.session.author(), local_now(), Some(1), &mended).unwrap();
    assert_eq!(bench.good_cycle().uploaded, 2);
    let dump = bench.dump();
    assert_eq!(
        (&dump["clients"][0]["idempotency_key"], &dump["clients"][0]["full_name"]),
        (&key, &json!(mended.full_name))
    );
}

#[test]
fn a_discard_asks_about_dependants_and_keeps_the_records_here() {
    let (bench, _proxy) = refused();
    let queue = bench.queue_json();
    let refusal = bench.run(&["queue", "discard", "1"]);
    assert_eq!((refusal.code, refusal.stdout.as_str()), (2, ""));
    assert!(refusal.stderr.contains(": 2\n") && refusal.stderr.contains("--with-dependants"), "{refusal:?}");
    assert_eq!(bench.queue_json(), queue);

    assert_eq!(bench.run(&["queue", "discard", "1", "--with-dependants"]).code, 0);
    assert_eq!(bench.queue_json(), Vec::<serde_json::Value>::new());
    for kind in ["client", "patient"] {
        let record = bench.run(&["show", kind, "1", "--json"]).json();
        assert_eq!(
            (&record["state"], &record["synced"], &record["server_id"]),
            (&json!("local_only"), &json!(false), &json!(null))
        );
    }
    bench.full_cycle();
    assert_eq!(bench.report().counts.clients, 1, "a download leaves it alone");
    assert_eq!(bench.dump()["clients"], json!([]));
}

#[test]
fn a_record_that_stays_here_takes_no_children_and_no_changes() {
    let (bench, _proxy) = refused();
    assert_eq!(bench.run(&["queue", "discard", "1", "--with-dependants"]).code, 0);
    let cases = [
        ("patient", json!({"client_id": 1, "name": "Барсик", "species": "кот"}), "client_id"),
        (
            "appointment",
            json!({"client_id": 1, "patient_id": 1, "appointment_date": "2026-11-23", "appointment_time": "14:30"}),
            "patient_id",
        ),
        (
            "invoice",
            json!({"client_id": 1, "items": [{"type": "service", "name": "Приём", "quantity": 1, "price": 100}]}),
            "client_id",
        ),
    ];
    let counts = bench.report().counts;
    for (kind, record, field) in cases {
        let run = bench.run_with(&["add", kind], &record.to_string());
        assert_eq!(run.code, 2, "{kind}: {run:?}");
        assert!(run.stderr.lines().any(|line| line.starts_with(&format!("{field}: "))), "{kind}: {run:?}");
    }
    let changed = bench.store().save_client(&bench.session.author(), local_now(), Some(1), &client("Другой"));
    assert!(changed.is_err());
    assert_eq!((bench.report().counts, bench.queue_json().len()), (counts, 0));
}

#[test]
fn unknown_actions_are_said() {
    let bench = Bench::ours();
    for arguments in [["queue", "retry", "7"], ["queue", "discard", "7"]] {
        let run = bench.run(&arguments);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains('7'), "{run:?}");
    }
}

#[test]
fn an_action_that_cannot_be_read_is_set_aside_and_the_others_go_on() {
    let bench = Bench::ours().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    for name in ["Первый", "Второй", "Третий"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    bench.sql("UPDATE sync_queue SET payload = '[not an object' WHERE id = 2");
    let (report, _) = bench.cycle();
    assert_eq!((report.outcome, report.uploaded, report.refused), (CycleOutcome::Done, 2, 1));
    assert_eq!(bench.status_words(), "Требует внимания: 1");
}

#[test]
fn what_is_set_aside_before_it_is_sent_is_told() {
    let bench = Bench::ours().downloaded();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Первый")).unwrap();
    bench.sql("UPDATE sync_queue SET payload = '[not an object'");
    let mut queue_changed = false;
    let options = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
    let mut hear = |event| queue_changed |= matches!(event, SyncEvent::Changed(changes) if changes.queue);
    bench.engine().cycle(options, &mut hear).unwrap();
    assert!(queue_changed, "the window would go on showing it as waiting");
}

#[test]
fn a_branch_the_server_no_longer_has_holds_up_no_other() {
    let bench = Bench::ours().downloaded();
    let (mut store, here) = (bench.store(), bench.session.author());
    let gone = vetsystem_companion::store::Author { branch_id: "gone".into(), ..here.clone() };
    store.save_client(&gone, local_now(), None, &client("Иван Петров")).unwrap();
    store.save_client(&here, local_now(), None, &client("Анна Козлова")).unwrap();
    let (report, _) = bench.cycle();
    assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
    assert_eq!(report.uploaded, 1);
    let left: Vec<_> = bench.queue_json().iter().map(|row| row["payload"]["full_name"].clone()).collect();
    assert_eq!(left, ["Иван Петров"]);
}

#[test]
fn a_child_waits_for_a_parent_that_another_branch_holds_up() {
    let bench = Bench::ours().downloaded();
    let (mut store, here) = (bench.store(), bench.session.author());
    let gone = vetsystem_companion::store::Author { branch_id: "gone".into(), ..here.clone() };
    let owner = store.save_client(&gone, local_now(), None, &client("Иван Петров")).unwrap();
    store.save_patient(&here, local_now(), None, &patient("Мурка", owner.local_id)).unwrap();
    let (report, _) = bench.cycle();
    assert_eq!((report.uploaded, report.refused), (0, 0), "{report:?}");
    let states: Vec<_> = store.queue().unwrap().iter().map(|row| (row.state, row.attempts)).collect();
    assert_eq!(states, [(QueueState::Waiting, 1), (QueueState::Waiting, 0)]);
}

#[test]
fn a_server_cannot_silence_a_workstation_for_years() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let headers = "Content-Type: application/json\r\nRetry-After: 99999999999999999\r\n";
    proxy.fault(crate::support::HEALTH, Fault::Answer { status: 429, headers, body: "{}".into() });
    let (report, _) = bench.cycle();
    let CycleOutcome::RateLimited { until } = report.outcome else { panic!("{report:?}") };
    assert!(until <= local_now().to_utc() + chrono::TimeDelta::hours(1));
}

#[test]
fn a_key_the_server_has_for_another_record_makes_it_take_the_place_of_none() {
    let bench = Bench::ours().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    let save =
        |store: &mut Store, name| store.save_client(&author, local_now(), None, &client(name)).unwrap();
    save(&mut store, "Другой");
    bench.good_cycle();
    save(&mut store, "Ключ");
    // As after a restored copy of the store: the key of the one that was sent is that of another one here.
    bench.sql(
        "UPDATE sync_queue SET idempotency_key = (SELECT idempotency_key FROM clients WHERE id = 1);
         DELETE FROM clients WHERE id = 1;
         UPDATE clients SET idempotency_key = (SELECT idempotency_key FROM sync_queue)",
    );
    bench.full_cycle();
    let names = |bench: &Bench| -> Vec<(String, bool)> {
        let found = bench.store().find_clients("", 10).unwrap().rows;
        let mut names: Vec<_> =
            found.into_iter().map(|row| (row.client.full_name, row.client.synced)).collect();
        names.sort();
        names
    };
    let both = [("Другой".to_owned(), true), ("Ключ".to_owned(), false)];
    assert_eq!(
        (bench.queue_json()[0]["error_code"].clone(), names(&bench)),
        (json!("key_reused"), both.to_vec())
    );
    let id = bench.queue_json()[0]["id"].to_string();
    assert_eq!(bench.run(&["queue", "discard", &id]).code, 0);
    bench.full_cycle();
    assert_eq!(names(&bench), both, "only here, and as it was");
}
