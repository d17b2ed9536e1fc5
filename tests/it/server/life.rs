//! A server's life: the port it takes and gives back, and an end that no connection delays.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn it_stops_within_five_seconds_whatever_is_open_and_its_port_is_free_at_once() {
    let clinic = Clinic::ours();
    let port = clinic.server.address().port();
    let mut idle = clinic.connect();
    raw(&mut idle, "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut half_a_head = clinic.connect();
    half_a_head.write_all(b"GET /api/hea").unwrap();
    let mut half_a_body = clinic.connect();
    let head = format!(
        "POST /api/sync/upload-changes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\nContent-Length: 9\r\n\r\n{{"
    );
    half_a_body.write_all(head.as_bytes()).unwrap();

    let asked = Instant::now();
    clinic.server.stop();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    let again =
        ServerHandle::start(ServerConfig { listen: local(port), ..config(Database::Memory) }).unwrap();
    assert_eq!(again.url(), format!("http://127.0.0.1:{port}"));
    drop((idle, half_a_head, half_a_body));
}

#[test]
fn a_taken_port_is_an_error_that_names_it() {
    let clinic = Clinic::ours();
    let listen = clinic.server.address();
    let error = ServerHandle::start(ServerConfig { listen, ..config(Database::Memory) }).err().unwrap();
    assert!(error.to_string().contains(&listen.to_string()), "{error}");
}

#[test]
fn what_was_taken_is_there_after_a_restart_and_a_repeat_still_known() {
    let clinic = Clinic::ours();
    let first = id(&clinic.result(&client(1, "k1")));
    let Clinic { server, tenant_id, branch_id, folder } = clinic;
    server.stop();
    let path = folder.as_ref().unwrap().path().join("clinic.db");
    let again = Clinic::open(config(Database::File(path.clone())));
    assert_eq!((&again.tenant_id, &again.branch_id), (&tenant_id, &branch_id));
    let repeat = again.result(&client(1, "k1"));
    assert_eq!((id(&repeat), &repeat["replayed"]), (first, &json!(true)));
    // The dump of the file can be read while the server runs.
    assert_eq!(vetsystem_companion::server::dump(&Database::File(path)).unwrap(), again.dump());
}

#[test]
fn a_sender_who_hangs_up_before_the_answer_has_sent_all_the_same() {
    let clinic = Clinic::ours();
    let body = json!({"actions": [client(1, "k1")]}).to_string();
    let head = format!(
        "POST /api/sync/upload-changes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = clinic.connect();
    stream.write_all((head + &body).as_bytes()).unwrap();
    // The first byte of the answer means that the batch was committed; the rest is never read.
    stream.read_exact(&mut [0]).unwrap();
    drop(stream);
    assert_eq!(clinic.result(&client(1, "k1"))["replayed"], true);
    assert_eq!(clinic.count("clients"), 1);
}
