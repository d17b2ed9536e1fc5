//! The random walk: a workstation's days with everything that can happen to it in any order, from a seed. After each
//! sync nothing is lost and nothing there twice; at the end, healed, both sides hold the same rows and sums.
//!
//! `cargo xtask soak --seeds N --from S` walks any number of seeds and says how to replay one that fails.

use std::process::{Child, Stdio};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use vetsystem_companion::domain::{RecordKind, SyncState};
use vetsystem_companion::store::{ProblemKind, Store};
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, CycleReport, Download, Engine, Timing, Trigger};

use super::cases::{self, How};
use super::dice::Dice;
use super::ledger::Ledger;
use super::wire::{Break, Wire};
use crate::support::{Bench, HEALTH, INITIAL_DATA, UPLOAD, program, timing};

const STEPS: usize = 150;

#[test]
fn seeds_0_to_3() {
    (0..4).for_each(|seed| walk(seed, STEPS, false));
}

#[test]
fn seeds_4_to_7() {
    (4..8).for_each(|seed| walk(seed, STEPS, false));
}

#[test]
fn seeds_8_to_11() {
    (8..12).for_each(|seed| walk(seed, STEPS, false));
}

#[test]
fn seeds_12_to_15() {
    (12..16).for_each(|seed| walk(seed, STEPS, false));
}

/// With the weaker promise: nothing lost, nothing twice that was not in doubt.
#[test]
fn seeds_0_to_3_on_a_classic_server() {
    (0..4).for_each(|seed| walk(seed, STEPS, true));
}

/// `VETSYSTEM_SOAK` is `FROM COUNT`.
#[test]
#[ignore = "as long as one likes: cargo xtask soak"]
fn soak() {
    let wanted = std::env::var("VETSYSTEM_SOAK").unwrap_or_else(|_unset| "0 16".to_owned());
    let numbers: Vec<u64> = wanted.split(' ').map(|number| number.parse().unwrap()).collect();
    let [from, count] = numbers[..] else { panic!("VETSYSTEM_SOAK is FROM COUNT: {wanted}") };
    let (give, seeds) = crossbeam_channel::bounded(1);
    std::thread::scope(|scope| {
        let walkers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        for walker in 0..walkers {
            let seeds = seeds.clone();
            let run = move || {
                for seed in seeds {
                    walk(seed, STEPS, seed % 4 == 3);
                    println!("seed {seed}: both sides hold the same");
                }
            };
            std::thread::Builder::new().name(format!("walker {walker}")).spawn_scoped(scope, run).unwrap();
        }
        drop(seeds);
        // Nobody takes any more once every walker has failed.
        (from..from + count).try_for_each(|seed| give.send(seed)).ok();
        drop(give);
    });
}

/// What has happened so far; said when a step fails.
struct Trail {
    seed: u64,
    classic: bool,
    done: Vec<String>,
}

impl Drop for Trail {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { seed, classic, done } = self;
            let kind = if *classic { " (classic)" } else { "" };
            eprintln!("seed {seed}{kind} failed after {} steps:\n{}", done.len(), done.join("\n"));
            eprintln!("replay: cargo xtask soak --seeds 1 --from {seed}");
        }
    }
}

struct Walk {
    dice: Dice,
    bench: Bench,
    wire: Wire,
    ledger: Ledger,
    store: Store,
    engine: Engine,
    classic: bool,
    /// The workstation's clock, as far ahead of the right one.
    ahead: TimeDelta,
    backed_up: bool,
    trail: Trail,
}

fn walk(seed: u64, steps: usize, classic: bool) {
    let mut walk = Walk::begin(seed, classic);
    for step in 0..steps {
        let what = walk.step();
        walk.trail.done.push(format!("{step}: {what}"));
    }
    walk.heal();
}

impl Walk {
    fn begin(seed: u64, classic: bool) -> Self {
        let mut bench = if classic { Bench::classic() } else { Bench::ours() }.downloaded();
        let wire = Wire::before(bench.address());
        bench.move_server(&wire.url());
        let (store, engine) = (bench.store(), bench.engine());
        Self {
            dice: Dice::of(seed),
            bench,
            wire,
            ledger: Ledger { classic, ..Ledger::default() },
            store,
            engine,
            classic,
            ahead: TimeDelta::zero(),
            backed_up: false,
            trail: Trail { seed, classic, done: Vec::new() },
        }
    }

    /// One step, and what it was.
    fn step(&mut self) -> String {
        match self.dice.below(100) {
            0..30 => self.save(),
            30..42 => self.edit(),
            42..47 => self.withdraw(),
            47..60 => self.sync("calm"),
            60..78 => self.faulty_sync(),
            78..83 => self.program_syncs(),
            83..91 => self.kill(),
            91..94 => {
                self.open_again();
                "restart".to_owned()
            }
            94..97 => {
                self.bench.stop_server();
                let (report, said) = self.cycle("the server is down");
                self.bench.start_server();
                self.look(Some(&report.outcome));
                said
            }
            97..98 => self.jump(),
            _ => self.server_backup(),
        }
    }

    fn now(&self) -> DateTime<FixedOffset> {
        self.timing().local_now()
    }

    fn timing(&self) -> Timing {
        let quick = Duration::from_millis(50);
        Timing { ahead: self.ahead, settle_after: quick, settle_every: quick, ..timing() }
    }

    fn save(&mut self) -> String {
        let alive = |kind| {
            let entries = self.ledger.entries.iter().enumerate();
            let alive = entries.filter(move |(_, entry)| entry.kind == kind && !entry.withdrawn);
            alive.map(|(number, _)| number).collect::<Vec<_>>()
        };
        let clients = alive(RecordKind::Client);
        let patients = alive(RecordKind::Patient);
        let owner = self.dice.pick(&clients).copied();
        let animal = self.dice.pick(&patients).copied();
        let (kind, parents) = match (self.dice.below(10), owner, animal) {
            (0..4, _, _) | (_, None, _) => (RecordKind::Client, [None, None]),
            (4..7, owner, _) | (_, owner, None) => (RecordKind::Patient, [owner, None]),
            (7, _, Some(animal)) => {
                (RecordKind::Appointment, [self.ledger.entries[animal].client, Some(animal)])
            }
            (_, _, Some(animal)) => (RecordKind::Invoice, [self.ledger.entries[animal].client, Some(animal)]),
        };
        let now = self.now();
        let number = self.ledger.save(&mut self.store, &self.bench.session.author(), now, kind, parents);
        format!("save {}", self.ledger.entries[number].mark)
    }

    fn any_entry(&mut self) -> Option<usize> {
        let kept = |entry: &&super::ledger::Entry| !entry.withdrawn;
        let count = self.ledger.entries.iter().filter(kept).count();
        let nth = self.dice.below(count.max(1));
        let mut entries = self.ledger.entries.iter().enumerate().filter(|(_, entry)| kept(entry));
        entries.nth(nth).map(|(number, _)| number)
    }

    fn edit(&mut self) -> String {
        let Some(number) = self.any_entry() else { return "nothing to edit".to_owned() };
        let now = self.now();
        let changed = self.ledger.edit(&mut self.store, &self.bench.session.author(), now, number);
        format!("edit {}: {changed}", self.ledger.entries[number].mark)
    }

    fn withdraw(&mut self) -> String {
        let Some(number) = self.any_entry() else { return "nothing to withdraw".to_owned() };
        let gone = self.ledger.withdraw(&mut self.store, number);
        format!("withdraw {}: {gone}", self.ledger.entries[number].mark)
    }

    /// A cycle of the engine that lives on, whatever the wire does.
    fn cycle(&mut self, why: &str) -> (CycleReport, String) {
        let trigger = *self.dice.pick(&[Trigger::Automatic, Trigger::Button, Trigger::Once]).unwrap();
        let options = CycleOptions { trigger, download: Download::full_if(self.dice.one_in(6)) };
        let report = self.engine.cycle(options, &mut |_| {}).unwrap();
        let said = format!("sync ({why}), {options:?}: {report:?}");
        (report, said)
    }

    fn sync(&mut self, why: &str) -> String {
        let (report, said) = self.cycle(why);
        self.look(Some(&report.outcome));
        said
    }

    fn faulty_sync(&mut self) -> String {
        let (path, wrong) = *self
            .dice
            .pick(&[
                (UPLOAD, cases::UPLOAD),
                (UPLOAD, cases::UPLOAD),
                (INITIAL_DATA, cases::INITIAL_DATA),
                (HEALTH, cases::HEALTH),
            ])
            .unwrap();
        let mut all = cases::all(wrong);
        let case = all.swap_remove(self.dice.below(all.len()));
        let doubles = matches!(case.how, How::Break(Break::Twice));
        if case.stalls() || (doubles && self.classic) {
            return "nothing".to_owned();
        }
        match case.how {
            How::Refuse => self.wire.refuse_after(HEALTH),
            How::Break(how) => self.wire.fail(path, how, u32::MAX),
            How::Once(how) => self.wire.fail(path, how, 1),
        }
        let said = self.sync(&format!("{path}: {}", case.name));
        self.wire.calm();
        said
    }

    fn program(&self, arguments: &[&str]) -> Child {
        let mut command = program(&self.bench.data_dir(), arguments, &[]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The real program, with its own clock.
    fn program_syncs(&mut self) -> String {
        let ended = self.program(&["sync", "--once"]).wait().unwrap();
        assert!(ended.code().is_some(), "{ended:?}");
        self.look(None);
        format!("the program syncs: {ended}")
    }

    /// `kill -9` of the real program in the middle of a sync.
    fn kill(&mut self) -> String {
        let path = *self.dice.pick(&[HEALTH, UPLOAD, UPLOAD, INITIAL_DATA]).unwrap();
        let at = *self.dice.pick(&["request", "answer", "after"]).unwrap();
        let how = match at {
            "request" => Break::HoldRequest,
            "answer" => Break::HoldAnswer,
            _ => Break::Tell,
        };
        self.wire.fail(path, how, 1);
        let full = if path == INITIAL_DATA { &["sync", "--once", "--full"][..] } else { &["sync", "--once"] };
        let mut child = self.program(full);
        while self.wire.held().recv_timeout(Duration::from_millis(10)).is_err() {
            // With nothing to send it never gets there.
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.wire.calm();
        self.look(None);
        format!("kill -9 at {path}, {at}")
    }

    fn open_again(&mut self) {
        self.store = self.bench.store();
        self.engine = Engine::open(self.bench.session.engine_config(self.timing())).unwrap();
    }

    /// The workstation's clock jumps a day.
    fn jump(&mut self) -> String {
        self.ahead = TimeDelta::days(*self.dice.pick(&[-1, 0, 1]).unwrap());
        self.open_again();
        format!("the clock is {} h ahead", self.ahead.num_hours())
    }

    /// The server is backed up, or loses what came after its last backup. Then a person presses «отправить
    /// недостающее», sooner or later.
    fn server_backup(&mut self) -> String {
        let restored = self.stands(ProblemKind::ServerRestored);
        match (self.backed_up && !self.classic, restored) {
            (true, true) => {
                self.resend();
                "resend what is missing"
            }
            (true, false) if self.dice.one_in(2) => {
                self.bench.restore_server();
                self.ledger.server_forgot = true;
                "the server is restored"
            }
            _ => {
                self.bench.back_up_server();
                self.backed_up = true;
                "the server is backed up"
            }
        }
        .to_owned()
    }

    fn stands(&mut self, kind: ProblemKind) -> bool {
        self.store.problems().unwrap().iter().any(|problem| problem.kind() == kind)
    }

    fn resend(&mut self) {
        let now = self.now();
        self.ledger.resend_missing(&mut self.store, now);
    }

    /// After every sync.
    fn look(&mut self, outcome: Option<&CycleOutcome>) {
        self.ledger.note_doubts(&mut self.store);
        self.ledger.check(&mut self.store, &self.bench.dump(), &self.trail.seed);
        let report = self.store.report(self.now()).unwrap();
        if report.facts(false).state() == SyncState::Synced {
            let open = self.store.queue().unwrap();
            assert_eq!(open, [], "green over a queue");
            assert!(outcome.is_none_or(|outcome| *outcome == CycleOutcome::Done), "green after {outcome:?}");
        }
    }

    /// All is well again: some cycles and a person's decisions, and both sides hold the same.
    fn heal(&mut self) {
        self.wire.calm();
        self.ahead = TimeDelta::zero();
        self.open_again();
        // So much later that a download tells what became of doubts.
        let later = Timing { settle_after: Duration::ZERO, ..self.timing() };
        self.engine = Engine::open(self.bench.session.engine_config(later)).unwrap();
        for _ in 0..30 {
            let options = CycleOptions { trigger: Trigger::Once, download: Download::Full };
            let report = self.engine.cycle(options, &mut |_| {}).unwrap();
            self.trail.done.push(format!("heal: {report:?}"));
            self.look(Some(&report.outcome));
            if self.ledger.server_forgot && self.stands(ProblemKind::ServerRestored) {
                self.resend();
                continue;
            }
            let dump = self.bench.dump();
            let now = self.now();
            self.ledger.decide(&mut self.store, &dump, now);
            if report.outcome == CycleOutcome::Done && self.store.queue().unwrap().is_empty() {
                break;
            }
        }
        self.ledger.server_forgot = false;
        let (dump, seed) = (self.bench.dump(), self.trail.seed);
        if self.classic {
            assert_eq!(self.store.queue().unwrap(), [], "seed {seed}");
            self.ledger.check_kept(&mut self.store, &dump, &seed);
        } else {
            self.ledger.check_equal(&mut self.store, &dump, &seed);
        }
        assert_eq!(self.store.report(self.now()).unwrap().facts(false).state(), SyncState::Synced);
    }
}
