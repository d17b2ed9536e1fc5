//! A server that tells what changed is asked for no more than that, and what comes of it is what a whole snapshot
//! would have made.

use serde_json::{Value, json};
use vetsystem_companion::store::ListCounts;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Trigger, Unfinished};

use super::administrator::change;
use crate::support::{Bench, Fault, HEALTH, INITIAL_DATA, Proxy, client, local_now, query, run_cycle};

const CHANGES: &str = "/api/sync/changes";

fn bench() -> (Bench, Proxy) {
    let mut bench = Bench::ours();
    change(
        &bench,
        "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('a', 'Анна', '1', ''), ('b', 'Борис', '2', '');
         INSERT INTO patients (id, owner_id, name, species, received_at) VALUES ('p', 'a', 'Мурка', 'кошка', '');
         INSERT INTO nomenclature (id, name, type, price_kopecks) VALUES
            (1, 'Приём', 'service', 50000), (2, 'Укол', 'service', 10000), (3, 'Укол', 'service', 10000)",
    );
    let proxy = bench.behind_proxy();
    bench.good_cycle();
    proxy.calm();
    (bench, proxy)
}

/// All that a download fills, with its local ids.
fn stored(bench: &Bench) -> Value {
    let all = "SELECT json_object(
        'clients', (SELECT json_group_array(json_array(id, server_id, full_name, archived)) FROM (SELECT * FROM clients ORDER BY id)),
        'patients', (SELECT json_group_array(json_array(id, server_id, name, client_id, archived)) FROM (SELECT * FROM patients ORDER BY id)),
        'items', (SELECT json_group_array(json_array(id, server_id, name, price_kopecks, archived)) FROM (SELECT * FROM nomenclature ORDER BY id)))";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

/// A whole snapshot finds nothing to change.
fn is_as_the_server(bench: &Bench) {
    let before = stored(bench);
    let counts = bench.full_cycle().downloaded.unwrap();
    for list in [counts.clients, counts.patients, counts.nomenclature] {
        let ListCounts { inserted, updated, archived, .. } = list;
        assert_eq!((inserted, updated, archived), (0, 0, 0), "{counts:?}");
    }
    assert_eq!(stored(bench), before);
}

#[test]
fn what_changed_comes_and_nothing_else_is_asked_for() {
    let (bench, proxy) = bench();
    change(
        &bench,
        "UPDATE clients SET full_name = 'Анна Новая' WHERE id = 'a';
         INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c', 'Вера', '3', '');
         UPDATE patients SET owner_id = 'c' WHERE id = 'p';
         INSERT INTO patients (id, owner_id, name, species, received_at) VALUES ('q', 'c', 'Рекс', 'собака', '');
         DELETE FROM clients WHERE id = 'b'",
    );
    let before = bench.report().last_download;
    assert_eq!(bench.good_cycle().downloaded, None);
    assert!(bench.report().last_download > before);
    let now = stored(&bench);
    assert_eq!(now["clients"], json!([[1, "a", "Анна Новая", 0], [2, "b", "Борис", 1], [3, "c", "Вера", 0]]));
    assert_eq!(now["patients"], json!([[1, "p", "Мурка", 3, 0], [2, "q", "Рекс", 3, 0]]));
    assert!(proxy.bodies(INITIAL_DATA).is_empty());
    is_as_the_server(&bench);

    // An idle cycle is health and one look at the changes.
    proxy.calm();
    bench.good_cycle();
    assert_eq!((proxy.bodies(HEALTH).len(), proxy.bodies(CHANGES).len(), proxy.requests()), (1, 1, 2));
    assert_eq!(stored(&bench), now);
}

#[test]
fn price_items_keep_their_local_ids_as_in_a_whole_snapshot() {
    let (bench, _proxy) = bench();
    change(
        &bench,
        "UPDATE nomenclature SET price_kopecks = 60000 WHERE id = 1;
         DELETE FROM nomenclature WHERE id = 2;
         UPDATE nomenclature SET name = 'Укол новый' WHERE id = 3;
         INSERT INTO nomenclature (id, name, type, price_kopecks) VALUES (4, 'Узи', 'service', 90000)",
    );
    bench.good_cycle();
    let items = stored(&bench)["items"].clone();
    assert_eq!(items[0], json!([1, "1", "Приём", 60_000, 0]));
    let live: Vec<&Value> =
        items.as_array().unwrap().iter().filter(|row| row[4] == json!(0)).map(|row| &row[2]).collect();
    assert_eq!(live.len(), 3);
    is_as_the_server(&bench);
    change(
        &bench,
        "INSERT INTO nomenclature (id, name, type, price_kopecks) VALUES (5, 'Укол', 'service', 10000)",
    );
    bench.good_cycle();
    let back = stored(&bench)["items"].as_array().unwrap().iter().find(|row| row[1] == json!("5")).cloned();
    assert_eq!(
        back,
        Some(json!([2, "5", "Укол", 10_000, 0])),
        "an archived one comes back under its local id"
    );
    is_as_the_server(&bench);
}

#[test]
fn many_changes_come_page_after_page_and_one_that_fails_is_asked_for_again() {
    let (bench, proxy) = bench();
    change(
        &bench,
        "INSERT INTO clients (id, full_name, phone, received_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
         SELECT 'n' || i, 'Клиент ' || i, '', '' FROM n",
    );
    proxy.fault(CHANGES, Fault::CutAnswer(1_000));
    assert_ne!(bench.cycle().0.outcome, CycleOutcome::Done);
    assert_eq!(bench.report().counts.clients, 2);
    proxy.calm();
    bench.good_cycle();
    assert_eq!((proxy.bodies(CHANGES).len(), bench.report().counts.clients), (3, 2_502));
    assert!(proxy.bodies(INITIAL_DATA).is_empty());
    is_as_the_server(&bench);
}

#[test]
fn a_cursor_that_is_worth_nothing_downloads_all_again() {
    let (bench, proxy) = bench();
    proxy.fault(CHANGES, Fault::json(410, json!({"error": "gone"})));
    // It goes on being due until it is done.
    proxy.fault(INITIAL_DATA, Fault::HangUp);
    assert_ne!(bench.cycle().0.outcome, CycleOutcome::Done);
    assert!(!bench.report().downloaded);
    proxy.calm();
    assert!(bench.good_cycle().downloaded.is_some());
    assert_eq!((proxy.bodies(CHANGES).len(), proxy.bodies(INITIAL_DATA).len()), (0, 1));
    assert!(bench.good_cycle().downloaded.is_none());
    assert_eq!(proxy.bodies(CHANGES).len(), 1);

    bench.say_restored();
    assert!(bench.good_cycle().downloaded.is_some());
}

#[test]
fn a_sign_in_asks_for_what_changed_and_another_branch_for_all() {
    let (mut bench, proxy) = bench();
    bench.store().record_sign_in().unwrap();
    assert!(!bench.report().downloaded);
    bench.good_cycle();
    assert!(bench.report().downloaded);
    assert!(proxy.bodies(INITIAL_DATA).is_empty());
    bench.session.branch.id = "another".to_owned();
    let (report, _) = run_cycle(&mut bench.engine(), false);
    assert!(
        matches!(report.outcome, CycleOutcome::Failed(Unfinished::Call(_))),
        "no such branch: {report:?}"
    );
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), 1);
}

#[test]
fn changes_touch_nothing_that_waits_and_bring_back_what_was_made_here() {
    let (bench, proxy) = bench();
    let (mut store, author) = (bench.store(), bench.session.author());
    store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    bench.good_cycle();
    let made_here = stored(&bench);
    bench.good_cycle();
    assert_eq!(stored(&bench), made_here, "it came back as itself");
    is_as_the_server(&bench);

    // As a request that was lost leaves it.
    bench.sql(
        "INSERT INTO sync_queue (action_type, payload, created_at, updated_at, local_id, idempotency_key, state,
            tenant_id, branch_id, user_id, user_name)
         SELECT 'create_client', '{}', '', '', id, idempotency_key, 'in_doubt', '', '', '', '' FROM clients WHERE idempotency_key IS NOT NULL",
    );
    let id =
        query(&bench.session.store_path, "SELECT server_id FROM clients WHERE idempotency_key IS NOT NULL");
    let page = json!({"epoch": epoch(&bench), "cursor": "x", "has_more": false, "clients": [], "patients": [],
        "nomenclature": [], "deleted": {"clients": [id], "patients": ["p"], "nomenclature": []}});
    proxy.fault(CHANGES, Fault::json(200, page));
    bench.good_cycle();
    let now = stored(&bench);
    assert_eq!((&now["clients"], &now["patients"][0][4]), (&made_here["clients"], &json!(1)));
}

fn epoch(bench: &Bench) -> String {
    query(&bench.session.store_path, "SELECT value FROM meta WHERE name = 'epoch'")
}

#[test]
fn an_owner_may_come_after_the_patient_and_a_page_that_leads_nowhere_ends_it() {
    let (bench, proxy) = bench();
    let page = |cursor: &str, has_more: bool, clients: Value, patients: Value| {
        Fault::json(
            200,
            json!({"epoch": epoch(&bench), "cursor": cursor, "has_more": has_more, "clients": clients,
            "patients": patients, "nomenclature": [], "deleted": {"clients": [], "patients": [], "nomenclature": []}}),
        )
    };
    let animal =
        json!([{"id": "q", "name": "Рекс", "species": "собака", "ownerId": "late"}, {"name": "Призрак"}]);
    proxy.fault(CHANGES, page("x", false, json!([]), animal));
    bench.good_cycle();
    assert_eq!(stored(&bench)["patients"][1], json!([2, "q", "Рекс", null, 0]));
    let named = query(&bench.session.store_path, "SELECT reason FROM left_out");
    assert_eq!(named, "no_id");
    proxy.fault(
        CHANGES,
        page("y", false, json!([{"id": "late", "fullName": "Поздний", "phone": ""}]), json!([])),
    );
    bench.good_cycle();
    assert_eq!(stored(&bench)["patients"][1], json!([2, "q", "Рекс", 3, 0]));

    proxy.fault(CHANGES, page("y", true, json!([]), json!([])));
    let asked = proxy.bodies(CHANGES).len();
    let options = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
    let report = bench.engine().cycle(options, &mut |_| {}).unwrap();
    assert!(matches!(report.outcome, CycleOutcome::Failed(Unfinished::Download(_))), "{report:?}");
    assert_eq!(proxy.bodies(CHANGES).len(), asked + 1);
}

#[test]
fn a_server_that_begins_to_tell_of_changes_is_downloaded_once_to_go_on_from_there() {
    let mut bench = Bench::classic().downloaded();
    bench.turn_classic(false);
    let proxy = bench.behind_proxy();
    change(&bench, "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('new', 'Анна', '', 0)");
    bench.good_cycle();
    assert_eq!((proxy.bodies(INITIAL_DATA).len(), bench.report().counts.clients), (0, 0), "just downloaded");
    bench.sql("UPDATE meta SET value = '2026-01-01T00:00:00.000Z' WHERE name = 'last_full'");
    for _ in 0..2 {
        bench.good_cycle();
    }
    assert_eq!((proxy.bodies(INITIAL_DATA).len(), bench.report().counts.clients), (1, 1));
}
