//! The best hits of a search, and how many there are in all.

use super::wanted::RANKS;

/// Hits of the list come in А–Я order, so that within a rank the first are the best; the others come in any.
pub(super) struct Best<'a> {
    limit: usize,
    total: u64,
    ranks: [Vec<i64>; RANKS],
    /// Of this rank and those behind it there are enough.
    enough: usize,
    loose: Vec<(usize, &'a str, i64)>,
}

impl<'a> Best<'a> {
    pub(super) fn new(limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let enough = if limit == 0 { 0 } else { RANKS };
        Self { limit, total: 0, ranks: [const { Vec::new() }; RANKS], enough, loose: Vec::new() }
    }

    pub(super) fn count(&mut self, hits: u32) {
        self.total += u64::from(hits);
    }

    /// A hit of the list whose rank is this one or a greater is not among the best.
    pub(super) fn wanted_below(&self) -> usize {
        self.enough
    }

    /// A hit of the list that is counted already.
    pub(super) fn hit(&mut self, rank: usize, id: i64) {
        if rank < self.enough {
            self.ranks[rank].push(id);
            if self.ranks[rank].len() == self.limit {
                self.enough = rank;
            }
        }
    }

    pub(super) fn loose_hit(&mut self, rank: usize, name: &'a str, id: i64) {
        self.total += 1;
        self.loose.push((rank, name, id));
    }

    /// Each with its rank, and the total. The best are among them: as many as wanted of the list, as many of the others.
    pub(super) fn finish(mut self) -> (Vec<(i64, usize)>, u64) {
        if self.loose.len() > self.limit {
            self.loose.select_nth_unstable(self.limit);
            self.loose.truncate(self.limit);
        }
        let ranked =
            self.ranks.iter().enumerate().flat_map(|(rank, ids)| ids.iter().map(move |id| (*id, rank)));
        let loose = self.loose.iter().map(|(rank, _, id)| (*id, *rank));
        (ranked.take(self.limit).chain(loose).collect(), self.total)
    }
}
