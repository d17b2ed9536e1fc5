//! A patient that a classic server refuses for its birth date can go without it, and keeps it here.

use chrono::NaiveDate;
use serde_json::json;
use vetsystem_companion::domain::PatientDraft;

use crate::support::{Bench, client, local_now, patient};

#[test]
fn a_patient_goes_without_its_birth_date_and_keeps_it_here() {
    let bench = Bench::classic().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap().local_id;
    let born = NaiveDate::from_ymd_opt(2020, 2, 29);
    let ids = ["Мурка", "Барсик", "Рекс"].map(|name| {
        let draft = PatientDraft { birth_date: born, ..patient(name, owner) };
        store.save_patient(&author, local_now(), None, &draft).unwrap().queue_id
    });
    bench.good_cycle();
    let row = bench.queue_json().remove(0);
    assert_eq!((&row["state"], &row["error_code"]), (&json!("refused"), &json!("birth_date")));
    assert_eq!(store.queue().unwrap()[0].error_field.as_deref(), Some("birth_date"));
    // Each of them is its own fault: the kind is not held.
    assert_eq!((bench.report().attention(), bench.report().held_kinds.len()), (3, 0));

    assert_eq!(bench.run(&["queue", "retry", &ids[0].to_string(), "--without-birth-date"]).code, 0);
    assert_eq!(bench.run(&["queue", "retry", &ids[0].to_string(), "--without-birth-date"]).code, 1);
    assert_eq!(bench.good_cycle().uploaded, 1);
    let there = &bench.dump()["patients"][0];
    assert_eq!((&there["name"], &there["birth_date"]), (&json!("Мурка"), &json!(null)));
    bench.full_cycle();
    let here = store.patient(1).unwrap().unwrap();
    assert_eq!((here.synced, here.birth_date), (true, born));
}
