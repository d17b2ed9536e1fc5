//! The two languages, their files, and how each writes a number.

use fluent_bundle::FluentValue;
use unic_langid::LanguageIdentifier;

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Ru,
    En,
}

macro_rules! files {
    ($lang:literal: $($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../assets/i18n/", $lang, "/", $name)))),+]
    };
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == text)
    }

    /// English where the system speaks English, Russian everywhere else: the clinics are Russian.
    pub fn of_system() -> Self {
        let english = sys_locale::get_locale().is_some_and(|locale| locale.starts_with("en"));
        if english { Self::En } else { Self::Ru }
    }

    /// Chooses the plural rules; the tests prove that both tags are read.
    pub(super) fn id(self) -> LanguageIdentifier {
        self.as_str().parse().unwrap_or_default()
    }

    pub(super) fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Ru => {
                files!("ru": "status.ftl", "fields.ftl", "commands.ftl", "screens.ftl", "errors.ftl", "cli.ftl")
            }
            Self::En => {
                files!("en": "status.ftl", "fields.ftl", "commands.ftl", "screens.ftl", "errors.ftl", "cli.ftl")
            }
        }
    }
}

/// Whole numbers by thousands, `61 974` with a no-break space in both languages: sums of roubles have a comma before their
/// kopecks, and beside them `61,974` would be sixty-one. Anything else as Fluent writes it.
pub(super) fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let head = digits.len() % 3;
    let (head, tail) = digits.split_at(head);
    let mut parts: Vec<&str> = if head.is_empty() { vec![] } else { vec![head] };
    let thousands = (0..tail.len()).step_by(3).filter_map(|at| tail.get(at..at + 3));
    parts.extend(thousands);
    Some(parts.join("\u{a0}"))
}
