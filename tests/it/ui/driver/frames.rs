//! Frame by frame: what is drawn when.

use std::time::Instant;

use super::{Driver, letters};
use crate::support::PATIENCE;

impl Driver {
    /// Letters, and the one frame that takes them in.
    pub fn type_in_one_frame(&mut self, text: &str) {
        while self.was_woken() {}
        self.frame(letters(text));
    }

    /// Draws frames as they are asked for until these words stand somewhere. How many were drawn without them after
    /// the store had answered: `answered` looks at the window before each.
    #[track_caller]
    pub fn frames_until_says(&mut self, words: &str, answered: impl Fn(&Self) -> bool) -> usize {
        let deadline = Instant::now() + PATIENCE;
        let mut late = 0;
        loop {
            self.look();
            if self.says(words) {
                return late;
            }
            late += usize::from(answered(self));
            assert!(Instant::now() < deadline, "never {words}\n{}", self.describe());
        }
    }
}
