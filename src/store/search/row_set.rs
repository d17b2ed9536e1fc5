//! Sets of rows, a bit each: what is known of 64 rows is put together at once.

/// So many rows are in one number.
const BLOCK: usize = u64::BITS as usize;

#[derive(Debug, Default)]
pub(super) struct RowSet(Vec<u64>);

impl RowSet {
    /// None of so many.
    pub(super) fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(BLOCK)])
    }

    pub(super) fn add(&mut self, row: usize) {
        self.0[row / BLOCK] |= 1 << (row % BLOCK);
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0[row / BLOCK] >> (row % BLOCK) & 1 != 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|block| *block == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|block| block.count_ones() as usize).sum()
    }

    /// In order.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(block, bits)| rows_of(block, *bits))
    }

    /// Adds the rows that belong to those of another list, where `belongs` has each one's row there.
    pub(super) fn add_belonging(&mut self, belongs: &[u32], to: &Self) {
        for (block, rows) in self.0.iter_mut().zip(belongs.chunks(BLOCK)) {
            let bits = rows.iter().enumerate().map(|(at, row)| u64::from(to.has(*row as usize)) << at);
            *block |= bits.fold(0, |all, bit| all | bit);
        }
    }

    pub(super) fn blocks(&self) -> usize {
        self.0.len()
    }

    pub(super) fn block(&self, block: usize) -> u64 {
        self.0[block]
    }

    pub(super) fn size(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}

/// The rows that a block tells of by bits, in order.
pub(super) fn rows_of(block: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(block * BLOCK + at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_added_across_its_blocks() {
        let mut rows = RowSet::none(130);
        assert!(rows.is_empty());
        for row in [0, 63, 64, 129, 64] {
            rows.add(row);
        }
        assert_eq!((rows.rows().collect(), rows.len()), (vec![0, 63, 64, 129], 4));
        assert!(rows.has(129) && !rows.has(128) && !rows.is_empty());
    }

    #[test]
    fn what_belongs_to_a_row_goes_with_it() {
        let mut owners = RowSet::none(3);
        owners.add(1);
        let belongs: Vec<u32> = (0..100).map(|row| row % 3).collect();
        let mut rows = RowSet::none(100);
        rows.add(0);
        rows.add_belonging(&belongs, &owners);
        assert!(rows.rows().eq((0..100).filter(|row| *row == 0 || row % 3 == 1)));
    }
}
