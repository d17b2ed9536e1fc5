//! Bad input: each wrong field is named on stderr, the exit code is 2, and nothing is saved, not even half.

use serde_json::{Value, json};

use crate::support::{Bench, client, local_now, patient};

fn long(n: usize) -> String {
    "я".repeat(n)
}

/// A clinic with two clients, the first of whom has a patient.
fn bench() -> Bench {
    let bench = Bench::ours();
    let (mut store, author) = (bench.store(), bench.session.author());
    for name in ["Анна", "Борис"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    store.save_patient(&author, local_now(), None, &patient("Мурка", 1)).unwrap();
    bench
}

/// Each case changes one field of a good record; the field named on stderr.
fn refused_all(kind: &str, good: &Value, cases: &[(Value, &str)]) {
    let bench = bench();
    let before = (bench.report().counts, bench.store().queue().unwrap());
    for (change, field) in cases {
        let mut record = good.clone();
        for (name, value) in change.as_object().unwrap() {
            record[name] = value.clone();
        }
        let run = bench.run_with(&["add", kind], &record.to_string());
        let shown: String = change.to_string().chars().take(200).collect();
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{shown}: {run:?}");
        let named = run.stderr.lines().any(|line| line.starts_with(&format!("{field}: ")));
        assert!(named, "{shown}: {field} is not named: {run:?}");
        assert_eq!((bench.report().counts, bench.store().queue().unwrap()), before, "{shown}");
    }
    let run = bench.run_with(&["add", kind], &good.to_string());
    assert_eq!(run.code, 0, "the good one: {run:?}");
}

#[test]
fn of_a_client() {
    let good = json!({"full_name": "Вера", "phone": "1", "email": null, "address": ""});
    let cases = [
        (json!({"full_name": ""}), "full_name"),
        (json!({"full_name": " \t"}), "full_name"),
        (json!({"full_name": null}), "full_name"),
        (json!({"full_name": 5}), "full_name"),
        (json!({"full_name": long(10_000)}), "full_name"),
        (json!({"full_name": long(256)}), "full_name"),
        (json!({"full_name": "А\u{0}Б"}), "full_name"),
        (json!({"phone": ""}), "phone"),
        (json!({"phone": long(51)}), "phone"),
        (json!({"phone": 79_161_234_567_i64}), "phone"),
        (json!({"email": long(256)}), "email"),
        (json!({"address": []}), "address"),
        (json!({"address": long(1001)}), "address"),
        (json!({"colour": "red"}), "colour"),
    ];
    refused_all("client", &good, &cases);
}

#[test]
fn of_a_patient() {
    let good = json!({"name": "Рекс", "species": "собака", "client_id": 1, "birth_date": "2020-02-29", "gender": "male"});
    let cases = [
        (json!({"client_id": null}), "client_id"),
        (json!({"client_id": 999}), "client_id"),
        (json!({"client_id": "1"}), "client_id"),
        (json!({"client_id": 1.5}), "client_id"),
        (json!({"client_id": -1}), "client_id"),
        (json!({"name": ""}), "name"),
        (json!({"name": long(10_000)}), "name"),
        (json!({"species": ""}), "species"),
        (json!({"species": long(101)}), "species"),
        (json!({"breed": long(256)}), "breed"),
        (json!({"birth_date": "2026-02-30"}), "birth_date"),
        (json!({"birth_date": "2021-02-29"}), "birth_date"),
        (json!({"birth_date": "30.01.2020"}), "birth_date"),
        (json!({"birth_date": "2020-1-30"}), "birth_date"),
        (json!({"birth_date": "+12020-01-30"}), "birth_date"),
        (json!({"birth_date": "2999-01-01"}), "birth_date"),
        (json!({"birth_date": "1899-12-31"}), "birth_date"),
        (json!({"birth_date": "0000-01-01"}), "birth_date"),
        (json!({"birth_date": ""}), "birth_date"),
        (json!({"gender": "cat"}), "gender"),
        (json!({"owner": 1}), "owner"),
    ];
    refused_all("patient", &good, &cases);
}

#[test]
fn of_an_appointment() {
    let good = json!({"client_id": 1, "patient_id": 1, "appointment_date": "2020-01-31", "appointment_time": "09:05"});
    let cases = [
        (json!({"client_id": null}), "client_id"),
        (json!({"client_id": 999}), "client_id"),
        (json!({"client_id": 2}), "patient_id"),
        (json!({"patient_id": null}), "patient_id"),
        (json!({"patient_id": 999}), "patient_id"),
        (json!({"appointment_date": null}), "appointment_date"),
        (json!({"appointment_date": "2026-13-01"}), "appointment_date"),
        (json!({"appointment_date": "2026-04-31"}), "appointment_date"),
        (json!({"appointment_date": "завтра"}), "appointment_date"),
        (json!({"appointment_date": "1026-01-31"}), "appointment_date"),
        (json!({"appointment_date": "+12026-01-01"}), "appointment_date"),
        (json!({"appointment_time": null}), "appointment_time"),
        (json!({"appointment_time": "25:00"}), "appointment_time"),
        (json!({"appointment_time": "9:05"}), "appointment_time"),
        (json!({"appointment_time": "09:05:00"}), "appointment_time"),
        (json!({"doctor_name": long(10_000)}), "doctor_name"),
        (json!({"notes": long(5001)}), "notes"),
        (json!({"doctor": "Орлова"}), "doctor"),
    ];
    refused_all("appointment", &good, &cases);
}

#[test]
fn of_an_invoice() {
    let good_line = json!({"type": "service", "name": "Приём", "quantity": 1.5, "price": 100.5, "total": 150.75, "nomenclature_id": null});
    let good = json!({"client_id": 1, "patient_id": 1, "items": [good_line], "total_amount": 150.75,
                      "payment_status": "paid", "created_at": "2020-01-31T10:00:00+03:00"});
    let mut cases = vec![
        (json!({"client_id": null}), "client_id"),
        (json!({"client_id": 999}), "client_id"),
        (json!({"client_id": 2}), "patient_id"),
        (json!({"patient_id": 999}), "patient_id"),
        (json!({"items": null}), "items"),
        (json!({"items": []}), "items"),
        (json!({"items": {}}), "items"),
        (json!({"items": ["Приём"]}), "items[0]"),
        (json!({"payment_status": "cancelled"}), "payment_status"),
        (json!({"total_amount": 150.74}), "total_amount"),
        (json!({"total_amount": "150.75"}), "total_amount"),
        (json!({"total_amount": 150.755}), "total_amount"),
        (json!({"created_at": "вчера"}), "created_at"),
        (json!({"created_at": "2020-01-31"}), "created_at"),
        (json!({"notes": 5}), "notes"),
        (json!({"notes": long(5001)}), "notes"),
        (json!({"discount": 5}), "discount"),
    ];
    let lines = [
        (json!({"quantity": 0}), "quantity"),
        (json!({"quantity": -1}), "quantity"),
        (json!({"quantity": null}), "quantity"),
        (json!({"quantity": "1"}), "quantity"),
        (json!({"quantity": 0.0001}), "quantity"),
        (json!({"quantity": 1e300}), "quantity"),
        (json!({"price": 10.005}), "price"),
        (json!({"price": -1}), "price"),
        (json!({"price": null}), "price"),
        (json!({"price": 1e300}), "price"),
        (json!({"name": ""}), "name"),
        (json!({"name": long(10_000)}), "name"),
        (json!({"type": "gift"}), "type"),
        (json!({"type": null}), "type"),
        (json!({"total": 1}), "total"),
        (json!({"quantity": 1e9, "price": 1e9}), "total"),
        (json!({"nomenclature_id": 999}), "nomenclature_id"),
        (json!({"nomenclature_id": "1"}), "nomenclature_id"),
        (json!({"vat": 20}), "vat"),
    ];
    let named: Vec<(Value, String)> = lines
        .into_iter()
        .map(|(change, field)| {
            let mut line = good_line.clone();
            for (name, value) in change.as_object().unwrap() {
                line[name] = value.clone();
            }
            // The wrong line is the second one: its place is named too. Its total is left to the program.
            if field != "total" {
                line.as_object_mut().unwrap().remove("total");
            }
            (json!({"items": [good_line, line], "total_amount": null}), format!("items[1].{field}"))
        })
        .collect();
    cases.extend(named.iter().map(|(change, field)| (change.clone(), field.as_str())));
    refused_all("invoice", &good, &cases);
}

#[test]
fn what_is_no_json_object() {
    let bench = bench();
    let before = (bench.report().counts, bench.store().queue().unwrap());
    for input in
        ["", " ", "[]", "5", "null", "\"text\"", "{", "{} {}", "{\"full_name\":}", "\u{0}", "full_name=Анна"]
    {
        for kind in ["client", "invoice"] {
            let run = bench.run_with(&["add", kind], input);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{input:?}: {run:?}");
            assert!(run.stderr.contains("JSON"), "{input:?}: {run:?}");
        }
    }
    assert_eq!((bench.report().counts, bench.store().queue().unwrap()), before);
}

#[test]
fn all_wrong_fields_are_named_at_once() {
    let run = bench().run_with(&["add", "client"], "{}");
    let fields: Vec<&str> = run.stderr.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!((run.code, fields), (2, vec!["full_name", "phone"]));
    let line = json!({"type": "gift", "name": "", "quantity": 0, "price": 1e18});
    let run = bench().run_with(&["add", "invoice"], &json!({"client_id": 1, "items": [line]}).to_string());
    let expected = [
        "items[0].type: Строка 1: Вид: Можно только: service, product",
        "items[0].price: Строка 1: Цена: Слишком большое число",
        "items[0].name: Строка 1: Наименование: Заполните поле",
        "items[0].quantity: Строка 1: Количество: Должно быть больше нуля",
    ];
    assert_eq!((run.code, run.stderr.lines().collect::<Vec<_>>()), (2, expected.to_vec()));
}

#[test]
fn a_patient_of_an_unknown_client_is_not_called_another_client_s() {
    let visit = json!({"client_id": 999, "patient_id": 1, "appointment_date": "2026-11-23", "appointment_time": "10:00"});
    let run = bench().run_with(&["add", "appointment"], &visit.to_string());
    assert_eq!(run.stderr.trim_end(), "client_id: Клиент: Записи с номером 999 здесь нет", "{run:?}");
}

#[test]
fn a_value_of_another_type_is_told_in_the_user_s_language() {
    let record = json!({"client_id": "1", "items": {}, "notes": 5, "total_amount": "5"});
    let run = bench().run_with(&["add", "invoice"], &record.to_string());
    let named: Vec<&str> = run.stderr.lines().filter_map(|line| line.rsplit(": ").next()).collect();
    assert_eq!((run.code, named), (2, vec!["целое число", "число", "текст", "список"]), "{run:?}");
}

#[test]
fn of_the_command_line() {
    let bench = bench();
    let cases: [&[&str]; 16] = [
        &["nonsense"],
        &["add"],
        &["add", "dog"],
        &["show", "client"],
        &["show", "dog", "1"],
        &["show", "client", "first"],
        &["find"],
        &["find", "x", "--kind", "dogs"],
        &["find", "x", "--limit", "-1"],
        &["queue", "retry"],
        &["queue", "retry", "x"],
        &["queue", "discard", "1", "--all"],
        &["sync", "--once", "--watch"],
        &["sync", "--interval", "0"],
        &["sign-in", "--user", "vet"],
        &["--lang", "de", "status"],
    ];
    for arguments in cases {
        let run = bench.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {run:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}
