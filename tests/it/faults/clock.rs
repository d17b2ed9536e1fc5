//! A clock that jumps a day, forth and back: nothing is held up for longer than it would be, and nothing is lost.

use chrono::TimeDelta;
use vetsystem_companion::domain::RecordKind;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger};

use super::ledger::Ledger;
use super::wire::{Break, Wire};
use crate::support::{Bench, UPLOAD, timing};

/// One automatic cycle of a program whose clock is so far ahead.
fn automatic(bench: &Bench, ahead: TimeDelta) -> CycleReport {
    let timing = Timing { ahead, ..timing() };
    let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
    engine
        .cycle(CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue }, &mut |_| {})
        .unwrap()
}

/// A record is saved and something goes wrong at one time; at the other the automatic cycle sends it all the same.
fn jump(from: TimeDelta, to: TimeDelta, trouble: &Break) {
    let mut bench = Bench::ours().downloaded();
    let wire = Wire::before(bench.address());
    bench.move_server(&wire.url());
    let mut ledger = Ledger::default();
    let (mut store, by) = (bench.store(), bench.session.author());
    let saved_at = Timing { ahead: from, ..timing() }.local_now();
    ledger.save(&mut store, &by, saved_at, RecordKind::Client, [None, None]);
    wire.fail(UPLOAD, trouble.clone(), 1);
    automatic(&bench, from);
    let mut report = automatic(&bench, to);
    if report.uploaded == 0 {
        // The trouble itself may still be before us.
        report = automatic(&bench, to);
    }
    assert_eq!(report.outcome, CycleOutcome::Done, "{from} to {to}, {trouble:?}");
    ledger.check_equal(&mut store, &bench.dump(), &(from, to, trouble));
}

#[test]
fn a_clock_that_jumps_a_day_holds_nothing_up() {
    let day = TimeDelta::days(1);
    let wait = Break::Answer { status: 429, headers: "Retry-After: 900\r\n", body: Vec::new() };
    for trouble in [wait, Break::json(500, "{}"), Break::LoseAnswer] {
        jump(TimeDelta::zero(), day, &trouble);
        jump(day, TimeDelta::zero(), &trouble);
    }
}

#[test]
fn a_record_saved_by_a_wrong_clock_is_sent_by_the_right_one() {
    let mut bench = Bench::ours().downloaded();
    let wire = Wire::before(bench.address());
    bench.move_server(&wire.url());
    let mut ledger = Ledger::default();
    let (mut store, by) = (bench.store(), bench.session.author());
    for days in [-1, 1] {
        let saved_at = Timing { ahead: TimeDelta::days(days), ..timing() }.local_now();
        ledger.save(&mut store, &by, saved_at, RecordKind::Client, [None, None]);
    }
    assert_eq!(automatic(&bench, TimeDelta::zero()).uploaded, 2);
    ledger.check_equal(&mut store, &bench.dump(), &"wrong clock");
}
