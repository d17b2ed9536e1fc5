//! What a record says here is what its queued action says.

use serde_json::{Value, json};
use vetsystem_companion::domain::{FieldError, InvoiceDraft, Problem};
use vetsystem_companion::store::{Author, SaveError, Store};

use crate::support::{client, invoice, local_now, patient};

fn author() -> Author {
    Author {
        server: "s".into(),
        tenant_id: "t".into(),
        branch_id: "b".into(),
        user_id: "u".into(),
        user_name: "u".into(),
    }
}

#[test]
fn an_invoice_keeps_its_moment_when_mended_unless_another_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author = author();
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
    let (first, later) = (at("2026-11-20T23:30:00+03:00"), at("2026-11-22T10:00:00+03:00"));
    let draft = invoice(owner.local_id, None);
    let saved = store.save_invoice(&author, first, None, &draft).unwrap();
    for (given, expected) in [(None, first), (Some(later), later)] {
        let mended = InvoiceDraft { created_at: given, ..draft.clone() };
        store.save_invoice(&author, later, Some(saved.local_id), &mended).unwrap();
        let row = store.invoice(saved.local_id).unwrap().unwrap().head;
        let queued: Value = serde_json::from_str(&store.queue().unwrap()[1].payload).unwrap();
        assert_eq!((row.created_at, &queued["created_at"]), (expected, &json!(expected.to_rfc3339())));
        assert_eq!(store.invoices_on(expected.date_naive()).unwrap(), [row]);
    }
}

#[test]
fn a_patient_goes_to_another_owner_only_without_records_on_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author = author();
    for name in ["Иван Петров", "Анна Белова"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    let animal = store.save_patient(&author, local_now(), None, &patient("Мурка", 1)).unwrap();
    let hand_over = |to: i64, store: &mut Store| {
        store.save_patient(&author, local_now(), Some(animal.local_id), &patient("Мурка", to))
    };
    hand_over(2, &mut store).unwrap();
    store.save_invoice(&author, local_now(), None, &invoice(2, Some(animal.local_id))).unwrap();
    let wrong = FieldError::new("client_id", Problem::HasRecordsOfItsOwner);
    assert!(matches!(hand_over(1, &mut store), Err(SaveError::Fields(errors)) if errors == [wrong]));
    hand_over(2, &mut store).unwrap();
}
