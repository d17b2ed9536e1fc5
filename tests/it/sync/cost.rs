//! What the sync and a save cost, counted: statements, commits and requests, however much there is.

use vetsystem_companion::store::Store;
use vetsystem_companion::sync::CycleOutcome;

use crate::support::cost::{Log, log_of, statements};
use crate::support::{
    Bench, Chain, UPLOAD, appointment, client, execute, invoice, local_now, patient, run_cycle,
};

/// Chains of client, patient, appointment and invoice.
fn save_chains(bench: &Bench, chains: usize) {
    let (mut store, author) = (bench.store(), bench.session.author());
    for _ in 0..chains {
        Chain::save(&mut store, &author);
    }
}

/// What a save adds to the log, and its statements.
fn cost_of<T>(bench: &Bench, save: impl FnOnce() -> T) -> (T, usize, Log) {
    let path = &bench.session.store_path;
    let before = log_of(path);
    let (saved, statements) = statements(save);
    let after = log_of(path);
    let log = Log { commits: after.commits - before.commits, pages: after.pages - before.pages };
    (saved, statements, log)
}

#[test]
fn what_is_run_and_written_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store = Store::open(&path).unwrap();
    let before = log_of(&path);
    assert_eq!(statements(|| ()), ((), 0));
    assert_eq!(statements(|| store.data_version().unwrap()).1, 1);
    assert!(statements(|| store.report(local_now()).unwrap()).1 > 5);
    assert_eq!(log_of(&path), before);
    for _ in 0..2 {
        execute(&path, "BEGIN; DELETE FROM meta; INSERT INTO meta VALUES ('a', 'b'); COMMIT");
    }
    let after = log_of(&path);
    assert_eq!(after.commits, before.commits + 2);
    assert!(after.pages > before.pages);
}

#[test]
fn a_save_with_its_action_is_one_commit_of_a_few_statements() {
    let bench = Bench::ours().downloaded();
    let (mut store, author, now) = (bench.store(), bench.session.author(), local_now());
    let (owner, ran, log) =
        cost_of(&bench, || store.save_client(&author, now, None, &client("Анна")).unwrap().local_id);
    assert_eq!((ran, log.commits), (4, 1), "begin, the record, its action, commit");
    let (animal, ran, log) = cost_of(&bench, || {
        store.save_patient(&author, now, None, &patient("Мурка", owner)).unwrap().local_id
    });
    assert_eq!((ran, log.commits), (6, 1), "the owner is looked at besides");
    let (_, ran, log) =
        cost_of(&bench, || store.save_appointment(&author, now, None, &appointment(owner, animal)).unwrap());
    assert_eq!((ran, log.commits), (6, 1));
    let bill = invoice(owner, Some(animal));
    let (_, ran, log) = cost_of(&bench, || store.save_invoice(&author, now, None, &bill).unwrap());
    assert_eq!((ran, log.commits), (6 + bill.lines.len(), 1), "one a line");
    let (_, ran, log) =
        cost_of(&bench, || store.save_client(&author, now, Some(owner), &client("Анна Мир")).unwrap());
    assert_eq!((ran, log.commits), (5, 1), "a change asks first whether it may be");
}

#[test]
fn an_upload_takes_as_many_statements_and_commits_for_many_actions_as_for_few() {
    let cost = |chains| {
        let bench = Bench::ours().downloaded();
        save_chains(&bench, chains);
        let mut engine = bench.engine();
        let (report, ran, log) = cost_of(&bench, || run_cycle(&mut engine, false).0);
        assert_eq!((report.outcome, report.uploaded), (CycleOutcome::Done, 4 * chains as u64));
        (ran, log.commits)
    };
    let few = cost(2);
    assert_eq!(few, cost(40));
    // Marked, applied, and the rest of a cycle: what the server says has changed, the money check, how it ended.
    assert!(few.0 <= 80 && few.1 <= 6, "{few:?}");
}

#[test]
fn five_hundred_actions_of_all_kinds_are_one_upload() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    save_chains(&bench, 125);
    let report = bench.good_cycle();
    assert_eq!(report.uploaded, 500);
    assert_eq!(proxy.bodies(UPLOAD).len(), 1);
    // Health, the upload, the changes, the money check, and no more.
    assert!(proxy.requests() <= 4, "{}", proxy.requests());
}

#[test]
fn an_idle_cycle_writes_when_it_was_and_nothing_else() {
    let bench = Bench::ours().downloaded();
    let mut engine = bench.engine();
    let mut cycle = || assert_eq!(run_cycle(&mut engine, false).0.outcome, CycleOutcome::Done);
    cycle();
    let ((), ran, log) = cost_of(&bench, cycle);
    // The moment of the last look and of the last cycle, each a page and a commit.
    assert_eq!(log, Log { commits: 2, pages: 2 });
    assert!(ran <= 40, "{ran}");
}
