//! What was saved a moment ago is its author's to take back: the sync that goes on by itself leaves it alone, and what a
//! person asks for takes it along.

use std::time::Duration;

use chrono::TimeDelta;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger};

use crate::support::{Bench, Fault, HEALTH, UPLOAD, client, local_now, timing};

fn engine(bench: &Bench) -> Engine {
    let timing = Timing { undo_window: Duration::from_secs(10), ..timing() };
    Engine::open(bench.session.engine_config(timing)).unwrap()
}

fn cycle(engine: &mut Engine, trigger: Trigger) -> CycleReport {
    engine.cycle(CycleOptions { trigger, download: Download::AsDue }, &mut |_| {}).unwrap()
}

#[test]
fn the_automatic_cycle_leaves_a_young_save_alone_and_a_person_does_not() {
    let bench = Bench::ours().downloaded();
    let (mut store, author, now) = (bench.store(), bench.session.author(), local_now());
    let mut engine = engine(&bench);
    let saved_before = |seconds| now - TimeDelta::seconds(seconds);
    // Two who are old enough, one of them by a clock that was set back since; one who is young.
    for (name, seconds) in [("Старый", 11), ("Из завтра", -86_400), ("Новый", 1)] {
        store.save_client(&author, saved_before(seconds), None, &client(name)).unwrap();
    }
    let report = cycle(&mut engine, Trigger::Automatic);
    assert_eq!((report.outcome, report.uploaded), (CycleOutcome::Done, 2));
    let left = store.queue().unwrap();
    assert_eq!((left.len(), left[0].title.as_str(), left[0].attempts), (1, "Новый", 0));
    assert_eq!(cycle(&mut engine, Trigger::Button).uploaded, 1);

    // A change begins the time anew, whenever the record was made.
    let old = store.save_client(&author, saved_before(60), None, &client("Старый")).unwrap();
    store.save_client(&author, now, Some(old.local_id), &client("Изменён")).unwrap();
    assert_eq!(cycle(&mut engine, Trigger::Automatic).uploaded, 0);
    assert_eq!(cycle(&mut engine, Trigger::Once).uploaded, 1);
}

#[test]
fn what_the_server_may_have_goes_again_however_young_it_is() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    proxy.calm();
    assert_eq!(cycle(&mut engine(&bench), Trigger::Automatic).uploaded, 1);
}

#[test]
fn a_server_that_asked_to_wait_is_not_called_by_the_next_run_of_the_program_either() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let headers = "Content-Type: application/json\r\nRetry-After: 600\r\n";
    proxy.fault(HEALTH, Fault::Answer { status: 429, headers, body: "{}".into() });
    let (report, _) = bench.cycle();
    let CycleOutcome::RateLimited { until } = report.outcome else { panic!("{report:?}") };
    proxy.calm();
    for trigger in [Trigger::Automatic, Trigger::Button] {
        let outcome = cycle(&mut engine(&bench), trigger).outcome;
        // The store keeps milliseconds.
        let CycleOutcome::RateLimited { until: kept } = outcome else { panic!("{outcome:?}") };
        assert_eq!((kept.timestamp_millis(), proxy.requests()), (until.timestamp_millis(), 0));
    }
    assert_eq!(cycle(&mut engine(&bench), Trigger::Once).outcome, CycleOutcome::Done);
}
