//! The phones of all clients in one text of digits, in the order of the clients.

use super::needle::Needle;
use super::place;
use super::row_set::RowSet;

#[derive(Debug, Default)]
pub(super) struct Phones {
    /// Numbers with spaces between them, and a line end behind each client's.
    text: String,
    /// Where each client's begin, and where the text ends.
    starts: Vec<u32>,
    digits: [Digit; 10],
}

/// Most clients have most digits somewhere: who has one is known beforehand.
#[derive(Debug, Default)]
struct Digit {
    anywhere: RowSet,
    /// As the last one of a number.
    at_end: RowSet,
}

impl Phones {
    /// Those of the clients in this order, by what `numbers` has of each.
    pub(super) fn of<'a>(order: &[u32], numbers: impl Fn(u32) -> &'a str) -> Self {
        let length = order.iter().map(|client| numbers(*client).len() + 1).sum();
        let mut text = String::with_capacity(length);
        let mut starts = Vec::with_capacity(order.len() + 1);
        for client in order {
            starts.push(place(text.len()));
            text.push_str(numbers(*client));
            text.push('\n');
        }
        starts.push(place(text.len()));
        let mut phones = Self { text, starts, digits: Default::default() };
        phones.digits = std::array::from_fn(|digit| phones.digit(digit));
        phones
    }

    fn digit(&self, digit: usize) -> Digit {
        let needle = Needle::new(digit.to_string());
        let clients = self.starts.len() - 1;
        let mut found = Digit { anywhere: RowSet::none(clients), at_end: RowSet::none(clients) };
        self.each(&needle, |row, is_end| {
            found.anywhere.add(row);
            if is_end {
                found.at_end.add(row);
            }
        });
        found
    }

    /// The clients in whose phones the digits stand, some of them several times, and whether they end a number there.
    pub(super) fn find(&self, digits: &Needle, mut each: impl FnMut(usize, bool)) {
        match digits.as_str().as_bytes() {
            [digit @ b'0'..=b'9'] => {
                let Digit { anywhere, at_end } = &self.digits[usize::from(digit - b'0')];
                anywhere.rows().for_each(|row| each(row, at_end.has(row)));
            }
            _ => self.each(digits, each),
        }
    }

    /// Every place where the digits stand.
    fn each(&self, digits: &Needle, mut each: impl FnMut(usize, bool)) {
        let text = self.text.as_bytes();
        let (mut client, mut from) = (0, 0);
        while let Some(at) = digits.find(&self.text, from) {
            while self.starts[client + 1] as usize <= at {
                client += 1;
            }
            each(client, matches!(text[at + digits.len()], b' ' | b'\n'));
            from = at + 1;
        }
    }

    pub(super) fn size(&self) -> usize {
        let digits = self.digits.iter().map(|digit| digit.anywhere.size() + digit.at_end.size());
        self.text.capacity() + self.starts.capacity() * size_of::<u32>() + digits.sum::<usize>()
    }
}
