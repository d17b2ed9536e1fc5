//! A download changes what the server changed and nothing else: local ids, unsent records and what points at them stay.

use serde_json::{Value, json};
use vetsystem_companion::domain::{ActionKind, QueueState, SyncState};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Trigger, Unfinished};

use crate::support::{Bench, Chain, Fault, INITIAL_DATA, Proxy, UPLOAD, query};

fn bench() -> (Bench, Proxy) {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    (bench, proxy)
}

fn person(id: &str, name: &str) -> Value {
    json!({"id": id, "fullName": name, "phone": "8 916 000-00-01"})
}

fn animal(id: &str, name: &str, owner: &str) -> Value {
    json!({"id": id, "name": name, "species": "кошка", "ownerId": owner})
}

fn clinic(clients: &[Value], patients: &[Value]) -> Value {
    json!({"clients": clients, "patients": patients, "nomenclature": []})
}

fn download(bench: &Bench, proxy: &Proxy, body: impl ToString) -> CycleOutcome {
    proxy.fault(INITIAL_DATA, Fault::json(200, body));
    bench.full_cycle().outcome
}

/// Local id, server id and name of all clients, archived ones too.
fn clients(bench: &Bench) -> Value {
    let all = "SELECT json_group_array(json_array(id, server_id, full_name, archived)) FROM (SELECT * FROM clients ORDER BY id)";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

fn patients(bench: &Bench) -> Value {
    let all = "SELECT json_group_array(json_array(id, server_id, name, client_id)) FROM (SELECT * FROM patients ORDER BY id)";
    serde_json::from_str(&query(&bench.session.store_path, all)).unwrap()
}

#[test]
fn local_ids_stay_whatever_comes_in_whatever_order() {
    let (bench, proxy) = bench();
    let (a, b, c) = (person("a", "Анна"), person("b", "Борис"), person("c", "Вера"));
    let first =
        clinic(&[a.clone(), b.clone(), c.clone()], &[animal("p", "Мурка", "a"), animal("q", "Рекс", "b")]);
    assert_eq!(download(&bench, &proxy, first), CycleOutcome::Done);
    assert_eq!(clients(&bench), json!([[1, "a", "Анна", 0], [2, "b", "Борис", 0], [3, "c", "Вера", 0]]));
    assert_eq!(patients(&bench), json!([[1, "p", "Мурка", 1], [2, "q", "Рекс", 2]]));

    // One new, one renamed, one gone; an animal has another owner.
    let second = clinic(
        &[person("d", "Галина"), person("c", "Вера Новая"), a.clone()],
        &[animal("q", "Рекс", "c"), animal("p", "Мурка", "a")],
    );
    assert_eq!(download(&bench, &proxy, second), CycleOutcome::Done);
    let expected =
        json!([[1, "a", "Анна", 0], [2, "b", "Борис", 1], [3, "c", "Вера Новая", 0], [4, "d", "Галина", 0]]);
    assert_eq!(clients(&bench), expected);
    assert_eq!(patients(&bench), json!([[1, "p", "Мурка", 1], [2, "q", "Рекс", 3]]));
    let mut store = bench.store();
    assert_eq!((bench.report().counts.clients, store.find_clients("Борис", 10).unwrap().total), (3, 0));

    assert_eq!(download(&bench, &proxy, clinic(&[b, a, c], &[])), CycleOutcome::Done);
    assert_eq!(store.find_clients("Борис", 10).unwrap().rows[0].client.id, 2, "back under its old id");
    assert_eq!(clients(&bench)[3], json!([4, "d", "Галина", 1]));
}

#[test]
fn what_the_server_does_not_have_yet_stays() {
    let (bench, proxy) = bench();
    let chain = Chain::save(&mut bench.store(), &bench.session.author());
    let refused = json!({"results": [
        {"queue_id": 1, "status": "error", "message": "нет", "code": "invalid_field"},
        {"queue_id": 2, "status": "error", "message": "нет", "code": "parent_rejected"},
        {"queue_id": 3, "status": "error", "message": "нет", "code": "parent_rejected"},
        {"queue_id": 4, "status": "error", "message": "нет", "code": "parent_rejected"},
    ]});
    proxy.fault(UPLOAD, Fault::json(200, refused));
    assert_eq!(download(&bench, &proxy, clinic(&[person("a", "Анна")], &[])), CycleOutcome::Done);
    let (queue, mut store) = (bench.queue_json(), bench.store());
    assert_eq!(queue.len(), 4);
    let bill = store.invoice(chain.invoice.local_id).unwrap();
    assert_eq!(download(&bench, &proxy, clinic(&[], &[])), CycleOutcome::Done);
    assert_eq!(bench.queue_json(), queue);
    assert_eq!(store.invoice(chain.invoice.local_id).unwrap(), bill);
    assert_eq!(store.find_clients("Петров", 10).unwrap().rows[0].client.id, chain.client.local_id);
    assert_eq!(store.patients_of(chain.client.local_id).unwrap().len(), 1);
    let counts = bench.report().counts;
    assert_eq!((counts.clients, counts.patients, counts.appointments, counts.invoices), (1, 1, 1, 1));
}

#[test]
fn half_a_snapshot_is_none() {
    let (bench, proxy) = bench();
    let good = clinic(&[person("a", "Анна")], &[animal("p", "Мурка", "a")]);
    assert_eq!(download(&bench, &proxy, &good), CycleOutcome::Done);
    let before = (clients(&bench), patients(&bench), bench.report().last_download);
    let other = clinic(&[person("z", "Яна")], &[]).to_string();
    let lacking = |list: &str| {
        let mut data = clinic(&[person("z", "Яна")], &[]);
        data.as_object_mut().unwrap().remove(list);
        data.to_string()
    };
    let bad = [
        other[..other.len() - 1].to_owned(),
        other[..other.len() / 2].to_owned(),
        format!("{other}{{}}"),
        lacking("clients"),
        lacking("patients"),
        lacking("nomenclature"),
        r#"{"clients":{},"patients":[],"nomenclature":[]}"#.to_owned(),
        r#"{"clients":[5],"patients":[],"nomenclature":[]}"#.to_owned(),
        r#"{"error":"no"}"#.to_owned(),
    ];
    for body in bad {
        let outcome = download(&bench, &proxy, &body);
        assert!(matches!(outcome, CycleOutcome::Failed(_)), "{body}: {outcome:?}");
        assert_eq!((clients(&bench), patients(&bench), bench.report().last_download), before, "{body}");
    }
}

#[test]
fn what_a_killed_download_left_behind_goes_with_the_next_cycle() {
    let bench = Bench::ours().downloaded();
    let spool = bench.session.store_path.with_extension("download");
    assert!(!spool.exists());
    std::fs::write(&spool, "half a clinic").unwrap();
    bench.good_cycle();
    assert!(!spool.exists());
}

#[test]
fn a_store_that_takes_no_download_is_not_green() {
    let (bench, proxy) = bench();
    let data = json!({"clients": [], "patients": [], "nomenclature": [{"name": "Приём", "type": "service", "price": 1}]});
    assert_eq!(download(&bench, &proxy, clinic(&[], &[])), CycleOutcome::Done);
    assert_eq!(bench.report().facts(false).state(), SyncState::Synced);
    bench.sql("CREATE TRIGGER full BEFORE INSERT ON nomenclature BEGIN SELECT RAISE(ABORT, 'no room'); END");
    proxy.fault(INITIAL_DATA, Fault::json(200, data));
    let options = CycleOptions { trigger: Trigger::Once, download: Download::Full };
    assert!(bench.engine().cycle(options, &mut |_| {}).is_err());
    assert_eq!(bench.report().facts(false).state(), SyncState::Waiting);
}

#[test]
fn a_price_list_that_does_not_end_is_not_taken_into_memory() {
    let (bench, proxy) = bench();
    let endless = format!(
        r#"{{"clients":[],"patients":[],"nomenclature":[{}{{}}]}}"#,
        r#"{"price":1},"#.repeat(110_000)
    );
    let outcome = download(&bench, &proxy, endless);
    assert!(
        matches!(&outcome, CycleOutcome::Failed(Unfinished::Download(why)) if why.contains("longer")),
        "{outcome:?}"
    );
    assert_eq!(bench.report().counts.nomenclature, 0);
}

#[test]
fn lists_come_in_any_order_and_of_repeated_ids_the_last_wins() {
    let (bench, proxy) = bench();
    let body = format!(
        r#"{{"cursor":"x","patients":[{},{}],"nomenclature":[],"clients":[{},{},{}]}}"#,
        animal("p", "Мурка", "a"),
        animal("p", "Мурзик", "b"),
        person("a", "Анна"),
        person("b", "Борис"),
        person("a", "Анна Вторая"),
    );
    assert_eq!(download(&bench, &proxy, body), CycleOutcome::Done);
    assert_eq!(clients(&bench), json!([[1, "a", "Анна Вторая", 0], [2, "b", "Борис", 0]]));
    assert_eq!(patients(&bench), json!([[1, "p", "Мурзик", 2]]));
}

#[test]
fn what_published_servers_leave_out_or_write_otherwise_is_read() {
    let (bench, proxy) = bench();
    let data = json!({
        "clients": [{"id": 7, "fullName": "Анна", "phone": ""}, {"id": "b", "fullName": "Борис", "phone": null, "email": null}],
        "patients": [
            {"id": "p", "name": "Мурка", "species": "кошка", "birthDate": "2020-02-29 00:00:00", "gender": "female", "ownerId": 7},
            {"id": "q", "name": "Рекс", "species": "собака", "ownerId": null},
            {"id": "r", "name": "Жук", "species": "собака", "ownerId": "nobody", "gender": "unknown"},
        ],
        "nomenclature": [{"id": null, "name": "Приём", "type": "service", "price": "1500.50"}],
    });
    assert_eq!(download(&bench, &proxy, data), CycleOutcome::Done);
    let mut store = bench.store();
    let cat = store.patient(1).unwrap().unwrap();
    assert_eq!((cat.client_id, cat.birth_date.unwrap().to_string()), (Some(1), "2020-02-29".to_owned()));
    assert_eq!(store.patient(2).unwrap().unwrap().client_id, None);
    assert_eq!(store.patient(3).unwrap().unwrap().client_id, None);
    assert_eq!(store.find_items("прием", 5).unwrap().rows[0].price.0, 150_050);
}

#[test]
fn a_record_made_here_comes_back_as_itself() {
    let bench = Bench::ours();
    let saved = Chain::save(&mut bench.store(), &bench.session.author());
    assert_eq!(bench.good_cycle().uploaded, 4);
    let before = (clients(&bench), patients(&bench));
    assert_eq!(bench.full_cycle().outcome, CycleOutcome::Done);
    assert_eq!((clients(&bench), patients(&bench)), before);
    assert_eq!(bench.store().patients_of(saved.client.local_id).unwrap().len(), 1);
}

#[test]
fn a_record_whose_answer_was_lost_has_arrived_once_a_download_names_its_key() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let mut store = bench.store();
    Chain::save(&mut store, &bench.session.author());
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    assert_eq!(store.queue().unwrap().len(), 4);
    let there = bench.dump();
    // The server stumbles over each upload, and says what others changed.
    proxy.fault(UPLOAD, Fault::json(502, "{}"));
    bench.cycle();
    assert!(store.client(1).unwrap().unwrap().synced);
    let left: Vec<_> = store.queue().unwrap().into_iter().map(|row| (row.kind, row.state)).collect();
    let resending = |kind| (kind, QueueState::Resending);
    assert_eq!(left, [ActionKind::CreateAppointment, ActionKind::CreateInvoice].map(resending));
    let journal: Vec<_> =
        store.journal("", 10).unwrap().into_iter().map(|row| (row.kind, row.result)).collect();
    let adopted = |kind| (kind, "adopted".to_owned());
    assert_eq!(journal, [ActionKind::CreatePatient, ActionKind::CreateClient].map(adopted));
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 2);
    assert_eq!((bench.dump(), store.queue().unwrap()), (there, vec![]));
    assert_eq!(bench.full_cycle().downloaded.unwrap().clients.inserted, 0);
    assert_eq!(bench.report().facts(false).state(), SyncState::Synced);
}
