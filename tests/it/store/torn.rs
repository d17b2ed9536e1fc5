//! A rescue that meets rows which are readable and wrong, or of two times: it always ends, and never shows or sends what
//! nobody saved.

use std::path::PathBuf;

use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::{QueueRow, Store, note_damage};

use super::rescue::{bench, restored};
use crate::support::damage::{self, zero_root};
use crate::support::{Bench, client, execute, invoice, line, local_now, query};

fn copy(bench: &Bench) -> PathBuf {
    let mut copies = bench.data_dir().join("copies").read_dir().unwrap();
    copies.next().unwrap().unwrap().path()
}

fn is_asked(row: &QueueRow) -> bool {
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
    assert_eq!(queue.iter().filter(|row| is_asked(row)).count(), 4, "all but the patient: {queue:?}");
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
    let asked: Vec<&str> = queue.iter().filter(|row| is_asked(row)).map(|row| row.title.as_str()).collect();
    assert_eq!((asked, queue.len()), (vec!["Первый"], 2), "{queue:?}");
    drop(store);
    bench.cycle();
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}

/// Each invoice's sum, and its lines.
const INVOICES: &str = "SELECT coalesce(group_concat(shown, '; '), '') FROM (
    SELECT (i.total_kopecks / 100) || ': ' || group_concat(l.name || ' ' || (l.total_kopecks / 100), ', ') AS shown
    FROM invoices AS i JOIN invoice_items AS l ON l.invoice_id = i.id GROUP BY i.id ORDER BY i.id)";

#[test]
fn an_invoice_shows_the_lines_that_make_its_sum() {
    let mended = "300: а 100, б 200";
    let whole = "300: а 100, б 200; 5000: Консультация 2000, Витамины 3000";
    let cases: [(&str, &[&'static str], &str); 6] = [
        ("neither is torn", &[], whole),
        ("the sums are", &[damage::INVOICES], whole),
        ("the lines are", &[damage::LINES], whole),
        (
            "the lines and the queue",
            &[damage::LINES, damage::QUEUE],
            "600: а 100, б 200, в 300; 5000: ? 5000",
        ),
        ("the queue", &[damage::QUEUE], whole),
        ("the sums and the queue", &[damage::INVOICES, damage::QUEUE], "600: а 100, б 200, в 300"),
    ];
    for (name, torn, expected) in cases {
        let bench = Bench::ours().downloaded();
        let author = bench.session.author();
        let path = &bench.session.store_path;
        let mut store = bench.store();
        let owner = store.save_client(&author, local_now(), None, &client("Анна")).unwrap().local_id;
        let mut draft = invoice(owner, None);
        draft.lines = vec![line("а", 100), line("б", 200), line("в", 300)];
        let id = store.save_invoice(&author, local_now(), None, &draft).unwrap().local_id;
        store.copy(local_now().to_utc()).unwrap();
        draft.lines.pop();
        store.save_invoice(&author, local_now(), Some(id), &draft).unwrap();
        assert_eq!(query(path, INVOICES), mended);
        store.save_invoice(&author, local_now(), None, &invoice(owner, None)).unwrap();
        drop(store);
        for root_of in torn {
            zero_root(path, root_of);
        }
        note_damage(path);
        restored(&mut bench.store());
        assert_eq!(query(path, INVOICES), expected, "{name}");
        let shown_as_sent = "SELECT CAST(count(*) AS TEXT) FROM sync_queue AS q JOIN invoices AS i ON i.id = q.local_id
             WHERE action_type = 'create_invoice' AND round(100 * (payload ->> 'total_amount')) <> i.total_kopecks";
        assert_eq!(query(path, shown_as_sent), "0", "{name}");
    }
}

#[test]
fn the_lines_of_an_invoice_come_from_what_was_sent_else_with_its_sum_from_the_copy() {
    let bench = bench(Bench::ours());
    let path = &bench.session.store_path;
    let whole = "5000: Консультация 2000, Витамины 3000";
    bench.good_cycle();
    assert_eq!(query(path, INVOICES), whole);
    zero_root(path, damage::LINES);
    note_damage(path);
    drop(bench.store());
    assert_eq!(query(path, INVOICES), whole, "the journal knows");
    std::fs::remove_dir_all(bench.data_dir().join("copies")).unwrap();
    bench.store().copy(local_now().to_utc()).unwrap();
    execute(
        path,
        "UPDATE invoices SET total_kopecks = 100, notes = 'новое', server_id = 'new'; DELETE FROM journal",
    );
    execute(&copy(&bench), "DELETE FROM journal");
    zero_root(path, damage::LINES);
    note_damage(path);
    drop(bench.store());
    assert_eq!(query(path, INVOICES), whole, "the copy does");
    assert_eq!(query(path, "SELECT coalesce(notes, '') || server_id FROM invoices"), "new");
}
