//! Health, sign-in, keys, branches, and requests that are wrong as a whole.

use std::io::Write as _;

use super::*;

#[test]
fn health_needs_no_key_and_announces_only_what_is_built() {
    let health = Clinic::ours().get_with("/api/health", &[]);
    assert_eq!(health.status, 200);
    let health = health.json();
    assert_eq!(health["status"], "ok");
    assert!(health["timestamp"].as_str().unwrap().ends_with('Z'));
    assert_eq!(health["server"], concat!("vetsystem-sync-server/", env!("CARGO_PKG_VERSION")));
    assert_eq!(health["features"], json!(["idempotency", "changes", "summary"]));
    assert!(uuid::Uuid::parse_str(health["epoch"].as_str().unwrap()).is_ok());
}

/// Whether the server is ours.
fn health_names(clinic: &Clinic) -> bool {
    clinic.get_with("/api/health", &[]).json().get("server").is_some()
}

#[test]
fn every_other_call_needs_the_key() {
    for clinic in [Clinic::ours(), Clinic::classic()] {
        for headers in [&[][..], &[("x-api-key", "wrong")]] {
            let ours = ["/api/sync/changes?branchId=1&since=1", "/api/sync/summary"];
            let ours = if health_names(&clinic) { &ours[..] } else { &[] };
            for path in ["/api/sync/branches", "/api/sync/initial-data?branchId=1"].iter().chain(ours) {
                let answer = clinic.get_with(path, headers);
                assert_eq!((answer.status, answer.json()), (401, json!({"error": "Неверный API ключ"})));
            }
        }
    }
}

#[test]
fn sign_in_tells_user_branch_and_tenant() {
    let clinic = Clinic::ours();
    let login = |user: &str, password: &str| {
        clinic.post("/api/sync/login", &json!({"username": user, "password": password}))
    };
    let user = login("vet", "secret").json()["user"].clone();
    assert_eq!((&user["username"], &user["branchId"]), (&json!("vet"), &json!(clinic.branch_id)));
    for (name, password) in [("vet", "wrong"), ("nobody", "secret"), ("vet", "")] {
        let answer = login(name, password);
        assert_eq!((answer.status, answer.json()), (401, json!({"error": "Неверный логин или пароль"})));
    }
    assert_eq!(clinic.post("/api/sync/login", &json!({"username": 1})).status, 400);
    let branches = clinic.get("/api/sync/branches").json();
    assert_eq!(
        branches,
        json!({"branches": [{"id": clinic.branch_id, "name": "Первый", "address": "ул. Лесная"}]})
    );
}

#[test]
fn an_envelope_of_another_clinic_or_branch_does_nothing() {
    let clinic = Clinic::ours();
    let good =
        json!({"tenantId": clinic.tenant_id, "branchId": clinic.branch_id, "actions": [client(1, "k1")]});
    for (field, wrong) in [
        ("tenantId", json!("other")),
        ("branchId", json!("other")),
        ("branchId", json!(1)),
        ("workstation_id", json!(1)),
        ("actions", json!({})),
        ("actions", Value::Null),
    ] {
        let mut body = good.clone();
        body[field] = wrong;
        let answer = clinic.post("/api/sync/upload-changes", &body);
        assert_eq!((answer.status, answer.json()["field"].clone()), (400, json!(field)));
        assert_eq!(answer.json()["code"], "invalid_field");
    }
    for (field, wrong) in
        [("actions[1]", Value::Null), ("actions[1].queue_id", json!({"action_type": "create_client"}))]
    {
        let mut body = good.clone();
        body["actions"] = json!([client(1, "k1"), wrong]);
        let answer = clinic.post("/api/sync/upload-changes", &body);
        assert_eq!((answer.status, answer.json()["field"].clone()), (400, json!(field)));
    }
    assert_eq!(clinic.get("/api/sync/initial-data?branchId=other").status, 400);
    assert_eq!(clinic.get("/api/sync/initial-data").status, 400);
    assert_eq!(clinic.count("clients"), 0);
}

#[test]
fn a_body_that_is_no_json_object_is_refused_and_the_connection_goes_on() {
    let clinic = Clinic::ours();
    for body in ["", "[]", "{", "null", "\"actions\""] {
        let answer = clinic.post_bytes("/api/sync/upload-changes", body.as_bytes());
        assert_eq!(answer.status, 400, "{body:?}");
        assert!(answer.json()["error"].is_string());
    }
    let mut stream = clinic.connect();
    let bad = format!(
        "POST /api/sync/upload-changes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\nContent-Length: 1\r\n\r\n{{"
    );
    assert!(raw(&mut stream, &bad).unwrap().starts_with("HTTP/1.1 400"));
    let health = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assert!(raw(&mut stream, health).unwrap().starts_with("HTTP/1.1 200"));
}

#[test]
fn bodies_up_to_one_mebibyte_are_taken_gzipped_ones_too() {
    let clinic = Clinic::ours();
    let padded = |length: usize| {
        let mut body = json!({"actions": [client(1, "k1")], "padding": ""}).to_string();
        body.insert_str(body.len() - 2, &" ".repeat(length - body.len()));
        body
    };
    assert_eq!(clinic.post_bytes("/api/sync/upload-changes", padded(1 << 20).as_bytes()).status, 200);
    assert_eq!(clinic.post_bytes("/api/sync/upload-changes", padded((1 << 20) + 1).as_bytes()).status, 413);

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(json!({"actions": [client(2, "k2")]}).to_string().as_bytes()).unwrap();
    let request =
        agent().post(format!("{}/api/sync/upload-changes", clinic.server.url())).header("x-api-key", KEY);
    let sent = request.header("content-encoding", "gzip").send(&gzip.finish().unwrap()[..]).unwrap();
    assert_eq!(answer(sent).status, 200);
    assert_eq!(clinic.count("clients"), 2);
}

#[test]
fn the_workstation_may_stand_in_the_header() {
    let clinic = Clinic::ours();
    let request = agent().post(format!("{}/api/sync/upload-changes", clinic.server.url()));
    let request = request.header("x-api-key", KEY).header("x-workstation-id", "desk-2");
    let body = json!({"actions": [client(1, "k1")]}).to_string();
    assert_eq!(answer(request.send(&body).unwrap()).status, 200);
    assert_eq!(clinic.dump()["clients"][0]["workstation_id"], "desk-2");
}

#[test]
fn unknown_addresses_and_methods_are_told_in_json() {
    let clinic = Clinic::ours();
    for path in ["/api/sync/change", "/", "/api/sync/login"] {
        let answer = clinic.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["error"].is_string());
    }
}

#[test]
fn a_body_without_a_declared_length_meets_the_same_limit() {
    let clinic = Clinic::ours();
    let mut stream = clinic.connect();
    let head = format!(
        "POST /api/sync/upload-changes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", (1 << 20) + 1, " ".repeat((1 << 20) + 1));
    assert!(raw(&mut stream, &(head + &chunk)).unwrap().starts_with("HTTP/1.1 413"));
}
