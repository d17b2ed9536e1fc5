//! Random choices that are the same at every run.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Builder;
use uuid::fmt::Hyphenated;

/// A seeded generator.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new() -> Self {
        Self(ChaCha8Rng::seed_from_u64(61_974))
    }

    /// 0 to `sides` − 1.
    pub fn roll(&mut self, sides: usize) -> usize {
        let wide = u64::from(self.0.next_u32()) * sides as u64;
        usize::try_from(wide >> 32).unwrap_or_default()
    }

    /// The smaller of two rolls: low numbers come more often, as common names and young animals do.
    pub fn roll_low(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides))
    }

    /// Yes so many times of a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.roll(100) < chance
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }

    pub fn uuid(&mut self) -> Hyphenated {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid().hyphenated()
    }

    /// Appends decimal digits.
    pub fn digits(&mut self, count: usize, out: &mut String) {
        for _ in 0..count {
            out.push(char::from(b"0123456789"[self.roll(10)]));
        }
    }
}
