//! `sync --watch`: a cycle every interval, until a signal ends it.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command};

use chrono::TimeDelta;
use crossbeam_channel::{Receiver, bounded};
use vetsystem_companion::store::note_damage;

use crate::support::damage::{self, zero_root};
use crate::support::{Bench, Fault, INITIAL_DATA, PATIENCE, UPLOAD, client, local_now, program};

const CHECKING: &str = "Checking connection to server...";

/// A program that goes on, and what it says.
struct Watch {
    program: Child,
    lines: Receiver<String>,
    /// What it says goes wrong.
    words: Receiver<String>,
}

impl Watch {
    fn start(bench: &Bench, arguments: &[&str]) -> Self {
        let mut program = program(&bench.data_dir(), arguments, &[]).spawn().unwrap();
        let lines = listen(program.stdout.take().unwrap());
        let words = listen(program.stderr.take().unwrap());
        Self { program, lines, words }
    }

    /// Reads on to words with this part, which someone sees who looks.
    fn until_told(&self, part: &str) {
        let line = || self.words.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never {part:?}"));
        std::iter::repeat_with(line).find(|line| line.contains(part)).unwrap();
    }

    /// Reads on to this line and counts the others.
    fn until(&self, wanted: &str) -> usize {
        let line = || self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never {wanted:?}"));
        std::iter::repeat_with(line).take_while(|line| line != wanted).count()
    }
}

/// The lines of a stream; ends with the program.
fn listen(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (say, lines) = bounded(100);
    let listen =
        move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| say.send(line));
    std::thread::Builder::new().name("watch".to_owned()).spawn(listen).unwrap();
    lines
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

#[test]
fn a_cycle_every_interval_a_full_one_once_and_an_end_by_a_signal() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let mut watch = Watch::start(&bench, &["sync", "--watch", "--interval", "1", "--full"]);
    assert_eq!(watch.until(CHECKING), 4, "the lines of the start");
    assert_eq!(watch.until(CHECKING), 1, "said once a process");
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    watch.until("✓ Sync completed: 1 actions uploaded");
    watch.until(CHECKING);
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), 1, "`--full` is for one download");
    let pid = watch.program.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(watch.program.wait().unwrap().code(), Some(0));
}

#[test]
fn a_full_download_is_made_once_though_an_action_does_not_go() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let long_ago = local_now() - TimeDelta::hours(1);
    bench.store().save_client(&bench.session.author(), long_ago, None, &client("Анна")).unwrap();
    proxy.fault(UPLOAD, Fault::Poison("Анна", 500));
    let watch = Watch::start(&bench, &["sync", "--watch", "--interval", "1", "--full"]);
    // After an error the first pause is two seconds at most.
    while proxy.bodies(UPLOAD).len() < 2 {
        watch.until(CHECKING);
    }
    watch.until(CHECKING);
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), 1);
}

#[test]
fn a_damaged_store_is_mended_and_the_watch_goes_on() {
    const COMPLETED: &str = "✓ Sync completed: 1 actions uploaded";
    let bench = Bench::ours().downloaded();
    let watch = Watch::start(&bench, &["sync", "--watch", "--interval", "1"]);
    watch.until("Connection successful");
    let store =
        || bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    store();
    watch.until(COMPLETED);
    zero_root(&bench.session.store_path, damage::INDEX);
    bench.sql("UPDATE meta SET value = value");
    while !bench.data_dir().join("damaged").exists() {
        watch.until("Connection successful");
    }
    store();
    watch.until(COMPLETED);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2);
}

#[test]
fn a_store_that_fails_for_a_while_does_not_end_the_watch() {
    let bench = Bench::ours().downloaded();
    bench.sql("CREATE TRIGGER broken BEFORE UPDATE ON meta BEGIN SELECT RAISE(FAIL, 'broken'); END");
    let watch = Watch::start(&bench, &["sync", "--watch", "--interval", "1"]);
    watch.until_told("broken");
    bench.sql("DROP TRIGGER broken");
    let long_ago = local_now() - TimeDelta::hours(1);
    bench.store().save_client(&bench.session.author(), long_ago, None, &client("Анна")).unwrap();
    watch.until("✓ Sync completed: 1 actions uploaded");
}

#[test]
fn a_store_that_cannot_be_mended_yet_is_tried_again() {
    let bench = Bench::ours().downloaded();
    let watch = Watch::start(&bench, &["sync", "--watch", "--interval", "1"]);
    watch.until("Connection successful");
    // Where the damaged file is to be kept.
    let place = bench.data_dir().join("damaged");
    std::fs::write(&place, "no folder").unwrap();
    zero_root(&bench.session.store_path, damage::INDEX);
    // As another program does that found it.
    assert!(note_damage(&bench.session.store_path));
    watch.until_told("damaged");
    watch.until_told("damaged");
    std::fs::remove_file(&place).unwrap();
    watch.until_told("Повреждённый файл: ");
    watch.until("Connection successful");
}
