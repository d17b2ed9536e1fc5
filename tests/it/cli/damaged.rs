//! A damaged store headless: the command says so, goes on with what it was asked, and loses nothing that can be read.

use serde_json::json;

use crate::support::damage::{self, zero_root};
use crate::support::{Bench, Chain, local_now};

#[test]
fn a_command_that_meets_damage_mends_the_store_and_goes_on() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.store().copy(local_now().to_utc()).unwrap();
    zero_root(&bench.session.store_path, damage::CLIENTS);
    // The queue is read with the names of its clients.
    let run = bench.run(&["queue", "--json"]);
    assert_eq!((run.code, run.json().as_array().unwrap().len()), (0, 4), "{}", run.stderr);
    assert!(run.stderr.contains("База восстановлена из копии от "), "{}", run.stderr);
    assert!(run.stderr.contains("; в очереди: 4."), "{}", run.stderr);
    let sync = bench.run(&["sync", "--once"]);
    assert_eq!(
        (sync.code, sync.stderr.as_str()),
        (4, "Требует внимания: 1\n"),
        "the rescue waits to be seen"
    );
    let dump = bench.dump();
    for list in ["clients", "patients", "appointments", "invoices"] {
        assert_eq!(dump[list].as_array().unwrap().len(), 1, "{list}");
    }
}

#[test]
fn what_was_to_be_added_is_said_not_to_be_saved_and_the_next_one_is() {
    let bench = Bench::ours().downloaded();
    zero_root(&bench.session.store_path, damage::CLIENTS);
    let anna = json!({ "full_name": "Анна", "phone": "1" }).to_string();
    let first = bench.run_with(&["add", "client"], &anna);
    assert_eq!((first.code, first.stdout.as_str()), (1, ""), "{}", first.stderr);
    assert!(first.stderr.contains("База была повреждена и собрана заново"), "{}", first.stderr);
    assert_eq!(bench.run_with(&["add", "client"], &anna).code, 0);
    assert_eq!(bench.good_cycle().uploaded, 1);
}

#[test]
fn on_a_classic_server_nothing_that_may_be_there_is_sent_again_unasked() {
    let bench = Bench::classic().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.store().copy(local_now().to_utc()).unwrap();
    bench.good_cycle();
    let counts = || {
        let dump = bench.dump();
        ["clients", "patients", "appointments", "invoices"].map(|list| dump[list].as_array().unwrap().len())
    };
    let before = counts();
    assert!(before.contains(&1), "{before:?}");
    std::fs::write(&bench.session.store_path, "garbage").unwrap();
    for _ in 0..2 {
        let run = bench.run(&["sync", "--once"]);
        assert_eq!((run.code, counts()), (4, before), "{}", run.stderr);
    }
    let queue = bench.queue_json();
    assert!(
        queue.iter().any(|row| row["action_type"] == "create_invoice"),
        "a person says what became of it: {queue:?}"
    );
}
