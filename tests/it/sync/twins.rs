//! A download brings what a lost answer was about, and people go on working with that row before it is known to be the
//! one they made themselves: once it is, all that hangs on it moves over, and goes up.

use serde_json::Value;
use vetsystem_companion::domain::QueueState;
use vetsystem_companion::sync::{CycleReport, Timing};

use super::doubts::{MINUTES, SECONDS, classic, cycle, cycle_after, save};
use crate::support::{
    Bench, Fault, Proxy, UPLOAD, appointment, client, execute, invoice, local_now, patient, timing,
};

/// The cycle that finds out what became of the doubt. What was saved last is left to its author a while longer.
fn cycle_that_settles(bench: &Bench) -> CycleReport {
    let undo_window = MINUTES(60).to_std().unwrap();
    cycle(bench, &Timing { undo_window, ahead: MINUTES(17), ..timing() }, false)
}

/// Every value of this field in the actions that went up since.
fn sent(proxy: &Proxy, field: &str) -> Vec<Value> {
    let bodies = proxy.bodies(UPLOAD);
    let bodies = bodies.iter().map(|body| serde_json::from_slice::<Value>(body).unwrap());
    let actions = bodies.flat_map(|body| body["actions"].as_array().unwrap().clone());
    actions.filter_map(|action| action["payload"].get(field).cloned()).collect()
}

#[test]
fn what_hangs_on_a_downloaded_client_moves_to_the_one_made_here() {
    let (bench, proxy) = classic(Fault::LoseAnswer);
    let owner = save(&bench, &client("Иван Петров")).local_id;
    cycle_after(&bench, MINUTES(0), false);
    proxy.calm();
    execute(
        &bench.database(),
        "INSERT INTO patients (id, owner_id, name, species, received_at) SELECT 'old', id, 'Мурка', 'кошка', 'x' FROM clients",
    );
    cycle_after(&bench, SECONDS(50), true);
    let (mut store, by) = (bench.store(), bench.session.author());
    let rows = store.find_clients("", 10).unwrap().rows;
    let twin = rows.iter().find(|row| row.client.server_id.is_some()).unwrap().client.clone();
    let [downloaded] = &store.patients_of(twin.id).unwrap()[..] else { panic!("no patient of {twin:?}") };

    let animal = store.save_patient(&by, local_now(), None, &patient("Рыжик", twin.id)).unwrap();
    let visit = store.save_appointment(&by, local_now(), None, &appointment(twin.id, downloaded.id)).unwrap();
    let bill = store.save_invoice(&by, local_now(), None, &invoice(twin.id, Some(downloaded.id))).unwrap();
    cycle_that_settles(&bench);
    assert_eq!(store.client(twin.id).unwrap(), None);
    assert_eq!(store.client(owner).unwrap().unwrap().server_id, twin.server_id);
    for id in [downloaded.id, animal.local_id] {
        assert_eq!(store.patient(id).unwrap().unwrap().client_id, Some(owner), "patient {id}");
    }
    assert_eq!(store.appointment(visit.local_id).unwrap().unwrap().client_id, owner);
    assert_eq!(store.invoice(bill.local_id).unwrap().unwrap().head.client_id, owner);
    let waiting: Vec<QueueState> = store.queue().unwrap().iter().map(|row| row.state).collect();
    assert_eq!((waiting, proxy.bodies(UPLOAD).len()), (vec![QueueState::Waiting; 3], 0));

    cycle_after(&bench, MINUTES(18), false);
    let server_id = Value::from(twin.server_id.unwrap());
    assert_eq!(sent(&proxy, "owner_server_id"), std::slice::from_ref(&server_id));
    assert_eq!(sent(&proxy, "client_server_id"), [server_id.clone(), server_id.clone()]);
    let dump = bench.dump();
    let owners: Vec<&Value> =
        dump["patients"].as_array().unwrap().iter().map(|row| &row["owner_server_id"]).collect();
    assert_eq!((owners, dump["invoices"].as_array().unwrap().len()), (vec![&server_id; 2], 1));
}

#[test]
fn what_hangs_on_a_downloaded_patient_moves_to_the_one_made_here() {
    let mut bench = Bench::classic().downloaded();
    let owner = save(&bench, &client("Иван Петров")).local_id;
    bench.good_cycle();
    let proxy = bench.behind_proxy();
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    let (mut store, by) = (bench.store(), bench.session.author());
    let animal = store.save_patient(&by, local_now(), None, &patient("Мурка", owner)).unwrap().local_id;
    cycle_after(&bench, MINUTES(0), false);
    proxy.calm();
    cycle_after(&bench, SECONDS(50), true);
    let twin = store.patients_of(owner).unwrap().into_iter().find(|row| row.server_id.is_some()).unwrap();

    let visit = store.save_appointment(&by, local_now(), None, &appointment(owner, twin.id)).unwrap();
    let bill = store.save_invoice(&by, local_now(), None, &invoice(owner, Some(twin.id))).unwrap();
    cycle_that_settles(&bench);
    assert_eq!(store.patient(twin.id).unwrap(), None);
    assert_eq!(store.patient(animal).unwrap().unwrap().server_id, twin.server_id);
    assert_eq!(store.appointment(visit.local_id).unwrap().unwrap().patient_id, animal);
    assert_eq!(store.invoice(bill.local_id).unwrap().unwrap().head.patient_id, Some(animal));
    let waiting: Vec<QueueState> = store.queue().unwrap().iter().map(|row| row.state).collect();
    assert_eq!((waiting, proxy.bodies(UPLOAD).len()), (vec![QueueState::Waiting; 2], 0));

    cycle_after(&bench, MINUTES(18), false);
    let server_id = Value::from(twin.server_id.unwrap());
    assert_eq!(sent(&proxy, "patient_server_id"), [server_id.clone(), server_id.clone()]);
    assert_eq!(bench.dump()["invoices"][0]["patient_server_id"], server_id);
}
