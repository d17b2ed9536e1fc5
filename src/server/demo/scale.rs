//! How large the demo clinic is: a decimal number of times its usual size, kept in hundredths.

use std::str::FromStr;

use crate::domain::Kopecks;

const SMALLEST: u32 = 1;
const USUAL: u32 = 100;
const LARGEST: u32 = 1_000;

/// From 0.01 to 10 times the usual demo clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale(u32);

/// What was given is no such number.
#[derive(Debug, thiserror::Error)]
#[error("expected a decimal number from 0.01 to 10")]
pub struct ScaleError;

impl Scale {
    /// So many rows instead of `usual` ones.
    pub(super) fn of(self, usual: usize) -> usize {
        (usual * self.0 as usize + USUAL as usize / 2) / USUAL as usize
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl FromStr for Scale {
    type Err = ScaleError;

    /// Two decimals count, as in a sum of money.
    fn from_str(text: &str) -> Result<Self, ScaleError> {
        let hundredths = Kopecks::parse(text).ok().and_then(|sum| u32::try_from(sum.0).ok());
        hundredths.filter(|given| (SMALLEST..=LARGEST).contains(given)).map(Self).ok_or(ScaleError)
    }
}
