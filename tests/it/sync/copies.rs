//! The day's copy of the store: one that could not be made is not tried again with every cycle.

use std::time::Duration;

use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger};

use crate::support::{Bench, timing};

#[test]
fn a_copy_that_failed_is_tried_again_after_a_while() {
    for (copy_retry, made) in [(Duration::from_secs(3600), false), (Duration::ZERO, true)] {
        let bench = Bench::ours().downloaded();
        let timing = Timing { copy_retry, ..timing() };
        let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
        let mut idle = || {
            let options = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };
            assert_eq!(engine.cycle(options, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
        };
        let folder = bench.session.store_path.with_file_name("copies");
        std::fs::write(&folder, "no folder").unwrap();
        idle();
        std::fs::remove_file(&folder).unwrap();
        idle();
        assert_eq!(folder.exists(), made);
    }
}
