//! What a search costs: of the store it reads the rows that are shown, of what changed only that, and its index is small.

use std::path::Path;

use sqlx::{AssertSqlSafe, Row as _};
use vetsystem_companion::store::Store;

use super::{author, clinic};
use crate::support::cost::statements;
use crate::support::{client, execute, local_now, on_file};

fn plan(path: &Path, statement: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let rows = on_file(path, async |conn| sqlx::query(AssertSqlSafe(explain)).fetch_all(conn).await);
    rows.iter().map(|row| row.get("detail")).collect()
}

#[test]
fn no_statement_of_a_search_goes_through_a_table() {
    const STATEMENTS: [(&str, &str); 11] = [
        ("clients of the index", include_str!("../../../../src/store/sql/search/clients.sql")),
        ("patients of the index", include_str!("../../../../src/store/sql/search/patients.sql")),
        ("items of the index", include_str!("../../../../src/store/sql/search/items.sql")),
        ("clients shown", include_str!("../../../../src/store/sql/clients/shown.sql")),
        ("patients shown", include_str!("../../../../src/store/sql/patients/shown.sql")),
        ("items shown", include_str!("../../../../src/store/sql/nomenclature/shown.sql")),
        ("marks", include_str!("../../../../src/store/sql/search/marks.sql")),
        ("missed", include_str!("../../../../src/store/sql/search/missed.sql")),
        ("clients changed", include_str!("../../../../src/store/sql/search/changed_clients.sql")),
        ("patients changed", include_str!("../../../../src/store/sql/search/changed_patients.sql")),
        ("items changed", include_str!("../../../../src/store/sql/search/changed_items.sql")),
    ];
    // What is given to the statement, and what it has chosen itself: a page of the index.
    const MAY_BE_SCANNED: [&str; 4] = ["best", "touched", "CONSTANT", "(subquery-1)"];
    let (folder, store) = clinic();
    drop(store);
    for (name, statement) in STATEMENTS {
        let plan = plan(&folder.path().join("clinic.db"), statement);
        let scanned = |line: &&String| {
            let what = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            what.is_some_and(|what| !MAY_BE_SCANNED.contains(&what))
        };
        let whole = plan.iter().find(|line| scanned(line) || line.starts_with("MATERIALIZE queue_states"));
        assert_eq!(whole, None, "{name}: {plan:#?}");
    }
}

/// The first screen.
#[test]
fn a_list_without_text_reads_what_it_shows() {
    const STATEMENTS: [(&str, &str); 3] = [
        ("clients", include_str!("../../../../src/store/sql/clients/list.sql")),
        ("patients", include_str!("../../../../src/store/sql/patients/list.sql")),
        ("nomenclature", include_str!("../../../../src/store/sql/nomenclature/list.sql")),
    ];
    let (folder, store) = clinic();
    drop(store);
    for (table, statement) in STATEMENTS {
        let plan = plan(&folder.path().join("clinic.db"), statement);
        // In order, until there are enough.
        let in_order = format!("INDEX {table}_by_name");
        let of_table =
            |line: &&String| line.starts_with(&format!("SCAN {table}")) || line.contains(&in_order);
        let scans: Vec<&String> = plan.iter().filter(of_table).collect();
        assert!(matches!(scans[..], [only] if only.contains(&in_order)), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("MATERIALIZE queue_states")), "{plan:#?}");
    }
}

#[test]
fn what_nobody_says_has_changed_is_not_read_again() {
    let (folder, mut writer) = clinic();
    let path = folder.path().join("clinic.db");
    let mut reader = Store::open_reader(&path).unwrap();
    let totals = |reader: &mut Store| {
        ["иванов", "тайный", "громов"].map(|text| reader.find_clients(text, 9).unwrap().total)
    };
    assert_eq!(totals(&mut reader), [1, 0, 0]);
    execute(
        &path,
        "DROP TRIGGER search_client_changed; UPDATE clients SET name_folded = 'тайный' WHERE id = 1",
    );
    assert_eq!(totals(&mut reader), [1, 0, 0]);
    writer.save_client(&author(), local_now(), None, &client("Громов")).unwrap();
    assert_eq!(totals(&mut reader), [1, 0, 1], "of the other clients nothing is read");
    assert_eq!(totals(&mut Store::open_reader(&path).unwrap()), [0, 1, 1]);
}

/// Each statement is a switch to the thread that speaks with SQLite.
#[test]
fn a_search_is_one_statement_while_nothing_changes() {
    let (folder, mut writer) = clinic();
    let mut reader = Store::open_reader(&folder.path().join("clinic.db")).unwrap();
    let found = |reader: &mut Store, text: &str| {
        let (found, ran) = statements(|| reader.find_clients(text, 9).unwrap());
        (found.total, ran)
    };
    assert_eq!(found(&mut reader, "иванов").0, 1);
    assert_eq!(found(&mut reader, "иванов"), (1, 1));
    assert_eq!(found(&mut reader, "bdfyjd"), (1, 1), "in the other layout");
    assert_eq!(found(&mut reader, "громов"), (0, 1));
    assert_eq!(statements(|| reader.find_patients("мурка", 9).unwrap()).1, 1);
    assert_eq!(statements(|| reader.find_items("прием", 9).unwrap()).1, 1);
    assert_eq!(statements(|| reader.prepare_search().unwrap()), (true, 1));
    writer.save_client(&author(), local_now(), None, &client("Громов")).unwrap();
    assert_eq!(found(&mut reader, "громов").0, 1, "what changed is found at once");
    assert_eq!(found(&mut reader, "громов"), (1, 1));
}

#[test]
fn an_index_is_built_in_steps_once_and_is_small() {
    const CLIENTS: usize = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    execute(
        &path,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
         INSERT INTO clients (full_name, phone, name_folded, phone_digits)
         SELECT '', '', 'иванов' || (i % 100) || ' иван' || (i % 10) || ' иванович', 79160000000 + i FROM n;
         INSERT INTO patients (name, species, name_folded, client_id) SELECT '', '', 'мурка', id FROM clients",
    );
    let mut reader = Store::open_reader(&path).unwrap();
    let steps = (1..100).find(|_| reader.prepare_search().unwrap()).unwrap();
    assert!((10..20).contains(&steps), "{steps}");
    let size = reader.search_size();
    assert!(size < 50 * CLIENTS, "{size} bytes for as many clients, and patients, as {CLIENTS}");
    assert!(reader.prepare_search().unwrap());
    // A search that comes before the index is built waits for what is left of it.
    let mut reader = Store::open_reader(&path).unwrap();
    assert!(!reader.prepare_search().unwrap());
    assert_eq!(reader.find_clients("иванов7 иван7", 5).unwrap().total, 200);
}
