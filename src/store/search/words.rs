//! The words that names are made of, each once: a clinic of 62,000 names has a thousand. All of them are one text, so
//! that a word of a search is looked for in one go.

use std::collections::HashMap;

use super::answers::Hit;
use super::needle::Needle;
use super::place;

/// Words by their numbers, which are in А–Я order.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Each word with a line end behind it.
    text: String,
    /// Where each begins, and where the text ends.
    starts: Vec<u32>,
}

impl Words {
    /// Each word that the text is in, and how.
    pub(super) fn find(&self, text: &Needle, mut each: impl FnMut(usize, Hit)) {
        let (mut word, mut from) = (0, 0);
        while let Some(at) = text.find(&self.text, from) {
            while self.start(word + 1) <= at {
                word += 1;
            }
            let (begin, next) = (self.start(word), self.start(word + 1));
            each(word, Hit::of(at == begin, next - begin == text.len() + 1));
            (word, from) = (word + 1, next);
        }
    }

    fn start(&self, word: usize) -> usize {
        self.starts[word] as usize
    }

    pub(super) fn size(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * size_of::<u32>()
    }
}

/// Words numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    numbers: HashMap<Box<str>, u32>,
}

impl Numbering {
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let next = place(self.numbers.len());
        self.numbers.insert(word.into(), next);
        next
    }

    /// The words in order, and the new number of each old one. A space ends a word in a name, and is less than any sign in
    /// one: names compare as their words' numbers do.
    pub(super) fn sort(self) -> (Words, Vec<u32>) {
        let mut all: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        all.sort_unstable();
        let mut renumbered = vec![0; all.len()];
        let mut words = Words::default();
        for (new, (word, old)) in (0..).zip(all) {
            renumbered[old as usize] = new;
            words.starts.push(place(words.text.len()));
            words.text.push_str(&word);
            words.text.push('\n');
        }
        words.starts.push(place(words.text.len()));
        (words, renumbered)
    }
}
