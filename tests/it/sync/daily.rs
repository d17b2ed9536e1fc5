//! A server that tells of no changes is asked for the whole clinic once a day, when nothing else is to do.

use std::time::Duration;

use chrono::TimeDelta;
use vetsystem_companion::sync::{
    CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger, Unfinished,
};

use crate::support::{Bench, Fault, HEALTH, INITIAL_DATA, Proxy, UPLOAD, client, local_now, timing};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A workstation whose clock is so far ahead, and whose day is a day.
fn engine(bench: &Bench, ahead: TimeDelta) -> Engine {
    let timing = Timing { full_every: DAY, ahead, ..timing() };
    Engine::open(bench.session.engine_config(timing)).unwrap()
}

fn automatic(engine: &mut Engine) -> CycleReport {
    let options = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };
    engine.cycle(options, &mut |_| {}).unwrap()
}

#[test]
fn once_a_day_an_idle_cycle_downloads_all_from_a_classic_server() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    let mut early = engine(&bench, TimeDelta::hours(23));
    automatic(&mut early);
    automatic(&mut early);
    assert!(proxy.bodies(INITIAL_DATA).is_empty());
    // The key was tried once; the second cycle was one request.
    assert_eq!((proxy.bodies(HEALTH).len(), proxy.requests()), (2, 3));

    let mut late = engine(&bench, TimeDelta::hours(25));
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    let busy = automatic(&mut late);
    assert_eq!((busy.uploaded, busy.downloaded), (1, None), "what waits goes first");
    assert!(automatic(&mut late).downloaded.is_some());
    assert!(automatic(&mut late).downloaded.is_none());
    assert_eq!((proxy.bodies(UPLOAD).len(), proxy.bodies(INITIAL_DATA).len()), (1, 1));
}

#[test]
fn what_a_server_does_not_take_puts_the_days_download_off_no_further() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    proxy.fault(UPLOAD, Fault::json(404, "{}"));
    let mut late = engine(&bench, TimeDelta::hours(25));
    for downloaded in [true, false] {
        let report = automatic(&mut late);
        assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
        assert_eq!(report.downloaded.is_some(), downloaded);
    }
}

#[test]
fn what_was_saved_a_moment_ago_goes_up_before_the_days_download() {
    let bench = Bench::classic().downloaded();
    let cycle = |ahead: TimeDelta| {
        let timing = Timing { undo_window: Duration::from_secs(60), full_every: DAY, ahead, ..timing() };
        automatic(&mut Engine::open(bench.session.engine_config(timing)).unwrap())
    };
    let saved = local_now() + TimeDelta::hours(25);
    bench.store().save_client(&bench.session.author(), saved, None, &client("Иван Петров")).unwrap();
    let young = cycle(TimeDelta::hours(25) + TimeDelta::seconds(1));
    assert_eq!((young.uploaded, young.downloaded), (0, None));
    let old = cycle(TimeDelta::hours(26));
    assert_eq!((old.uploaded, old.downloaded), (1, None));
    assert!(cycle(TimeDelta::hours(26)).downloaded.is_some());
}

#[test]
fn a_clock_that_was_set_back_puts_no_download_off_for_ever() {
    let bench = Bench::classic().downloaded();
    assert!(automatic(&mut engine(&bench, TimeDelta::days(-1))).downloaded.is_some());
    assert!(automatic(&mut engine(&bench, TimeDelta::days(-1))).downloaded.is_none());
}

/// A clinic of a hundred clients behind a proxy.
fn hundred() -> (Bench, Proxy) {
    let mut bench = Bench::classic();
    let proxy = bench.behind_proxy();
    has(&proxy, 100);
    bench.good_cycle();
    (bench, proxy)
}

/// So many clients are on the server from now on.
fn has(proxy: &Proxy, clients: usize) {
    let person = |n| serde_json::json!({"id": n, "fullName": format!("Клиент {n}"), "phone": ""});
    let people: Vec<_> = (0..clients).map(person).collect();
    let clinic = serde_json::json!({"clients": people, "patients": [], "nomenclature": []});
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic));
}

fn is_shrinking(report: &CycleReport) -> bool {
    matches!(report.outcome, CycleOutcome::Failed(Unfinished::Shrinking(_)))
}

#[test]
fn what_a_person_declined_is_asked_again_a_day_later() {
    let (bench, proxy) = hundred();
    has(&proxy, 50);
    let mut late = engine(&bench, TimeDelta::hours(25));
    assert!(is_shrinking(&automatic(&mut late)));
    bench.store().decline_shrink(local_now().to_utc() + TimeDelta::hours(25)).unwrap();
    assert_eq!(automatic(&mut late).outcome, CycleOutcome::Done);
    assert!(is_shrinking(&automatic(&mut engine(&bench, TimeDelta::hours(50)))));
}

#[test]
fn what_was_declined_while_the_clock_was_ahead_counts_no_more_once_all_has_come() {
    let (bench, proxy) = hundred();
    bench.store().decline_shrink(local_now().to_utc() + TimeDelta::hours(25)).unwrap();
    bench.full_cycle();
    let asked = proxy.bodies(INITIAL_DATA).len();
    automatic(&mut engine(&bench, TimeDelta::zero()));
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), asked);
    assert!(automatic(&mut engine(&bench, TimeDelta::hours(26))).downloaded.is_some());
}

#[test]
fn what_came_while_the_clock_was_ahead_does_not_undo_what_was_declined_since() {
    let (bench, proxy) = hundred();
    assert!(automatic(&mut engine(&bench, TimeDelta::hours(25))).downloaded.is_some());
    has(&proxy, 50);
    let mut right = engine(&bench, TimeDelta::zero());
    assert!(is_shrinking(&automatic(&mut right)));
    bench.store().decline_shrink(local_now().to_utc()).unwrap();
    let asked = proxy.bodies(INITIAL_DATA).len();
    assert_eq!(automatic(&mut right).outcome, CycleOutcome::Done);
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), asked);
}
