//! The least that the machine must do for the same result.

mod commit;
mod http;
mod rows;
mod scan;
mod snapshot;

pub use commit::Commits;
pub use http::{Answer, get};
pub use rows::{Written, write};
pub use scan::Scan;
pub use snapshot::{Client, Item, Nothing, Patient, Sink, read};

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use vetsystem_companion::server::DEMO_KEY;

    use super::*;
    use crate::clinic::{Clinic, put_database};

    #[test]
    fn the_floor_writes_the_very_rows_that_the_program_writes() {
        let clinic = Clinic::open("0.01".parse().unwrap()).unwrap();
        let store = clinic.file("floor.db");
        put_database(&clinic.session.store_path, &store).unwrap();
        clinic.cycle(true).unwrap();
        let body = get(clinic.relay.url(), DEMO_KEY, &clinic.download_path()).unwrap();
        assert_eq!(write(&store, body).unwrap().rows, 620 + 824 + 11);
        let rows = |path| -> String {
            let all = include_str!("sql/all_rows.sql");
            Connection::open(path).unwrap().query_row(all, [], |row| row.get(0)).unwrap()
        };
        let ours = rows(&clinic.session.store_path);
        assert!(ours.len() > 100_000 && ours == rows(&store));
        assert!(Scan::of(&store, "clients").unwrap().count("иванов") > 0);
    }
}
