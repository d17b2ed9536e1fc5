//! What the server has acknowledged leaves the queue and stays in the journal, with all that was known of it.

use serde_json::{Value, json};

use crate::support::{Bench, Chain, Fault, UPLOAD, query};

#[test]
fn the_journal_keeps_what_went_out_for_whom_and_by_whom() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let author = bench.session.author();
    Chain::save(&mut bench.store(), &author);
    let queued = bench.queue_json();
    bench.good_cycle();
    let sent: Value = serde_json::from_slice(&proxy.bodies(UPLOAD)[0]).unwrap();
    let dump = bench.dump();
    let all = "SELECT json_group_array(json_object(
            'action', action_type, 'key', idempotency_key, 'server_id', server_id, 'payload', json(payload),
            'by', json_array(tenant_id, branch_id, user_id, user_name), 'saved_at', saved_at, 'kopecks', amount_kopecks,
            'server', server, 'workstation', workstation_id, 'result', result, 'invoice_day', invoice_day))
        FROM (SELECT * FROM journal ORDER BY id)";
    let journal: Vec<Value> = serde_json::from_str(&query(&bench.session.store_path, all)).unwrap();
    assert_eq!(journal.len(), 4);
    let lists = ["clients", "patients", "appointments", "invoices"];
    for (index, row) in journal.iter().enumerate() {
        let (action, before) = (&sent["actions"][index], &queued[index]);
        let expected = json!({
            "action": before["action_type"],
            "key": before["idempotency_key"],
            "server_id": dump[lists[index]][0]["id"],
            "payload": action["payload"],
            "by": [author.tenant_id, author.branch_id, author.user_id, author.user_name],
            "saved_at": before["created_at"],
            "kopecks": if index == 3 { json!(500_000) } else { Value::Null },
            "server": proxy.url(),
            "workstation": sent["workstation_id"],
            "result": "sent",
            "invoice_day": action["payload"].get("created_at").map(|at| at.as_str().unwrap()[..10].to_owned()),
        });
        assert_eq!(row, &expected);
    }
}

#[test]
fn an_action_stands_once_in_the_journal_however_often_it_went_out() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    let path = bench.session.store_path.clone();
    let results = || query(&path, "SELECT group_concat(result) FROM journal");
    let workstations = || query(&path, "SELECT group_concat(DISTINCT workstation_id) FROM journal");
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    proxy.calm();
    bench.good_cycle();
    assert_eq!(results(), "replayed,replayed,replayed,replayed");
    let workstation = workstations();

    // As after a server that was restored from its backup: all of it is sent once more, by a workstation of another
    // name, and the server has it.
    bench.sql(
        "UPDATE meta SET value = 'another' WHERE name = 'workstation_id';
         INSERT INTO sync_queue (action_type, payload, created_at, updated_at, local_id, client_id, patient_id,
            idempotency_key, tenant_id, branch_id, user_id, user_name, may_be_there)
         SELECT action_type, payload, at, at, local_id, iif(action_type = 'create_client', NULL, 1),
            iif(action_type IN ('create_client', 'create_patient'), NULL, 1), idempotency_key, tenant_id, branch_id,
            user_id, user_name, 1 FROM journal",
    );
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert_eq!((results(), workstations()), ("replayed,replayed,replayed,replayed".to_owned(), workstation));
}
