//! Several at once: two workstations on one server, and one store opened by a window, by headless saves and by
//! headless syncs.

use std::sync::{Arc, Barrier};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::bounded;
use serde_json::json;
use vetsystem_companion::app::session::{self, Session};
use vetsystem_companion::domain::RecordKind;
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::{
    CycleOptions, CycleOutcome, Download, Engine, SyncEvent, Timing, Trigger, spawn,
};

use super::ledger::{LISTS, Ledger};
use crate::support::{BRANCH, Bench, KEY, PASSWORD, local_now, run_program, sign_in, timing};

const ROUNDS: usize = 12;

fn named<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).unwrap()
}

/// A desk that saves and syncs, step by step with the other one.
fn work(session: &Session, desk: &'static str, classic: bool, together: &Barrier) -> Ledger {
    let mut store = Store::open(&session.store_path).unwrap();
    let mut engine = Engine::open(session.engine_config(Timing::default())).unwrap();
    let mut ledger = Ledger { desk, ..Ledger::default() };
    for _ in 0..ROUNDS {
        let mut save = |kind, parents| ledger.save(&mut store, &session.author(), local_now(), kind, parents);
        let owner = save(RecordKind::Client, [None, None]);
        let animal = save(RecordKind::Patient, [Some(owner), None]);
        if !classic {
            save(RecordKind::Invoice, [Some(owner), Some(animal)]);
        }
        together.wait();
        let options = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
        assert_eq!(engine.cycle(options, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
    }
    ledger
}

fn two_desks(classic: bool) {
    let bench = if classic { Bench::classic() } else { Bench::ours() }.downloaded();
    let second = bench.data_dir().with_extension("2");
    assert_eq!(sign_in(&second, &bench.session.server, KEY, PASSWORD, BRANCH).code, 0);
    let second = session::load(&second).unwrap().unwrap();
    let together = Arc::new(Barrier::new(2));
    let desks = [(bench.session.clone(), "A "), (second, "B ")];
    let working = desks.clone().map(|(session, desk)| {
        let together = Arc::clone(&together);
        named(desk, move || work(&session, desk, classic, &together))
    });
    let ledgers = working.map(|desk| desk.join().unwrap());
    let dump = bench.dump();
    for ((session, desk), ledger) in desks.iter().zip(&ledgers) {
        let mut store = Store::open(&session.store_path).unwrap();
        ledger.check_once(&mut store, &dump, desk);
        // Each learns of what the other one made.
        let mut engine = Engine::open(session.engine_config(timing())).unwrap();
        let options = CycleOptions { trigger: Trigger::Once, download: Download::Full };
        assert_eq!(engine.cycle(options, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
        let counts = store.report(local_now()).unwrap().counts;
        assert_eq!([counts.clients, counts.patients], [2 * ROUNDS as u64; 2], "{desk}");
        ledger.check_once(&mut store, &dump, desk);
    }
    let both = ledgers.map(|ledger| ledger.counts());
    for (at, list) in LISTS.into_iter().enumerate() {
        assert_eq!(dump[list].as_array().unwrap().len(), both[0][at] + both[1][at], "{list}");
    }
}

#[test]
fn two_workstations_at_once_send_each_record_once() {
    two_desks(false);
}

#[test]
fn two_workstations_at_once_send_each_record_once_to_a_classic_server() {
    two_desks(true);
}

#[test]
fn one_store_under_a_window_headless_saves_and_headless_syncs_sends_each_record_once() {
    let bench = Bench::ours().downloaded();
    let quick = Timing { interval: Duration::from_millis(5), ..timing() };
    let mut config = bench.session.engine_config(quick);
    config.timing = quick;
    let (tell, events) = bounded(10_000);
    let handle = spawn(config, tell, Arc::new(|_| {})).unwrap();
    let data_dir = bench.data_dir();
    let saving = [0, 1].map(|saver| {
        let data_dir = data_dir.clone();
        named("saver", move || {
            for number in 0..5 {
                let name = format!("Клиент {saver}-{number}");
                let client = json!({"full_name": name, "phone": "8 916 123-45-67"}).to_string();
                let run = run_program(&data_dir, &["add", "client"], &[], &client);
                assert_eq!(run.code, 0, "{run:?}");
            }
        })
    });
    let syncing = named("syncer", move || {
        for _ in 0..5 {
            // It waits for the other sync, or gives up: both are honest.
            let run = run_program(&data_dir, &["sync", "--once"], &[], "");
            assert!([0, 1].contains(&run.code), "{run:?}");
        }
    });
    for saver in saving {
        saver.join().unwrap();
    }
    syncing.join().unwrap();
    drop(handle);
    for event in events {
        if let SyncEvent::Finished(report) = event {
            let honest = matches!(
                report.outcome,
                CycleOutcome::Done | CycleOutcome::Locked | CycleOutcome::Offline(_)
            );
            assert!(honest, "{report:?}");
        }
    }
    bench.good_cycle();
    let mut names: Vec<String> = bench.dump()["clients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["full_name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    let expected: Vec<String> =
        [0, 1].into_iter().flat_map(|saver| (0..5).map(move |n| format!("Клиент {saver}-{n}"))).collect();
    assert_eq!(names, expected);
    assert_eq!(bench.store().queue().unwrap(), []);
    assert!(bench.store().integrity_check().unwrap());
}
