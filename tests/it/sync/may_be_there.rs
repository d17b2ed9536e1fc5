//! What a server may have from before a restored copy: it goes again as it is, and only where a repeat is harmless.

use std::time::Duration;

use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::{QueueError, SaveError};
use vetsystem_companion::sync::{ConsoleLine, CycleOptions, Download, Engine, SyncEvent, Timing, Trigger};

use crate::support::{Bench, Fault, UPLOAD, client, local_now, run_cycle, timing};

/// As a store that was put together again leaves its actions.
const RESTORED: &str = "UPDATE sync_queue SET may_be_there = 1, sent_above = 1000;
    UPDATE sqlite_sequence SET seq = seq + 1000000";

fn restored(bench: &Bench) {
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    bench.sql(RESTORED);
}

fn state(bench: &Bench) -> QueueState {
    bench.store().queue().unwrap()[0].state
}

#[test]
fn nobody_changes_it_before_it_went_again() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    restored(&bench);
    assert_eq!(state(&bench), QueueState::Resending);
    // An answer that says nothing was taken this time says nothing of the time before.
    for fault in [Fault::json(401, "{}"), Fault::json(429, "{}"), Fault::json(404, "{}")] {
        proxy.fault(UPLOAD, fault);
        bench.cycle();
        let mut store = bench.store();
        let edited = store.save_client(&bench.session.author(), local_now(), Some(1), &client("Другой"));
        assert!(matches!(edited, Err(SaveError::InFlight)), "{edited:?}");
        assert!(matches!(store.queue_discard(1, false), Err(QueueError::InFlight)));
        assert_eq!(state(&bench), QueueState::Resending);
    }
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}

#[test]
fn where_no_keys_are_known_a_download_tells_first() {
    for arrived in [false, true] {
        let mut bench = Bench::classic().downloaded();
        let proxy = bench.behind_proxy();
        restored(&bench);
        if arrived {
            crate::support::execute(
                &bench.database(),
                "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('c', 'Иван Петров', '89161234567', 'x')",
            );
        }
        let now = Timing { settle_after: Duration::ZERO, settle_every: Duration::ZERO, ..timing() };
        let mut engine = Engine::open(bench.session.engine_config(now)).unwrap();
        run_cycle(&mut engine, false);
        assert_eq!(proxy.bodies(UPLOAD).len(), 0);
        let left: Vec<QueueState> = bench.store().queue().unwrap().iter().map(|row| row.state).collect();
        assert_eq!(left, if arrived { vec![] } else { vec![QueueState::Waiting] });
        run_cycle(&mut engine, false);
        assert_eq!(
            (bench.dump()["clients"].as_array().unwrap().len(), bench.report().counts.clients),
            (1, 1)
        );
        assert_eq!(bench.status_words(), "Все данные синхронизированы");
    }
}

#[test]
fn what_is_set_aside_is_set_aside_all_at_once() {
    let bench = Bench::classic().downloaded();
    for n in 0..30 {
        let one = client(&format!("Клиент {n}"));
        bench.store().save_client(&bench.session.author(), local_now(), None, &one).unwrap();
    }
    bench.sql(RESTORED);
    let (mut told, mut uploading) = (0, 0);
    let options = CycleOptions { trigger: Trigger::Once, download: Download::AsDue };
    let mut hear = |event| match event {
        SyncEvent::Changed(changes) if changes.queue => told += 1,
        SyncEvent::Console(ConsoleLine::Uploading(n)) => uploading += n,
        _ => {}
    };
    bench.engine().cycle(options, &mut hear).unwrap();
    assert_eq!((told, uploading), (1, 30));
    assert!(bench.store().queue().unwrap().iter().all(|row| row.state == QueueState::Settling));
}
