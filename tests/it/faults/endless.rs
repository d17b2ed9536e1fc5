//! A body that never ends is cut, on every call: memory and disk stay bounded, and the sync goes on afterwards.

use vetsystem_companion::domain::RecordKind;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger, sign_in};

use super::ledger::Ledger;
use super::wire::{Break, Wire};
use crate::support::{Bench, HEALTH, INITIAL_DATA, LOGIN, PASSWORD, UPLOAD, USER, local_now};

const MIB: u64 = 1024 * 1024;
/// What stands in the sockets' buffers when the workstation hangs up.
const ON_THE_WAY: u64 = 12 * MIB;

/// The call, how its answer begins and goes on, and how much of it may be read.
const BODIES: [(&str, &str, &str, u64); 9] = [
    (HEALTH, r#"{"status":""#, "ы", 16 * MIB),
    (HEALTH, r#"{"status":"ok","timestamp":"","features":["#, r#""changes","#, 16 * MIB),
    (LOGIN, r#"{"user":{"id":"u","username":""#, "ы", 16 * MIB),
    (UPLOAD, r#"{"results":["#, r#"{"queue_id":1,"status":"error"},"#, 16 * MIB),
    (UPLOAD, "", " ", 16 * MIB),
    (INITIAL_DATA, r#"{"clients":[{"id":"c","fullName":""#, "ы", MIB),
    (INITIAL_DATA, r#"{"clients":[{"id":"#, "[", MIB),
    (INITIAL_DATA, r#"{""#, "ы", MIB),
    (INITIAL_DATA, r#"{"clients":[{"id":"c"}"#, " ", MIB),
];

#[test]
fn no_answer_fills_memory_or_disk() {
    let mut bench = Bench::ours().downloaded();
    let mut wire = Wire::before(bench.address());
    bench.move_server(&wire.url());
    let mut ledger = Ledger::default();
    for (path, begin, again, most) in BODIES {
        let what = (path, begin, again);
        ledger.save(
            &mut bench.store(),
            &bench.session.author(),
            local_now(),
            RecordKind::Client,
            [None, None],
        );
        wire.fail(path, Break::Endless { begin, again }, u32::MAX);
        let poured_before = wire.poured();
        if path == LOGIN {
            sign_in(&bench.session.connection(), USER, PASSWORD, Timing::default()).unwrap_err();
        } else {
            assert_ne!(cycle(&bench, path == INITIAL_DATA), CycleOutcome::Done, "{what:?}");
        }
        let poured = wire.poured() - poured_before;
        assert!(poured <= most + ON_THE_WAY, "{what:?}: {} MiB", poured / MIB);
        ledger.check(&mut bench.store(), &bench.dump(), &what);
        wire.calm();
        assert_eq!(cycle(&bench, false), CycleOutcome::Done, "{what:?}");
        ledger.check_equal(&mut bench.store(), &bench.dump(), &what);
    }
}

fn cycle(bench: &Bench, full: bool) -> CycleOutcome {
    let mut engine = Engine::open(bench.session.engine_config(Timing::default())).unwrap();
    let options = CycleOptions { trigger: Trigger::Once, download: Download::full_if(full) };
    engine.cycle(options, &mut |_| {}).unwrap().outcome
}
