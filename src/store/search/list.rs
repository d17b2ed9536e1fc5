//! Rows in А–Я order, and for each word the rows in whose names it stands: a search goes to no others.

use super::place;
use super::wanted::STARTS;

/// The word is the first one of the row's name.
const FIRST: u32 = 1 << 31;

#[derive(Debug, Default)]
pub(super) struct List {
    ids: Vec<i64>,
    /// The rows of each word, one word after another.
    rows: Vec<u32>,
    /// Where each word's rows begin, and where the last one's end.
    starts: Vec<u32>,
    /// Changed since it was built: the row is elsewhere, or nowhere.
    gone: Vec<bool>,
}

impl List {
    /// Of rows in order, each with the numbers of its name's words, of which there are so many.
    pub(super) fn of<'a>(
        ids: Vec<i64>,
        words: usize,
        words_of: impl Fn(usize) -> &'a [u32],
        number: impl Fn(u32) -> u32,
    ) -> Self {
        let mut starts = vec![0; words + 1];
        for row in 0..ids.len() {
            for word in words_of(row) {
                starts[number(*word) as usize + 1] += 1;
            }
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let (mut rows, mut ends) = (vec![0; starts[words] as usize], starts.clone());
        for row in 0..ids.len() {
            for (at, word) in words_of(row).iter().enumerate() {
                let end = &mut ends[number(*word) as usize];
                rows[*end as usize] = place(row) | if at == 0 { FIRST } else { 0 };
                *end += 1;
            }
        }
        let gone = vec![false; ids.len()];
        Self { ids, rows, starts, gone }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// How many rows are still as they were.
    pub(super) fn live(&self) -> usize {
        self.gone.iter().filter(|gone| !**gone).count()
    }

    pub(super) fn id(&self, row: usize) -> i64 {
        self.ids[row]
    }

    pub(super) fn is_gone(&self, row: usize) -> bool {
        self.gone[row]
    }

    /// Leaves out the rows with these ids, which are sorted.
    pub(super) fn take_out(&mut self, ids: &[i64]) {
        for (id, gone) in self.ids.iter().zip(&mut self.gone) {
            *gone |= ids.binary_search(id).is_ok();
        }
    }

    /// What the words of names answer, a word and row at a time.
    pub(super) fn each_word(&self, answers: &[u32], mut each: impl FnMut(usize, u32)) {
        let words = answers.iter().zip(self.starts.windows(2)).filter(|(bits, _)| **bits != 0);
        for (bits, span) in words {
            for row in &self.rows[span[0] as usize..span[1] as usize] {
                // What the first word of a name says more than the others.
                let bits = if row & FIRST == 0 { bits & !STARTS } else { *bits };
                each((row & !FIRST) as usize, bits);
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        self.ids.capacity() * size_of::<i64>()
            + (self.rows.capacity() + self.starts.capacity()) * size_of::<u32>()
            + self.gone.capacity()
    }
}
