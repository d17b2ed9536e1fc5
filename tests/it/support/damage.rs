//! Store files as a failing disk or a power cut leaves them.

use std::fs;
use std::path::Path;

use super::{execute, query};

const PAGE: usize = 4096;

/// A page of a store becomes zeros.
pub fn zero_page(path: &Path, page: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[(page - 1) * PAGE..page * PAGE].fill(0);
    fs::write(path, bytes).unwrap();
}

/// The first page of a table or an index; `root_of` is a query for its number.
pub fn zero_root(path: &Path, root_of: &'static str) {
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
    zero_page(path, query(path, root_of).parse().unwrap());
}

pub const QUEUE: &str = "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'sync_queue'";
pub const CLIENTS: &str = "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'clients'";
pub const INVOICES: &str = "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'invoices'";
pub const LINES: &str = "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'invoice_items'";
pub const INDEX: &str = "SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = 'sync_queue_by_state'";

/// The first bytes are another program's.
pub fn spoil_header(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[..100].fill(0xAA);
    fs::write(path, bytes).unwrap();
}

/// The last page is cut in two.
pub fn cut_end(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - PAGE / 2]).unwrap();
}
