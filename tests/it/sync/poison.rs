//! One action that makes a server stumble: it is found by halving, and all the others pass.

use std::time::Duration;

use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::{Author, ServerProblem};
use vetsystem_companion::sync::{
    CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger, Unfinished,
};

use super::administrator::change;
use crate::support::{Bench, Fault, Proxy, UPLOAD, client, local_now, run_cycle, timing};

const POISON: &str = "Яд";

/// A workstation with so many clients to send, the poisoned ones in these places.
fn poisoned(mut bench: Bench, clients: usize, places: &[usize]) -> (Bench, Proxy) {
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    for place in 0..clients {
        let name = if places.contains(&place) {
            format!("{POISON} {place}")
        } else {
            format!("Клиент {place}")
        };
        store.save_client(&author, local_now(), None, &client(&name)).unwrap();
    }
    (bench, proxy)
}

fn left(bench: &Bench) -> Vec<(i64, QueueState, Option<String>)> {
    bench.store().queue().unwrap().into_iter().map(|row| (row.id, row.state, row.error_code)).collect()
}

fn arrived(bench: &Bench) -> usize {
    bench.dump()["clients"].as_array().unwrap().len()
}

#[test]
fn healthy_actions_pass_a_poisoned_one_and_it_is_refused_with_the_servers_words() {
    // The bad one's place in the queue, and its number there.
    for (bench, clients, (place, id)) in [
        (Bench::ours(), 300, (0, 1)),
        (Bench::ours(), 300, (171, 172)),
        (Bench::classic(), 60, (0, 1)),
        (Bench::classic(), 60, (33, 34)),
    ] {
        let (bench, proxy) = poisoned(bench.downloaded(), clients, &[place]);
        proxy.fault(UPLOAD, Fault::Poison(POISON, 400));
        let (report, _) = bench.cycle();
        assert_eq!(
            (report.outcome, report.uploaded, report.refused),
            (CycleOutcome::Done, clients as u64 - 1, 1)
        );
        assert_eq!(left(&bench), [(id, QueueState::Refused, Some("rejected".to_owned()))]);
        let row = bench.store().queue().unwrap().remove(0);
        assert_eq!(row.error_message.as_deref(), Some("poisoned"));
        assert_eq!(arrived(&bench), clients - 1);
        assert!(proxy.bodies(UPLOAD).len() < 25, "{} requests", proxy.bodies(UPLOAD).len());
    }
}

#[test]
fn a_server_that_takes_nothing_refuses_nothing() {
    for bench in [Bench::ours(), Bench::classic()] {
        let (bench, proxy) = poisoned(bench.downloaded(), 40, &[]);
        proxy.fault(UPLOAD, Fault::Poison("Клиент", 400));
        let mut engine = bench.engine();
        for _ in 0..2 {
            proxy.calm();
            proxy.fault(UPLOAD, Fault::Poison("Клиент", 400));
            let (report, _) = run_cycle(&mut engine, false);
            assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
            assert!(proxy.bodies(UPLOAD).len() <= 11, "{} requests", proxy.bodies(UPLOAD).len());
        }
        assert!(left(&bench).iter().all(|(_, state, _)| *state == QueueState::Waiting));
        assert_eq!((left(&bench).len(), bench.report().attention()), (40, 0));
        proxy.calm();
        assert_eq!(run_cycle(&mut engine, false).0.uploaded, 40);
    }
}

#[test]
fn what_makes_our_server_stumble_stays_to_be_sent_again_and_the_others_pass() {
    let (bench, proxy) = poisoned(Bench::ours().downloaded(), 300, &[0, 1, 200]);
    proxy.fault(UPLOAD, Fault::Poison(POISON, 500));
    let mut engine: Engine = bench.engine();
    let (report, _) = run_cycle(&mut engine, false);
    assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
    assert_eq!(report.uploaded, 297);
    assert_eq!(left(&bench), [1, 2, 201].map(|id| (id, QueueState::Resending, None)));
    // From now on the healthy ones go first.
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Новый")).unwrap();
    proxy.calm();
    proxy.fault(UPLOAD, Fault::Poison(POISON, 500));
    assert_eq!(run_cycle(&mut engine, false).0.uploaded, 1);
    assert_eq!(proxy.bodies(UPLOAD).len(), 4);
    proxy.calm();
    assert_eq!(run_cycle(&mut engine, false).0.uploaded, 3);
    assert_eq!((arrived(&bench), left(&bench)), (301, vec![]));
}

#[test]
fn what_others_made_comes_while_an_action_does_not_go() {
    // A first download, and what changed since.
    for (downloaded, status) in [(false, 400), (false, 500), (true, 500)] {
        let bench = if downloaded { Bench::ours().downloaded() } else { Bench::ours() };
        let (bench, proxy) = poisoned(bench, 1, &[0]);
        change(
            &bench,
            "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('a', 'Анна', '1', '')",
        );
        proxy.fault(UPLOAD, Fault::Poison(POISON, status));
        let (report, _) = bench.cycle();
        assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
        assert_eq!(bench.report().counts.clients, 2, "{status}");
        assert_eq!((left(&bench).len(), bench.status_words().as_str()), (1, "Ожидает синхронизации: 1"));
    }
}

#[test]
fn what_does_not_go_leaves_nothing_else_undone() {
    let bench = Bench::ours().downloaded();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    bench.good_cycle();
    bench.sql("UPDATE journal SET day = '2020-01-01'");
    let message = "ключ".to_owned();
    bench.store().raise(&ServerProblem::SignInNeeded { message }, local_now().to_utc()).unwrap();
    let (bench, proxy) = poisoned(bench, 1, &[0]);
    proxy.fault(UPLOAD, Fault::Poison(POISON, 500));
    let (report, _) = bench.cycle();
    assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
    assert_eq!(bench.store().journal("", 10).unwrap(), []);
    assert_eq!(bench.report().problems, []);
}

/// As a sync goes on by itself that has to wait for an hour after an error.
fn patient(bench: &Bench) -> Engine {
    let hour = Duration::from_secs(3600);
    let timing = Timing { backoff_min: hour, backoff_max: hour, ..timing() };
    Engine::open(bench.session.engine_config(timing)).unwrap()
}

fn cycle(engine: &mut Engine, trigger: Trigger) -> CycleReport {
    engine.cycle(CycleOptions { trigger, download: Download::AsDue }, &mut |_| {}).unwrap()
}

#[test]
fn the_pause_after_an_error_is_for_what_does_not_go_alone() {
    let (bench, proxy) = poisoned(Bench::ours().downloaded(), 1, &[0]);
    proxy.fault(UPLOAD, Fault::Poison(POISON, 500));
    let mut engine = patient(&bench);
    let failed = cycle(&mut engine, Trigger::Automatic).outcome;
    assert!(matches!(failed, CycleOutcome::Failed(Unfinished::Call(_))), "{failed:?}");
    for round in 1..=2 {
        change(
            &bench,
            "INSERT INTO clients (id, full_name, phone, received_at) VALUES (random(), 'Анна', '1', '')",
        );
        bench.store().save_client(&bench.session.author(), local_now(), None, &client("Новый")).unwrap();
        let report = cycle(&mut engine, Trigger::Automatic);
        assert_eq!((report.uploaded, &report.outcome), (1, &failed));
        assert_eq!(bench.report().counts.clients, 1 + 2 * round, "what others made comes");
    }
    assert_eq!(proxy.bodies(UPLOAD).len(), 3, "the bad one waits");
    let sent = cycle(&mut engine, Trigger::Button);
    assert_eq!((proxy.bodies(UPLOAD).len(), sent.outcome), (4, failed));
}

#[test]
fn a_proof_that_comes_in_the_pause_ends_it() {
    for bench in [Bench::ours(), Bench::classic()] {
        let (bench, proxy) = poisoned(bench.downloaded(), 1, &[0]);
        proxy.fault(UPLOAD, Fault::Poison(POISON, 400));
        let mut engine = patient(&bench);
        assert_eq!(cycle(&mut engine, Trigger::Automatic).refused, 0);
        bench.store().save_client(&bench.session.author(), local_now(), None, &client("Новый")).unwrap();
        let report = cycle(&mut engine, Trigger::Automatic);
        assert_eq!((report.outcome, report.uploaded, report.refused), (CycleOutcome::Done, 1, 1));
    }
}

#[test]
fn a_branch_that_is_refused_waits_and_the_others_do_not() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let closed = Author { branch_id: "закрыт".to_owned(), ..bench.session.author() };
    let save =
        |author: &Author| bench.store().save_client(author, local_now(), None, &client("Анна")).unwrap();
    save(&closed);
    let mut engine = patient(&bench);
    assert_eq!(cycle(&mut engine, Trigger::Automatic).uploaded, 0);
    save(&closed);
    save(&bench.session.author());
    let report = cycle(&mut engine, Trigger::Automatic);
    assert!(matches!(report.outcome, CycleOutcome::Failed(Unfinished::Call(_))), "{report:?}");
    assert_eq!((report.uploaded, proxy.bodies(UPLOAD).len()), (1, 2));
}

#[test]
fn an_error_of_the_whole_server_holds_everything() {
    let (bench, proxy) = poisoned(Bench::ours().downloaded(), 1, &[0]);
    proxy.fault(UPLOAD, Fault::Poison(POISON, 500));
    let mut engine = patient(&bench);
    cycle(&mut engine, Trigger::Automatic);
    proxy.fault("/api/sync/changes", Fault::json(500, "{}"));
    cycle(&mut engine, Trigger::Automatic);
    let before = proxy.requests();
    let held = cycle(&mut engine, Trigger::Automatic);
    assert_eq!(held.outcome, CycleOutcome::Failed(Unfinished::BackingOff));
    assert_eq!(proxy.requests(), before + 1, "health alone");
}

#[test]
fn more_poison_at_the_head_than_a_cycle_tries_is_passed_by_the_next_one() {
    let places: Vec<usize> = (0..8).collect();
    let (bench, proxy) = poisoned(Bench::ours().downloaded(), 20, &places);
    proxy.fault(UPLOAD, Fault::Poison(POISON, 400));
    // Each with an engine of its own, as `sync --once` does.
    assert_eq!(bench.cycle().0.uploaded, 0);
    assert_eq!(bench.cycle().0.uploaded, 12);
    let states = left(&bench);
    assert!(
        states.len() == 8 && states.iter().all(|(_, state, _)| *state == QueueState::Refused),
        "{states:?}"
    );
}

#[test]
fn after_a_server_that_took_nothing_for_long_all_goes_in_few_requests() {
    let (bench, proxy) = poisoned(Bench::classic().downloaded(), 60, &[]);
    for _ in 0..4 {
        proxy.fault(UPLOAD, Fault::Poison("Клиент", 400));
        assert_eq!(bench.cycle().0.uploaded, 0);
    }
    proxy.calm();
    assert_eq!(bench.cycle().0.uploaded, 60);
    assert!(proxy.bodies(UPLOAD).len() < 6, "{} requests", proxy.bodies(UPLOAD).len());
}
