//! What waits and what needs a person are counted apart.

use chrono::{DateTime, FixedOffset};
use vetsystem_companion::domain::Kopecks;
use vetsystem_companion::store::{Author, Store, Tally};

use crate::support::{client, execute, invoice};

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

#[test]
fn what_waits_is_not_what_needs_a_person_and_its_oldest_is_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let mut store = Store::open(&path).unwrap();
    let author = Author {
        server: "s".into(),
        tenant_id: "t".into(),
        branch_id: "b".into(),
        user_id: "u".into(),
        user_name: "u".into(),
    };
    let [first, second, third] =
        ["2026-11-22T10:00:00+03:00", "2026-11-22T11:00:00+03:00", "2026-11-22T12:00:00+03:00"].map(at);
    let owner = store.save_client(&author, first, None, &client("Иван Петров")).unwrap().local_id;
    store.save_invoice(&author, second, None, &invoice(owner, None)).unwrap();
    store.save_invoice(&author, third, None, &invoice(owner, None)).unwrap();
    let money = Kopecks(500_000);
    let report = store.report(third).unwrap();
    assert_eq!(report.pending, Tally { actions: 3, money: money + money });
    assert_eq!((report.oldest_pending, report.attention()), (Some(first.to_utc()), 0));

    execute(
        &path,
        "UPDATE sync_queue SET state = 'refused', status = 'error' WHERE id = 1;
         UPDATE sync_queue SET state = 'in_doubt', status = 'error' WHERE id = 2",
    );
    let report = store.report(third).unwrap();
    assert_eq!(report.pending, Tally { actions: 1, money });
    assert_eq!(report.refused, Tally { actions: 1, money: Kopecks::ZERO });
    assert_eq!(report.in_doubt, Tally { actions: 1, money });
    assert_eq!((report.oldest_pending, report.attention()), (Some(third.to_utc()), 2));
}
