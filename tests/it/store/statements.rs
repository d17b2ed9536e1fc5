//! The store's SQL files: each fits the migrated schema, and those of the hot lists use an index.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Executor as _, Row as _, SqlSafeStr as _, SqliteConnection};
use vetsystem_companion::store::Store;

use crate::support::on_file;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

pub(super) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sql");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

pub(super) async fn plan(conn: &mut SqliteConnection, statement: &str) -> String {
    let rows =
        sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(conn).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail") + "\n").collect()
}

#[test]
fn every_statement_fits_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    let sources = sources();
    assert!(sources.len() > 40, "only {} files found", sources.len());
    on_file(&path, async |conn| {
        // A snapshot's and a rescue's statements work on their temporary tables.
        let first = ["snapshot/begin.sql", "rescue/set_aside.sql"];
        for (_, text) in sources.iter().filter(|(name, _)| first.contains(&&**name)) {
            sqlx::raw_sql(AssertSqlSafe(text.clone())).execute(&mut *conn).await?;
        }
        // A rescue's work on the damaged store beside.
        sqlx::raw_sql("ATTACH ':memory:' AS torn; CREATE TABLE torn.sync_queue (id INTEGER)")
            .execute(&mut *conn)
            .await?;
        for (name, text) in sources.iter().filter(|(name, _)| !first.contains(&&**name)) {
            let prepared = conn.prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
        }
        Ok(())
    });
}

#[test]
fn the_hot_lists_use_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    let sources = sources();
    let cases = [
        ("clients/list.sql", "clients_by_name"),
        ("patients/list.sql", "patients_by_name"),
        ("nomenclature/list.sql", "nomenclature_by_name"),
        ("patients/by_client.sql", "patients_by_client"),
        ("appointments/by_client.sql", "appointments_by_client"),
        ("invoices/by_client.sql", "invoices_by_client"),
        ("appointments/by_day.sql", "appointments_by_day"),
        ("invoices/by_day.sql", "invoices_by_day"),
        ("report/sent_on.sql", "journal_by_day"),
        ("journal/list.sql", "SEARCH j USING INTEGER PRIMARY KEY"),
        ("settle/doubts.sql", "sync_queue_by_state"),
        ("settle/clients_like.sql", "clients_by_name"),
        ("settle/patients_like.sql", "patients_by_client"),
        ("journal/unchecked_days.sql", "INTEGER PRIMARY KEY (rowid>?)"),
        ("journal/invoices_of_day.sql", "journal_by_invoice_day"),
        ("clients/by_id.sql", "INTEGER PRIMARY KEY"),
        ("patients/by_id.sql", "INTEGER PRIMARY KEY"),
    ];
    on_file(&path, async |conn| {
        for (name, index) in cases {
            let (_, text) = sources.iter().find(|(known, _)| known == name).unwrap();
            let plan = plan(conn, text).await;
            let line = plan.lines().find(|line| line.contains(index));
            assert!(line.is_some(), "{name} does without {index}:\n{plan}");
            let sorted = plan.contains("USE TEMP B-TREE FOR ORDER BY")
                && name.ends_with("list.sql")
                && !name.starts_with("clients");
            assert!(!sorted, "{name} sorts the whole table:\n{plan}");
        }
        Ok(())
    });
}
