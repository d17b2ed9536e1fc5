//! How the engine talks: to the server that was named and to no other, and never for ever.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crossbeam_channel::bounded;
use serde_json::json;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Trigger};

use crate::support::{Bench, Fault, HEALTH, PATIENCE, run_cycle, run_program};

#[test]
fn a_redirect_is_not_followed_so_that_the_key_goes_nowhere_else() {
    let (mut bench, mut elsewhere) = (Bench::ours(), Bench::ours());
    let (proxy, other) = (bench.behind_proxy(), elsewhere.behind_proxy());
    for path in [HEALTH, crate::support::INITIAL_DATA] {
        let headers = format!("Location: {}{path}?branchId={}\r\n", other.url(), elsewhere.session.branch.id);
        proxy.calm();
        proxy.fault(path, Fault::Answer { status: 302, headers: headers.leak(), body: String::new() });
        let (report, _) = bench.cycle();
        assert_ne!(report.outcome, CycleOutcome::Done);
        assert_eq!(other.requests(), 0, "{path}");
    }
}

#[test]
fn a_proxy_named_in_the_environment_is_not_asked() {
    let bench = Bench::ours();
    let nobody = "http://127.0.0.1:1";
    let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    let environment = names.map(|name| (name, nobody));
    let run = run_program(&bench.data_dir(), &["sync", "--once"], &environment, "");
    assert_eq!(run.code, 0, "{run:?}");
}

/// A server that takes a request, says so much, and then nothing more.
fn silent_after(said: &'static str) -> (String, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serve = move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        // To the workstation's end of the line, however it comes.
        stream.read_to_end(&mut Vec::new()).ok();
    };
    (url, std::thread::Builder::new().name("silent".to_owned()).spawn(serve).unwrap())
}

#[test]
fn a_server_that_falls_silent_is_offline_in_the_end() {
    let half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"status\"";
    for said in ["", half] {
        let mut bench = Bench::ours();
        let (url, silent) = silent_after(said);
        bench.move_server(&url);
        let mut engine = bench.engine();
        let (tell, told) = bounded(1);
        let cycle = move || tell.send(run_cycle(&mut engine, false).0.outcome).unwrap();
        std::thread::Builder::new().name("cycle".to_owned()).spawn(cycle).unwrap();
        let outcome = told.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("waits for ever after {said:?}"));
        assert!(matches!(outcome, CycleOutcome::Offline(_)), "{outcome:?}");
        silent.join().unwrap();
    }
}

#[test]
fn a_server_that_is_not_ok_is_offline() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    proxy.fault(HEALTH, Fault::json(200, json!({"status": "starting", "timestamp": "2026-11-22T12:00:00Z"})));
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Offline(_)));
    assert_eq!(proxy.requests(), 1);
}

#[test]
fn a_server_that_asks_to_wait_is_left_alone_but_by_a_sync_from_the_command_line() {
    let mut bench = Bench::ours();
    let proxy = bench.behind_proxy();
    let mut engine = bench.engine();
    let headers = "Retry-After: 900\r\n";
    proxy.fault(HEALTH, Fault::Answer { status: 429, headers, body: String::new() });
    let mut cycle =
        |trigger| engine.cycle(CycleOptions { trigger, full: false }, &mut |_| {}).unwrap().outcome;
    assert!(matches!(cycle(Trigger::Automatic), CycleOutcome::RateLimited { .. }));
    proxy.calm();
    for trigger in [Trigger::Automatic, Trigger::Button] {
        assert!(matches!(cycle(trigger), CycleOutcome::RateLimited { .. }), "{trigger:?}");
    }
    assert_eq!(proxy.requests(), 0);
    assert_eq!(cycle(Trigger::Once), CycleOutcome::Done);
}
