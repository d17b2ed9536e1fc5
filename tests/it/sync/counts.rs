//! Every row of a download is accounted for: stored, repeated, or named with the reason; else nothing is applied.

use serde_json::{Value, json};
use vetsystem_companion::store::{ListCounts, SnapshotCounts};
use vetsystem_companion::sync::{CycleOutcome, CycleReport, Unfinished};

use crate::support::{Bench, Fault, INITIAL_DATA, Proxy, query};

fn bench() -> (Bench, Proxy) {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    (bench, proxy)
}

fn download(bench: &Bench, proxy: &Proxy, body: impl ToString) -> CycleReport {
    proxy.fault(INITIAL_DATA, Fault::json(200, body));
    bench.full_cycle()
}

fn clinic() -> Value {
    let person = |id: Value, name: &str| json!({"id": id, "fullName": name, "phone": ""});
    let animal = |id: Value, name: &str| json!({"id": id, "name": name, "species": "кошка", "ownerId": "a"});
    let item =
        |id: Value, price: Value| json!({"id": id, "name": "Приём", "type": "service", "price": price});
    json!({
        "clients": [person(json!("a"), "Анна"), person(json!("b"), "Борис"), person(json!("a"), "Анна"),
            person(Value::Null, "Никто"), person(json!(""), "Ничто"), person(json!("a"), "Анна")],
        "patients": [animal(json!("p"), "Мурка"), animal(json!(null), "Призрак"), animal(json!("p"), "Мурка")],
        "nomenclature": [item(json!(1), json!(1)), item(json!(1), json!(1)), item(json!(null), json!(1)),
            item(json!(2), json!("даром")), item(json!(3), json!(null))],
    })
}

/// List, row and reason of what was left out.
fn left_out(bench: &Bench) -> Value {
    let all = "SELECT json_group_array(json_array(list, json(row), reason)) FROM (SELECT * FROM left_out ORDER BY list, id)";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

#[test]
fn each_row_is_stored_repeated_or_named_with_the_reason() {
    let (bench, proxy) = bench();
    let report = download(&bench, &proxy, clinic());
    let list = |received, stored, repeated, left_out| ListCounts {
        received,
        stored,
        repeated,
        left_out,
        inserted: stored,
        ..ListCounts::default()
    };
    let expected = SnapshotCounts {
        clients: list(6, 2, 2, 2),
        patients: list(3, 1, 1, 1),
        nomenclature: list(5, 3, 0, 2),
    };
    assert_eq!((report.outcome, report.downloaded), (CycleOutcome::Done, Some(Box::new(expected))));
    let named = json!([
        ["clients", {"id": null, "fullName": "Никто", "phone": ""}, "no_id"],
        ["clients", {"id": "", "fullName": "Ничто", "phone": ""}, "no_id"],
        ["nomenclature", {"id": 2, "name": "Приём", "type": "service", "price": "даром"}, "no_price"],
        ["nomenclature", {"id": 3, "name": "Приём", "type": "service", "price": null}, "no_price"],
        ["patients", {"id": null, "name": "Призрак", "species": "кошка", "ownerId": "a"}, "no_id"],
    ]);
    assert_eq!(left_out(&bench), named);

    // Those of the last download only.
    download(&bench, &proxy, json!({"clients": [], "patients": [], "nomenclature": []}));
    assert_eq!(left_out(&bench), json!([]));
}

#[test]
fn a_row_that_gets_lost_on_the_way_into_the_store_takes_the_whole_download_back() {
    for trigger in [
        "CREATE TRIGGER lose BEFORE INSERT ON clients WHEN NEW.server_id = 'b' BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER lose BEFORE INSERT ON patients BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER lose AFTER INSERT ON clients BEGIN UPDATE clients SET archived = 1 WHERE server_id = 'a'; END",
        "CREATE TRIGGER lose BEFORE INSERT ON nomenclature WHEN NEW.server_id IS NULL BEGIN SELECT RAISE(IGNORE); END",
    ] {
        let (bench, proxy) = bench();
        bench.sql(trigger);
        let outcome = download(&bench, &proxy, clinic()).outcome;
        assert!(
            matches!(&outcome, CycleOutcome::Failed(Unfinished::Download(why)) if why.contains("add up")),
            "{trigger}: {outcome:?}"
        );
        let report = bench.report();
        assert_eq!((report.counts.clients, report.counts.patients, report.counts.nomenclature), (0, 0, 0));
        assert!(!report.downloaded);
        assert_eq!(left_out(&bench), json!([]));
    }
}

#[test]
fn a_list_that_stands_twice_is_not_read_once_and_called_whole() {
    let (bench, proxy) = bench();
    let person = r#"{"id":"a","fullName":"Анна","phone":""}"#;
    let body = format!(r#"{{"clients":[{person}],"patients":[],"nomenclature":[],"clients":[{person}]}}"#);
    let outcome = download(&bench, &proxy, body).outcome;
    assert!(matches!(&outcome, CycleOutcome::Failed(Unfinished::Download(_))), "{outcome:?}");
    assert_eq!(bench.report().counts.clients, 0);
}

#[test]
fn what_is_mostly_rows_without_a_place_is_no_clinic() {
    let (bench, proxy) = bench();
    let nobody = r#"{"fullName":"Никто"},"#.repeat(10_000);
    let body = format!(r#"{{"clients":[{nobody}{{}}],"patients":[],"nomenclature":[]}}"#);
    let outcome = download(&bench, &proxy, body).outcome;
    assert!(matches!(&outcome, CycleOutcome::Failed(Unfinished::Download(_))), "{outcome:?}");
    assert_eq!(left_out(&bench), json!([]));
}
