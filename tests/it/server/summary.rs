//! The summary: one workstation's day, counted and added up.

use super::*;

fn summary(clinic: &Clinic, workstation: &str, date: &str) -> Value {
    let path = format!("/api/sync/summary?workstation_id={workstation}&date={date}");
    let answer = clinic.get(&path);
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

fn upload_from(clinic: &Clinic, workstation: &Value, actions: &Value) -> Vec<Value> {
    let body = json!({"workstation_id": workstation, "actions": actions});
    let results = clinic.post("/api/sync/upload-changes", &body).json()["results"].clone();
    results.as_array().unwrap().iter().map(|result| json!(id(result))).collect()
}

#[test]
fn it_counts_one_workstation_s_day_by_kind_and_adds_up_its_invoices_by_status() {
    let clinic = Clinic::ours();
    let of = |key: &str, created_at: &str, status: &str| {
        let whose = json!({"client_key": "k1", "created_at": created_at, "payment_status": status});
        invoice(9, key, &whose)
    };
    let night = "2026-11-22T23:30:00+03:00"; // 20:30 UTC
    upload_from(
        &clinic,
        &json!("desk-1"),
        &json!([
            client(1, "k1"),
            client(2, "k2"),
            patient(3, "k3", &json!({"owner_key": "k1"})),
            appointment(4, "k4", &json!({"client_key": "k1"})),
            of("i1", night, "paid"),
            of("i2", "2026-11-22T00:10:00+07:00", "pending"), // the 21st in UTC
            of("i3", "2026-11-22T23:59:59-11:00", "pending"), // the 23rd
            of("i4", "2026-11-23T00:00:00+03:00", "paid"),
        ]),
    );
    upload_from(&clinic, &json!("desk-2"), &json!([of("i5", night, "paid")]));
    upload_from(&clinic, &Value::Null, &json!([of("i6", night, "paid")]));
    // A repeat from another workstation is the first one's still.
    upload_from(&clinic, &json!("desk-3"), &json!([of("i1", night, "paid")]));

    let day = summary(&clinic, "desk-1", "2026-11-22");
    assert_eq!(day["date"], "2026-11-22");
    assert_eq!(
        day["invoices"],
        json!({"count": 3, "sum_kopecks": 1_500_150, "by_status": {
        "pending": {"count": 2, "sum_kopecks": 1_000_100}, "paid": {"count": 1, "sum_kopecks": 500_050}}})
    );
    assert_eq!(day["actions"]["create_invoice"], 3);
    let next = summary(&clinic, "desk-1", "2026-11-23")["invoices"].clone();
    assert_eq!((&next["count"], &next["by_status"]["paid"]["count"]), (&json!(1), &json!(1)));
    assert_eq!(summary(&clinic, "desk-2", "2026-11-22")["invoices"]["count"], 1);

    // The others say no day of their own: theirs is that of their arrival.
    let today = clinic.get_with("/api/health", &[]).json()["timestamp"].as_str().unwrap()[..10].to_owned();
    clinic.sql("UPDATE clients SET received_at = '2026-11-22T10:00:00.000Z' WHERE idempotency_key = 'k2'");
    let arrived = summary(&clinic, "desk-1", "2026-11-22")["actions"].clone();
    let others = if today == "2026-11-22" { 2 } else { 1 };
    assert_eq!(arrived["create_client"], others);
    let same_day = summary(&clinic, "desk-1", &today)["actions"].clone();
    assert_eq!((&same_day["create_patient"], &same_day["create_appointment"]), (&json!(1), &json!(1)));
}

#[test]
fn a_day_without_anything_is_all_zeros() {
    let clinic = Clinic::ours();
    let none = json!({"count": 0, "sum_kopecks": 0});
    assert_eq!(
        summary(&clinic, "desk-1", "2026-11-22"),
        json!({
        "date": "2026-11-22",
        "actions": {"create_client": 0, "create_patient": 0, "create_appointment": 0, "create_invoice": 0},
        "invoices": {"count": 0, "sum_kopecks": 0, "by_status": {"pending": none, "paid": none}}})
    );
}

#[test]
fn what_was_deleted_on_the_server_is_missing_in_the_sum() {
    let clinic = Clinic::ours();
    id(&clinic.result(&client(1, "k1")));
    id(&clinic.result(&invoice(2, "k2", &json!({"client_key": "k1"}))));
    assert_eq!(summary(&clinic, "desk-1", "2026-11-22")["invoices"]["sum_kopecks"], 500_050);
    clinic.sql("DELETE FROM invoices");
    assert_eq!(summary(&clinic, "desk-1", "2026-11-22")["invoices"]["sum_kopecks"], 0);
}

#[test]
fn workstation_and_date_must_be_given() {
    let clinic = Clinic::ours();
    let cases = [
        ("", "workstation_id"),
        ("workstation_id=&date=2026-11-22", "workstation_id"),
        ("workstation_id=desk-1", "date"),
        ("workstation_id=desk-1&date=22.11.2026", "date"),
        ("workstation_id=desk-1&date=2026-02-30", "date"),
        ("workstation_id=desk-1&date=2026-11-22T10", "date"),
        ("workstation_id=desk-1&date=+026-11-22", "date"),
        ("workstation_id=desk-1&date=2026-1-022", "date"),
    ];
    for (query, field) in cases {
        let answer = clinic.get(&format!("/api/sync/summary?{query}"));
        assert_eq!((answer.status, answer.json()["field"].clone()), (400, json!(field)), "{query}");
    }
}
