//! Layers A and C: what an upload makes, what a repeat answers, and how each refusal is told.

use super::*;

/// What a case does to a good payload.
type Change = fn(&mut Value);

#[test]
fn the_chain_of_four_goes_up_in_one_batch_with_parents_named_by_key() {
    let clinic = Clinic::ours();
    let results = clinic.results(&json!([
        client(1, "k1"),
        patient(2, "k2", &json!({"owner_key": "k1"})),
        appointment(3, "k3", &json!({"client_key": "k1", "patient_key": "k2"})),
        invoice(4, "k4", &json!({"client_key": "k1", "patient_key": "k2"})),
    ]));
    let ids: Vec<String> = results.iter().map(id).collect();
    for (result, (queue_id, local_id)) in results.iter().zip([(1, 12345), (2, 7), (3, 8), (4, 67890)]) {
        assert_eq!((&result["queue_id"], &result["local_id"]), (&json!(queue_id), &json!(local_id)));
        assert!(uuid::Uuid::parse_str(result["server_id"].as_str().unwrap()).is_ok());
        assert_eq!(result.get("replayed"), None);
    }
    let dump = clinic.dump();
    let expect = |list: &str, expected: Value| {
        assert_eq!(dump[list].as_array().unwrap().len(), 1);
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&dump[list][0][field], value, "{list}.{field}");
        }
    };
    expect(
        "clients",
        json!({"id": ids[0], "full_name": "Иван Петров", "phone": "+79990000001", "email": null,
                             "workstation_id": "desk-1", "idempotency_key": "k1", "branch_id": clinic.branch_id}),
    );
    expect(
        "patients",
        json!({"id": ids[1], "owner_server_id": ids[0], "name": "Мурка", "species": "кошка",
                              "birth_date": "2020-02-29", "gender": "female", "idempotency_key": "k2"}),
    );
    expect(
        "appointments",
        json!({"id": ids[2], "client_server_id": ids[0], "patient_server_id": ids[1],
                                  "appointment_date": "2026-11-23", "appointment_time": "14:30",
                                  "doctor_name": "Орлова", "notes": "Прививка", "idempotency_key": "k3"}),
    );
    expect(
        "invoices",
        json!({"id": ids[3], "client_server_id": ids[0], "patient_server_id": ids[1],
        "total_amount": 5000.5, "payment_status": "paid", "created_at": "2026-11-22T23:30:00+03:00", "workstation_id": "desk-1",
        "idempotency_key": "k4", "items": [
            {"type": "service", "nomenclature_id": 10, "name": "Консультация", "quantity": 1, "price": 2000, "total": 2000},
            {"type": "product", "nomenclature_id": null, "name": "Витамины", "quantity": 1.5, "price": 2000.33, "total": 3000.5}
        ]}),
    );
}

#[test]
fn the_document_s_own_upload_works_without_envelope_and_keys() {
    let clinic = Clinic::ours();
    let owner = id(&clinic.result(&client(1, "k1")));
    let patient = id(&clinic.result(&patient(2, "k2", &json!({"owner_server_id": owner}))));
    let body = json!({"actions": [{"queue_id": 1, "action_type": "create_invoice", "payload": {
        "local_id": 67890, "patient_server_id": patient, "total_amount": 5000, "payment_status": "pending",
        "items": [{"type": "service", "nomenclature_id": 10, "name": "Консультация", "quantity": 1, "price": 2000, "total": 2000},
                  {"type": "product", "nomenclature_id": 25, "name": "Витамины", "quantity": 1, "price": 3000, "total": 3000}]}}]});
    let answer = clinic.post("/api/sync/upload-changes", &body);
    assert_eq!(answer.status, 200);
    let result = &answer.json()["results"][0];
    id(result);
    assert_eq!((&result["queue_id"], &result["local_id"]), (&json!(1), &json!(67890)));
    assert_eq!(clinic.dump()["invoices"][0]["total_amount"], json!(5000));
}

#[test]
fn a_key_is_the_same_in_capitals() {
    const KEY: &str = "6f2c1b7e-5a0d-4c3f-9b58-1de0c4a7d0aa";
    let clinic = Clinic::ours();
    let first = id(&clinic.result(&client(1, &KEY.to_uppercase())));
    let repeat = clinic.result(&client(2, KEY));
    assert_eq!((id(&repeat), &repeat["replayed"]), (first, &json!(true)));
    id(&clinic.result(&patient(3, "k2", &json!({"owner_key": KEY.to_uppercase()}))));
    assert_eq!((clinic.count("clients"), &clinic.dump()["clients"][0]["idempotency_key"]), (1, &json!(KEY)));
}

#[test]
fn a_repeat_answers_the_first_result_and_makes_nothing() {
    let clinic = Clinic::ours();
    let first = id(&clinic.result(&client(1, "k1")));
    let mut same = client(99, "k1");
    same["payload"] =
        serde_json::from_str(r#"{"phone":"+79990000001","full_name":"Иван Петров","local_id":12345.0}"#)
            .unwrap();
    same["payload"]["local_id"] = json!(12345);
    let repeat = clinic.result(&same);
    assert_eq!(
        (id(&repeat), &repeat["queue_id"], &repeat["replayed"]),
        (first.clone(), &json!(99), &json!(true))
    );
    let twice = clinic.results(&json!([client(1, "k2"), client(2, "k2")]));
    assert_eq!(id(&twice[0]), id(&twice[1]));
    assert_eq!(twice[1]["replayed"], true);
    assert_eq!(clinic.count("clients"), 2);
}

#[test]
fn a_known_key_with_another_payload_is_refused_with_the_id_it_has() {
    let clinic = Clinic::ours();
    let first = id(&clinic.result(&client(1, "k1")));
    let mut other = client(2, "k1");
    other["payload"]["phone"] = json!("+79990000002");
    let result = clinic.result(&other);
    assert_eq!(refusal(&result).0, "key_reused");
    assert_eq!(result["server_id"], json!(first));
    assert_eq!(refusal(&clinic.result(&patient(3, "k1", &json!({"owner_key": "k1"})))).0, "key_reused");
    assert_eq!(clinic.dump()["clients"][0]["phone"], "+79990000001");
    assert_eq!(clinic.count("patients"), 0);
}

#[test]
fn a_refused_action_leaves_nothing_and_goes_up_mended_under_its_key() {
    let clinic = Clinic::ours();
    let mut wrong = client(1, "k1");
    wrong["payload"]["full_name"] = json!(" ");
    let results = clinic.results(&json!([wrong, client(2, "k2")]));
    assert_eq!(refusal(&results[0]), invalid("full_name"));
    id(&results[1]);
    assert_eq!(clinic.count("clients"), 1);
    assert_eq!(clinic.result(&client(1, "k1")).get("replayed"), None);
    assert_eq!(clinic.count("clients"), 2);
}

#[test]
fn children_of_a_refused_parent_are_told_apart_from_children_of_nobody() {
    let clinic = Clinic::ours();
    let mut wrong = client(1, "k1");
    wrong["payload"]["phone"] = json!("");
    let results = clinic.results(&json!([
        wrong,
        patient(2, "k2", &json!({"owner_key": "k1"})),
        appointment(3, "k3", &json!({"client_key": "k1", "patient_key": "k2"})),
        invoice(4, "k4", &json!({"client_key": null, "patient_key": "k2"})),
        patient(5, "k5", &json!({"owner_key": "nobody"})),
        patient(6, "k6", &json!({"owner_server_id": "nobody"})),
        patient(7, "k7", &json!({"owner_server_id": null})),
    ]));
    let codes: Vec<String> = results.iter().map(|result| refusal(result).0).collect();
    let expected = [
        "invalid_field",
        "parent_rejected",
        "parent_rejected",
        "parent_rejected",
        "unknown_parent",
        "unknown_parent",
    ];
    assert_eq!(codes[..6], expected);
    assert_eq!(refusal(&results[6]), invalid("owner_server_id"));
    // In another batch the refused parent is simply unknown: nothing of it was kept.
    let alone = clinic.result(&patient(2, "k2", &json!({"owner_key": "k1"})));
    assert_eq!(refusal(&alone), ("unknown_parent".to_owned(), Some("owner_key".to_owned())));
    assert_eq!(clinic.count("patients") + clinic.count("appointments") + clinic.count("invoices"), 0);
}

#[test]
fn a_local_id_is_a_whole_number_and_is_answered() {
    let clinic = Clinic::ours();
    for wrong in [json!("1"), json!(1.5), json!({})] {
        let mut action = client(1, "k1");
        action["payload"]["local_id"] = wrong;
        assert_eq!(refusal(&clinic.result(&action)), invalid("local_id"));
    }
    assert_eq!(clinic.result(&client(1, "k1"))["local_id"], 12345);
}

#[test]
fn a_key_names_only_a_parent_of_the_right_kind() {
    let clinic = Clinic::ours();
    id(&clinic.result(&client(1, "k1")));
    id(&clinic.result(&patient(2, "k2", &json!({"owner_key": "k1"}))));
    assert_eq!(refusal(&clinic.result(&patient(3, "k3", &json!({"owner_key": "k2"})))).0, "unknown_parent");
    let wrong = appointment(4, "k4", &json!({"patient_key": "k1"}));
    assert_eq!(refusal(&clinic.result(&wrong)).0, "unknown_parent");
}

#[test]
fn client_and_patient_must_belong_together_and_one_must_be_named() {
    let clinic = Clinic::ours();
    let made = clinic.results(&json!([
        client(1, "k1"),
        client(2, "k2"),
        patient(3, "k3", &json!({"owner_key": "k1"}))
    ]));
    let (owner, other, patient) = (id(&made[0]), id(&made[1]), id(&made[2]));
    let visits: [fn(i64, &str, &Value) -> Value; 2] = [appointment, invoice];
    for (number, visit) in visits.into_iter().enumerate() {
        let key = |name: &str| format!("{name}{number}");
        let both = json!({"client_server_id": other, "patient_server_id": patient});
        assert_eq!(refusal(&clinic.result(&visit(1, &key("a"), &both))), invalid("patient_server_id"));
        assert_eq!(refusal(&clinic.result(&visit(2, &key("b"), &json!({})))), invalid("client_server_id"));
        id(&clinic.result(&visit(
            3,
            &key("c"),
            &json!({"client_server_id": owner, "patient_server_id": patient}),
        )));
        id(&clinic.result(&visit(4, &key("d"), &json!({"client_server_id": other}))));
        id(&clinic.result(&visit(5, &key("e"), &json!({"patient_server_id": patient}))));
    }
    assert_eq!(clinic.dump()["invoices"][2]["client_server_id"], json!(owner));
}

#[test]
fn money_is_counted_again_and_each_wrong_amount_named() {
    let clinic = Clinic::ours();
    let whose = json!({"client_server_id": id(&clinic.result(&client(1, "k1")))});
    let with = |change: Change| {
        let mut action = invoice(2, "k2", &whose);
        change(&mut action["payload"]);
        action
    };
    let cases: [(&str, Change); 8] = [
        ("total_amount", |p| p["total_amount"] = json!(5000.51)),
        ("items[1].total", |p| p["items"][1]["total"] = json!(3000.49)),
        ("items[0].quantity", |p| p["items"][0]["quantity"] = json!(0)),
        ("items[0].quantity", |p| p["items"][0]["quantity"] = json!(0.0001)),
        ("items[1].price", |p| p["items"][1]["price"] = json!(2000.333)),
        ("items", |p| p["items"] = json!([])),
        ("payment_status", |p| p["payment_status"] = json!("cancelled")),
        ("created_at", |p| p["created_at"] = json!("2026-11-22 23:30")),
    ];
    for (field, change) in cases {
        assert_eq!(refusal(&clinic.result(&with(change))), invalid(field));
    }
    assert_eq!(clinic.count("invoices"), 0);
    id(&clinic.result(&with(|_| {})));
}

#[test]
fn an_unknown_action_stops_nobody() {
    let clinic = Clinic::ours();
    let mut unknown = client(1, "k1");
    unknown["action_type"] = json!("delete_client");
    let results = clinic.results(&json!([unknown, client(2, "k2")]));
    assert_eq!(refusal(&results[0]).0, "unknown_action");
    id(&results[1]);
}

#[test]
fn rows_made_by_an_upload_come_back_with_their_key() {
    let clinic = Clinic::ours();
    assert_eq!(clinic.initial_data()["clients"], json!([]));
    let owner = id(&clinic.result(&client(1, "k1")));
    let animal = id(&clinic.result(&patient(2, "k2", &json!({"owner_key": "k1"}))));
    let data = clinic.initial_data();
    let expected =
        json!([{"id": owner, "fullName": "Иван Петров", "phone": "+79990000001", "idempotency_key": "k1"}]);
    assert_eq!(data["clients"], expected);
    let expected = json!([{"id": animal, "name": "Мурка", "species": "кошка", "birthDate": "2020-02-29",
                           "gender": "female", "ownerId": owner, "idempotency_key": "k2"}]);
    assert_eq!(data["patients"], expected);
}

#[test]
fn the_same_upload_sent_many_times_at_once_makes_one_row() {
    let clinic = Clinic::ours();
    let ids: std::collections::HashSet<String> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8).map(|_| scope.spawn(|| id(&clinic.result(&client(1, "k1"))))).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!((ids.len(), clinic.count("clients")), (1, 1));
}
