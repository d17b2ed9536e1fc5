//! The real program, killed in the middle of its statements: no half of a record and its action is ever there, the
//! next one goes on, and the server has everything once.

use std::process::ExitStatus;

use serde_json::json;

use crate::support::{Bench, Chain, Run, client, local_now, program};

/// So many points are spread over a command's work with the store.
const POINTS: u64 = 24;

/// Runs a command that is killed after so many steps; `None` when it came to its end before.
fn killed(bench: &Bench, arguments: &[&str], stdin: &str, after: u64) -> Option<ExitStatus> {
    let after = after.to_string();
    let mut child =
        program(&bench.data_dir(), arguments, &[("VETSYSTEM_CRASH_AFTER", &after)]).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin.as_bytes()).ok();
    let ended = child.wait_with_output().unwrap().status;
    (ended.code().is_none()).then_some(ended)
}

/// The number of steps that a command takes, roughly: the first power of two that it outlives.
fn steps(of: impl Fn(u64) -> Option<ExitStatus>) -> u64 {
    (6..40).map(|power| 1 << power).find(|after| of(*after).is_none()).unwrap()
}

fn counts(bench: &Bench) -> [usize; 4] {
    let dump = bench.dump();
    ["clients", "patients", "appointments", "invoices"].map(|list| dump[list].as_array().unwrap().len())
}

#[test]
fn a_save_that_is_cut_short_is_whole_or_not_there() {
    let bench = Bench::ours().downloaded();
    let anna = json!({ "full_name": "Анна", "phone": "8 916 123-45-67" }).to_string();
    let add = |after| killed(&bench, &["add", "client"], &anna, after);
    let most = steps(add);
    let mut cut = 0;
    for point in 0..POINTS {
        cut += u32::from(add(most * point / POINTS).is_some());
        let mut store = bench.store();
        assert!(store.integrity_check().unwrap());
        assert_eq!(store.queue().unwrap().len() as u64, store.report(local_now()).unwrap().counts.clients);
    }
    assert!(cut > 8, "only {cut} were killed");
    let saved = bench.store().queue().unwrap().len();
    bench.good_cycle();
    assert_eq!(counts(&bench), [saved, 0, 0, 0]);
}

#[test]
fn a_sync_that_is_cut_short_sends_everything_once_and_downloads_all() {
    let bench = Bench::ours();
    let author = bench.session.author();
    let sync = |after| killed(&bench, &["sync", "--once", "--full"], "", after);
    let most = steps(sync);
    let (mut cut, mut saved) = (0, 0);
    for point in 0..POINTS {
        Chain::save(&mut bench.store(), &author);
        saved += 1;
        cut += u32::from(sync(most * point / POINTS).is_some());
        assert!(bench.store().integrity_check().unwrap());
    }
    assert!(cut > 8, "only {cut} were killed");
    let Run { code, stderr, .. } = bench.run(&["sync", "--once", "--full"]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(counts(&bench), [saved; 4]);
    let mut store = bench.store();
    assert_eq!(store.queue().unwrap(), []);
    let here = store.report(local_now()).unwrap().counts;
    assert_eq!([here.clients, here.patients, here.appointments, here.invoices], [saved as u64; 4]);
    store.save_client(&author, local_now(), None, &client("Анна")).unwrap();
}
