//! What a record says here is what its queued action says.

use serde_json::{Value, json};
use vetsystem_companion::domain::InvoiceDraft;
use vetsystem_companion::store::{Author, Store};

use crate::support::{client, invoice, local_now};

#[test]
fn an_invoice_keeps_its_moment_when_mended_unless_another_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("clinic.db")).unwrap();
    let author =
        Author { tenant_id: "t".into(), branch_id: "b".into(), user_id: "u".into(), user_name: "u".into() };
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
