//! The sync server over real HTTP: each rule of the contract it keeps, and each fault that `--classic` keeps.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod changes;
mod classic;
mod contract;
mod demo;
#[cfg(unix)]
mod disk;
mod envelope;
mod life;
mod limit;
mod program;
mod restored;
mod summary;
mod upgrade;

use std::io::{BufRead, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vetsystem_companion::server::{Database, ServerConfig, ServerHandle};

const KEY: &str = "test-key";

/// What a test looks at in an answer.
struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A server with its clinic, and the ids an upload must name.
struct Clinic {
    server: ServerHandle,
    tenant_id: String,
    branch_id: String,
    /// Where the database lies; it goes after the server.
    folder: Option<tempfile::TempDir>,
}

/// A small clinic made with the administrator's commands, no demo rows in it.
fn config(database: Database) -> ServerConfig {
    ServerConfig { database, demo: None, api_key: KEY.to_owned(), ..ServerConfig::demo() }
}

impl Clinic {
    fn ours() -> Self {
        Self::start(false, None)
    }

    fn classic() -> Self {
        Self::start(true, None)
    }

    fn start(classic: bool, rate_limit: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        administrate(&path);
        let clinic = Self::open(ServerConfig { classic, rate_limit, ..config(Database::File(path)) });
        Self { folder: Some(folder), ..clinic }
    }

    /// A server over a clinic that exists; the user is `vet` / `secret`.
    fn open(config: ServerConfig) -> Self {
        let server = ServerHandle::start(config).unwrap();
        let clinic = Self { server, tenant_id: String::new(), branch_id: String::new(), folder: None };
        let answer = clinic.post("/api/sync/login", &json!({"username": "vet", "password": "secret"})).json();
        let text = |field: &str| answer["user"][field].as_str().unwrap().to_owned();
        Self { tenant_id: text("tenantId"), branch_id: text("branchId"), ..clinic }
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[("x-api-key", KEY)])
    }

    fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().get(format!("{}{path}", self.server.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.call().unwrap())
    }

    /// Whether the answer goes over the wire packed, past an agent that unpacks it unasked.
    fn packs(&self, path: &str, accepted: &str) -> bool {
        let mut stream = self.connect();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\nAccept-Encoding: {accepted}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut head =
            std::io::BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
        assert_eq!(head.next().as_deref(), Some("HTTP/1.1 200 OK"));
        head.any(|line| line == "content-encoding: gzip")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string().as_bytes())
    }

    fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        let request = agent().post(format!("{}{path}", self.server.url())).header("x-api-key", KEY);
        answer(request.content_type("application/json").send(body).unwrap())
    }

    fn upload(&self, actions: &Value) -> Answer {
        let body = json!({"tenantId": self.tenant_id, "branchId": self.branch_id, "workstation_id": "desk-1", "actions": actions});
        self.post("/api/sync/upload-changes", &body)
    }

    /// The results of an upload that the server took.
    fn results(&self, actions: &Value) -> Vec<Value> {
        let answer = self.upload(actions);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["results"].as_array().unwrap().clone()
    }

    /// Uploads one action.
    fn result(&self, action: &Value) -> Value {
        self.results(&json!([action])).remove(0)
    }

    fn initial_data(&self) -> Value {
        self.get(&format!("/api/sync/initial-data?branchId={}", self.branch_id)).json()
    }

    /// What changed since a cursor.
    fn changes(&self, since: &Value) -> Value {
        let answer = self.ask_changes(&self.branch_id, since.as_str().unwrap(), "");
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    fn ask_changes(&self, branch_id: &str, since: &str, more: &str) -> Answer {
        self.get(&format!("/api/sync/changes?branchId={branch_id}&since={since}{more}"))
    }

    /// Where the database lies.
    fn path(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("clinic.db")
    }

    /// Changes the database past the server, as an administrator does.
    fn sql(&self, statements: &'static str) {
        crate::support::execute(&self.path(), statements);
    }

    fn dump(&self) -> Value {
        self.server.dump().unwrap()
    }

    fn count(&self, list: &str) -> usize {
        self.dump()[list].as_array().unwrap().len()
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.server.address()).unwrap()
    }
}

/// Every call on a connection of its own, no proxy, every status an answer.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into()
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    response.body_mut().as_reader().read_to_end(&mut body).unwrap();
    Answer { status, headers, body }
}

/// The binary with arguments, without the variables it reads.
fn program(arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vetsystem-sync-server"));
    command
        .args(arguments)
        .env_remove("VETSYSTEM_API_KEY")
        .env_remove("VETSYSTEM_PASSWORD")
        .env("RUST_LOG", "warn");
    command
}

/// Makes the branch «Первый» and the user `vet` / `secret`.
fn administrate(path: &Path) {
    let database = format!("sqlite:{}", path.display());
    let branch =
        program(&["branch", "add", "Первый", "--address", "ул. Лесная", "--database", &database]).output();
    assert!(branch.unwrap().status.success());
    let mut user = program(&["user", "add", "vet", "--branch", "Первый", "--database", &database]);
    assert!(user.env("VETSYSTEM_PASSWORD", "secret").output().unwrap().status.success());
}

/// Writes a raw request and reads one answer with a known length; `None` when the connection ended instead.
fn raw(stream: &mut TcpStream, request: &str) -> Option<String> {
    stream.write_all(request.as_bytes()).ok()?;
    let mut received = Vec::new();
    let mut byte = [0];
    while !received.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => received.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8(received).unwrap();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8_lossy(&body))
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn client(queue_id: i64, key: &str) -> Value {
    json!({"queue_id": queue_id, "action_type": "create_client", "idempotency_key": key,
           "payload": {"local_id": 12345, "full_name": "Иван Петров", "phone": "+79990000001"}})
}

fn patient(queue_id: i64, key: &str, owner: &Value) -> Value {
    let mut payload = json!({"local_id": 7, "name": "Мурка", "species": "кошка", "birth_date": "2020-02-29",
                             "gender": "female", "client_id": 12345});
    merge(&mut payload, owner);
    json!({"queue_id": queue_id, "action_type": "create_patient", "idempotency_key": key, "payload": payload})
}

fn appointment(queue_id: i64, key: &str, whose: &Value) -> Value {
    let mut payload = json!({"local_id": 8, "client_id": 12345, "patient_id": 7, "appointment_date": "2026-11-23",
                             "appointment_time": "14:30", "doctor_name": "Орлова", "notes": "Прививка"});
    merge(&mut payload, whose);
    json!({"queue_id": queue_id, "action_type": "create_appointment", "idempotency_key": key, "payload": payload})
}

fn invoice(queue_id: i64, key: &str, whose: &Value) -> Value {
    let mut payload = json!({
    "local_id": 67890, "client_id": 12345, "patient_id": 7, "total_amount": 5000.5, "payment_status": "paid",
    "created_at": "2026-11-22T23:30:00+03:00",
    "items": [
        {"type": "service", "nomenclature_id": 10, "name": "Консультация", "quantity": 1, "price": 2000, "total": 2000},
        {"type": "product", "nomenclature_id": null, "name": "Витамины", "quantity": 1.5, "price": 2000.33, "total": 3000.5}
    ]});
    merge(&mut payload, whose);
    json!({"queue_id": queue_id, "action_type": "create_invoice", "idempotency_key": key, "payload": payload})
}

/// Sets each field of `more`; null takes one away.
fn merge(payload: &mut Value, more: &Value) {
    for (field, value) in more.as_object().unwrap() {
        if value.is_null() {
            payload.as_object_mut().unwrap().remove(field);
        } else {
            payload[field] = value.clone();
        }
    }
}

fn id(result: &Value) -> String {
    assert_eq!(result["status"], "success", "{result}");
    result["server_id"].as_str().unwrap().to_owned()
}

fn refusal(result: &Value) -> (String, Option<String>) {
    assert_eq!(result["status"], "error", "{result}");
    assert!(!result["message"].as_str().unwrap().is_empty());
    (result["code"].as_str().unwrap().to_owned(), result["field"].as_str().map(str::to_owned))
}

fn invalid(field: &str) -> (String, Option<String>) {
    ("invalid_field".to_owned(), Some(field.to_owned()))
}
