//! The journal is searched, told by the program, and forgets after 90 days.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Bench, Chain, local_now};

#[test]
fn what_was_sent_is_found_by_any_of_its_words_the_newest_first() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    let key = bench.queue_json()[3]["idempotency_key"].as_str().unwrap().to_owned();
    bench.good_cycle();
    let found = |words: &[&str]| {
        let run = bench.run(&[&["journal", "--json"], words].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let rows = run.json();
        rows.as_array().unwrap().iter().map(|row| row["action_type"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), ["create_invoice", "create_appointment", "create_patient", "create_client"]);
    assert_eq!(found(&["--limit", "1"]), ["create_invoice"]);
    // A record is found by its client's name too, whatever the case.
    assert_eq!(found(&["ПЕТРОВ"]).len(), 4);
    assert_eq!(found(&[&key]), ["create_invoice"]);
    assert_eq!(found(&["петров никого"]), [""; 0]);
    let one = &bench.run(&["journal", "--json", &key]).json()[0];
    assert_eq!((&one["result"], &one["payload"]["total_amount"]), (&json!("sent"), &json!(5000)));
    let words = bench.run(&["journal", &key]);
    assert!(words.stdout.contains("Иван Петров") && words.stdout.contains("5\u{a0}000"), "{words:?}");
}

#[test]
fn after_ninety_days_it_is_forgotten() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    let mut store = bench.store();
    store.prune_journal(local_now() + TimeDelta::days(90)).unwrap();
    assert_eq!(store.journal("", 10).unwrap().len(), 4);
    store.prune_journal(local_now() + TimeDelta::days(91)).unwrap();
    assert_eq!(store.journal("", 10).unwrap(), []);
}
