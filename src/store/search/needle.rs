//! A text that is looked for many times.

use memchr::memmem::Finder;

#[derive(Debug)]
pub(super) struct Needle {
    text: String,
    finder: Finder<'static>,
}

impl Needle {
    pub(super) fn new(text: String) -> Self {
        let finder = Finder::new(&text).into_owned();
        Self { text, finder }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where it first stands in a text at or behind a place.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<usize> {
        self.finder.find(text.as_bytes().get(from..)?).map(|found| from + found)
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }
}
