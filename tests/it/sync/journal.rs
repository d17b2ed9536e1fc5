//! What the server has acknowledged leaves the queue and stays in the journal, with all that was known of it.

use serde_json::{Value, json};

use crate::support::{Bench, Chain, UPLOAD, query};

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
            'by', json_array(tenant_id, branch_id, user_id, user_name), 'saved_at', saved_at, 'kopecks', amount_kopecks))
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
        });
        assert_eq!(row, &expected);
    }
}
