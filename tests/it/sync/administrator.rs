//! What an administrator does to the server's database while the server runs.

use crate::support::{Bench, execute};

pub fn change(bench: &Bench, statements: &'static str) {
    execute(&bench.database(), statements);
}
