//! Rows in А–Я order, each as the numbers of its name's words: a search is one walk over them.

use super::wanted::STARTS;

/// The last word of a row.
const LAST: u32 = 1 << 31;

#[derive(Debug, Default)]
pub(super) struct List {
    ids: Vec<i64>,
    /// The words of all names, one row after another.
    words: Vec<u32>,
    /// Changed since it was built: the row is elsewhere, or nowhere.
    gone: Vec<bool>,
}

impl List {
    pub(super) fn with_capacity(rows: usize, words: usize) -> Self {
        Self { ids: Vec::with_capacity(rows), words: Vec::with_capacity(words), gone: vec![false; rows] }
    }

    pub(super) fn push(&mut self, id: i64, words: impl Iterator<Item = u32>) {
        self.ids.push(id);
        self.words.extend(words);
        if let Some(last) = self.words.last_mut() {
            *last |= LAST;
        }
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

    /// What each row's name answers, in order.
    pub(super) fn each_name(&self, answers: &[u32], mut each: impl FnMut(usize, u32)) {
        // What the first word of a name says more than the others.
        let (mut row, mut bits, mut kept) = (0, 0, !0);
        for word in &self.words {
            bits |= answers[(word & !LAST) as usize] & kept;
            kept = !STARTS;
            if word & LAST != 0 {
                each(row, bits);
                (row, bits, kept) = (row + 1, 0, !0);
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        self.ids.capacity() * size_of::<i64>()
            + self.words.capacity() * size_of::<u32>()
            + self.gone.capacity()
    }
}
