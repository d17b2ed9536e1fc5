//! A server whose changes never end does not hold a cycle for ever.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use vetsystem_companion::sync::CycleOutcome;

use crate::support::{Bench, HEALTH, INITIAL_DATA, query};

const CHANGES: &str = "/api/sync/changes";

/// Every page has another cursor, and there is always more.
fn answer(path: &str, asked: usize, epoch: &str) -> (u16, Value) {
    let none = json!({"clients": [], "patients": [], "nomenclature": []});
    match path {
        HEALTH => (200, json!({"status": "ok", "timestamp": "", "epoch": epoch, "features": ["changes"]})),
        CHANGES => {
            let page =
                json!({"epoch": epoch, "cursor": asked.to_string(), "has_more": true, "deleted": none});
            (200, page.as_object().into_iter().chain(none.as_object()).flat_map(Clone::clone).collect())
        }
        _ => (500, json!({"message": "not today"})),
    }
}

fn serve(stream: TcpStream, epoch: &str, asked: &Mutex<HashMap<String, usize>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    stream.read_line(&mut first)?;
    while stream.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = first.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
    let count = {
        let mut asked = asked.lock().unwrap();
        let count = asked.entry(path.clone()).or_default();
        *count += 1;
        *count
    };
    let (status, body) = answer(&path, count, epoch);
    let body = body.to_string();
    write!(
        stream.get_mut(),
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn after_so_many_pages_the_whole_clinic_is_asked_for() {
    let mut bench = Bench::ours().downloaded();
    let epoch = query(&bench.session.store_path, "SELECT value FROM meta WHERE name = 'epoch'");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    bench.move_server(&format!("http://{}", listener.local_addr().unwrap()));
    let asked = Arc::new(Mutex::new(HashMap::new()));
    let counted = Arc::clone(&asked);
    let run = move || {
        for stream in listener.incoming() {
            serve(stream.unwrap(), &epoch, &counted).ok();
        }
    };
    std::thread::Builder::new().name("endless".to_owned()).spawn(run).unwrap();
    let (report, _) = bench.cycle();
    assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
    let asked = asked.lock().unwrap();
    assert_eq!((asked[CHANGES], asked[INITIAL_DATA]), (500, 1));
}
