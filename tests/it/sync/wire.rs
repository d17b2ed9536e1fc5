//! How the engine talks: to the server that was named and to no other, and never for ever.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use crossbeam_channel::bounded;
use serde_json::json;
use vetsystem_companion::sync::{CycleOptions, CycleOutcome, Download, Engine, Timing, Trigger};

use crate::support::{Bench, Fault, HEALTH, PATIENCE, client, local_now, run_cycle, run_program};

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
fn a_server_may_think_longer_than_a_request_may_stand_still() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let mut bench = Bench::ours();
    bench.move_server(&format!("http://{}", listener.local_addr().unwrap()));
    let timing = Timing { stall: Duration::from_millis(20), ..Timing::default() };
    let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
    let (never, thinking) = bounded::<()>(0);
    let serve = move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        thinking.recv_timeout(Duration::from_millis(200)).unwrap_err();
        let body = r#"{"status":"busy","timestamp":""}"#;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).ok();
    };
    let server = std::thread::Builder::new().name("thinking".to_owned()).spawn(serve).unwrap();
    let (report, _) = run_cycle(&mut engine, false);
    let outcome = format!("{:?}", report.outcome);
    assert!(outcome.contains("busy"), "its answer is heard: {outcome}");
    server.join().unwrap();
    drop(never);
}

#[test]
fn an_answer_that_stands_still_is_not_waited_for_as_long_as_one_that_has_not_begun() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let mut bench = Bench::ours();
    bench.move_server(&format!("http://{}", listener.local_addr().unwrap()));
    let never = PATIENCE * 10;
    let timing = Timing { stall: Duration::from_millis(20), first_byte: never, ..Timing::default() };
    let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
    let serve = move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
        write!(stream, "{head}{{").unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.read(&mut [0; 1]).is_ok_and(|read| read == 0)
    };
    let server = std::thread::Builder::new().name("standing".to_owned()).spawn(serve).unwrap();
    let cycle = std::thread::Builder::new().name("cycle".to_owned());
    let cycle = cycle.spawn(move || run_cycle(&mut engine, false).0.outcome).unwrap();
    assert!(server.join().unwrap(), "the client goes before it would for one that has not begun");
    assert!(matches!(cycle.join().unwrap(), CycleOutcome::Offline(_)));
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
    let mut cycle = |trigger| {
        engine.cycle(CycleOptions { trigger, download: Download::AsDue }, &mut |_| {}).unwrap().outcome
    };
    assert!(matches!(cycle(Trigger::Automatic), CycleOutcome::RateLimited { .. }));
    proxy.calm();
    for trigger in [Trigger::Automatic, Trigger::Button] {
        assert!(matches!(cycle(trigger), CycleOutcome::RateLimited { .. }), "{trigger:?}");
    }
    assert_eq!(proxy.requests(), 0);
    assert_eq!(cycle(Trigger::Once), CycleOutcome::Done);
}

#[test]
fn a_key_that_is_no_longer_taken_is_noticed_with_nothing_to_send() {
    let by_itself = CycleOptions { trigger: Trigger::Automatic, download: Download::AsDue };
    // Where nothing tells what changed the key is tried once, and then an idle cycle is one request.
    for (mut bench, requests) in
        [(Bench::classic().downloaded(), [2, 3]), (Bench::ours().downloaded(), [2, 4])]
    {
        let proxy = bench.behind_proxy();
        let mut engine = bench.engine();
        for requests in requests {
            assert_eq!(engine.cycle(by_itself, &mut |_| {}).unwrap().outcome, CycleOutcome::Done);
            assert_eq!(proxy.requests(), requests);
        }
        bench.session.api_key = "changed".into();
        let mut engine = bench.engine();
        for _ in 0..2 {
            let outcome = engine.cycle(by_itself, &mut |_| {}).unwrap().outcome;
            assert!(matches!(outcome, CycleOutcome::Refused(_)), "{outcome:?}");
            assert_eq!(bench.report().attention(), 1);
        }
    }
}

#[test]
fn a_refused_key_is_no_longer_a_problem_only_once_it_is_taken() {
    let mut bench = Bench::classic().downloaded();
    let key = std::mem::replace(&mut bench.session.api_key, "changed".into());
    let saved =
        bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Refused(_)));
    bench.store().queue_discard(saved.queue_id, false).unwrap();
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Refused(_)), "with nothing to send it is asked");
    bench.stop_server();
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Offline(_)));
    assert_eq!(bench.report().attention(), 1);
    bench.start_server();
    bench.session.api_key = key;
    bench.good_cycle();
    assert_eq!(bench.report().attention(), 0);
}
