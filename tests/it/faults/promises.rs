//! `docs/reliability.md` names tests: each of them is there.

use std::path::Path;

/// The paths of modules and functions that stand between backticks.
fn named(text: &str) -> Vec<Vec<&str>> {
    let word = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
    };
    let quoted = text.split('`').skip(1).step_by(2);
    let paths = quoted.map(|path| path.split("::").collect::<Vec<_>>());
    paths.filter(|path| path.len() > 1 && path.iter().all(word)).collect()
}

/// Whether `tests/it` has such a module, or such a function in it.
fn is_there(path: &[&str]) -> bool {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let module = |parts: &[&str]| std::fs::read_to_string(tests.join(parts.join("/")).with_extension("rs"));
    let (last, above) = path.split_last().unwrap();
    let within = |source: String| source.contains(&format!("#[test]\nfn {last}()"));
    module(path).is_ok() || module(above).is_ok_and(within)
}

#[test]
fn each_promise_names_tests_that_there_are() {
    let text = include_str!("../../../docs/reliability.md");
    let named = named(text);
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<_> = named.iter().filter(|path| !is_there(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for gone in [["sync", "no_such_file"], ["sync", "intent"]] {
        assert_eq!(is_there(&gone), gone[1] == "intent");
    }
    assert!(!is_there(&["sync", "intent", "no_such_test"]));
}
