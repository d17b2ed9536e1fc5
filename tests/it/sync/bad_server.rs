//! A server that answers anything but the contract, on each endpoint: an exit code and words, no panic, and neither queue
//! nor store touched.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vetsystem_companion::domain::QueueState;
use vetsystem_companion::store::ProblemKind;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Trigger};

use crate::support::{
    BRANCH, Bench, Chain, Fault, HEALTH, INITIAL_DATA, KEY, LOGIN, PASSWORD, UPLOAD, client, local_now,
    sign_in,
};

const AUTOMATIC: CycleOptions = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };

/// The faults, and the exit code of each on health, sign-in, upload and download.
fn faults() -> Vec<(Fault, [i32; 4])> {
    let text = |status, headers, body: &str| Fault::Answer { status, headers, body: body.to_owned() };
    let json_type = "Content-Type: application/json\r\n";
    vec![
        (text(200, "Content-Type: text/html\r\n", "<!DOCTYPE html><html></html>"), [3, 3, 1, 1]),
        (text(200, json_type, "\u{0}{]garbage"), [3, 3, 1, 1]),
        (text(200, json_type, ""), [3, 3, 1, 1]),
        (text(200, json_type, "null"), [3, 3, 1, 1]),
        (text(200, json_type, "[]"), [3, 3, 1, 1]),
        (Fault::json(401, json!({"error": "Неверный API ключ"})), [4, 4, 4, 4]),
        (Fault::json(403, json!({"error": "Доступ закрыт"})), [4, 4, 4, 4]),
        (Fault::json(404, json!({"error": "Tenant not found"})), [3, 3, 1, 1]),
        (text(429, "Retry-After: 900\r\n", ""), [1, 1, 1, 1]),
        (text(503, "Retry-After: 900\r\n", ""), [3, 3, 1, 1]),
        (text(500, "", "Internal Server Error"), [3, 3, 1, 1]),
        (text(502, "Content-Type: text/html\r\n", "<html>"), [3, 3, 1, 1]),
        (text(302, "Location: http://127.0.0.1:9/login\r\n", ""), [3, 3, 1, 1]),
        (Fault::HangUp, [3, 3, 1, 1]),
    ]
}

/// What no bad answer may change: ids, payloads and keys of the queue.
fn queue(bench: &Bench) -> Vec<(i64, String, String, u64)> {
    let rows = bench.store().queue().unwrap();
    rows.into_iter()
        .map(|row| (row.id, row.payload, row.idempotency_key, row.local_id.unsigned_abs()))
        .collect()
}

#[test]
fn every_bad_answer_has_an_exit_code_and_touches_nothing() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    let (queued, counts) = (queue(&bench), bench.report().counts);
    for (fault, [health, login, upload, _]) in faults() {
        for (path, code) in [(HEALTH, health), (UPLOAD, upload), (LOGIN, login)] {
            proxy.calm();
            proxy.fault(path, fault.clone());
            // Of the fault before this one: it stands until the key is taken again.
            bench.store().settle(ProblemKind::SignInNeeded).unwrap();
            let run = if path == LOGIN {
                sign_in(&bench.data_dir(), &proxy.url(), KEY, PASSWORD, BRANCH)
            } else {
                bench.run(&["sync", "--once"])
            };
            assert_eq!(run.code, code, "{path} {fault:?}: {run:?}");
            assert!(
                !run.stderr.trim().is_empty() && !run.stderr.contains("panicked"),
                "{path} {fault:?}: {run:?}"
            );
            assert!(!run.stdout.contains("Sync completed"), "{path} {fault:?}: {run:?}");
            assert_eq!((queue(&bench), bench.report().counts), (queued.clone(), counts), "{path} {fault:?}");
            let expected = if path == HEALTH && code == 3 {
                3
            } else if code == 4 && path != LOGIN {
                4
            } else {
                0
            };
            if path != LOGIN {
                assert_eq!(bench.run(&["status"]).code, expected, "status after {path} {fault:?}");
            }
        }
    }
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert!(bench.store().integrity_check().unwrap());
}

#[test]
fn every_bad_download_has_an_exit_code_and_applies_nothing() {
    let mut bench = Bench::ours();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    bench.good_cycle();
    let proxy = bench.behind_proxy();
    let before = bench.report();
    let cut = [(Fault::CutAnswer(40), 1), (Fault::LoseAnswer, 1), (Fault::TooLarge(0), 0)];
    for (fault, code) in faults().into_iter().map(|(fault, codes)| (fault, codes[3])).chain(cut) {
        proxy.fault(INITIAL_DATA, fault.clone());
        let run = bench.run(&["sync", "--once", "--full"]);
        assert_eq!(run.code, code, "{fault:?}: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{fault:?}: {run:?}");
        let after = bench.report();
        assert_eq!(after.counts, before.counts, "{fault:?}");
        if code != 0 {
            assert_eq!(after.last_download, before.last_download, "{fault:?}");
        }
    }
    assert!(bench.store().integrity_check().unwrap());
    let left: Vec<_> =
        std::fs::read_dir(bench.data_dir()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(
        left.iter().all(|name| !name.to_string_lossy().ends_with(".download")),
        "a spool stays: {left:?}"
    );
}

#[test]
fn nothing_listening_is_offline() {
    let mut bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    let queued = queue(&bench);
    bench.stop_server();
    assert_eq!(bench.run(&["sync", "--once"]).code, 3);
    assert_eq!(queue(&bench), queued);
    let status = bench.run(&["status", "--json"]);
    assert_eq!(
        (status.code, &status.json()["state"], &status.json()["pending"]),
        (3, &json!("offline"), &json!(4))
    );
    assert_eq!(sign_in(&bench.data_dir(), &bench.session.server, KEY, PASSWORD, BRANCH).code, 3);
    bench.start_server();
    assert_eq!(bench.good_cycle().uploaded, 4);
}

#[test]
fn a_bad_answer_to_an_upload_is_a_doubt_where_no_keys_are_known() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    let queued = queue(&bench);
    for (fault, _) in faults() {
        proxy.fault(UPLOAD, fault.clone());
        let (report, _) = bench.cycle();
        assert_ne!(report.outcome, CycleOutcome::Done, "{fault:?}");
        let is_one_of =
            |those: &[u16]| matches!(&fault, Fault::Answer { status, .. } if those.contains(status));
        if is_one_of(&[429, 503]) {
            let seen = proxy.requests();
            let next = bench.engine().cycle(AUTOMATIC, &mut |_| {}).unwrap().outcome;
            let CycleOutcome::RateLimited { until } = next else { panic!("{fault:?}: {next:?}") };
            assert!(until > local_now() + TimeDelta::minutes(14), "{fault:?}: {until}");
            assert_eq!(proxy.requests(), seen, "{fault:?}: it asked for a quarter of an hour");
        }
        let surely_not_done = is_one_of(&[401, 403, 404, 429, 503]);
        let expected: &[QueueState] = if surely_not_done {
            &[QueueState::Waiting]
        } else {
            &[QueueState::Settling, QueueState::InDoubt]
        };
        assert!(expected.contains(&bench.store().queue().unwrap()[0].state), "{fault:?}");
        assert_eq!(queue(&bench), queued, "{fault:?}");
        bench.store().queue_retry(1, local_now()).unwrap();
    }
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}

#[test]
fn a_batch_too_large_is_halved_until_it_fits() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    for n in 0..20 {
        store.save_client(&author, local_now(), None, &client(&format!("Клиент {n:02}"))).unwrap();
    }
    proxy.fault(UPLOAD, Fault::TooLarge(1_500));
    let (report, lines) = bench.cycle();
    assert_eq!((report.outcome, report.uploaded, report.refused), (CycleOutcome::Done, 20, 0));
    assert_eq!(lines[2..], ["Uploading 20 pending changes...", "✓ Sync completed: 20 actions uploaded"]);
    let names: Vec<Value> =
        bench.dump()["clients"].as_array().unwrap().iter().map(|row| row["full_name"].clone()).collect();
    assert_eq!(names, (0..20).map(|n| json!(format!("Клиент {n:02}"))).collect::<Vec<_>>());
    assert!(proxy.bodies(UPLOAD).len() > 3);
}

#[test]
fn what_is_too_large_alone_is_refused_and_the_others_go_on() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let (mut store, author) = (bench.store(), bench.session.author());
    let mut large = client("Большой");
    large.address = Some("ж".repeat(1000));
    store.save_client(&author, local_now(), None, &client("Малый")).unwrap();
    store.save_client(&author, local_now(), None, &large).unwrap();
    store.save_client(&author, local_now(), None, &client("Тоже малый")).unwrap();
    proxy.fault(UPLOAD, Fault::TooLarge(1_500));
    let (report, _) = bench.cycle();
    assert_eq!((report.outcome, report.uploaded, report.refused), (CycleOutcome::Done, 2, 1));
    let row = bench.store().queue().unwrap().remove(0);
    assert_eq!((row.id, row.state, row.error_code.as_deref()), (2, QueueState::Refused, Some("too_large")));
}

#[test]
fn after_a_413_a_classic_server_cuts_the_line_and_nothing_is_in_doubt_for_it() {
    let bench = Bench::classic().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    let chain = Chain::save(&mut store, &author);
    let mut large = crate::support::invoice(chain.client.local_id, Some(chain.patient.local_id));
    large.lines = (0..300).map(|_| crate::support::line(&"ж".repeat(250), 1)).collect();
    for _ in 0..2 {
        store.save_invoice(&author, local_now(), None, &large).unwrap();
    }
    let (report, _) = bench.cycle();
    assert_eq!(report.outcome, CycleOutcome::Done);
    let shown: Vec<_> =
        bench.store().queue().unwrap().into_iter().map(|row| (row.id, row.state, row.error_code)).collect();
    let too_large = Some("too_large".to_owned());
    let expected = [
        (3, QueueState::Refused, None),
        (4, QueueState::InDoubt, Some("header_may_stay".to_owned())),
        (5, QueueState::Refused, too_large.clone()),
        (6, QueueState::Refused, too_large),
    ];
    assert_eq!(shown, expected);
}
