//! Several engines, savers and readers on one store: one sync at a time, and nobody loses what was saved.

use std::time::Duration;

use crossbeam_channel::bounded;
use vetsystem_companion::store::{Ending, IncomingClient, Reading, Store};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, SyncEvent, Trigger, is_syncing};

use crate::support::{Bench, Fault, PATIENCE, UPLOAD, client, local_now};

const AUTOMATIC: CycleOptions = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };

#[test]
fn a_second_engine_is_locked_out_while_the_first_one_works() {
    let bench = Bench::ours().downloaded();
    let (mut first, mut second) = (bench.engine(), bench.engine());
    let mut others = Vec::new();
    let mut hear = |event: SyncEvent| {
        if matches!(event, SyncEvent::Console(_)) {
            assert!(is_syncing(&bench.session.store_path));
            let status = bench.run(&["status", "--json"]);
            let shown = status.json();
            assert_eq!(
                (status.code, &shown["state"], &shown["syncing"]),
                (0, &"syncing".into(), &true.into())
            );
            others.push(
                second
                    .cycle(AUTOMATIC, &mut |event| assert!(matches!(event, SyncEvent::Finished(_))))
                    .unwrap(),
            );
        }
    };
    let report = first.cycle(AUTOMATIC, &mut hear).unwrap();
    assert_eq!(report.outcome, CycleOutcome::Done);
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|report| report.outcome == CycleOutcome::Locked));
    assert!(!is_syncing(&bench.session.store_path));
    assert_eq!(second.cycle(AUTOMATIC, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
}

#[test]
fn a_headless_sync_waits_for_the_lock_and_gives_up_in_the_end() {
    let bench = Bench::ours().downloaded();
    let (mut first, mut second) = (bench.engine(), bench.engine());
    let once = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
    let mut given_up = None;
    let mut hear = |event| {
        if matches!(event, SyncEvent::Started { .. }) {
            given_up = Some(second.cycle(once, &mut |_| {}).unwrap().outcome);
        }
    };
    first.cycle(AUTOMATIC, &mut hear).unwrap();
    assert_eq!(given_up, Some(CycleOutcome::Locked));
}

#[test]
fn a_save_waits_for_a_download_that_is_being_applied_and_reads_do_not() {
    let bench = Bench::ours();
    let (path, author) = (bench.session.store_path.clone(), bench.session.author());
    let mut syncing = bench.store();
    let mut writer = syncing.begin_snapshot(local_now()).unwrap();
    let incoming = IncomingClient {
        server_id: "s1".into(),
        full_name: "С сервера".into(),
        phone: String::new(),
        email: None,
        address: None,
        idempotency_key: None,
    };
    let mut preparer = writer.preparer(Reading::Quick).unwrap();
    writer.write(&preparer.clients(vec![incoming]).unwrap()).unwrap();

    let (tell, saved) = bounded(1);
    let save = move || {
        let mut store = Store::open(&path).unwrap();
        tell.send(store.save_client(&author, local_now(), None, &client("Иван Петров"))).unwrap();
    };
    let thread = std::thread::Builder::new().name("saver".to_owned()).spawn(save).unwrap();
    let mut reader = Store::open_reader(&bench.session.store_path).unwrap();
    assert_eq!(reader.find_clients("", 10).unwrap().total, 0, "a reader sees what was there before");
    assert!(saved.recv_timeout(Duration::from_millis(200)).is_err(), "the save waits");
    writer.finish(&preparer, &Ending { branch_id: "any", accept_shrink: false, mark: None }).unwrap();
    saved.recv_timeout(PATIENCE).unwrap().unwrap();
    thread.join().unwrap();
    assert_eq!(reader.find_clients("", 10).unwrap().total, 2);
}

#[test]
fn saving_and_searching_go_on_while_an_upload_is_on_the_wire() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    proxy.fault(UPLOAD, Fault::Silence);
    let mut engine = bench.engine();
    let http = engine.http();
    let run = move || engine.cycle(AUTOMATIC, &mut |_| {}).unwrap();
    let cycle = std::thread::Builder::new().name("cycle".to_owned()).spawn(run).unwrap();
    proxy.wait_until_acted();
    store.save_client(&author, local_now(), None, &client("Пётр Иванов")).unwrap();
    assert_eq!(store.find_clients("петр иванов", 10).unwrap().total, 1);
    http.shut_down();
    assert_eq!(cycle.join().unwrap().uploaded, 0);
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 2);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2);
}
