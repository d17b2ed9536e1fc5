//! What a download costs and what it may leave out: it writes what changed and nothing else, in few statements, and comes
//! to the same as if each row had been compared.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Trigger};

use crate::support::{Bench, Fault, INITIAL_DATA, Proxy, cost, query};

/// A client and an animal of it for each number; `name` says what the client is called.
fn clinic(numbers: std::ops::Range<usize>, name: impl Fn(usize) -> String) -> String {
    let (mut clients, mut patients) = (String::new(), String::new());
    for at in numbers {
        let comma = if clients.is_empty() { "" } else { "," };
        let client = json!({"id": format!("c{at}"), "fullName": name(at), "phone": "8 916 000-00-01"});
        let patient =
            json!({"id": format!("p{at}"), "name": "Мурка", "species": "кошка", "ownerId": format!("c{at}")});
        write!(clients, "{comma}{client}").unwrap();
        write!(patients, "{comma}{patient}").unwrap();
    }
    format!(
        r#"{{"clients":[{clients}],"patients":[{patients}],"nomenclature":[{{"id":1,"name":"Приём","type":"service","price":1}}]}}"#
    )
}

fn bench() -> (Bench, Proxy) {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    (bench, proxy)
}

fn download(bench: &Bench, proxy: &Proxy, body: impl ToString) -> vetsystem_companion::store::SnapshotCounts {
    proxy.fault(INITIAL_DATA, Fault::json(200, body));
    let report = bench.full_cycle();
    assert_eq!(report.outcome, CycleOutcome::Done);
    *report.downloaded.unwrap()
}

/// From now on the store notes each row of the clinic that is written.
fn note_writes(bench: &Bench) {
    bench.sql(
        "CREATE TABLE written (what TEXT);
         CREATE TRIGGER a INSERT ON clients BEGIN INSERT INTO written VALUES ('+' || new.server_id); END;
         CREATE TRIGGER b UPDATE ON clients BEGIN INSERT INTO written VALUES (new.server_id); END;
         CREATE TRIGGER c INSERT ON patients BEGIN INSERT INTO written VALUES ('+' || new.server_id); END;
         CREATE TRIGGER d UPDATE ON patients BEGIN INSERT INTO written VALUES (new.server_id); END;
         CREATE TRIGGER e INSERT ON nomenclature BEGIN INSERT INTO written VALUES ('+' || new.name); END;
         CREATE TRIGGER f UPDATE ON nomenclature BEGIN INSERT INTO written VALUES (new.name); END;",
    );
}

fn written(bench: &Bench) -> String {
    let written =
        query(&bench.session.store_path, "SELECT coalesce(group_concat(what, ' '), '') FROM written");
    bench.sql("DELETE FROM written");
    written
}

/// Everything that a download makes of clients and patients.
fn rows(bench: &Bench) -> Value {
    let all = "SELECT json_group_array(json_array(c.id, c.server_id, c.full_name, c.name_folded, c.archived, p.server_id, p.name, p.client_id))
               FROM (SELECT * FROM clients ORDER BY id) AS c FULL JOIN patients AS p ON p.id = c.id";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

fn named(at: usize) -> String {
    format!("Иванов {at}")
}

#[test]
fn what_did_not_change_is_not_written_and_what_did_once() {
    let (bench, proxy) = bench();
    download(&bench, &proxy, clinic(0..300, named));
    note_writes(&bench);
    let before = rows(&bench);
    let counts = download(&bench, &proxy, clinic(0..300, named));
    assert_eq!(written(&bench), "");
    assert_eq!((counts.clients.received, counts.clients.stored, counts.patients.stored), (300, 300, 300));
    assert_eq!(rows(&bench), before);

    let renamed = |at| if at % 100 == 7 { format!("Петров {at}") } else { named(at) };
    let counts = download(&bench, &proxy, clinic(1..302, renamed));
    assert_eq!(written(&bench), "c7 c107 c207 +c300 +c301 +p300 +p301 c0 p0");
    let of = counts.clients;
    assert_eq!((of.updated, of.inserted, of.archived, of.stored), (3, 2, 1, 301));
    download(&bench, &proxy, clinic(1..302, renamed));
    assert_eq!(written(&bench), "");
}

#[test]
fn a_download_takes_as_many_statements_as_it_has_batches() {
    let cost_of = |clients: usize| {
        let (bench, proxy) = bench();
        let mut engine = bench.engine();
        let mut cycle = |body: String| {
            proxy.fault(INITIAL_DATA, Fault::json(200, body));
            let options = CycleOptions { trigger: Trigger::Once, download: Download::Full };
            let (report, statements) = cost::statements(|| engine.cycle(options, &mut |_| {}).unwrap());
            assert_eq!(report.outcome, CycleOutcome::Done);
            statements
        };
        let renamed = |at| if at == 3 { "Другая".to_owned() } else { named(at) };
        [clinic(0..clients, named), clinic(0..clients, named), clinic(0..clients, renamed)].map(&mut cycle)
    };
    let (few, many) = (cost_of(20), cost_of(20_000));
    // Four batches a list instead of one; hashes are read in as many stretches as before.
    assert_eq!(many[0] - few[0], 6, "{few:?} {many:?}");
    assert_eq!(many[1], few[1], "{few:?} {many:?}");
    assert_eq!(many[2], few[2], "{few:?} {many:?}");
    assert!(few.iter().all(|statements| *statements < 80), "{few:?}");
}

#[test]
fn a_filled_store_has_the_indexes_of_a_new_one_and_gives_no_id_out_twice() {
    let schema = "SELECT group_concat(name || coalesce(sql, ''), '; ') FROM (SELECT * FROM sqlite_schema ORDER BY name)";
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh.db");
    drop(Store::open(&fresh).unwrap());
    let (bench, proxy) = bench();
    drop(bench.store());
    bench.sql("INSERT INTO sqlite_sequence VALUES ('clients', 40), ('patients', 70)");
    download(&bench, &proxy, clinic(0..2, named));
    assert_eq!(query(&bench.session.store_path, schema), query(&fresh, schema));
    let row = |id: i64, at: usize| {
        json!([id, format!("c{at}"), named(at), format!("иванов {at}"), 0, null, null, null])
    };
    assert_eq!(rows(&bench).as_array().unwrap()[..2], [row(41, 0), row(42, 1)]);
    assert_eq!(bench.store().patients_of(42).unwrap()[0].id, 72);
    assert!(bench.store().integrity_check().unwrap());
}

/// Bodies in which an id comes twice: a store that is filled, and one that knows the clinic, come to the same.
#[test]
fn of_an_id_that_comes_as_two_rows_the_last_one_stands_however_it_is_read() {
    let client = |id: &str, name: &str| json!({"id": id, "fullName": name, "phone": ""});
    let patient =
        |name: &str, owner: &str| json!({"id": "p", "name": name, "species": "кошка", "ownerId": owner});
    let body = |clients: &[Value], patients: &[Value]| {
        json!({"clients": clients, "patients": patients, "nomenclature": []}).to_string()
    };
    let (a, b, other) = (client("a", "Анна"), client("b", "Борис"), client("a", "Анна Вторая"));
    let (cat, same_cat, moved) = (patient("Мурка", "a"), patient("Мурка", "a"), patient("Мурка", "b"));
    let known = body(&[a.clone(), b.clone()], std::slice::from_ref(&cat));
    let cases = [
        body(&[a.clone(), other.clone(), b.clone()], std::slice::from_ref(&cat)),
        body(&[other.clone(), b.clone(), a.clone()], std::slice::from_ref(&cat)),
        body(&[a.clone(), b.clone(), a.clone()], &[cat.clone(), same_cat.clone()]),
        body(&[a.clone(), b.clone()], &[moved.clone(), cat.clone()]),
        body(&[a.clone(), b.clone()], &[cat.clone(), moved.clone()]),
        body(&[other.clone(), other.clone(), b.clone()], &[moved.clone(), moved.clone()]),
    ];
    for case in cases {
        let repeated = |counts: vetsystem_companion::store::SnapshotCounts| {
            (counts.clients.repeated, counts.patients.repeated)
        };
        let (filled, proxy) = bench();
        let first = download(&filled, &proxy, &case);
        let (compared, proxy) = bench();
        download(&compared, &proxy, &known);
        let second = download(&compared, &proxy, &case);
        assert_eq!(repeated(first), repeated(second), "{case}");
        let sorted = |bench: &Bench| {
            let all = "SELECT json_array((SELECT json_group_array(json_array(server_id, full_name)) FROM (SELECT * FROM clients ORDER BY server_id)), (SELECT json_group_array(json_array(p.name, c.server_id)) FROM patients AS p JOIN clients AS c ON c.id = p.client_id))";
            query(&bench.session.store_path, all)
        };
        assert_eq!(sorted(&filled), sorted(&compared), "{case}");
    }
}

#[test]
fn what_something_else_changed_of_a_row_comes_back_with_the_next_download() {
    let (bench, proxy) = bench();
    download(&bench, &proxy, clinic(0..3, named));
    let before = rows(&bench);
    for damage in [
        "UPDATE clients SET full_name = 'Чужая' WHERE id = 2",
        "UPDATE clients SET phone = '' WHERE id = 2",
        "UPDATE patients SET name = 'Чужая', owner_server_id = NULL WHERE id = 2",
        "UPDATE patients SET species = 'змея' WHERE id = 2",
        "UPDATE clients SET archived = 1 WHERE id = 2",
    ] {
        bench.sql(damage);
        download(&bench, &proxy, clinic(0..3, named));
        assert_eq!(rows(&bench), before, "{damage}");
        let lost = "SELECT (SELECT count(*) FROM clients WHERE phone = '') || (SELECT count(*) FROM patients WHERE species = 'змея')";
        assert_eq!(query(&bench.session.store_path, lost), "00", "{damage}");
    }
}

#[test]
fn an_owner_who_comes_later_gets_the_animals_that_did_not_change() {
    let (bench, proxy) = bench();
    let cat = json!({"id": "p", "name": "Мурка", "species": "кошка", "ownerId": "late"});
    let other = json!({"id": "a", "fullName": "Анна", "phone": ""});
    let late = json!({"id": "late", "fullName": "Борис", "phone": ""});
    let body = |clients: &[&Value]| json!({"clients": clients, "patients": [cat], "nomenclature": []});
    download(&bench, &proxy, body(&[&other]));
    assert_eq!(bench.store().patient(1).unwrap().unwrap().client_id, None);
    let counts = download(&bench, &proxy, body(&[&other, &late]));
    assert_eq!(bench.store().patient(1).unwrap().unwrap().client_id, Some(2));
    assert_eq!(counts.patients.stored, 1);
}

/// A store of before hashes were kept has none: the first download compares each row, writes its hash, and no more.
#[test]
fn rows_without_a_hash_are_compared_once() {
    let (bench, proxy) = bench();
    download(&bench, &proxy, clinic(0..30, named));
    bench.sql("UPDATE clients SET row_hash = NULL; UPDATE patients SET row_hash = NULL");
    let counts = download(&bench, &proxy, clinic(0..30, named));
    assert_eq!((counts.clients.updated, counts.patients.updated, counts.clients.stored), (0, 0, 30));
    note_writes(&bench);
    download(&bench, &proxy, clinic(0..30, named));
    assert_eq!(written(&bench), "");
    // One that is gone goes, whether its hash is known or not.
    bench.sql("UPDATE clients SET row_hash = NULL WHERE id = 1");
    let counts = download(&bench, &proxy, clinic(2..30, named));
    assert_eq!((counts.clients.archived, counts.patients.archived), (2, 2));
}
