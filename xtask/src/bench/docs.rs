//! Puts the table into `docs/performance.md`, between the markers of its size; the prose around them is written by hand.

use anyhow::{Context as _, Result};

use super::table::Table;
use crate::cargo::root;

const FILE: &str = "docs/performance.md";

/// A size without a place in the file is only printed.
pub fn put(scale: &str, table: &Table) -> Result<()> {
    let path = root().join(FILE);
    let text = std::fs::read_to_string(&path).with_context(|| FILE.to_owned())?;
    let Some(text) = replaced(&text, scale, &table.to_markdown()) else { return Ok(()) };
    std::fs::write(path, text)?;
    println!("{FILE} has the new table");
    Ok(())
}

fn replaced(text: &str, scale: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- begin {scale} -->\n"), format!("<!-- end {scale} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{table}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_of_its_size_is_replaced() {
        let text = "a\n<!-- begin 1 -->\nold\n<!-- end 1 -->\nb\n<!-- begin 10 -->\nkept\n<!-- end 10 -->\n";
        let expected = text.replace("old", "\nnew\n");
        assert_eq!(replaced(text, "1", "new\n").as_deref(), Some(expected.as_str()));
        assert_eq!(replaced(text, "3", "new"), None);
    }
}
