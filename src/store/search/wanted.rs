//! What a search text asks for, and how well a row answers it.
//!
//! What a row that is looked at by itself answers is a number of bits, four a word of the search. Rows of the lists are
//! looked at many at a time, to the same end: `answers.rs`.

use super::answers::Hit;
use super::needle::Needle;
use crate::domain::{fold, is_phone_char};

/// More words than this never narrow a search any further in practice.
const MAX_WORDS: usize = 6;

/// [`Hit::Elsewhere`] of each word.
const EACH: u32 = 0x0011_1111;
/// A name begins with the first word of the search.
const STARTS: u32 = 1 << 24;
/// The phone that the whole text is stands in one of the row's, or ends one.
const PHONE: u32 = 1 << 25;
const PHONE_END: u32 = 1 << 26;

/// All words of a text, or the phone that the whole of it is.
#[derive(Debug)]
pub(super) struct Wanted {
    words: Vec<Word>,
    /// The digits of a text that is nothing but digits and a phone's signs.
    phone: Option<Needle>,
    /// What a row answers that every word hits.
    all: u32,
}

/// A word of the search: its folded text, and its digits where it may be part of a phone.
#[derive(Debug)]
pub(super) struct Word {
    pub text: Needle,
    pub digits: Option<Needle>,
}

impl Wanted {
    pub(super) fn read(text: &str) -> Self {
        let folded = fold(text);
        let texts: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        if let Some(phone) = digits_of(&folded) {
            let words = texts.iter().map(|text| Word { text: Needle::new((*text).to_owned()), digits: None });
            return Self::of(words, Some(phone));
        }
        // In `8 916 иванов` the 8 only opens the phone: by itself it would have to stand in the number too.
        let opens_phone = |at: usize| {
            matches!(texts[at], "8" | "7" | "+7")
                && texts
                    .get(at + 1)
                    .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit() || c == '('))
        };
        let telling = (0..texts.len()).filter(|&at| !opens_phone(at));
        let word = |at: usize| Word { text: Needle::new(texts[at].to_owned()), digits: digits_of(texts[at]) };
        Self::of(telling.map(word), None)
    }

    fn of(words: impl Iterator<Item = Word>, phone: Option<Needle>) -> Self {
        let words: Vec<Word> = words.take(MAX_WORDS).collect();
        let all = EACH & ((1 << (4 * words.len())) - 1);
        Self { words, phone, all }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The phone that the whole text is.
    pub(super) fn phone(&self) -> Option<&Needle> {
        self.phone.as_ref()
    }

    /// The words, in order.
    fn texts(&self) -> impl Iterator<Item = &Needle> {
        self.words.iter().map(|word| &word.text)
    }

    /// What may stand in phones: digits, with the bits of a hit and of one at a number's end.
    fn digits(&self) -> impl Iterator<Item = (&Needle, [u32; 2])> {
        let words = self.words.iter().enumerate();
        let of_words =
            words.filter_map(|(at, word)| Some((word.digits.as_ref()?, [bit(at, Hit::Elsewhere); 2])));
        of_words.chain(self.phone.as_ref().map(|phone| (phone, [PHONE, PHONE | PHONE_END])))
    }

    /// What a name answers.
    pub(super) fn name(&self, name: &str) -> u32 {
        let mut bits = 0;
        for (at, text) in self.texts().enumerate() {
            let mut from = 0;
            while let Some(found) = text.find(name, from) {
                let begins = found == 0 || name.as_bytes()[found - 1] == b' ';
                let ends = matches!(name.as_bytes().get(found + text.len()), None | Some(b' '));
                let starts = if at == 0 && found == 0 { STARTS } else { 0 };
                bits |= bit(at, Hit::of(begins, begins && ends)) | starts;
                from = found + text.len();
            }
        }
        bits
    }

    /// What a text that is not the row's name answers.
    pub(super) fn text_elsewhere(&self, text: &str) -> u32 {
        let hits = self.texts().enumerate().filter(|(_, word)| word.is_in(text));
        hits.fold(0, |all, (at, _)| all | bit(at, Hit::Elsewhere))
    }

    /// What the row's phones answer: numbers with spaces between them.
    pub(super) fn phones(&self, phones: &str) -> u32 {
        let ends = |digits: &Needle| phones.split(' ').any(|number| number.ends_with(digits.as_str()));
        let hits = self.digits().filter(|(digits, _)| digits.is_in(phones));
        hits.fold(0, |all, (digits, [hit, at_end])| all | if ends(digits) { at_end } else { hit })
    }

    /// All words hit something, or the phone did.
    pub(super) fn is_hit(&self, bits: u32) -> bool {
        let any = (bits | bits >> 1 | bits >> 2 | bits >> 3) & EACH;
        any == self.all || bits & PHONE != 0
    }

    /// Where a row that is hit stands, the best least. Each word counts: it is a word of the name, it begins one, it is
    /// inside one, it hit something else. Alike, a name that begins with the first word comes first.
    pub(super) fn rank(&self, bits: u32) -> usize {
        let of_word = |at: usize| {
            let hits = [Hit::Is, Hit::Begins, Hit::Inside];
            2 * hits.into_iter().position(|hit| bits & bit(at, hit) != 0).unwrap_or(hits.len())
        };
        (0..self.words.len()).map(of_word).sum::<usize>() + usize::from(bits & STARTS == 0)
    }

    /// The same for rows with phones of their own: of a phone people give the last digits.
    pub(super) fn rank_by_phone(&self, bits: u32) -> usize {
        if self.phone.is_some() { usize::from(bits & PHONE_END == 0) } else { self.rank(bits) }
    }
}

/// More ranks than a row can have.
pub(super) const RANKS: usize = 6 * MAX_WORDS + 2;

/// The bit of a word of the search that hits so.
fn bit(at: usize, hit: Hit) -> u32 {
    1 << (4 * at + hit as usize)
}

/// The digits of a text that may be a phone or a part of one.
fn digits_of(text: &str) -> Option<Needle> {
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    (has_digits && text.chars().all(is_phone_char)).then(|| Needle::new(phone_part(text)))
}

/// The digits as the store keeps them: a number dictated from its 8 on begins with 7 there.
fn phone_part(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('8') {
        Some(rest) if rest.len() >= 3 && digits.len() <= 11 && rest.starts_with(['3', '4', '8', '9']) => {
            format!("7{rest}")
        }
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_one_however_it_is_dictated() {
        let cases = [
            ("8 916 123", "7916123"),
            ("+7 (916) 123-45-67", "79161234567"),
            ("8.916.123–45–67", "79161234567"),
            ("4567", "4567"),
            ("8912", "7912"),
            ("812", "812"),
        ];
        for (text, digits) in cases {
            let phone = Wanted::read(text).phone.unwrap();
            assert_eq!(phone.as_str(), digits, "{text}");
        }
    }

    #[test]
    fn other_text_is_split_into_folded_words() {
        let texts = |text| {
            let Wanted { words, phone, .. } = Wanted::read(text);
            assert!(phone.is_none(), "{text}");
            let own = |needle: Needle| needle.as_str().to_owned();
            words.into_iter().map(|word| (own(word.text), word.digits.map(own))).collect::<Vec<_>>()
        };
        assert_eq!(texts(" Пётр  4567"), [("петр".into(), None), ("4567".into(), Some("4567".into()))]);
        assert_eq!(texts("  "), []);
        assert_eq!(texts("a b c d e f g h").len(), MAX_WORDS);
    }
}
