//! The document's scenario: a client and an invoice made with the cable pulled out, sent by one automatic cycle.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use vetsystem_companion::domain::SyncState;
use vetsystem_companion::sync::{
    CycleOutcome, CycleReport, Download, SyncCommand, SyncEvent, Timing, Unfinished, spawn,
};

use crate::support::{Bench, Fault, PATIENCE, UPLOAD, client, invoice, local_now, timing};

/// The next cycle's end, as the window hears of it.
fn finished(events: &Receiver<SyncEvent>) -> CycleReport {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let SyncEvent::Finished(report) = events.recv_timeout(PATIENCE).unwrap() {
            return report;
        }
    }
    panic!("cycles begin and none is heard to end");
}

#[test]
fn a_cycle_that_the_store_breaks_off_is_heard_to_end_and_the_next_one_comes() {
    let bench = Bench::ours().downloaded();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    bench.sql("CREATE TRIGGER broken BEFORE UPDATE ON sync_queue BEGIN SELECT RAISE(FAIL, 'broken'); END");
    let (tell, events) = bounded(64);
    let handle = spawn(bench.session.engine_config(timing()), tell, Arc::new(|_| {})).unwrap();
    let report = finished(&events);
    assert!(
        matches!(&report.outcome, CycleOutcome::Failed(Unfinished::Store(why)) if why.contains("broken")),
        "{report:?}"
    );
    bench.sql("DROP TRIGGER broken");
    assert_eq!(finished(&events).uploaded, 1);
    drop(handle);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}

#[test]
fn the_button_goes_past_the_pause_after_an_error() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    proxy.fault(UPLOAD, Fault::json(500, "{}"));
    let hour = Duration::from_secs(3600);
    let timing = Timing { backoff_min: hour, backoff_max: hour, ..timing() };
    let (tell, events) = bounded(64);
    let handle = spawn(bench.session.engine_config(timing), tell, Arc::new(|_| {})).unwrap();
    assert!(matches!(finished(&events).outcome, CycleOutcome::Failed(_)));
    proxy.calm();
    let by_itself = finished(&events);
    assert!(matches!(by_itself.outcome, CycleOutcome::Failed(_)) && proxy.bodies(UPLOAD).is_empty());
    handle.send(SyncCommand::Now(Download::AsDue));
    let pressed = std::iter::repeat_with(|| finished(&events)).take(10).find(|report| report.uploaded == 1);
    assert_eq!(pressed.map(|report| report.outcome), Some(CycleOutcome::Done));
}

#[test]
fn what_was_made_offline_goes_up_by_itself_when_the_server_is_back() {
    let mut bench = Bench::ours().downloaded();
    bench.stop_server();
    let (tell, events) = bounded(64);
    let config = bench.session.engine_config(timing());
    let handle = spawn(config, tell, Arc::new(|_| {})).unwrap();
    assert!(matches!(finished(&events).outcome, CycleOutcome::Offline(_)));

    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    let bill = store.save_invoice(&author, local_now(), None, &invoice(owner.local_id, None)).unwrap();
    assert_eq!((owner.queue_id, bill.queue_id), (1, 2));
    assert_eq!((store.queue().unwrap().len(), bench.status_words()), (2, "Офлайн".to_owned()));

    bench.start_server();
    let report = loop {
        let report = finished(&events);
        if !matches!(report.outcome, CycleOutcome::Offline(_)) {
            break report;
        }
    };
    assert_eq!((report.outcome, report.uploaded), (CycleOutcome::Done, 2));
    drop(handle);

    assert_eq!(store.queue().unwrap(), []);
    let dump = bench.dump();
    let saved = store.client(owner.local_id).unwrap().unwrap();
    let billed = store.invoice(bill.local_id).unwrap().unwrap().head;
    assert!(saved.synced && billed.synced);
    let (client_id, invoice_id) = (saved.server_id.unwrap(), billed.server_id.unwrap());
    for id in [&client_id, &invoice_id] {
        assert_eq!((id.len(), id.matches('-').count()), (36, 4), "{id} is no UUID");
    }
    assert_eq!(
        (dump["clients"].as_array().unwrap().len(), dump["invoices"].as_array().unwrap().len()),
        (1, 1)
    );
    assert_eq!(
        (&dump["clients"][0]["id"], &dump["clients"][0]["full_name"]),
        (&client_id.clone().into(), &"Иван Петров".into())
    );
    let arrived = &dump["invoices"][0];
    assert_eq!((&arrived["id"], &arrived["client_server_id"]), (&invoice_id.into(), &client_id.into()));
    assert_eq!((&arrived["total_amount"], arrived["items"].as_array().unwrap().len()), (&5000.into(), 2));

    assert_eq!(bench.report().facts(false).state(), SyncState::Synced);
    assert_eq!(bench.status_words(), "Все данные синхронизированы");
}
