//! By which a row of a download is known to be as it came last: a hash of what the server sent, kept beside what was made
//! of it.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;
use sqlx::SqliteConnection;

/// Raised when the store makes something else of the same row: then every row counts as changed once.
const DERIVED: u64 = 1;
/// Rows read at a time.
const STRETCH: i64 = 20_000;

/// Over the fields of a row in their order. Of 64 bits: that a changed row is taken for one that stands is beyond any
/// clinic's lifetime.
pub(super) struct RowHash(SipHasher13);

impl RowHash {
    pub(super) fn new() -> Self {
        Self(SipHasher13::new_with_keys(DERIVED, 0))
    }

    pub(super) fn text(self, text: &str) -> Self {
        self.optional(Some(text))
    }

    /// Nothing is another thing than an empty text, and no two fields run into each other.
    pub(super) fn optional(mut self, text: Option<&str>) -> Self {
        let length = text.map_or(u64::MAX, |text| text.len() as u64);
        self.0.write(&length.to_le_bytes());
        self.0.write(text.unwrap_or_default().as_bytes());
        self
    }

    pub(super) fn finish(self) -> i64 {
        self.0.finish().cast_signed()
    }
}

/// The hashes of a list's live rows, and which of them came again.
#[derive(Debug, Default)]
pub(super) struct Known {
    hashes: Vec<i64>,
    came: Vec<bool>,
    /// Live rows whose hash is not known.
    pub without: u64,
}

impl Known {
    /// Reads a list's, stretch by stretch.
    pub(super) async fn read(conn: &mut SqliteConnection, stretch: &'static str) -> sqlx::Result<Self> {
        let mut known = Self::default();
        let mut from = 0;
        loop {
            let (last, hashes, without): (Option<i64>, String, i64) =
                sqlx::query_as(stretch).bind(from).bind(STRETCH).fetch_one(&mut *conn).await?;
            let Some(last) = last else { break };
            known.hashes.extend(hashes.split(',').filter_map(|hash| hash.parse::<i64>().ok()));
            known.without += without.unsigned_abs();
            from = last;
        }
        known.hashes.sort_unstable();
        known.came = vec![false; known.hashes.len()];
        Ok(known)
    }

    /// How many live rows there are.
    pub(super) fn rows(&self) -> u64 {
        self.hashes.len() as u64 + self.without
    }

    /// Notes that a row came. `None`: none such is there; else whether it came before.
    pub(super) fn note(&mut self, hash: i64) -> Option<bool> {
        let at = self.hashes.binary_search(&hash).ok()?;
        Some(std::mem::replace(&mut self.came[at], true))
    }

    pub(super) fn has_come(&self, hash: i64) -> bool {
        self.hashes.binary_search(&hash).is_ok_and(|at| self.came[at])
    }

    /// How many came.
    pub(super) fn came(&self) -> u64 {
        self.came.iter().filter(|came| **came).count() as u64
    }

    /// Those that did not come.
    pub(super) fn missing(&self) -> impl Iterator<Item = i64> {
        self.hashes.iter().zip(&self.came).filter(|(_, came)| !**came).map(|(hash, _)| *hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_tells_and_the_hash_is_the_same_on_every_machine() {
        let of = |fields: &[Option<&str>]| {
            fields.iter().fold(RowHash::new(), |hash, field| hash.optional(*field)).finish()
        };
        let different = [
            of(&[Some("ab"), Some("c")]),
            of(&[Some("a"), Some("bc")]),
            of(&[Some("ab"), Some("c"), None]),
            of(&[Some("ab"), Some("c"), Some("")]),
            of(&[None, Some("abc")]),
        ];
        for (at, hash) in different.iter().enumerate() {
            assert!(!different[..at].contains(hash), "{at}");
        }
        // Kept in stores: another value here is another `DERIVED`, and every clinic compared once.
        assert_eq!(of(&[Some("Мурка")]), 6_444_031_425_488_412_659);
    }
}
