//! The real program, killed at every row it writes, at every commit, and in the middle of statements between: no half of
//! a record and its action is ever there, the next run goes on, and the server has everything once.

use serde_json::json;

use crate::support::{Bench, Chain, execute, local_now, program};

/// Where the program is to be killed, by the name of the hook and how far it may go.
type Point<'a> = (&'a str, u64);
/// At the N-th write.
const AT: &str = "VETSYSTEM_CRASH_AT";
/// After N steps of SQLite's machine.
const AFTER: &str = "VETSYSTEM_CRASH_AFTER";
/// So many points are spread over the steps of a command.
const SPREAD: u64 = 24;

/// Runs a command that is killed there; `false` when it came to its end before.
fn killed(bench: &Bench, arguments: &[&str], stdin: &str, (hook, far): Point<'_>) -> bool {
    let mut child = program(&bench.data_dir(), arguments, &[(hook, &far.to_string())]).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin.as_bytes()).ok();
    child.wait_with_output().unwrap().status.code().is_none()
}

/// Kills the command at each write it makes, then here and there between; `check` is told whether it was killed.
/// How many writes it made.
fn everywhere(run: impl Fn(Point<'_>) -> bool, mut check: impl FnMut(bool)) -> u64 {
    let mut writes = 0;
    loop {
        let cut = run((AT, writes));
        check(cut);
        if !cut {
            break;
        }
        writes += 1;
    }
    let mut most = 64;
    loop {
        let cut = run((AFTER, most));
        check(cut);
        if !cut {
            break;
        }
        most *= 2;
    }
    for point in 0..SPREAD {
        check(run((AFTER, most * point / SPREAD)));
    }
    writes
}

#[test]
fn a_save_that_is_cut_short_is_whole_or_not_there() {
    let bench = Bench::ours().downloaded();
    let anna = json!({ "full_name": "Анна", "phone": "8 916 123-45-67" }).to_string();
    let mut saved = 0;
    let writes = everywhere(
        |point| killed(&bench, &["add", "client"], &anna, point),
        |cut| {
            let mut store = bench.store();
            assert!(store.integrity_check().unwrap());
            let queued = store.queue().unwrap().len() as u64;
            assert_eq!(queued, store.report(local_now()).unwrap().counts.clients);
            assert!(queued == saved + 1 || (cut && queued == saved), "{saved} and then {queued}");
            saved = queued;
        },
    );
    assert!(writes > 2, "{writes}");
    bench.good_cycle();
    assert_eq!(counts(&bench), [saved, 0, 0, 0]);
}

#[test]
fn a_sync_that_is_cut_short_sends_everything_once_and_downloads_all() {
    let bench = Bench::ours().downloaded();
    let author = bench.session.author();
    let prepare = || {
        Chain::save(&mut bench.store(), &author);
        execute(
            &bench.database(),
            "UPDATE clients SET address = received_at || random() WHERE seq = (SELECT min(seq) FROM clients);
             DELETE FROM clients WHERE id = 'gone';
             INSERT INTO clients (id, full_name, phone, received_at) VALUES ('gone', 'Анна', '1', '')",
        );
    };
    let mut rounds = 0;
    prepare();
    let writes = everywhere(
        |point| killed(&bench, &["sync", "--once", "--full"], "", point),
        |_cut| {
            assert!(bench.store().integrity_check().unwrap());
            bench.good_cycle();
            rounds += 1;
            let all = counts(&bench);
            assert_eq!(all, [rounds + 1, rounds, rounds, rounds]);
            let mut store = bench.store();
            assert_eq!(store.queue().unwrap(), []);
            let here = store.report(local_now()).unwrap().counts;
            assert_eq!([here.clients, here.patients, here.appointments, here.invoices], all);
            prepare();
        },
    );
    // Four actions marked, acknowledged and written down, and the rows of the download.
    assert!(writes > 16, "{writes}");
}

fn counts(bench: &Bench) -> [u64; 4] {
    let dump = bench.dump();
    ["clients", "patients", "appointments", "invoices"]
        .map(|list| dump[list].as_array().unwrap().len() as u64)
}
