//! The fault table: every fault × every step × both kinds of server. After each: nothing is lost, nothing is there
//! twice that was not in doubt, the status is honest, and the next cycle heals.
//!
//! A step is a row of [`STEPS`], a fault one of `cases.rs`.

use std::time::Duration;

use vetsystem_companion::domain::{RecordKind, SyncState};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger, sign_in};

use super::cases::{self, Case, How, Wrong};
use super::ledger::Ledger;
use super::wire::{Break, Wire};
use crate::support::{Bench, HEALTH, INITIAL_DATA, LOGIN, PASSWORD, UPLOAD, USER, local_now, timing};

const BRANCHES: &str = "/api/sync/branches";
const CHANGES: &str = "/api/sync/changes";
const SUMMARY: &str = "/api/sync/summary";

/// One call of the protocol.
struct Step {
    path: &'static str,
    /// The call before it: the port closes after that one's answer.
    after: Option<&'static str>,
    act: Act,
    wrong: Wrong,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    SignIn,
    Cycle,
    FullCycle,
}

const STEPS: [Step; 7] = [
    Step { path: HEALTH, after: None, act: Act::Cycle, wrong: cases::HEALTH },
    Step { path: LOGIN, after: None, act: Act::SignIn, wrong: cases::LOGIN },
    Step { path: BRANCHES, after: Some(LOGIN), act: Act::SignIn, wrong: cases::BRANCHES },
    Step { path: INITIAL_DATA, after: Some(UPLOAD), act: Act::FullCycle, wrong: cases::INITIAL_DATA },
    Step { path: UPLOAD, after: Some(HEALTH), act: Act::Cycle, wrong: cases::UPLOAD },
    // A classic server has no call for these.
    Step { path: CHANGES, after: Some(UPLOAD), act: Act::Cycle, wrong: cases::CHANGES },
    Step { path: SUMMARY, after: Some(CHANGES), act: Act::Cycle, wrong: cases::SUMMARY },
];

#[test]
fn health_on_our_server() {
    every_fault_of(HEALTH, false);
}

#[test]
fn health_on_a_classic_server() {
    every_fault_of(HEALTH, true);
}

#[test]
fn login_on_our_server() {
    every_fault_of(LOGIN, false);
}

#[test]
fn login_on_a_classic_server() {
    every_fault_of(LOGIN, true);
}

#[test]
fn branches_on_our_server() {
    every_fault_of(BRANCHES, false);
}

#[test]
fn branches_on_a_classic_server() {
    every_fault_of(BRANCHES, true);
}

#[test]
fn initial_data_on_our_server() {
    every_fault_of(INITIAL_DATA, false);
}

#[test]
fn initial_data_on_a_classic_server() {
    every_fault_of(INITIAL_DATA, true);
}

#[test]
fn upload_on_our_server() {
    every_fault_of(UPLOAD, false);
}

#[test]
fn upload_on_a_classic_server() {
    every_fault_of(UPLOAD, true);
}

#[test]
fn changes_on_our_server() {
    every_fault_of(CHANGES, false);
}

#[test]
fn summary_on_our_server() {
    every_fault_of(SUMMARY, false);
}

#[test]
fn a_classic_server_is_asked_for_nothing_that_it_does_not_announce() {
    let mut scene = Scene::new(true);
    scene.save_some();
    for act in [Act::Cycle, Act::FullCycle, Act::Cycle] {
        assert!(matches!(scene.act(act, false), Ended::Cycle(CycleOutcome::Done)));
    }
    let seen = scene.wire.calm();
    assert!(seen.iter().all(|path| ![CHANGES, SUMMARY].contains(&path.as_str())), "{seen:?}");
}

fn every_fault_of(path: &str, classic: bool) {
    let step = STEPS.iter().find(|step| step.path == path).unwrap();
    let mut scene = Scene::new(classic);
    for case in cases::all(step.wrong) {
        scene.play(step, &case);
    }
}

/// A workstation whose wire is broken again and again.
struct Scene {
    bench: Bench,
    classic: bool,
    wire: Wire,
    ledger: Ledger,
}

/// How the broken step ended.
#[derive(Debug)]
enum Ended {
    Cycle(CycleOutcome),
    SignIn(bool),
}

impl Scene {
    fn new(classic: bool) -> Self {
        let mut bench = if classic { Bench::classic() } else { Bench::ours() }.downloaded();
        let wire = Wire::before(bench.address());
        bench.move_server(&wire.url());
        let ledger = Ledger { classic, ..Ledger::default() };
        Self { bench, classic, wire, ledger }
    }

    fn play(&mut self, step: &Step, case: &Case) {
        let what = (step.path, case.name, if self.classic { "classic" } else { "ours" });
        self.save_some();
        self.break_wire(step, case);
        let ended = self.act(step.act, case.stalls());
        if self.classic && matches!(case.how, How::Break(Break::Twice)) {
            // What the network itself doubles nobody can tell there.
            self.ledger.entries.iter_mut().for_each(|entry| entry.doubts += 1);
        }
        let done = matches!(ended, Ended::Cycle(CycleOutcome::Done) | Ended::SignIn(true));
        assert!(case.done.is_none_or(|expected| expected == done), "{what:?}: {ended:?}");
        self.look(&what);
        if let Ended::Cycle(outcome) = &ended {
            self.status_is_honest(outcome, &what);
        }
        self.wire.calm();
        self.heal(step.act, &what);
    }

    /// A family, and what a classic server takes of it.
    fn save_some(&mut self) {
        let (mut store, by, now) = (self.bench.store(), self.bench.session.author(), local_now());
        let mut save = |kind, parents| self.ledger.save(&mut store, &by, now, kind, parents);
        let owner = save(RecordKind::Client, [None, None]);
        let animal = save(RecordKind::Patient, [Some(owner), None]);
        if !self.classic {
            save(RecordKind::Appointment, [Some(owner), Some(animal)]);
            save(RecordKind::Invoice, [Some(owner), Some(animal)]);
        }
    }

    fn break_wire(&mut self, step: &Step, case: &Case) {
        match (&case.how, step.after) {
            (How::Refuse, None) => self.wire.refuse(),
            (How::Refuse, Some(before)) => self.wire.refuse_after(before),
            (How::Break(how), _) => self.wire.fail(step.path, how.clone(), u32::MAX),
            (How::Once(how), _) => self.wire.fail(step.path, how.clone(), 1),
        }
    }

    fn act(&self, act: Act, hasty: bool) -> Ended {
        let timing = if hasty { hasty_timing() } else { patient_timing() };
        if act == Act::SignIn {
            let session = &self.bench.session;
            let signed_in = sign_in(&session.connection(), USER, PASSWORD, timing);
            return Ended::SignIn(signed_in.is_ok());
        }
        Ended::Cycle(self.cycle(&timing, act == Act::FullCycle))
    }

    fn cycle(&self, timing: &Timing, full: bool) -> CycleOutcome {
        let mut engine = Engine::open(self.bench.session.engine_config(*timing)).unwrap();
        let options = CycleOptions { trigger: Trigger::Once, download: Download::full_if(full) };
        engine.cycle(options, &mut |_| {}).unwrap().outcome
    }

    fn look(&mut self, what: &dyn std::fmt::Debug) {
        let mut store = self.bench.store();
        self.ledger.note_doubts(&mut store);
        self.ledger.check(&mut store, &self.bench.dump(), what);
    }

    /// Never green over a problem, and offline is offline.
    fn status_is_honest(&self, outcome: &CycleOutcome, what: &dyn std::fmt::Debug) {
        let report = self.bench.report();
        let state = report.facts(false).state();
        let all_sent = self.bench.store().queue().unwrap().is_empty();
        if state == SyncState::Synced {
            assert!(*outcome == CycleOutcome::Done && all_sent, "{what:?}: green after {outcome:?}");
        }
        match outcome {
            CycleOutcome::Done => assert!(report.online, "{what:?}"),
            CycleOutcome::Offline(_) => assert!(!report.online, "{what:?}"),
            CycleOutcome::Refused(_) => assert_eq!(state, SyncState::Attention, "{what:?}"),
            _ => {}
        }
    }

    /// Calm again: one cycle sends all that may be sent without a person, and a person settles the rest.
    fn heal(&mut self, act: Act, what: &dyn std::fmt::Debug) {
        for _ in 0..if self.classic { 8 } else { 1 } {
            // So much later that a download tells what became of doubts.
            let later =
                Timing { settle_after: Duration::ZERO, settle_every: Duration::ZERO, ..patient_timing() };
            let outcome = self.cycle(&later, act == Act::FullCycle);
            assert_eq!(outcome, CycleOutcome::Done, "{what:?}: the next cycle");
            self.look(what);
            let left = self.bench.store().queue().unwrap();
            if left.is_empty() {
                break;
            }
            assert!(self.classic, "{what:?}: left over: {left:?}");
            let dump = self.bench.dump();
            self.ledger.decide(&mut self.bench.store(), &dump, local_now());
        }
        let mut store = self.bench.store();
        assert_eq!(store.queue().unwrap(), [], "{what:?}");
        if self.classic {
            self.ledger.check(&mut store, &self.bench.dump(), what);
        } else {
            self.ledger.check_equal(&mut store, &self.bench.dump(), what);
        }
        assert_eq!(self.bench.report().facts(false).state(), SyncState::Synced, "{what:?}");
    }
}

/// A server of this machine answers sooner, however busy it is; and it has done what it does.
fn patient_timing() -> Timing {
    Timing { settle_after: Duration::ZERO, settle_every: Duration::ZERO, ..Timing::default() }
}

/// For the steps that must run into a time-out.
fn hasty_timing() -> Timing {
    let fast = Timing::default().divided_by(400);
    Timing {
        first_byte_of_snapshot: fast.first_byte,
        stall: fast.first_byte,
        connect: timing().connect,
        ..fast
    }
}
