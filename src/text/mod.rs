//! Words for people: every sentence the program says, in Russian or English, from the Fluent files in `assets/i18n`.
//!
//! ```
//! use vetsystem_companion::text::{Lang, Text};
//! let text = Text::new(Lang::Ru);
//! assert_eq!(text.with("status-attention", [("n", 21.into())]), "Требует внимания: 21");
//! ```

mod lang;
mod words;

pub use fluent_bundle::FluentValue as Arg;
pub use lang::Lang;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// One language's words. Cheap to share, dear to make: one for the whole program.
pub struct Text {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Text {
    /// A mistake in the files is a bug that the tests find; here the messages that can be read are kept.
    pub fn new(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.id()]);
        // Isolation marks are for mixed directions of writing; here they would be boxes in a terminal.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(lang::grouped));
        for (name, source) in lang.files() {
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(kept, errors)| {
                tracing::error!(file = name, ?errors, "words cannot be read");
                kept
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(file = name, ?errors, "words are said twice");
            }
        }
        Self { lang, bundle }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A message without arguments. An unknown key is shown as itself.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A message with arguments; numbers choose the plural and are grouped by thousands.
    pub fn with<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, Arg<'a>)>) -> String {
        self.format(key, Some(&args.into_iter().collect()))
    }

    fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "no such words");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "words with a gap");
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Message → the names of its arguments.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in lang.files().iter().flat_map(|(_, source)| source.lines()) {
            if let Some((head, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                head.clone_into(&mut key);
                assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{key} is said twice");
            }
            let names = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
            });
            if !key.is_empty() {
                found.get_mut(&key).unwrap().extend(names);
            }
        }
        found
    }

    #[test]
    fn both_languages_say_the_same_with_the_same_arguments() {
        assert_eq!(messages(Lang::Ru), messages(Lang::En));
    }

    #[test]
    fn every_message_can_be_said() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            for (key, names) in messages(lang) {
                let args = names.iter().map(|name| (name.as_str(), Arg::from(5)));
                let said = text.with(&key, args);
                assert!(said != key && !said.contains(['{', '\u{2068}']), "{key}: {said}");
            }
        }
    }

    #[test]
    fn russian_counts_agree() {
        let text = Text::new(Lang::Ru);
        for (n, expected) in [
            (1, "Требует внимания: 1"),
            (3, "Требуют внимания: 3"),
            (11, "Требуют внимания: 11"),
            (21, "Требует внимания: 21"),
        ] {
            assert_eq!(text.with("status-attention", [("n", n.into())]), expected);
        }
        assert_eq!(text.with("counted-clients", [("n", 61_974.into())]), "61\u{a0}974 клиента");
    }

    #[test]
    fn counts_and_sums_are_grouped_alike_in_both_languages() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let count = text.with("counted-clients", [("n", 61_974.into())]);
            assert!(count.starts_with("61\u{a0}974 "), "{count}");
            assert_eq!(text.roubles(crate::domain::Kopecks(6_197_450)), "61\u{a0}974,50\u{a0}₽");
        }
    }

    #[test]
    fn every_key_named_in_the_code_is_there() {
        let known = messages(Lang::Ru);
        let mut missing = Vec::new();
        visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut |source| {
            for call in ["text.get(\"", "text.with(\""] {
                let keys = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                missing.extend(keys.filter(|key| !known.contains_key(*key)).map(str::to_owned));
            }
        });
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn every_message_is_said_somewhere() {
        // Keys that the code puts together.
        const BUILT: [&str; 4] = ["field-", "month-", "stuck-", "weekday-"];
        let mut sources = String::new();
        visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut |source| sources.push_str(source));
        let said = |key: &String| {
            BUILT.iter().any(|prefix| key.starts_with(prefix)) || sources.contains(&format!("\"{key}\""))
        };
        let idle: Vec<String> = messages(Lang::Ru).into_keys().filter(|key| !said(key)).collect();
        assert_eq!(idle, Vec::<String>::new());
    }

    fn visit(folder: &Path, found: &mut impl FnMut(&str)) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                visit(&entry.path(), found);
            } else {
                found(&std::fs::read_to_string(entry.path()).unwrap_or_default());
            }
        }
    }
}
