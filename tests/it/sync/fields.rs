//! What a person entered arrives: each field of each record, under the contract's name, none beside them.

use serde_json::{Value, json};

use crate::support::Bench;

/// The records with every field they have, as `add` takes them.
fn full_records() -> [(&'static str, Value); 4] {
    let item = json!({"type": "product", "nomenclature_id": null, "name": "Капли", "quantity": 1.5, "price": 100.33,
                      "total": 150.5});
    [
        (
            "client",
            json!({"full_name": "Иван Петров", "phone": "8 916 123-45-67", "email": "a@b.ru", "address": "Лесная, 1"}),
        ),
        (
            "patient",
            json!({"client_id": 1, "name": "Мурка", "species": "кошка", "breed": "сиамская", "birth_date": "2020-02-29",
                   "gender": "female"}),
        ),
        (
            "appointment",
            json!({"client_id": 1, "patient_id": 1, "appointment_date": "2026-11-23", "appointment_time": "09:05",
                   "doctor_name": "Орлова", "notes": "Прививка"}),
        ),
        (
            "invoice",
            json!({"client_id": 1, "patient_id": 1, "total_amount": 150.5, "payment_status": "paid",
                   "created_at": "2026-11-22T23:30:00+03:00", "notes": "Наличными", "items": [item]}),
        ),
    ]
}

#[test]
fn every_field_is_queued_and_reaches_the_server_as_it_was_given() {
    let bench = Bench::ours();
    for (kind, record) in full_records() {
        let run = bench.run_with(&["add", kind], &record.to_string());
        assert_eq!(run.code, 0, "{kind}: {run:?}");
    }
    for (row, (kind, mut record)) in bench.queue_json().iter().zip(full_records()) {
        record["local_id"] = json!(1);
        assert_eq!(row["payload"], record, "{kind}");
    }
    assert_eq!(bench.good_cycle().uploaded, 4);
    let dump = bench.dump();
    for (kind, record) in full_records() {
        let arrived = &dump[format!("{kind}s")][0];
        for (field, value) in record.as_object().unwrap() {
            // The server knows parents by its own ids.
            if !matches!(field.as_str(), "client_id" | "patient_id") {
                assert_eq!(&arrived[field], value, "{field} of the {kind}");
            }
        }
    }
}

#[test]
fn a_field_left_empty_is_left_out() {
    let bench = Bench::ours();
    for (kind, record) in [
        ("client", json!({"full_name": "Анна", "phone": "1", "email": null, "address": " "})),
        (
            "patient",
            json!({"client_id": 1, "name": "Рекс", "species": "собака", "breed": "", "gender": null}),
        ),
    ] {
        assert_eq!(bench.run_with(&["add", kind], &record.to_string()).code, 0);
    }
    let payloads: Vec<Value> = bench.queue_json().iter().map(|row| row["payload"].clone()).collect();
    let expected = [
        json!({"local_id": 1, "full_name": "Анна", "phone": "1"}),
        json!({"local_id": 1, "client_id": 1, "name": "Рекс", "species": "собака"}),
    ];
    assert_eq!(payloads, expected);
}
