//! The house rules that the compiler does not check: who may know whom, what each file opens with, how long it is.
//!
//! `docs/architecture.md` gives the reasons. The tables below are the rules; a broken one is named with its file.

use std::fs;
use std::path::Path;

/// A file or room (the longest path that fits decides) and what it may know besides itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &["domain"]),
    ("platform", &[]),
    ("store", &["domain"]),
    ("sync", &["domain", "store"]),
    ("sync/protocol.rs", &["domain"]),
    ("app", &["domain", "store", "sync", "text"]),
    ("app/session.rs", &["domain", "store", "sync", "text", "platform"]),
    ("cli", &["domain", "store", "sync", "app", "text", "platform"]),
    ("cli/demo.rs", &["domain", "store", "sync", "app", "text", "platform", "server"]),
    ("ui", &["domain", "text", "app::model", "app::command"]),
    ("ui/mod.rs", &["domain", "text", "app::model", "app::command", "platform"]),
    ("ui/window.rs", &["text", "app::App", "app::AppConfig"]),
    ("server", &["domain", "sync::protocol"]),
    ("lib.rs", &[]),
    ("main.rs", &["domain", "store", "sync", "app", "cli", "ui", "text", "platform", "server"]),
    ("bin", &["server"]),
];

/// What only some rooms may name, even where the room around it is open to others.
const KEPT_WITHIN: &[(&str, &[&str])] = &[("sync::protocol", &["sync", "server"])];

/// Libraries that only some rooms may know: what they stand for stays there.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("sqlx", &["store", "server"]),
    ("egui", &["ui", "main.rs"]),
    ("egui_extras", &["ui"]),
    ("eframe", &["ui", "main.rs"]),
    ("ureq", &["sync"]),
    ("axum", &["server"]),
];

const SQL_VERBS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "WITH", "ALTER", "DROP"];
const LONGEST_FILE: usize = 400;

#[test]
fn the_sources_keep_to_the_house_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut broken = Vec::new();
    let mut seen = 0;
    for folder in ["src", "tests", "benches", "xtask/src", "migrations"] {
        walk(&root.join(folder), &mut |path| {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if matches!(kind_of(&name), "rs" | "sql") {
                seen += 1;
                broken.extend(faults(&name, &fs::read_to_string(path).unwrap()));
            }
        });
    }
    assert!(seen > 20, "only {seen} files found below {}", root.display());
    assert!(broken.is_empty(), "{} broken rules:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn each_rule_catches_what_it_forbids() {
    let long = "//! Too long.\n".repeat(LONGEST_FILE + 1);
    let caught = [
        ("src/domain/client.rs", "//! A.\nuse crate::store::Store;", "domain knows store"),
        (
            "src/ui/clients.rs",
            "//! A.\nuse crate::{domain::Kopecks, app::{model::Model, worker}};",
            "ui knows app::worker",
        ),
        ("src/ui/clients.rs", "//! A.\nuse crate::platform;", "ui knows platform"),
        ("src/ui/clients.rs", "//! A.\nuse crate::app::App;", "ui knows app::App"),
        ("src/ui/dialog/client.rs", "//! A.\nuse super::super::super::sync::Engine;", "ui knows sync"),
        ("src/app/update.rs", "//! A.\nuse crate::sync::{http, protocol::Health};", "knows sync::protocol"),
        ("src/server/mod.rs", "//! A.\nfn f() { crate::sync::upload::f() }", "server knows sync::upload"),
        ("src/bin/vetsystem-sync-server.rs", "//! A.\nuse vetsystem_companion::store;", "bin knows store"),
        ("src/sync/upload.rs", "//! A.\nuse sqlx::Row;", "names sqlx"),
        ("src/app/model.rs", "//! A.\nfn f(c: &egui::Context) {}", "names egui"),
        ("src/newroom/mod.rs", "//! A.", "no room of MAY_KNOW"),
        ("src/domain/mod.rs", "mod client;", "does not open with //!"),
        ("src/domain/mod.rs", &long, "401 lines"),
        (
            "src/store/client.rs",
            "//! A.\nconst Q: &str = \"SELECT id\n FROM clients\";",
            "several lines of SQL",
        ),
        ("migrations/client/0001.sql", "CREATE TABLE a;\r\n", "carriage return"),
    ];
    for (path, text, expected) in caught {
        let faults = faults(path, text);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{path}: {expected}: {faults:?}");
    }
    let clean = [
        (
            "src/ui/clients.rs",
            "//! A.\nuse crate::app::model::Model; // crate::store is not for views\nuse super::theme;",
        ),
        ("src/ui/mod.rs", "//! A.\nuse crate::{platform, ui::theme, domain};"),
        (
            "src/app/update.rs",
            "//! A.\n/* use sqlx; */ const A: (&str, char) = (\"crate::ui\", '\"'); fn f<'a>() {}",
        ),
        ("src/sync/resolve.rs", "//! A.\nuse super::protocol::Health; use crate::store::Store;"),
        (
            "src/store/client.rs",
            "//! A.\nconst Q: &str = r#\"SELECT \"id\" FROM clients\"#; const T: &str = \"with\nlines\";",
        ),
        ("src/store/search.rs", "//! A.\nfn q() -> String { format!(\"SELECT {id}\n FROM {rows}\") }"),
        ("src/sync/mod.rs", "//! A.\n#[cfg(test)]\nmod tests { use crate::server::Server; }"),
    ];
    for (path, text) in clean {
        assert_eq!(faults(path, text), Vec::<String>::new(), "{path}");
    }
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() { walk(&path, visit) } else { visit(&path) }
    }
}

/// The rules that a file breaks; `path` is relative to the repository.
fn faults(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if kind_of(path) == "sql" {
        // The migrations' checksums are over bytes.
        if text.contains('\r') {
            found.push("has a carriage return".to_owned());
        }
    } else {
        if !text.starts_with("//! ") {
            found.push("does not open with //! lines that say what it promises".to_owned());
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            found.push(format!("has {lines} lines: split it"));
        }
        if let Some(file) = path.strip_prefix("src/") {
            found.extend(source_faults(file, text));
        }
    }
    found.into_iter().map(|fault| format!("{path} {fault}")).collect()
}

/// `file` is relative to `src`.
fn source_faults(file: &str, text: &str) -> Vec<String> {
    let room = file.split('/').next().unwrap_or_default();
    let rule = MAY_KNOW.iter().filter(|(who, _)| lies_in(file, who)).max_by_key(|(who, _)| who.len());
    let Some((_, known)) = rule else { return vec![format!("lies in no room of MAY_KNOW: {room}")] };
    let (code, strings) = split(text);
    let tests = code.find("#[cfg(test)]").unwrap_or(code.len());
    let mut found = Vec::new();
    for (at, target) in crate_paths(file, &code) {
        let names = |allowed: &str| target == allowed || target.starts_with(&format!("{allowed}::"));
        let is_room =
            MAY_KNOW.iter().any(|(who, _)| !who.contains('.') && target.split("::").next() == Some(who));
        let own = names(room) || !is_room;
        // Tests run the real server.
        let open = known.iter().any(|allowed| names(allowed)) || (at > tests && names("server"));
        let kept = KEPT_WITHIN.iter().any(|(what, rooms)| names(what) && !rooms.contains(&room));
        if kept || !(own || open) {
            found.push(format!("({room} knows {target})"));
        }
    }
    for (library, rooms) in LIBRARIES {
        if words(&code).any(|word| word == *library) && !rooms.contains(&room) {
            found.push(format!("names {library}, which is for {} only", rooms.join(", ")));
        }
    }
    for literal in strings {
        let verb = literal.split_whitespace().next().unwrap_or_default();
        // A template (`{columns}`) is no statement yet: no test could prepare it from a file.
        if literal.contains('\n') && SQL_VERBS.contains(&verb) && !literal.contains('{') {
            found.push(format!("has several lines of SQL ({verb} …): make it a .sql file"));
        }
    }
    found
}

fn kind_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

fn lies_in(file: &str, who: &str) -> bool {
    file.strip_prefix(who).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
}

/// Every path into the crate that the code names, from the crate's root (`store::Store`), and where.
fn crate_paths(file: &str, code: &str) -> Vec<(usize, String)> {
    let depth = file.split('/').count() - usize::from(file.ends_with("mod.rs"));
    let up = "super::".repeat(depth);
    let mut found = Vec::new();
    for root in ["crate::", "vetsystem_companion::", &up] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            // `super::` above the crate's root begins no path of its own.
            if !before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == ':') {
                tree("", &code[at + root.len()..], &mut |path| found.push((at, path)));
            }
        }
    }
    found
}

/// The leaves of a use tree (`a::{b, c::d}`); gives what stands behind it.
fn tree<'a>(prefix: &str, text: &'a str, leaf: &mut dyn FnMut(String)) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            match rest.chars().next() {
                Some('}') => return &rest[1..],
                Some(',') => rest = &rest[1..],
                Some(_) => {
                    let behind = tree(prefix, rest, leaf);
                    // `a as b` in a group: the second name is no path.
                    rest = &behind[behind.find([',', '}']).unwrap_or(behind.len())..];
                }
                None => return rest,
            }
        }
    }
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(text.len());
    let path = format!("{prefix}{}", &text[..end]);
    match text[end..].strip_prefix("::") {
        Some(rest) if !rest.starts_with(['<', '*']) => tree(&format!("{path}::"), rest, leaf),
        _ => {
            leaf(path);
            &text[end..]
        }
    }
}

/// Parts a source text into its code, with comments and strings blanked out, and its string literals.
fn split(text: &str) -> (String, Vec<&str>) {
    let (mut code, mut strings, mut rest) = (String::new(), Vec::new(), text);
    while let Some(sign) = rest.chars().next() {
        let raw =
            rest.strip_prefix('r').map(|raw| raw.trim_start_matches('#')).filter(|raw| raw.starts_with('"'));
        let word = code.chars().next_back().is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = raw.filter(|_| !word) {
            let hashes = rest.len() - raw.len() - 1;
            let end = format!("\"{}", "#".repeat(hashes));
            let length = raw[1..].find(&end).unwrap_or(raw.len() - 1);
            strings.push(&raw[1..=length]);
            hashes + 2 + length + end.len()
        } else if sign == '"' {
            let length = quoted(&rest[1..], '"');
            strings.push(&rest[1..=length]);
            length + 2
        } else if sign == '\'' && (rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\'')) {
            quoted(&rest[1..], '\'') + 2
        } else {
            code.push(sign);
            rest = &rest[sign.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = rest.get(length..).unwrap_or_default();
    }
    (code, strings)
}

/// The length of what stands before the closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().find(|&(_, sign)| {
        let closes = sign == quote && !escaped;
        escaped = sign == '\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |(at, _)| at)
}
