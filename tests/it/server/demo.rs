//! The demo clinic over HTTP: every branch gets all of it, plain and gzipped.

use std::process::Stdio;

use super::program::said_url;
use super::*;

#[test]
fn every_branch_s_initial_data_holds_the_whole_clinic_gzipped_when_asked_for() {
    let server =
        ServerHandle::start(ServerConfig { api_key: KEY.to_owned(), ..ServerConfig::demo() }).unwrap();
    let clinic = Clinic { server, tenant_id: String::new(), branch_id: String::new(), folder: None };
    let user = clinic.post("/api/sync/login", &json!({"username": "admin", "password": "demo"})).json();
    let branches = clinic.get("/api/sync/branches").json()["branches"].as_array().unwrap().clone();
    assert_eq!(branches.len(), 2);
    assert_eq!(user["user"]["branchId"], branches[0]["id"]);
    let path = |branch: &Value| format!("/api/sync/initial-data?branchId={}", branch["id"].as_str().unwrap());

    let plain = clinic.get_with(&path(&branches[0]), &[("x-api-key", KEY), ("accept-encoding", "identity")]);
    assert_eq!(plain.header("content-encoding"), None);
    let data = plain.json();
    let counts = ["clients", "patients", "nomenclature"].map(|list| data[list].as_array().unwrap().len());
    assert_eq!(counts, [61_974, 82_371, 1_092]);

    assert!(clinic.packs(&path(&branches[1]), "gzip, br") && !clinic.packs(&path(&branches[1]), "gzip;q=0"));
    // What an agent hands over may be unpacked already.
    let packed = clinic.get_with(&path(&branches[1]), &[("x-api-key", KEY), ("accept-encoding", "gzip")]);
    let mut inflated = Vec::new();
    if packed.body.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut inflated).unwrap();
    } else {
        inflated = packed.body;
    }
    assert!(rows(&inflated) == rows(&plain.body), "the same but for the cursor");

    let dump = clinic.dump();
    assert_eq!((dump["appointments"].clone(), dump["invoices"].clone()), (json!([]), json!([])));

    let actions = json!([client(1, "k1")]);
    let tenant = user["user"]["tenantId"].clone();
    let body = json!({"tenantId": tenant, "branchId": branches[1]["id"], "actions": actions});
    assert_eq!(clinic.post("/api/sync/upload-changes", &body).status, 200);
    let fresh = clinic.get(&path(&branches[0])).json();
    assert_eq!(fresh["clients"].as_array().unwrap().len(), 61_975);
}

/// An answer of initial-data without its end, which differs by branch.
fn rows(body: &[u8]) -> &[u8] {
    let end = b",\"epoch\":";
    &body[..body.windows(end.len()).rposition(|window| window == end).unwrap()]
}

#[test]
fn two_demo_servers_that_start_at_once_on_a_new_file_both_serve_the_same_clinic() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("clinic.db").display());
    let start = || {
        let mut command = program(&["--demo", "--listen", "127.0.0.1:0", "--database", &database]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let mut servers = [start(), start()];
    let clinics = servers.each_mut().map(|server| {
        let url = said_url(server);
        let login = agent().post(format!("{url}/api/sync/login")).header("x-api-key", "demo-key");
        let user = answer(login.send(r#"{"username":"admin","password":"demo"}"#).unwrap()).json();
        server.kill().unwrap();
        server.wait().unwrap();
        user["user"]["tenantId"].clone()
    });
    assert!(clinics[0].is_string() && clinics[0] == clinics[1], "{clinics:?}");
}

#[test]
fn a_clinic_of_another_size_is_served_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("clinic.db").display());
    let arguments = ["--demo", "--scale", "0.02", "--listen", "127.0.0.1:0", "--database", &database];
    let mut server = program(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    said_url(&mut server);
    server.kill().unwrap();
    server.wait().unwrap();
    let dump = vetsystem_companion::server::dump(&Database::File(folder.path().join("clinic.db"))).unwrap();
    assert_eq!(["clients", "patients"].map(|list| dump[list].as_array().unwrap().len()), [1_239, 1_647]);
}

#[test]
fn a_database_that_holds_rows_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    administrate(&path);
    let clinic =
        Clinic::open(ServerConfig { demo: ServerConfig::demo().demo, ..config(Database::File(path)) });
    assert_eq!(clinic.count("clients"), 0);
}
