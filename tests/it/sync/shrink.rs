//! A snapshot that takes much away waits for a person, who sees how much; what is in the queue it never takes.

use serde_json::{Value, json};
use vetsystem_companion::domain::SyncState;
use vetsystem_companion::store::{ProblemKind, ServerProblem, Shrink, Shrunk};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Trigger, Unfinished};

use super::administrator::change;
use crate::support::{Bench, Chain, Fault, INITIAL_DATA, Proxy, client, local_now, query};

fn clinic(clients: usize, items: usize) -> Value {
    let person = |n| json!({"id": format!("c{n}"), "fullName": format!("Клиент {n}"), "phone": ""});
    let item = |n| json!({"id": n, "name": format!("Услуга {n}"), "type": "service", "price": 1});
    json!({
        "clients": (0..clients).map(person).collect::<Vec<_>>(),
        "patients": [],
        "nomenclature": (0..items).map(item).collect::<Vec<_>>(),
    })
}

fn filled() -> (Bench, Proxy) {
    let mut bench = Bench::classic();
    let proxy = bench.behind_proxy();
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(100, 100)));
    bench.good_cycle();
    (bench, proxy)
}

fn counts(bench: &Bench) -> (u64, u64) {
    let counts = bench.report().counts;
    (counts.clients, counts.nomenclature)
}

fn shrink(clients: u64, items: u64) -> Shrink {
    Shrink {
        clients: Shrunk { gone: clients, of: 100 },
        nomenclature: Shrunk { gone: items, of: 100 },
        ..Shrink::default()
    }
}

#[test]
fn what_takes_much_away_is_applied_only_when_a_person_agrees() {
    let (bench, proxy) = filled();
    for (left, gone) in
        [(79, 100), (100, 79)].map(|(clients, items)| ((clients, items), shrink(100 - clients, 100 - items)))
    {
        let (clients, items) = (usize::try_from(left.0).unwrap(), usize::try_from(left.1).unwrap());
        proxy.fault(INITIAL_DATA, Fault::json(200, clinic(clients, items)));
        let before = bench.report().last_download;
        let report = bench.full_cycle();
        assert_eq!(report.outcome, CycleOutcome::Failed(Unfinished::Shrinking(gone)));
        assert_eq!((counts(&bench), bench.report().last_download), ((100, 100), before));
        assert_eq!(bench.report().problems, [ServerProblem::Shrinking(gone)]);
        assert_eq!(bench.status_words(), "Требует внимания: 1");
    }
    let run = bench.run(&["sync", "--full"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("21 из 100"), "{run:?}");
    assert_eq!(bench.run(&["sync", "--accept-shrink"]).code, 2);
    let run = bench.run(&["sync", "--full", "--accept-shrink"]);
    assert_eq!((run.code, counts(&bench)), (0, (100, 79)), "{run:?}");
    assert_eq!(bench.report().problems, []);
}

#[test]
fn a_person_agrees_to_the_figures_that_were_told_and_to_no_more() {
    let (bench, proxy) = filled();
    let accept = ["sync", "--full", "--accept-shrink"];
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(70, 100)));
    let run = bench.run(&accept);
    assert!(run.code == 4 && run.stderr.contains("30 из 100"), "nobody has seen them yet: {run:?}");
    assert_eq!(counts(&bench), (100, 100));
    // More of the same, and of what was not said to go at all.
    for (clients, items) in [(0, 100), (30, 60)] {
        proxy.fault(INITIAL_DATA, Fault::json(200, clinic(clients, items)));
        assert_eq!(bench.run(&accept).code, 4);
        assert_eq!(counts(&bench), (100, 100));
        let gone = shrink(100 - clients as u64, 100 - items as u64);
        assert_eq!(bench.report().problems, [ServerProblem::Shrinking(gone)]);
    }
    // Less than was agreed to is agreed to.
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(31, 60)));
    assert_eq!((bench.run(&accept).code, counts(&bench)), (0, (31, 60)));
    assert_eq!(bench.report().problems, []);
}

#[test]
fn while_a_person_decides_nothing_is_downloaded_by_itself() {
    let (bench, proxy) = filled();
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(0, 100)));
    bench.full_cycle();
    bench.store().record_sign_in().unwrap();
    let asked = proxy.bodies(INITIAL_DATA).len();
    bench.good_cycle();
    assert_eq!((proxy.bodies(INITIAL_DATA).len(), counts(&bench)), (asked, (100, 100)));

    bench.store().decline_shrink(local_now().to_utc()).unwrap();
    assert_eq!(bench.report().problems, []);
    bench.good_cycle();
    assert_eq!((proxy.bodies(INITIAL_DATA).len(), counts(&bench)), (asked, (100, 100)), "as it was");

    // A server that has them again needs nobody's word.
    bench.full_cycle();
    assert!(bench.store().stands(ProblemKind::Shrinking).unwrap());
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(100, 100)));
    assert_eq!(bench.full_cycle().outcome, CycleOutcome::Done);
    assert_eq!(bench.report().problems, []);
}

#[test]
fn a_server_that_tells_of_changes_takes_nothing_away_while_a_person_decides_nor_once_they_said_no() {
    let mut bench = Bench::ours();
    change(
        &bench,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
         INSERT INTO clients (id, full_name, phone, received_at) SELECT 'c' || i, 'Клиент ' || i, '', 0 FROM n",
    );
    bench.good_cycle();
    change(&bench, "DELETE FROM clients WHERE id IN ('c58', 'c59')");
    bench.good_cycle();
    assert_eq!(counts(&bench).0, 58, "a few the server takes away as it says");
    change(
        &bench,
        "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c58', '', '', 0), ('c59', '', '', 0)",
    );
    bench.good_cycle();
    change(&bench, "DELETE FROM clients WHERE id LIKE 'c1%' OR id LIKE 'c2%' OR id LIKE 'c3%'");
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Failed(Unfinished::Shrinking(_))));
    let proxy = bench.behind_proxy();
    bench.cycle();
    assert_eq!((proxy.bodies("/api/sync/changes").len(), counts(&bench).0), (0, 60), "nothing by itself");

    bench.store().decline_shrink(local_now().to_utc()).unwrap();
    change(&bench, "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('new', 'Анна', '', 0)");
    bench.good_cycle();
    assert_eq!(
        (proxy.bodies(INITIAL_DATA).len(), counts(&bench).0),
        (0, 61),
        "what is new comes, nothing goes"
    );

    // The day after the question comes again.
    bench.sql(
        "UPDATE meta SET value = '2026-01-01T00:00:00.000Z' WHERE name IN ('last_full', 'shrink_declined')",
    );
    let ended = bench.cycle().0.outcome;
    assert!(matches!(ended, CycleOutcome::Failed(Unfinished::Shrinking(_))), "{ended:?}");
    let accept = bench.run(&["sync", "--full", "--accept-shrink"]);
    assert_eq!((accept.code, counts(&bench).0), (0, 28), "{accept:?}");
    bench.good_cycle();
    assert_eq!(bench.report().facts(false).state(), SyncState::Synced);
}

#[test]
fn one_row_that_was_made_here_and_acknowledged_is_much() {
    let mut bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    let proxy = bench.behind_proxy();
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(0, 0)));
    let gone = Shrink {
        clients: Shrunk { gone: 1, of: 1 },
        patients: Shrunk { gone: 1, of: 1 },
        acknowledged: 2,
        ..Shrink::default()
    };
    assert_eq!(bench.full_cycle().outcome, CycleOutcome::Failed(Unfinished::Shrinking(gone)));
    assert_eq!(counts(&bench), (1, 0));
    let options = CycleOptions { trigger: Trigger::Button, download: Download::FullAcceptingShrink };
    assert_eq!(bench.engine().cycle(options, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
    assert_eq!(counts(&bench), (0, 0));
}

#[test]
fn what_is_in_the_queue_is_not_archived_even_under_a_servers_id() {
    let (bench, proxy) = filled();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    // As a download that brings the key leaves it, and a request that was lost.
    bench.sql(
        "UPDATE clients SET server_id = 'x', synced = 1 WHERE full_name = 'Иван Петров';
         UPDATE sync_queue SET state = 'in_doubt'",
    );
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(100, 100)));
    assert_eq!(bench.full_cycle().outcome, CycleOutcome::Done);
    let archived = "SELECT CAST(archived AS TEXT) FROM clients WHERE server_id = 'x'";
    assert_eq!(query(&bench.session.store_path, archived), "0");
}

#[test]
fn few_rows_go_without_a_question_and_another_branch_takes_nothing_away() {
    let (bench, proxy) = filled();
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(80, 80)));
    assert_eq!((bench.full_cycle().outcome, counts(&bench)), (CycleOutcome::Done, (80, 80)));
    bench.sql("UPDATE meta SET value = 'another' WHERE name = 'snapshot_branch'");
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic(0, 80)));
    assert_eq!((bench.full_cycle().outcome, counts(&bench)), (CycleOutcome::Done, (80, 80)));
}
