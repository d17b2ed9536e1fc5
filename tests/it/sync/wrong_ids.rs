//! A server that names a record by the id of another one made here: neither is lost, and a person is told.

use serde_json::{Value, json};
use vetsystem_companion::domain::QueueState;

use crate::support::{Bench, Fault, UPLOAD, client, invoice, local_now};

/// Every action a success under the same id.
fn same_id(queue_ids: &[i64]) -> Fault {
    let result = |id: &i64| json!({"queue_id": id, "status": "success", "server_id": "same"});
    Fault::json(200, json!({"results": queue_ids.iter().map(result).collect::<Vec<Value>>()}))
}

#[test]
fn two_clients_under_one_id_stay_two() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    for (queue_id, name) in [(1, "Иван Петров"), (2, "Анна Козлова")] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
        proxy.fault(UPLOAD, same_id(&[queue_id]));
        bench.cycle();
    }
    let names = [1, 2].map(|id| store.client(id).unwrap().unwrap().full_name);
    assert_eq!(names, ["Иван Петров", "Анна Козлова"]);
    assert!(store.client(1).unwrap().unwrap().synced);
    let left: Vec<_> = store.queue().unwrap().iter().map(|row| (row.id, row.state)).collect();
    assert_eq!(left, [(2, QueueState::InDoubt)]);
}

#[test]
fn two_invoices_of_one_answer_hold_up_nothing() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    bench.good_cycle();
    for _ in 0..2 {
        store.save_invoice(&author, local_now(), None, &invoice(owner.local_id, None)).unwrap();
    }
    proxy.fault(UPLOAD, same_id(&[2, 3]));
    let (report, _) = bench.cycle();
    assert_eq!((report.uploaded, report.in_doubt), (1, 1), "{report:?}");
    assert_eq!(bench.status_words(), "Требует внимания: 1");
}
