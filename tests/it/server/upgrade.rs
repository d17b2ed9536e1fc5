//! A database that the program made before this one: it is brought to this schema with all it holds.

use super::*;

/// The first released schema, as the program that made it left it.
const FIRST: &str = include_str!("../../../migrations/server/0001_clinic.sql");

#[test]
fn a_database_of_the_first_schema_is_served_with_its_rows_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    administrate(&path);
    let clinic = Clinic::open(config(Database::File(path.clone())));
    let made = id(&clinic.result(&client(1, "k1")));
    clinic.server.stop();
    crate::support::execute(&path, BACK_TO_FIRST);
    let schema = "SELECT group_concat(name, ' ') FROM
        (SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name)";
    let first = folder.path().join("first.db");
    crate::support::execute(&first, FIRST);
    assert_eq!(
        crate::support::query(&path, schema).replace("_sqlx_migrations ", ""),
        crate::support::query(&first, schema)
    );

    let again = Clinic::open(config(Database::File(path.clone())));
    let data = again.initial_data();
    assert_eq!(data["clients"][0]["id"], json!(made));
    let repeat = again.result(&client(1, "k1"));
    assert_eq!((id(&repeat), &repeat["replayed"]), (made.clone(), &json!(true)));
    assert_eq!(again.changes(&data["cursor"])["clients"], json!([]));
    crate::support::execute(&path, "UPDATE clients SET phone = '1'");
    let second = id(&again.result(&client(2, "k2")));
    let page = again.changes(&data["cursor"]);
    assert_eq!((&page["clients"][0]["id"], &page["clients"][1]["id"]), (&json!(made), &json!(second)));
}

/// Takes away what the second migration added.
const BACK_TO_FIRST: &str = "
    DROP TRIGGER clients_inserted; DROP TRIGGER clients_updated; DROP TRIGGER clients_deleted;
    DROP TRIGGER patients_inserted; DROP TRIGGER patients_updated; DROP TRIGGER patients_deleted;
    DROP TRIGGER nomenclature_inserted; DROP TRIGGER nomenclature_updated; DROP TRIGGER nomenclature_deleted;
    DROP TABLE changes; DROP TABLE change_log;
    DROP INDEX clients_of_day; DROP INDEX patients_of_day; DROP INDEX appointments_of_day; DROP INDEX invoices_of_day;
    DELETE FROM _sqlx_migrations WHERE version = 2;";
