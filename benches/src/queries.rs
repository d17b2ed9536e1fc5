//! What people type into the search, by class.

/// A class of query and its texts.
#[derive(Debug)]
pub struct Class {
    pub name: &'static str,
    pub texts: &'static [&'static str],
}

/// Each also as it is typed, letter by letter, is in the class of its length.
pub const CLASSES: &[Class] = &[
    Class { name: "one letter", texts: &["и", "а", "м", "5"] },
    Class { name: "two letters", texts: &["ив", "на", "мо", "ру"] },
    Class { name: "word begun", texts: &["иван", "смирн", "мурз", "анал"] },
    Class {
        name: "whole word", texts: &["иванова", "Мария", "барсик", "консультация"]
    },
    Class { name: "inside a word", texts: &["ванов", "ович", "рси", "цинац"] },
    Class {
        name: "two words",
        texts: &["иванова мария", "петр соловьев", "кузнецов барсик", "общий анализ"],
    },
    Class { name: "phone", texts: &["4567", "8 916 12", "+7 (916) 123", "916-12"] },
    Class { name: "name and phone", texts: &["иванова 916", "смирнов 45"] },
    Class { name: "ё as е", texts: &["семён", "соловьёв", "королева"] },
    Class { name: "other layout", texts: &["bdfyjdf", "cvbhyjd", "vehpbr"] },
    Class { name: "nothing", texts: &["щщщщ", "иванова щщщщ"] },
];

/// The texts that are a word of a name or a part of one, in the right layout: what a scan of the names counts too.
pub fn one_word() -> impl Iterator<Item = &'static str> {
    let texts = CLASSES.iter().filter(|class| class.name != "other layout").flat_map(|class| class.texts);
    texts.copied().filter(|text| text.chars().all(char::is_alphabetic))
}
