//! Text made comparable for search: letter case, ё and е, spaces, and a forgotten keyboard layout.

/// Lower case, ё as е, runs of white space as one space, none at the ends.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }));
    }
    folded
}

const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";
/// With Shift these keys give signs where the other layout has capitals.
const SHIFTED: &str = "~{}:\"<>";
const CAPITALS: &str = "ёхъжэбю";

/// The same keys typed in the other keyboard layout: `bdfyjd` → `иванов`.
/// `None` when no key would give another letter.
pub fn other_layout(text: &str) -> Option<String> {
    let swap = |c: char| {
        let find = |from: &str, to: &str| from.chars().position(|x| x == c).and_then(|at| to.chars().nth(at));
        find(LATIN, CYRILLIC).or_else(|| find(SHIFTED, CAPITALS)).or_else(|| find(CYRILLIC, LATIN))
    };
    let swapped: String = text.to_lowercase().chars().map(|c| swap(c).unwrap_or(c)).collect();
    (swapped != text.to_lowercase()).then_some(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_yo_and_spaces() {
        let cases = [("  Пётр   ИВАНОВ ", "петр иванов"), ("ЁЖ", "еж"), ("Straße", "straße"), ("", "")];
        for (text, expected) in cases {
            assert_eq!(fold(text), expected);
        }
    }

    #[test]
    fn the_other_layout_is_the_same_keys() {
        let cases =
            [("bdfyjd", Some("иванов")), ("BDFYJD", Some("иванов")), ("куч", Some("rex")), ("123", None)];
        for (text, expected) in cases {
            assert_eq!(other_layout(text).as_deref(), expected, "{text}");
        }
    }
}
