//! A sign-in again: what it keeps of the one before, what it never gives away, and what it warns of.

use serde_json::{Value, json};

use crate::support::{BRANCH, Bench, KEY, PASSWORD, Run, USER, client, local_now, run_program, sign_in};

/// Without a key of its own.
fn sign_in_by_password(bench: &Bench, server: &str) -> Run {
    let arguments = ["sign-in", "--server", server, "--user", USER, "--branch", BRANCH];
    run_program(&bench.data_dir(), &arguments, &[("VETSYSTEM_PASSWORD", PASSWORD)], "")
}

#[test]
fn the_key_is_remembered_for_its_server_and_goes_to_no_other() {
    let (bench, other) = (Bench::ours(), Bench::ours());
    assert_eq!(sign_in_by_password(&bench, &bench.session.server).code, 0);
    let run = sign_in_by_password(&bench, &other.session.server);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("VETSYSTEM_API_KEY"), "{run:?}");
}

#[test]
fn the_interval_set_before_stays() {
    let bench = Bench::ours();
    let path = bench.data_dir().join("settings.json");
    let settings = || -> Value { serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap() };
    let mut slower = settings();
    assert_eq!(slower["interval_secs"], 60, "until told otherwise");
    slower["interval_secs"] = json!(90);
    std::fs::write(&path, slower.to_string()).unwrap();
    assert_eq!(sign_in_by_password(&bench, &bench.session.server).code, 0);
    assert_eq!(settings()["interval_secs"], 90);
}

#[test]
fn what_another_server_has_not_got_yet_is_said_and_waits_for_it() {
    let (bench, other) = (Bench::ours(), Bench::ours());
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    let there = sign_in(&bench.data_dir(), &other.session.server, KEY, PASSWORD, BRANCH);
    let words = format!("Для сервера {} не отправлено: 1", bench.session.server);
    assert!(there.code == 0 && there.stderr.contains(&words), "{there:?}");
    assert_eq!(
        bench.run(&["status", "--json"]).json()["pending"],
        0,
        "another server has a store of its own"
    );
    let back = sign_in(&bench.data_dir(), &bench.session.server, KEY, PASSWORD, BRANCH);
    assert!(back.code == 0 && !back.stderr.contains("не отправлено"), "{back:?}");
    assert_eq!(bench.run(&["status", "--json"]).json()["pending"], 1);
}

#[test]
fn plain_http_to_another_machine_is_warned_of() {
    let words = "по открытой сети";
    let bench = Bench::ours();
    // Nothing listens there, and this address does not say that it is this machine.
    let open = sign_in(&bench.data_dir(), "http://0.0.0.0:1", KEY, PASSWORD, BRANCH);
    assert!(open.code == 3 && open.stderr.contains(words), "{open:?}");
    let here = sign_in(&bench.data_dir(), &bench.session.server, KEY, PASSWORD, BRANCH);
    assert!(here.code == 0 && !here.stderr.contains(words), "{here:?}");
}
