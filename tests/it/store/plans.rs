//! How SQLite goes about the store's statements: none goes through a table that grows with the clinic, but for those
//! that must, and each of these says why.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::SqliteConnection;
use vetsystem_companion::store::Store;

use super::statements::{plan, sources};
use crate::support::on_file;

/// Tables that grow with the clinic, or with the time that it works with the program. The queue is short.
const LARGE: [&str; 6] = ["clients", "patients", "appointments", "invoices", "invoice_items", "journal"];

/// What goes through one of them as a whole, table or index, and why it may.
const WHOLE: [(&str, &str); 9] = [
    (
        "clients/list.sql",
        "an index in its order, read up to the limit; how many there are; what was made here last",
    ),
    ("patients/list.sql", "an index in its order, read up to the limit; how many there are"),
    ("report/counts.sql", "how many there are, of the smallest index"),
    ("clients/count.sql", "the same"),
    ("patients/count.sql", "the same"),
    ("appointments/doctors.sql", "a form's choices, of what was written down here"),
    ("patients/species.sql", "a form's choices, the most frequent first"),
    ("patients/breeds.sql", "the same"),
    ("journal/resend.sql", "once, when a person has all sent again to a server that was restored"),
];

/// What works on the whole store: a first download, and a store that is put together again. What is searched for is
/// put together at run time, and has its own tests.
const OF_THE_WHOLE: [&str; 4] = ["snapshot/", "rescue/", "salvage.rs", "search.rs"];

#[test]
fn no_statement_goes_through_a_large_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    let statements = [sources(), in_the_code()].concat();
    assert!(statements.len() > 150, "only {} found", statements.len());
    on_file(&path, async |conn| {
        let mut whole = BTreeSet::new();
        for (name, text) in &statements {
            if OF_THE_WHOLE.iter().any(|folder| name.starts_with(folder)) || name.ends_with("/shown.sql") {
                continue;
            }
            for scan in scans(conn, text).await {
                whole.insert((name.as_str(), scan));
            }
        }
        let known = |name: &str| WHOLE.iter().any(|(known, _)| *known == name);
        let unknown: Vec<_> = whole.iter().filter(|(name, _)| !known(name)).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
        for (name, _) in WHOLE {
            assert!(whole.iter().any(|(found, _)| *found == name), "{name} is no exception any more");
        }
        Ok(())
    });
}

/// The lines of a statement's plan that go through a large table.
async fn scans(conn: &mut SqliteConnection, text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(|at: char| !at.is_alphanumeric() && at != '_').collect();
    let names = words.windows(3).filter(|words| LARGE.contains(&words[0])).map(|words| match words {
        [_, "AS", alias] => *alias,
        [table, ..] => *table,
        [] => unreachable!(),
    });
    let names: BTreeSet<&str> = names.collect();
    let mut found = Vec::new();
    for line in plan(conn, text).await.lines() {
        let scanned = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        if scanned.is_some_and(|scanned| names.contains(scanned)) && !line.contains("VIRTUAL TABLE") {
            found.push(line.to_owned());
        }
    }
    found
}

/// The statements that stand in the store's Rust files, with each table that a blank in them may mean.
fn in_the_code() -> Vec<(String, String)> {
    const RECORDS: [&str; 4] = ["clients", "patients", "appointments", "invoices"];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        let source = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        for literal in source.split('"').skip(1).step_by(2) {
            let is_statement = ["SELECT ", "UPDATE ", "DELETE FROM ", "INSERT INTO "];
            if is_statement.iter().any(|begin| literal.starts_with(begin)) {
                let tables = if literal.contains('{') { &RECORDS[..] } else { &RECORDS[..1] };
                found.extend(tables.iter().map(|table| (name.to_owned(), filled(literal, table))));
            }
        }
    }
    found
}

fn filled(literal: &str, table: &str) -> String {
    literal.replace("{}", table).replace("{table}", table).replace("{shown}", "").replace("{live}", "")
}
