//! Rows in А–Я order, and for each word the rows in whose names it stands: a search goes to no others.

use super::place;
use super::row_set::RowSet;

/// The word is the first one of the row's name.
const FIRST: u32 = 1 << 31;

#[derive(Debug)]
pub(super) struct List {
    ids: Vec<i64>,
    /// The rows of each word, one word after another.
    rows: Vec<u32>,
    /// Where each word's rows begin, and where the last one's end.
    starts: Vec<u32>,
    /// Changed since it was built: the row is elsewhere, or nowhere. So is nobody's.
    gone: RowSet,
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
        let mut gone = RowSet::none(ids.len() + 1);
        gone.add(ids.len());
        Self { ids, rows, starts, gone }
    }

    /// The row of what has none.
    pub(super) fn nobody(&self) -> u32 {
        place(self.ids.len())
    }

    /// How many rows there are, with nobody's.
    pub(super) fn places(&self) -> usize {
        self.ids.len() + 1
    }

    /// How many rows are still as they were.
    pub(super) fn live(&self) -> usize {
        self.places() - self.gone.len()
    }

    pub(super) fn id(&self, row: usize) -> i64 {
        self.ids[row]
    }

    pub(super) fn gone(&self) -> &RowSet {
        &self.gone
    }

    /// Leaves out the rows with these ids, which are sorted.
    pub(super) fn take_out(&mut self, ids: &[i64]) {
        for (row, _) in self.ids.iter().enumerate().filter(|(_, id)| ids.binary_search(id).is_ok()) {
            self.gone.add(row);
        }
    }

    /// The rows in whose names a word stands.
    pub(super) fn of_word(&self, word: usize) -> impl Iterator<Item = usize> {
        self.entries(word).map(|entry| (entry & !FIRST) as usize)
    }

    /// The rows whose names begin with it.
    pub(super) fn that_begin_with(&self, word: usize) -> impl Iterator<Item = usize> {
        self.entries(word).filter(|entry| entry & FIRST != 0).map(|entry| (entry & !FIRST) as usize)
    }

    fn entries(&self, word: usize) -> impl Iterator<Item = u32> {
        self.rows[self.starts[word] as usize..self.starts[word + 1] as usize].iter().copied()
    }

    pub(super) fn size(&self) -> usize {
        self.ids.capacity() * size_of::<i64>()
            + (self.rows.capacity() + self.starts.capacity()) * size_of::<u32>()
            + self.gone.size()
    }
}
