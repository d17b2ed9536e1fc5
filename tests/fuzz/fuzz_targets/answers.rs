//! Any bytes as a server's answer, to any call, over real HTTP: the engine must not panic, and what was saved must be
//! there, waiting or sent.
//!
//! The first byte of an input chooses the call that gets the rest: even ones as the body of a good JSON answer, odd
//! ones as the whole answer, status line and all. The other calls are answered well.

#![no_main]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use vetsystem_companion::domain::{ClientDraft, QueueState};
use vetsystem_companion::store::{Author, Store};
use vetsystem_companion::sync::{Connection, CycleOptions, Download, Engine, EngineConfig, Timing, Trigger, sign_in};

const CALLS: [&str; 7] =
    ["health", "login", "branches", "initial-data", "changes", "upload-changes", "summary"];
const JSON: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";

type Input = Arc<Mutex<Vec<u8>>>;

/// A server that answers as the input says, one for all runs.
fn server() -> &'static (SocketAddr, Input) {
    static SERVER: OnceLock<(SocketAddr, Input)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let input = Input::default();
        let answers = Arc::clone(&input);
        let serve = move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &answers).unwrap_or_default();
            }
        };
        std::thread::Builder::new().name("server".to_owned()).spawn(serve).expect("a thread");
        (address, input)
    })
}

fn answer(stream: TcpStream, input: &Input) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    stream.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    stream.read_exact(&mut vec![0; length])?;
    let input = input.lock().map(|input| input.clone()).unwrap_or_default();
    let (choice, bytes) = input.split_first().unwrap_or((&0, &[]));
    let chosen = CALLS[usize::from(choice / 2) % CALLS.len()];
    let out = stream.get_mut();
    if !path.contains(chosen) {
        let body = good(&path);
        write!(out, "{JSON}Content-Length: {}\r\n\r\n{body}", body.len())
    } else if choice % 2 == 0 {
        write!(out, "{JSON}Content-Length: {}\r\n\r\n", bytes.len())?;
        out.write_all(bytes)
    } else {
        out.write_all(bytes)
    }
}

fn good(path: &str) -> &'static str {
    let call = |name| path.contains(name);
    if call("health") {
        r#"{"status":"ok","timestamp":"2026-11-22T12:00:00Z","epoch":"e","features":["idempotency","changes","summary"]}"#
    } else if call("login") {
        r#"{"user":{"id":"u","username":"vet","fullName":"v","role":"r","branchId":"b","tenantId":"t"}}"#
    } else if call("branches") {
        r#"{"branches":[{"id":"b","name":"b"}]}"#
    } else if call("upload-changes") {
        r#"{"results":[{"queue_id":1,"status":"success","server_id":"s"}]}"#
    } else if call("summary") {
        r#"{"date":"2026-11-22","actions":{},"invoices":{"count":0,"sum_kopecks":0,"by_status":{}}}"#
    } else if call("changes") {
        r#"{"epoch":"e","cursor":"c","has_more":false,"clients":[],"patients":[],"nomenclature":[],"deleted":{"clients":[],"patients":[],"nomenclature":[]}}"#
    } else {
        r#"{"clients":[],"patients":[],"nomenclature":[],"epoch":"e","cursor":"c"}"#
    }
}

fuzz_target!(|input: &[u8]| {
    let (address, shared) = server();
    if let Ok(mut shared) = shared.lock() {
        shared.clear();
        shared.extend_from_slice(input);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let store_path = folder.path().join("clinic.db");
    let second = Duration::from_secs(1);
    let timing =
        Timing { first_byte: second, stall: second, first_byte_of_snapshot: second, ..Timing::default() };
    let connection = Connection { server: format!("http://{address}"), api_key: "key".into() };
    let signed_in = sign_in(&connection, "vet", "secret", timing).is_ok();

    let by = Author {
        server: connection.server.clone(),
        tenant_id: "t".into(),
        branch_id: "b".into(),
        user_id: "u".into(),
        user_name: "v".into(),
    };
    let client = ClientDraft {
        full_name: "Иван Петров".into(),
        phone: "89161234567".into(),
        ..ClientDraft::default()
    };
    let mut store = Store::open(&store_path).expect("a store");
    let saved = store.save_client(&by, timing.local_now(), None, &client).expect("a save");
    let config = EngineConfig { store_path, connection, branch_id: "b".into(), timing };
    let mut engine = Engine::open(config).expect("an engine");
    for full in [false, signed_in] {
        let options = CycleOptions { trigger: Trigger::Once, download: Download::full_if(full) };
        engine.cycle(options, &mut |_| {}).expect("the store does its part");
    }
    let row = store.client(saved.local_id).expect("a readable store").expect("the record");
    assert_eq!(row.full_name, "Иван Петров");
    let queue = store.queue().expect("a readable queue");
    assert!(
        row.synced || queue.iter().any(|row| row.id == saved.queue_id && row.state != QueueState::Sending)
    );
});
