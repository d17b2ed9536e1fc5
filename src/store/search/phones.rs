//! The phones of all clients in one text of digits.

use super::needle::Needle;
use super::place;

#[derive(Debug, Default)]
pub(super) struct Phones {
    /// Numbers with spaces between them, and a line end behind each client's.
    digits: String,
    /// Where each client's begin, and where the text ends; and whose row that is.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Phones {
    pub(super) fn push(&mut self, row: u32, numbers: &str) {
        self.starts.push(place(self.digits.len()));
        self.rows.push(row);
        self.digits.push_str(numbers);
        self.digits.push('\n');
    }

    /// Gives each client the row that it has now.
    pub(super) fn renumber(&mut self, rows: &[u32]) {
        for row in &mut self.rows {
            *row = rows[*row as usize];
        }
        self.starts.push(place(self.digits.len()));
        self.digits.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    /// Every place where the digits stand: whose row, and whether they end a number there.
    pub(super) fn find(&self, digits: &Needle, mut each: impl FnMut(usize, bool)) {
        let text = self.digits.as_bytes();
        let (mut client, mut from) = (0, 0);
        while let Some(at) = digits.find(&self.digits, from) {
            while self.starts[client + 1] as usize <= at {
                client += 1;
            }
            each(self.rows[client] as usize, matches!(text[at + digits.len()], b' ' | b'\n'));
            from = at + 1;
        }
    }

    pub(super) fn size(&self) -> usize {
        self.digits.capacity() + (self.starts.capacity() + self.rows.capacity()) * size_of::<u32>()
    }
}
