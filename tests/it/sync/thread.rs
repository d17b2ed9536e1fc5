//! The sync thread can be ended whatever it waits for, and announces how long a server may take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::{
    CycleOptions, Download, Engine, EngineConfig, SyncCommand, SyncEvent, Timing, Trigger, is_syncing, spawn,
};

use crate::support::{Bench, Chain, Fault, HEALTH, PATIENCE, local_now, timing};

const HOUR: Duration = Duration::from_secs(3600);

/// One cycle at the start, and none by itself after that.
fn config(bench: &Bench, timing: &Timing) -> EngineConfig {
    EngineConfig { timing: Timing { interval: HOUR, ..*timing }, ..bench.session.engine_config(*timing) }
}

fn hear(events: &Receiver<SyncEvent>, wanted: impl Fn(&SyncEvent) -> bool) {
    while !wanted(&events.recv_timeout(PATIENCE).unwrap()) {}
}

fn is_end(event: &SyncEvent) -> bool {
    matches!(event, SyncEvent::Finished(_))
}

#[test]
fn an_end_waits_no_longer_than_it_was_told_for_a_thread_that_hangs() {
    let bench = Bench::ours().downloaded();
    let (tell, events) = bounded(64);
    let handle = spawn(config(&bench, &timing()), tell, Arc::new(|_| {})).unwrap();
    hear(&events, is_end);
    // Another program holds the store: SQLite waits a minute for it.
    let mut holder = Store::open(&bench.session.store_path).unwrap();
    let held = holder.begin_snapshot(local_now()).unwrap();
    handle.send(SyncCommand::Now(Download::AsDue));
    hear(&events, |event| matches!(event, SyncEvent::Started { .. }));
    assert!(!handle.end_within(Duration::ZERO));
    assert!(is_syncing(&bench.session.store_path), "what hangs keeps the lock");
    drop(held);
    hear(&events, is_end);
}

/// The window draws for each wake that is for now: for a cycle that finds nothing new there is none.
#[test]
fn a_cycle_that_finds_nothing_new_shows_its_moment_once_and_later() {
    let bench = Bench::ours().downloaded();
    let often = Timing { interval: Duration::from_millis(1), ..timing() };
    let config = EngineConfig { timing: often, ..config(&bench, &often) };
    let (tell, events) = bounded(64);
    let (woke, wakes) = bounded(64);
    let handle = spawn(config, tell, Arc::new(move |within| woke.send(within).unwrap_or_default())).unwrap();
    let cycle = || {
        let mut soonest = Duration::MAX;
        loop {
            let event = events.recv_timeout(PATIENCE).unwrap();
            soonest = soonest.min(wakes.recv_timeout(PATIENCE).unwrap());
            if let SyncEvent::Finished(report) = event {
                return (report.quiet.is_some(), soonest > Duration::ZERO);
            }
        }
    };
    assert_eq!(cycle(), (false, false), "the first one is news");
    // On a machine that is slow just then a cycle takes long enough to show.
    assert!((0..20).all(|_| cycle().0), "nothing changes");
    assert!((0..20).any(|_| cycle() == (true, true)));
    Chain::save(&mut bench.store(), &bench.session.author());
    assert!((0..20).any(|_| !cycle().0), "what was sent is news");
    drop(handle);
}

#[test]
fn an_end_cuts_a_request_short_whatever_time_it_has() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    proxy.fault(HEALTH, Fault::Silence);
    let (tell, _events) = bounded(64);
    let patient = Timing { first_byte: PATIENCE * 2, ..timing() };
    let handle = spawn(config(&bench, &patient), tell, Arc::new(|_| {})).unwrap();
    proxy.wait_until_acted();
    assert!(handle.end_within(PATIENCE));
}

#[test]
fn a_server_that_takes_its_time_makes_nobody_late() {
    // On this computer nothing takes any: what was not announced is late at once.
    let hasty = Timing { step: Duration::ZERO, first_byte: HOUR, ..timing() };
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    proxy.fault(HEALTH, Fault::Silence);
    let mut engine = Engine::open(config(&bench, &hasty)).unwrap();
    let (http, watch) = (engine.http(), engine.watch().clone());
    let options = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
    let run = move || engine.cycle(options, &mut |_| {}).map(drop);
    let cycle = std::thread::Builder::new().name("cycle".to_owned()).spawn(run).unwrap();
    proxy.wait_until_acted();
    let asked = Instant::now();
    // A millisecond after the request went out only an announced wait is not late.
    let is_in_time = loop {
        let waited = asked.elapsed();
        if waited > Duration::from_millis(5) && watch.late() == Duration::ZERO {
            break true;
        }
        if waited > PATIENCE {
            break false;
        }
        std::thread::yield_now();
    };
    http.shut_down();
    cycle.join().unwrap().unwrap();
    assert!(is_in_time);
}
