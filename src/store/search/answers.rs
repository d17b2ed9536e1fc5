//! What the rows of a list answer of a search, and which of them are the best: 64 rows at a time, since one letter hits
//! most of a clinic.

use super::best::Best;
use super::list::List;
use super::row_set::{RowSet, is_in, rows_of};
use super::wanted::{RANKS, Wanted};

/// How a word of the search hits a row, the best last: something else of it (an animal, an owner, a phone); inside a word
/// of its name; at a word's beginning; as a whole word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hit {
    Elsewhere,
    Inside,
    Begins,
    Is,
}

impl Hit {
    /// A word of the search in a word of a name, at its beginning or not, all of it or not.
    pub(super) fn of(begins: bool, is_all: bool) -> Self {
        match (begins, is_all) {
            (true, true) => Self::Is,
            (true, false) => Self::Begins,
            (false, _) => Self::Inside,
        }
    }
}

pub(super) struct Answers {
    /// Of each word of the search the rows that it hits, by [`Hit`].
    words: Vec<[RowSet; 4]>,
    /// Whose name begins with the first word.
    pub starts: RowSet,
    /// In whose phones the phone is that is searched for.
    pub phone: RowSet,
    /// Where rows are ranked by the phone: those of which it ends one.
    pub phone_ends: Option<RowSet>,
}

impl Answers {
    /// Nothing yet.
    pub(super) fn of(wanted: &Wanted, rows: usize, by_phone: bool) -> Self {
        let none = || RowSet::none(rows);
        Self {
            words: wanted.words().iter().map(|_| [none(), none(), none(), none()]).collect(),
            starts: none(),
            phone: none(),
            phone_ends: by_phone.then(none),
        }
    }

    /// The rows that a word of the search hits so.
    pub(super) fn hit_by(&mut self, word: usize, hit: Hit) -> &mut RowSet {
        &mut self.words[word][hit as usize]
    }

    /// Counts the rows of the list that every word hits, or the phone does, and takes the best of them.
    pub(super) fn put_best(&self, list: &List, best: &mut Best<'_>) {
        for block in 0..self.starts.blocks() {
            let hits = self.hits(block) & !list.gone().block(block);
            if hits == 0 {
                continue;
            }
            best.count(hits.count_ones());
            let ranks = self.ranks(block);
            for row in rows_of(block, hits & ranks.below(best.wanted_below())) {
                best.hit(ranks.of(row), list.id(row));
            }
        }
    }

    fn hits(&self, block: usize) -> u64 {
        let any = |word: &[RowSet; 4]| word.iter().fold(0, |any, rows| any | rows.block(block));
        let every_word = self.words.iter().fold(u64::MAX, |every, word| every & any(word));
        every_word | self.phone.block(block)
    }

    /// As [`Wanted::rank`] and [`Wanted::rank_by_phone`] have them: two for each step that a word misses, one for a name
    /// that does not begin with the first.
    fn ranks(&self, block: usize) -> Ranks {
        let mut ranks = Ranks::default();
        if let Some(ends) = &self.phone_ends {
            ranks.add(0, !ends.block(block));
            return ranks;
        }
        ranks.add(0, !self.starts.block(block));
        for word in &self.words {
            let mut so_well = 0;
            for hit in [Hit::Is, Hit::Begins, Hit::Inside] {
                so_well |= word[hit as usize].block(block);
                ranks.add(1, !so_well);
            }
        }
        ranks
    }
}

/// A number for each row of a block: of each binary digit, the least first, the rows that have it.
#[derive(Default)]
struct Ranks([u64; RANK_DIGITS]);

const RANK_DIGITS: usize = 6;
const _: () = assert!(RANKS <= 1 << RANK_DIGITS, "a rank has no digits left");

impl Ranks {
    /// Adds what a digit stands for to the numbers of these rows.
    fn add(&mut self, digit: usize, rows: u64) {
        let mut carry = rows;
        for digit in &mut self.0[digit..] {
            (*digit, carry) = (*digit ^ carry, *digit & carry);
        }
    }

    /// The rows whose number is less.
    fn below(&self, number: usize) -> u64 {
        let (mut less, mut equal) = (0, u64::MAX);
        for (at, digit) in self.0.iter().enumerate().rev() {
            if number >> at & 1 == 1 {
                less |= equal & !digit;
                equal &= digit;
            } else {
                equal &= !digit;
            }
        }
        less
    }

    /// A row's number.
    fn of(&self, row: usize) -> usize {
        let digits = self.0.iter().enumerate();
        digits.fold(0, |number, (at, digit)| number | usize::from(is_in(*digit, row)) << at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_added_up_and_compared_for_all_rows_of_a_block_at_once() {
        let mut ranks = Ranks::default();
        // Row n gets a one if n is odd, and a two for each of its other binary digits: at most 1 + 2 · 5.
        let rows = |fits: &dyn Fn(usize) -> bool| {
            (0..64).filter(|row| fits(*row)).fold(0, |all, row| all | 1 << row)
        };
        ranks.add(0, rows(&|row| row & 1 == 1));
        for digit in 1..6 {
            ranks.add(1, rows(&|row| row >> digit & 1 == 1));
        }
        let expected = |row: usize| (row & 1) + 2 * (row >> 1).count_ones() as usize;
        for row in 0..64 {
            assert_eq!(ranks.of(row), expected(row), "row {row}");
        }
        for number in 0..=12 {
            assert_eq!(ranks.below(number), rows(&|row| expected(row) < number), "below {number}");
        }
        // As many as there can be: six words that miss every step.
        let mut most = Ranks::default();
        most.add(0, u64::MAX);
        (0..18).for_each(|_| most.add(1, u64::MAX));
        assert_eq!((most.of(5), most.below(38), most.below(37)), (37, u64::MAX, 0));
    }
}
