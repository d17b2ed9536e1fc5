//! What a classic server bears: small requests, and few of them.

use serde_json::Value;
use vetsystem_companion::domain::{ClientDraft, QueueState};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger};

use crate::support::{Bench, Proxy, UPLOAD, client, local_now, timing};

/// A queue of a busy day, on a classic server behind a proxy.
fn busy_day(drafts: impl Iterator<Item = ClientDraft>) -> (Bench, Proxy) {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    for draft in drafts {
        store.save_client(&author, local_now(), None, &draft).unwrap();
    }
    (bench, proxy)
}

fn numbered(n: usize) -> ClientDraft {
    client(&format!("Клиент {n:03}"))
}

/// How many actions each upload carried.
fn carried(proxy: &Proxy) -> Vec<usize> {
    let actions = |body: &Vec<u8>| {
        let body: Value = serde_json::from_slice(body).unwrap();
        body["actions"].as_array().unwrap().len()
    };
    proxy.bodies(UPLOAD).iter().map(actions).collect()
}

#[test]
fn a_request_carries_fifty_actions_at_most() {
    let (bench, proxy) = busy_day((0..120).map(numbered));
    assert_eq!(bench.good_cycle().uploaded, 120);
    assert_eq!(carried(&proxy), [50, 50, 20]);
}

#[test]
fn a_request_with_long_texts_stays_within_ninety_kilobytes() {
    let address = Some("ж".repeat(1_000));
    let (bench, proxy) = busy_day((0..50).map(|n| ClientDraft { address: address.clone(), ..numbered(n) }));
    assert_eq!(bench.good_cycle().uploaded, 50);
    let sizes: Vec<usize> = proxy.bodies(UPLOAD).iter().map(Vec::len).collect();
    assert!(sizes.iter().all(|size| *size <= 90_000), "{sizes:?}");
    assert_eq!(carried(&proxy).iter().sum::<usize>(), 50, "none goes up twice");
}

/// Twelve workstations share a hundred requests in a quarter of an hour: sixty are the most for one.
#[test]
fn with_its_requests_used_up_a_workstation_sends_no_more() {
    let (bench, proxy) = busy_day(std::iter::empty());
    let timing = Timing { budget_window: Timing::default().budget_window, ..timing() };
    let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
    let mut cycle = |trigger| {
        engine.cycle(CycleOptions { trigger, download: Download::AsDue }, &mut |_| {}).unwrap().outcome
    };
    while proxy.requests() < 58 {
        assert_eq!(cycle(Trigger::Once), CycleOutcome::Done);
    }
    for n in 0..120 {
        bench.store().save_client(&bench.session.author(), local_now(), None, &numbered(n)).unwrap();
    }
    // Health, one upload, and that is that: nothing else is marked as being sent.
    assert!(matches!(cycle(Trigger::Once), CycleOutcome::RateLimited { .. }));
    assert_eq!((carried(&proxy), proxy.requests()), (vec![50], 60));
    let left = bench.store().queue().unwrap();
    assert!(left.iter().all(|row| (row.state, row.attempts) == (QueueState::Waiting, 0)), "{left:?}");
    for trigger in [Trigger::Automatic, Trigger::Button] {
        assert!(matches!(cycle(trigger), CycleOutcome::RateLimited { .. }), "{trigger:?}");
    }
    assert_eq!((left.len(), proxy.requests()), (70, 60));
}
