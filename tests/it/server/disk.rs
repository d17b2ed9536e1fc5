//! A disk that takes no more: an upload is refused whole, and taken once there is room.

use std::process::{Child, Command, Stdio};

use super::program::said_url;
use super::*;

/// The program on a clinic, where no file may grow over 200 KiB. It ends with this.
struct Cramped {
    child: Child,
    url: String,
}

impl Cramped {
    fn start(database: &Path) -> Self {
        let program = env!("CARGO_BIN_EXE_vetsystem-sync-server");
        let arguments = format!("--listen 127.0.0.1:0 --database 'sqlite:{}'", database.display());
        let mut command = Command::new("sh");
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f 400; exec '{program}' {arguments}")]);
        command.env("VETSYSTEM_API_KEY", KEY).env("RUST_LOG", "warn").stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let url = said_url(&mut child);
        Self { child, url }
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let request = agent().post(format!("{}{path}", self.url)).header("x-api-key", KEY);
        answer(request.content_type("application/json").send(body.to_string().as_bytes()).unwrap())
    }
}

impl Drop for Cramped {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_disk_that_was_full_is_written_again_and_nothing_is_there_by_half_or_twice() {
    const BATCH: usize = 5;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    administrate(&path);
    let server = Cramped::start(&path);
    let user = server.post("/api/sync/login", &json!({"username": "vet", "password": "secret"})).json();
    let upload = |batch: usize| {
        let actions: Vec<Value> = (0..BATCH)
            .map(|n| {
                let mut action = client(1, &format!("{batch}-{n}"));
                action["payload"]["address"] = json!("ул. Лесная".repeat(40));
                action
            })
            .collect();
        let body = json!({"tenantId": user["user"]["tenantId"], "branchId": user["user"]["branchId"], "actions": actions});
        server.post("/api/sync/upload-changes", &body)
    };
    let there =
        || vetsystem_companion::server::dump(&Database::File(path.clone())).unwrap()["clients"].clone();
    let full = (0..1_000).find(|batch| upload(*batch).status != 200).unwrap();
    assert!(full > 0);
    assert_eq!(upload(full).status, 500, "it is full still");
    assert_eq!(there().as_array().unwrap().len(), full * BATCH);

    // What is in the log goes into the database, and the log begins anew: there is room.
    crate::support::execute(&path, "PRAGMA wal_checkpoint(TRUNCATE)");
    for batch in 0..=full {
        let answer = upload(batch);
        assert_eq!(answer.status, 200, "{batch} of {full}");
        let replayed = answer.json()["results"].as_array().unwrap().iter().all(|one| one["replayed"] == true);
        assert_eq!(replayed, batch < full);
    }
    assert_eq!(there().as_array().unwrap().len(), (full + 1) * BATCH);
}
