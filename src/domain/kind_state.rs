//! Kinds of action that a server does not take at all, and what it says of them.

/// What becomes of a kind that a server refused again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KindState {
    /// Shown as one, no longer sent.
    Held,
    /// A person has said that this is how this server is.
    Aside,
}

impl KindState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Aside => "aside",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Held, Self::Aside].into_iter().find(|state| state.as_str() == text)
    }
}

/// A refusal's words without what is one record's own: numbers and what stands in quotes. Two that are alike so have
/// one cause.
pub fn without_values(message: &str) -> String {
    const QUOTES: [(char, char); 6] =
        [('"', '"'), ('\'', '\''), ('`', '`'), ('«', '»'), ('“', '”'), ('„', '“')];
    let mut bare = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(sign) = rest.chars().next() {
        rest = &rest[sign.len_utf8()..];
        let last = bare.chars().next_back();
        // Inside a word it is an apostrophe.
        let opens = !last.is_some_and(char::is_alphanumeric);
        let quoted = QUOTES.iter().find(|(open, _)| *open == sign && opens);
        if let Some(length) = quoted.and_then(|(_, close)| rest.find(*close)) {
            bare.push_str("\"\"");
            let close = rest[length..].chars().next().map_or(0, char::len_utf8);
            rest = &rest[length + close..];
        } else if sign.is_ascii_digit() {
            if last != Some('0') {
                bare.push('0');
            }
        } else {
            bare.extend(sign.to_lowercase());
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_alike_but_for_their_values() {
        let same = [
            ("Too long: 51 of 50", "too long: 7 of 50"),
            ("No \"Мурка\" here", "No \"Барсик 2\" here"),
            ("Врач «Орлова» не найден", "Врач «Иванов» не найден"),
            ("can't take 'a'", "can't take 'bc'"),
            ("", ""),
        ];
        for (one, other) in same {
            assert_eq!(without_values(one), without_values(other), "{one}");
        }
        let different = [
            ("Врач не найден", "Клиент не найден"),
            ("a \"b\" c", "a \"b\" d"),
            ("one \" of them", "one \" of us"),
            ("can't do a", "can't do b"),
        ];
        for (one, other) in different {
            assert_ne!(without_values(one), without_values(other), "{one}");
        }
    }
}
