//! Numbers of up to eleven digits: of each digit, each of its bits lies together with those of 63 other numbers, so that eight
//! operations tell which of them have a digit at a place.

use super::row_set::BLOCK;

/// A Russian number has eleven digits.
const DIGITS: usize = 11;
/// Of as many numbers as there are rows in a block of a set the digits, the last first; of a digit its bits, the least
/// first. No digit is 0, `0` is 1 and so on.
type Block = [[u64; 4]; DIGITS];

#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<Block>);

impl Numbers {
    /// So many that have no digits yet.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![Block::default(); count.div_ceil(BLOCK)])
    }

    /// Whether there is room for all of it.
    pub(super) fn may_hold(number: &str) -> bool {
        number.len() <= DIGITS && number.bytes().all(|digit| digit.is_ascii_digit())
    }

    /// One that [`Self::may_hold`] has said yes to, at a place that has none and is at most one beyond those there are.
    pub(super) fn put(&mut self, at: usize, number: &str) {
        if at / BLOCK == self.0.len() {
            self.0.push(Block::default());
        }
        for (digit, bits) in number.bytes().rev().zip(&mut self.0[at / BLOCK]) {
            for (bit, numbers) in bits_of(digit).into_iter().zip(bits) {
                *numbers |= u64::from(bit) << (at % BLOCK);
            }
        }
    }

    /// Of each block in which they stand anywhere: its place, the numbers in which they do, and those that they end.
    pub(super) fn find(&self, digits: &str, mut each: impl FnMut(usize, u64, u64)) {
        let Some(places) = DIGITS.checked_sub(digits.len()) else { return };
        // What has the bits of a digit has none that differ from these.
        let wanted: Vec<[u64; 4]> = digits.bytes().rev().map(|digit| bits_of(digit).map(filled)).collect();
        for (at, block) in self.0.iter().enumerate() {
            let with_end_at = |place: usize| {
                let digits = block[place..].iter().zip(&wanted);
                !digits.fold(0, |differ, (bits, wanted)| differ | difference(bits, wanted))
            };
            let end = with_end_at(0);
            let stand = (1..=places).fold(end, |stand, place| stand | with_end_at(place));
            if stand != 0 {
                each(at, stand, end);
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        self.0.capacity() * size_of::<Block>()
    }
}

fn bits_of(digit: u8) -> [bool; 4] {
    let code = digit.wrapping_sub(b'0').wrapping_add(1);
    std::array::from_fn(|bit| code >> bit & 1 == 1)
}

fn filled(bit: bool) -> u64 {
    if bit { u64::MAX } else { 0 }
}

/// The numbers whose digit here is another one.
fn difference(bits: &[u64; 4], wanted: &[u64; 4]) -> u64 {
    bits.iter().zip(wanted).fold(0, |differ, (bit, wanted)| differ | (bit ^ wanted))
}

#[cfg(test)]
mod tests {
    use super::super::row_set::rows_of;
    use super::*;

    #[test]
    fn digits_are_found_where_they_stand_and_where_they_end_a_number() {
        let numbers: Vec<String> =
            (0..200_u64).map(|at| (79_160_000_000 + at * at * 7_919).to_string()).collect();
        let short = ["", "0", "5", "12", "123456", "00000000000", "99999999999"].map(str::to_owned);
        let numbers: Vec<String> = numbers.into_iter().chain(short).collect();
        let mut all = Numbers::none(150);
        for (at, number) in numbers.iter().enumerate() {
            assert!(Numbers::may_hold(number));
            all.put(at, number);
        }
        for digits in ["7", "0", "9", "79", "916", "12", "00", "123456", "79160000000", "5000000000012"] {
            let (mut stand, mut end) = (Vec::new(), Vec::new());
            all.find(digits, |block, in_block, at_end| {
                stand.extend(rows_of(block, in_block));
                end.extend(rows_of(block, at_end));
            });
            let those = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
                (0..numbers.len()).filter(|at| fits(&numbers[*at])).collect()
            };
            assert_eq!(stand, those(&|number| number.contains(digits)), "{digits}");
            assert_eq!(end, those(&|number| number.ends_with(digits)), "{digits}");
        }
        assert!(!Numbers::may_hold("123456789012") && !Numbers::may_hold("12-3"));
    }
}
