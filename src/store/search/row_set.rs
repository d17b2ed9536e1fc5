//! Sets of rows, a bit each: what is known of 64 rows is put together at once.

/// So many rows are in one number.
pub(super) const BLOCK: usize = u64::BITS as usize;

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

    /// Adds the rows that a block tells of by bits.
    pub(super) fn add_block(&mut self, block: usize, bits: u64) {
        self.0[block] |= bits;
    }

    pub(super) fn has(&self, row: usize) -> bool {
        is_in(self.0[row / BLOCK], row)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|block| *block == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|block| block.count_ones() as usize).sum()
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

/// Whether the bits of its block tell of a row.
pub(super) fn is_in(bits: u64, row: usize) -> bool {
    bits >> (row % BLOCK) & 1 != 0
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

    fn rows(set: &RowSet) -> Vec<usize> {
        (0..set.blocks()).flat_map(|block| rows_of(block, set.block(block))).collect()
    }

    #[test]
    fn a_set_has_what_was_added_across_its_blocks() {
        let mut set = RowSet::none(130);
        assert!(set.is_empty());
        for row in [0, 63, 64, 129, 64] {
            set.add(row);
        }
        set.add_block(0, 0b110);
        assert_eq!((rows(&set), set.len()), (vec![0, 1, 2, 63, 64, 129], 6));
        assert!(set.has(129) && !set.has(128) && !set.is_empty());
    }

    #[test]
    fn what_belongs_to_a_row_goes_with_it() {
        let mut owners = RowSet::none(3);
        owners.add(1);
        let belongs: Vec<u32> = (0..100).map(|row| row % 3).collect();
        let mut set = RowSet::none(100);
        set.add(0);
        set.add_belonging(&belongs, &owners);
        assert_eq!(rows(&set), (0..100).filter(|row| *row == 0 || row % 3 == 1).collect::<Vec<_>>());
    }
}
