//! Client → patient → appointment → invoice, all made offline: what arrives, with which parents, and how often.

use serde_json::{Value, json};
use vetsystem_companion::domain::{QueueState, SyncState};
use vetsystem_companion::sync::CycleOutcome;

use crate::support::{Bench, Chain, UPLOAD};

fn ids(list: &Value, field: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_chain_goes_to_our_server_in_one_request() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let chain = Chain::save(&mut bench.store(), &bench.session.author());
    let (report, lines) = bench.cycle();
    assert_eq!((report.outcome, report.uploaded), (CycleOutcome::Done, 4));
    assert_eq!(proxy.bodies(UPLOAD).len(), 1);
    assert_eq!(proxy.requests(), 4, "health, one upload, what changed, and what the day came to");
    let said = [
        "Checking connection to server...",
        "Connection successful",
        "Uploading 4 pending changes...",
        "✓ Sync completed: 4 actions uploaded",
    ];
    assert_eq!(lines, said);

    let dump = bench.dump();
    let (client, patient) = (ids(&dump["clients"], "id"), ids(&dump["patients"], "id"));
    assert_eq!((client.len(), patient.len()), (1, 1));
    assert_eq!(ids(&dump["patients"], "owner_server_id"), client);
    for list in ["appointments", "invoices"] {
        assert_eq!(ids(&dump[list], "client_server_id"), client, "{list}");
        assert_eq!(ids(&dump[list], "patient_server_id"), patient, "{list}");
    }
    let mut store = bench.store();
    assert_eq!(store.client(chain.client.local_id).unwrap().unwrap().server_id.as_ref(), client.first());
    assert_eq!(store.patient(chain.patient.local_id).unwrap().unwrap().server_id.as_ref(), patient.first());
    assert!(store.appointment(chain.appointment.local_id).unwrap().unwrap().synced);
    assert!(store.invoice(chain.invoice.local_id).unwrap().unwrap().head.synced);
    assert_eq!(store.queue().unwrap(), []);
    assert_eq!(bench.status_words(), "Все данные синхронизированы");
}

#[test]
fn a_classic_server_takes_what_it_takes_once_and_the_rest_asks_for_a_person() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    let chain = Chain::save(&mut bench.store(), &bench.session.author());
    let (report, lines) = bench.cycle();
    assert_eq!(report.outcome, CycleOutcome::Done);
    assert_eq!((report.uploaded, report.refused, report.in_doubt), (2, 1, 1));
    assert_eq!(lines[2..], ["Uploading 4 pending changes...", "✓ Sync completed: 2 actions uploaded"]);

    let dump = bench.dump();
    let (client, patient) = (ids(&dump["clients"], "id"), ids(&dump["patients"], "id"));
    assert_eq!((client.len(), patient.len()), (1, 1));
    assert_eq!(ids(&dump["patients"], "owner_server_id"), client);
    // The header that a classic server keeps of an invoice it answers an error for.
    assert_eq!(ids(&dump["invoices"], "patient_server_id"), patient);
    assert_eq!((&dump["appointments"], &dump["invoices"][0]["items"]), (&json!([]), &json!([])));

    let mut store = bench.store();
    let queue = store.queue().unwrap();
    let shown: Vec<_> = queue.iter().map(|row| (row.id, row.state, row.attempts)).collect();
    assert_eq!(
        shown,
        [
            (chain.appointment.queue_id, QueueState::Refused, 1),
            (chain.invoice.queue_id, QueueState::InDoubt, 1)
        ]
    );
    assert!(queue[0].error_message.as_deref().unwrap().contains("doctor_id"), "{queue:?}");
    assert!(queue[1].error_message.as_deref().unwrap().contains("item_type"), "{queue:?}");
    assert_eq!(bench.report().facts(false).state(), SyncState::Attention);
    assert_eq!(bench.status_words(), "Требуют внимания: 2");

    proxy.calm();
    let (again, lines) = bench.cycle();
    assert_eq!((again.outcome, again.uploaded), (CycleOutcome::Done, 0));
    assert_eq!(lines, ["Checking connection to server...", "Connection successful"]);
    assert_eq!((proxy.requests(), proxy.bodies(UPLOAD).len()), (1, 0), "an idle cycle is one request");
    assert_eq!(bench.dump(), dump);
}
