//! Layer B: the faults of the published server, which `--classic` keeps.

use super::*;

/// An action with its changes, and without a birth date, which no classic server takes.
fn without_date(queue_id: i64, owner: &str) -> Value {
    patient(queue_id, "k", &json!({"owner_server_id": owner, "birth_date": null}))
}

fn row_id(result: &Value) -> String {
    assert_eq!(result["status"], "success", "{result}");
    result["server_id"]["id"].as_str().unwrap().to_owned()
}

fn message(result: &Value) -> &str {
    assert_eq!(result["status"], "error", "{result}");
    assert_eq!(result.get("code"), None);
    result["message"].as_str().unwrap()
}

#[test]
fn health_announces_nothing() {
    let health = Clinic::classic().get_with("/api/health", &[]).json();
    let fields: Vec<&String> = health.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["status", "timestamp"]);
}

#[test]
fn a_server_id_is_a_whole_row_and_nothing_is_idempotent() {
    let clinic = Clinic::classic();
    let first = clinic.result(&client(1, "k1"));
    let row = &first["server_id"];
    assert_eq!(
        (&row["name"], &row["tenantId"], &row["branchId"]),
        (&json!("Иван Петров"), &json!(clinic.tenant_id), &json!(clinic.branch_id))
    );
    assert_eq!(
        (&row["totalSpent"], &row["visitCount"], &row["email"]),
        (&json!("0.00"), &json!(0), &Value::Null)
    );
    assert!(row["createdAt"].is_string());
    let second = clinic.result(&client(1, "k1"));
    assert_ne!(row_id(&first), row_id(&second));
    assert_eq!(clinic.count("clients"), 2);
}

#[test]
fn what_it_accepts_and_what_it_refuses_with_its_own_words() {
    let clinic = Clinic::classic();
    let owner = row_id(&clinic.result(&client(1, "k1")));
    let animal = row_id(&clinic.result(&without_date(2, &owner)));
    let lineless =
        json!({"patient_server_id": animal, "items": [], "created_at": null, "payment_status": "cancelled"});
    row_id(&clinic.result(&invoice(3, "k", &lineless)));
    assert_eq!(clinic.dump()["invoices"][0]["payment_status"], "pending");

    let dated = patient(4, "k", &json!({"owner_server_id": owner}));
    assert_eq!(message(&clinic.result(&dated)), "value.toISOString is not a function");
    let visit = appointment(5, "k", &json!({"patient_server_id": animal}));
    let no_doctor =
        "null value in column \"doctor_id\" of relation \"appointments\" violates not-null constraint";
    assert_eq!(message(&clinic.result(&visit)), no_doctor);
    let unknown = "insert or update on table \"patients\" violates foreign key constraint \"patients_owner_id_owners_id_fk\"";
    assert_eq!(message(&clinic.result(&without_date(6, "12345"))), unknown);
    let mut other = client(7, "k");
    other["action_type"] = json!("delete_client");
    assert_eq!(message(&clinic.result(&other)), "Unknown action type: delete_client");
    let mut long = client(8, "k");
    long["payload"]["phone"] = json!("1".repeat(51));
    assert_eq!(message(&clinic.result(&long)), "value too long for type character varying(50)");
    assert_eq!((clinic.count("patients"), clinic.count("appointments")), (1, 0));
}

#[test]
fn an_invoice_with_lines_is_refused_and_its_header_stays_each_time() {
    let clinic = Clinic::classic();
    let owner = row_id(&clinic.result(&client(1, "k1")));
    let animal = row_id(&clinic.result(&without_date(2, &owner)));
    let with_lines = invoice(3, "k", &json!({"patient_server_id": animal, "created_at": null}));
    let no_type =
        "null value in column \"item_type\" of relation \"invoice_items\" violates not-null constraint";
    for headers in 1..=2 {
        assert_eq!(message(&clinic.result(&with_lines)), no_type);
        assert_eq!(clinic.count("invoices"), headers);
    }
    assert_eq!(clinic.dump()["invoices"][0]["items"], json!([]));
}

#[test]
fn an_invoice_of_another_day_poisons_the_numbering_of_today() {
    let clinic = Clinic::classic();
    let owner = row_id(&clinic.result(&client(1, "k1")));
    let animal = row_id(&clinic.result(&without_date(2, &owner)));
    let dated =
        |date: Value| invoice(3, "k", &json!({"patient_server_id": animal, "items": [], "created_at": date}));
    row_id(&clinic.result(&dated(json!("2020-01-01T10:00:00+03:00"))));
    assert!(message(&clinic.result(&dated(Value::Null))).starts_with("duplicate key value"));
}

#[test]
fn without_tenant_or_branch_every_action_is_refused() {
    let clinic = Clinic::classic();
    let upload = |body: Value| clinic.post("/api/sync/upload-changes", &body).json()["results"][0].clone();
    let key = |name: &str| {
        format!("insert or update on table \"owners\" violates foreign key constraint \"owners_{name}_fk\"")
    };
    assert_eq!(message(&upload(json!({"actions": [client(1, "k")]}))), key("tenant_id_tenants_id"));
    let no_branch = upload(json!({"tenantId": clinic.tenant_id, "actions": [client(1, "k")]}));
    assert_eq!(message(&no_branch), key("branch_id_branches_id"));
    assert_eq!(clinic.count("clients"), 0);
}

#[test]
fn a_null_among_the_actions_is_a_500_and_what_stood_before_it_stays() {
    let clinic = Clinic::classic();
    let answer = clinic.upload(&json!([client(1, "k"), null, client(2, "k")]));
    let words = json!({"error": "Cannot read properties of null (reading 'queue_id')"});
    assert_eq!((answer.status, answer.json()), (500, words));
    assert_eq!(clinic.count("clients"), 1);
    let no_list = clinic.upload(&json!({}));
    assert_eq!(
        (no_list.status, no_list.json()),
        (400, json!({"error": "Invalid request: actions must be an array"}))
    );
}

#[test]
fn a_body_too_large_or_no_json_is_refused_and_ends_the_connection_unannounced() {
    let clinic = Clinic::classic();
    let head = format!("POST /api/sync/upload-changes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {KEY}\r\n");
    let health = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let fits = format!("{{\"actions\":[]{}}}", " ".repeat(102_400 - 14));
    assert_eq!(fits.len(), 102_400);
    let cases = [
        (fits.clone(), "200", true),
        (fits + " ", "413", false),
        ("{".to_owned(), "400", false),
        (r#"{"actions":{}}"#.to_owned(), "400", true),
    ];
    for (body, status, goes_on) in cases {
        let mut stream = clinic.connect();
        let answer =
            raw(&mut stream, &format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(!answer.to_lowercase().contains("connection: close"), "{answer}");
        if status == "413" {
            assert!(answer.ends_with(r#"{"message":"request entity too large"}"#), "{answer}");
        }
        assert_eq!(raw(&mut stream, health).is_some(), goes_on, "after {status}");
    }
}

#[test]
fn a_hundred_requests_and_no_more_health_counted() {
    let clinic = Clinic::start(true, Some(100)); // one request: the sign-in
    let last = (2..=100).fold(None, |_, _| Some(clinic.get_with("/api/health", &[]))).unwrap();
    assert_eq!(last.status, 200);
    assert_eq!(
        (last.header("ratelimit-limit"), last.header("ratelimit-remaining")),
        (Some("100"), Some("0"))
    );
    assert!(last.header("ratelimit-reset").unwrap().parse::<u64>().unwrap() <= 900);
    let refused = clinic.upload(&json!([client(1, "k")]));
    let words = json!({"error": "Превышен лимит запросов. Попробуйте позже."});
    assert_eq!((refused.status, refused.json(), refused.header("retry-after")), (429, words, Some("900")));
    assert_eq!(clinic.count("clients"), 0);
}

#[test]
fn the_limit_can_be_lifted() {
    let clinic = Clinic::classic();
    assert!((0..120).all(|_| clinic.get_with("/api/health", &[]).status == 200));
}

#[test]
fn unknown_addresses_answer_a_page_and_unknown_hosts_no_tenant() {
    let clinic = Clinic::classic();
    let changes = format!("/api/sync/changes?branchId={}&since=1", clinic.branch_id);
    for path in [&changes, "/api/sync/summary?workstation_id=desk-1&date=2026-11-22", "/api/nothing", "/"] {
        let page = clinic.get(path);
        assert_eq!(page.status, 200);
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
    }
    let mut stream = clinic.connect();
    let answer = raw(&mut stream, "GET /api/health HTTP/1.1\r\nHost: 192.168.1.10:5055\r\n\r\n").unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let words = r#"{"error":"Tenant not found","message":"No clinic found for domain: 192.168.1.10. Please check your URL."}"#;
    assert!(answer.ends_with(words), "{answer}");
}

#[test]
fn initial_data_is_plain_has_a_useless_etag_and_broken_price_ids() {
    let server =
        ServerHandle::start(ServerConfig { classic: true, api_key: KEY.to_owned(), ..ServerConfig::demo() });
    let clinic =
        Clinic { server: server.unwrap(), tenant_id: String::new(), branch_id: String::new(), folder: None };
    let asked = || {
        clinic
            .get_with("/api/sync/initial-data?branchId=1", &[("x-api-key", KEY), ("accept-encoding", "gzip")])
    };
    let (first, second) = (asked(), asked());
    assert!(!clinic.packs("/api/sync/initial-data?branchId=1", "gzip"));
    assert_ne!(first.header("etag").unwrap(), second.header("etag").unwrap());

    let data = first.json();
    let items = data["nomenclature"].as_array().unwrap();
    let nulls = items.iter().filter(|item| item["id"].is_null()).count();
    let values: std::collections::HashSet<i64> =
        items.iter().filter_map(|item| item["id"].as_i64()).collect();
    assert_eq!((items.len(), nulls, values.len()), (1_092, 398, 338));
    let born: Vec<&str> =
        data["patients"].as_array().unwrap().iter().filter_map(|p| p["birthDate"].as_str()).collect();
    assert!(born.len() > 50_000 && born.iter().all(|date| date.len() == 19 && date.ends_with(" 00:00:00")));
    let lists: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert_eq!(lists, ["clients", "nomenclature", "patients"]);
}
