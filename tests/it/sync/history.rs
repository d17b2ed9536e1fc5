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
    assert!(words.stdout.trim_end().ends_with("\tпринято сервером"), "{words:?}");
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

#[test]
fn no_more_of_it_is_read_than_is_asked_for() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    // A long past of many days, whose first action nobody could read.
    bench.sql(
        "INSERT INTO journal (at, day, action_type, local_id, idempotency_key, server_id, payload, user_name)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1100)
         SELECT j.at, j.day, j.action_type, j.local_id, 'k' || n, 's' || n, '{\"n\":' || n || '}', 'Кто-то'
         FROM n CROSS JOIN (SELECT * FROM journal WHERE action_type = 'create_client') AS j;
         UPDATE journal SET at = 'once' WHERE id = 1",
    );
    let mut store = bench.store();
    let mut keys = |text: &str, limit| {
        let rows = store.journal(text, limit).unwrap();
        rows.into_iter().map(|row| row.idempotency_key).collect::<Vec<_>>()
    };
    assert_eq!(keys("", 2), ["k1100", "k1099"]);
    assert_eq!(keys("", 0), [""; 0]);
    assert_eq!(keys("", 600).last().unwrap(), "k501");
    assert_eq!(keys("кто k700", 1), ["k700"]);
    assert_eq!(keys("кто k550", 1), ["k550"], "behind the first rows that are read at once");
    assert!(store.journal("", 1_104).is_err(), "the first one");
    bench.sql("UPDATE journal SET at = '2026-11-22T12:00:00Z' WHERE id = 1");
    assert_eq!(bench.store().journal("", usize::MAX).unwrap().len(), 1_104);
    assert_eq!(
        bench.store().journal("k1", usize::MAX).unwrap().len(),
        212,
        "k1, k10 to k19, k100 to k199, k1000 to k1100"
    );
}
