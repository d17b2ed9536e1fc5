//! A server that says how few requests are left for all behind one address is called less often, whichever call it says
//! so in.

use std::time::Duration;

use serde_json::json;
use vetsystem_companion::sync::{CycleOptions, Download, Trigger};

use crate::support::{Bench, Chain, Fault, HEALTH, local_now};

const BRANCHES: &str = "/api/sync/branches";
const CHANGES: &str = "/api/sync/changes";
const SUMMARY: &str = "/api/sync/summary";

#[test]
fn every_call_hears_how_few_requests_are_left() {
    let minute = Duration::from_secs(60);
    let today = local_now().date_naive().to_string();
    let health = json!({"status": "ok", "timestamp": ""});
    let changes = json!({"epoch": "e", "cursor": "c", "has_more": false, "clients": [], "patients": [],
        "nomenclature": [], "deleted": {"clients": [], "patients": [], "nomenclature": []}});
    let summary = json!({"date": today, "actions": {}, "invoices": {"count": 1, "sum_kopecks": 500_000,
        "by_status": {}}});
    for (bench, path, body) in [
        (Bench::classic(), HEALTH, health),
        (Bench::classic(), BRANCHES, json!({"branches": []})),
        (Bench::ours(), CHANGES, changes),
        (Bench::ours(), SUMMARY, summary),
    ] {
        let mut bench = bench.downloaded();
        let proxy = bench.behind_proxy();
        if path == SUMMARY {
            Chain::save(&mut bench.store(), &bench.session.author());
        }
        let mut engine = bench.engine();
        assert_eq!(engine.next_wait(minute), minute);
        let headers = "Content-Type: application/json\r\nRateLimit-Remaining: 3\r\n";
        proxy.fault(path, Fault::Answer { status: 200, headers, body: body.to_string() });
        let options = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };
        engine.cycle(options, &mut |_| {}).unwrap();
        assert_eq!(proxy.bodies(path).len(), 1, "{path}");
        assert!(engine.next_wait(minute) > minute, "{path}");
    }
}
