//! The phones of all clients, in the order of the clients.
//!
//! Going through them as text would be the longest part of a search for digits, which most of a clinic may have.

use super::needle::Needle;
use super::numbers::Numbers;
use super::place;
use super::row_set::{RowSet, is_in, rows_of};

#[derive(Debug, Default)]
pub(super) struct Phones {
    /// Of each client the first number.
    first: Numbers,
    /// Further ones, and whose they are.
    further: Numbers,
    owners: Vec<u32>,
    /// Those too long for that, and whose they are.
    longer: Vec<(u32, Box<str>)>,
}

impl Phones {
    /// Those of the clients in this order, by what `numbers` has of each: with spaces between them.
    pub(super) fn of<'a>(order: &[u32], numbers: impl Fn(u32) -> &'a str) -> Self {
        let mut phones = Self { first: Numbers::none(order.len()), ..Self::default() };
        for (row, client) in order.iter().enumerate() {
            let numbers = numbers(*client).split(' ').filter(|number| !number.is_empty());
            for (at, number) in numbers.enumerate() {
                if !Numbers::may_hold(number) {
                    phones.longer.push((place(row), number.into()));
                } else if at == 0 {
                    phones.first.put(row, number);
                } else {
                    phones.further.put(phones.owners.len(), number);
                    phones.owners.push(place(row));
                }
            }
        }
        phones
    }

    /// Adds the clients in whose phones the digits stand, and to the other set those of whom they end a number.
    pub(super) fn find(&self, digits: &Needle, anywhere: &mut RowSet, mut at_end: Option<&mut RowSet>) {
        self.first.find(digits.as_str(), |block, stand, end| {
            anywhere.add_block(block, stand);
            if let Some(at_end) = &mut at_end {
                at_end.add_block(block, end);
            }
        });
        let mut add = |owner: u32, is_end: bool| {
            anywhere.add(owner as usize);
            if let Some(at_end) = at_end.as_mut().filter(|_| is_end) {
                at_end.add(owner as usize);
            }
        };
        self.further.find(digits.as_str(), |block, stand, end| {
            for number in rows_of(block, stand) {
                add(self.owners[number], is_in(end, number));
            }
        });
        for (owner, number) in self.longer.iter().filter(|(_, number)| digits.is_in(number)) {
            add(*owner, number.ends_with(digits.as_str()));
        }
    }

    pub(super) fn size(&self) -> usize {
        let longer = self.longer.iter().map(|(_, number)| number.len()).sum::<usize>();
        self.first.size()
            + self.further.size()
            + self.owners.capacity() * size_of::<u32>()
            + self.longer.capacity() * size_of::<(u32, Box<str>)>()
            + longer
    }
}
