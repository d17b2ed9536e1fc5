//! Answers of every endpoint that make no sense, over real HTTP: no panic, nothing lost, no record changed that is
//! not the server's, and the next good answer heals.
//!
//! The numbers are the same at every run; `tests/fuzz` goes further.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use vetsystem_companion::domain::{RecordKind, SyncState};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger, sign_in};

use super::ledger::Ledger;
use super::mutate::{Nonsense, nonsense};
use super::wire::{Break, Wire};
use crate::support::{Bench, HEALTH, INITIAL_DATA, LOGIN, PASSWORD, UPLOAD, USER, local_now};

const BRANCHES: &str = "/api/sync/branches";
const CHANGES: &str = "/api/sync/changes";
const SUMMARY: &str = "/api/sync/summary";
const CASES: u32 = 120;

struct Scene {
    bench: Bench,
    wire: Wire,
    ledger: Ledger,
}

/// Gives the endpoint's call one senseless answer after another; `good` is what a good one would be.
fn every_answer(path: &'static str, classic: bool, good: impl Fn(&mut Scene) -> Value) {
    let mut bench = if classic { Bench::classic() } else { Bench::ours() }.downloaded();
    let wire = Wire::before(bench.address());
    bench.move_server(&wire.url());
    let mut scene = Scene { bench, wire, ledger: Ledger::default() };
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let scene = std::cell::RefCell::new(&mut scene);
    let tried = TestRunner::new_with_rng(config, rng).run(&nonsense(), |nonsense| {
        let scene = &mut **scene.borrow_mut();
        let good = good(scene);
        scene.play(path, &nonsense, &good);
        Ok(())
    });
    tried.unwrap();
}

impl Scene {
    fn play(&mut self, path: &'static str, nonsense: &Nonsense, good: &Value) {
        let mut store = self.bench.store();
        let Nonsense { status, headers, .. } = *nonsense;
        self.wire.fail(path, Break::Answer { status, headers, body: nonsense.body(good) }, u32::MAX);
        if [LOGIN, BRANCHES].contains(&path) {
            sign_in(&self.bench.session.connection(), USER, PASSWORD, Timing::default()).ok();
        }
        if path != LOGIN {
            let outcome = self.cycle(path == INITIAL_DATA);
            let green = self.bench.report().facts(false).state() == SyncState::Synced;
            assert!(!green || outcome == CycleOutcome::Done, "green after {outcome:?}");
        }
        self.ledger.note_doubts(&mut store);
        self.ledger.check_here(&mut store, nonsense);
        self.wire.calm();
    }

    fn cycle(&self, full: bool) -> CycleOutcome {
        let mut engine = Engine::open(self.bench.session.engine_config(Timing::default())).unwrap();
        engine
            .cycle(CycleOptions { trigger: Trigger::Button, download: Download::full_if(full) }, &mut |_| {})
            .unwrap()
            .outcome
    }

    /// Two new records, and nothing else in the queue.
    fn two_records(&mut self) -> [i64; 2] {
        let (mut store, by, now) = (self.bench.store(), self.bench.session.author(), local_now());
        for row in store.queue().unwrap() {
            if store.queue_discard(row.id, true).is_err() {
                // It has to be sent again first.
                self.cycle(false);
            }
        }
        self.ledger.entries.iter_mut().for_each(|entry| entry.withdrawn = true);
        let first = self.ledger.save(&mut store, &by, now, RecordKind::Client, [None, None]);
        let second = self.ledger.save(&mut store, &by, now, RecordKind::Client, [None, None]);
        [first, second].map(|number| self.ledger.entries[number].queue_id)
    }
}

fn results(scene: &mut Scene) -> Value {
    let result = |queue_id: i64| {
        json!({"queue_id": queue_id, "status": "success", "server_id": format!("server-{queue_id}"),
            "local_id": 1, "replayed": false})
    };
    json!({"results": scene.two_records().map(result)})
}

fn clinic(scene: &mut Scene) -> Value {
    scene.two_records();
    json!({
        "clients": [
            {"id": "c1", "fullName": "Иван Петров", "phone": "8 916 000-00-01", "email": "a@b.c"},
            {"id": "c2", "fullName": "Анна Козлова", "phone": "", "address": "Химки"},
        ],
        "patients": [
            {"id": "p1", "name": "Мурка", "species": "кошка", "breed": "сиамская", "gender": "female",
                "birthDate": "2023-05-14 00:00:00", "ownerId": "c1"},
            {"id": "p2", "name": "Рекс", "species": "собака", "ownerId": null},
        ],
        "nomenclature": [
            {"id": 10, "name": "Консультация", "type": "service", "price": 2000, "category": "Приём"},
            {"id": null, "name": "Витамины", "type": "product", "price": "399.90"},
        ],
    })
}

fn health(scene: &mut Scene) -> Value {
    scene.two_records();
    json!({"status": "ok", "timestamp": "2026-11-22T12:00:00Z", "server": "vetsystem-sync-server/0.1.0",
        "epoch": "4f0a3c3e-0000-4000-8000-000000000000", "features": ["idempotency"]})
}

#[test]
fn of_an_upload() {
    every_answer(UPLOAD, false, results);
}

#[test]
fn of_an_upload_to_a_classic_server() {
    every_answer(UPLOAD, true, results);
}

#[test]
fn of_a_download() {
    every_answer(INITIAL_DATA, false, clinic);
}

#[test]
fn of_changes() {
    every_answer(CHANGES, false, |scene| {
        let mut changes = clinic(scene);
        changes["epoch"] = json!("4f0a3c3e-0000-4000-8000-000000000000");
        changes["cursor"] = json!("cursor");
        changes["has_more"] = json!(false);
        changes["deleted"] = json!({"clients": ["c3"], "patients": [], "nomenclature": [11]});
        changes
    });
}

#[test]
fn of_a_summary() {
    every_answer(SUMMARY, false, |scene| {
        scene.two_records();
        let paid = json!({"count": 1, "sum_kopecks": 500_000});
        json!({"date": local_now().date_naive(), "actions": {"create_client": 2},
            "invoices": {"count": 1, "sum_kopecks": 500_000, "by_status": {"paid": paid}}})
    });
}

#[test]
fn of_health() {
    every_answer(HEALTH, false, health);
}

#[test]
fn of_a_sign_in() {
    every_answer(LOGIN, false, |_| {
        json!({"user": {"id": "u", "username": "vet", "fullName": "Орлова", "role": "veterinarian",
            "branchId": "b", "tenantId": "t"}})
    });
}

#[test]
fn of_the_branches() {
    every_answer(
        BRANCHES,
        false,
        |_| json!({"branches": [{"id": "b", "name": "Первый", "address": "Лесная, 1"}, {"id": 2, "name": "Второй"}]}),
    );
}
