//! A rescue that meets rows which are readable and wrong, or of two times: it always ends, and never shows or sends what
//! nobody saved.

use std::path::PathBuf;

use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::{QueueRow, Store, note_damage};

use super::rescue::{bench, restored};
use crate::support::damage::{self, zero_root};
use crate::support::{Bench, client, execute, invoice, local_now, query};

fn copy(bench: &Bench) -> PathBuf {
    let mut copies = bench.data_dir().join("copies").read_dir().unwrap();
    copies.next().unwrap().unwrap().path()
}

fn is_asked(row: &&QueueRow) -> bool {
    (row.state, row.error_code.as_deref()) == (QueueState::InDoubt, Some("action_lost"))
}

#[test]
fn a_torn_row_stops_no_rescue() {
    let bench = bench(Bench::ours());
    let author = bench.session.author();
    let path = &bench.session.store_path;
    let mut store = bench.store();
    for _ in 0..2 {
        store.save_invoice(&author, local_now(), None, &invoice(3, None)).unwrap();
    }
    drop(store);
    let day = query(path, "SELECT day FROM invoices WHERE id = 1");
    // One is still of its day, one of none; a client has no moment, and an appointment none that can be read.
    execute(
        path,
        "UPDATE invoices SET created_at = '\u{1}', day = iif(id = 2, '?', day); UPDATE clients SET created_at = '?';
         UPDATE patients SET created_at = NULL; UPDATE appointments SET created_at = ''",
    );
    zero_root(path, damage::QUEUE);
    // The copy's queue has an action of a record that it does not have itself, under a key that is nobody's.
    execute(
        &copy(&bench),
        "INSERT INTO sync_queue (action_type, payload, created_at, updated_at, local_id, idempotency_key, tenant_id,
             branch_id, user_id, user_name)
         SELECT action_type, payload, created_at, updated_at, 3, 'stale', tenant_id, branch_id, user_id, user_name
         FROM sync_queue WHERE local_id = 2",
    );
    note_damage(path);
    let mut store = bench.store();
    restored(&mut store);
    let queue = store.queue().unwrap();
    let kinds: Vec<&str> = queue.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["create_client", "create_patient", "create_appointment", "create_invoice", "create_invoice"]
    );
    assert_eq!(queue.iter().filter(is_asked).count(), 4, "all but the patient: {queue:?}");
    assert_eq!(queue[0].idempotency_key, "stale");
    assert_eq!(store.invoices_on(day.parse().unwrap()).unwrap().len(), 2);
}

#[test]
fn what_was_withdrawn_since_the_copy_is_not_sent_unasked_when_only_the_copy_has_its_action() {
    let bench = Bench::ours().downloaded();
    let author = bench.session.author();
    let path = &bench.session.store_path;
    let mut store = bench.store();
    for name in ["Первый", "Второй"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    store.copy(local_now().to_utc()).unwrap();
    let withdrawn = store.queue().unwrap().remove(0);
    store.queue_discard(withdrawn.id, false).unwrap();
    drop(store);
    zero_root(path, damage::QUEUE);
    note_damage(path);
    let mut store = Store::open(path).unwrap();
    restored(&mut store);
    let queue = store.queue().unwrap();
    let asked: Vec<&str> = queue.iter().filter(is_asked).map(|row| row.title.as_str()).collect();
    assert_eq!((asked, queue.len()), (vec!["Первый"], 2), "{queue:?}");
    drop(store);
    bench.cycle();
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}
