//! The rules of a search, as plainly as they can be said: every row is looked at, in a list read from the tables.

use std::path::Path;

use sqlx::{AssertSqlSafe, Row as _};
use vetsystem_companion::domain::{fold, is_phone_char, other_layout};

use crate::support::on_file;

/// A row as a search sees it.
pub struct Row {
    pub id: i64,
    pub name: String,
    /// What else it is found by: animals, the owner, a category.
    pub elsewhere: String,
    pub phones: String,
}

pub const CLIENTS: &str = "SELECT id, name_folded, phone_digits, coalesce((SELECT group_concat(p.name_folded, '|') \
     FROM patients AS p WHERE p.client_id = c.id AND p.archived = 0), '') FROM clients AS c WHERE archived = 0";
pub const PATIENTS: &str = "SELECT p.id, p.name_folded, coalesce(c.phone_digits, ''), coalesce(c.name_folded, '') \
     FROM patients AS p LEFT JOIN clients AS c ON c.id = p.client_id AND c.archived = 0 WHERE p.archived = 0";
pub const ITEMS: &str = "SELECT id, name_folded, '', category_folded FROM nomenclature WHERE archived = 0";

pub fn rows(path: &Path, statement: &'static str) -> Vec<Row> {
    let found = on_file(path, async |conn| sqlx::query(AssertSqlSafe(statement)).fetch_all(conn).await);
    let row = |row: &sqlx::sqlite::SqliteRow| Row {
        id: row.get(0),
        name: row.get(1),
        phones: row.get(2),
        elsewhere: row.get(3),
    };
    found.iter().map(row).collect()
}

/// All hits, the best first, and the text in the other layout where only that one hits.
pub fn find(rows: &[Row], text: &str, own_phones: bool) -> (Vec<i64>, Option<String>) {
    let hits = hits(rows, text, own_phones);
    match other_layout(text).filter(|_| hits.is_empty()) {
        Some(other) => {
            let hits = self::hits(rows, &other, own_phones);
            let swapped = Some(other).filter(|_| !hits.is_empty());
            (hits, swapped)
        }
        None => (hits, None),
    }
}

fn hits(rows: &[Row], text: &str, own_phones: bool) -> Vec<i64> {
    let text = fold(text);
    let phone = digits(&text);
    let all: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let opens = |at: usize| {
        let next = all.get(at + 1).and_then(|next| next.chars().next());
        ["8", "7", "+7"].contains(&all[at]) && next.is_some_and(|sign| sign.is_ascii_digit() || sign == '(')
    };
    let counted = (0..all.len()).filter(|&at| phone.is_some() || !opens(at));
    let words: Vec<&str> = counted.map(|at| all[at]).take(6).collect();
    let mut found: Vec<(usize, &str, i64)> = Vec::new();
    for row in rows {
        let by_phone = phone.as_ref().is_some_and(|phone| row.phones.contains(phone));
        let by_word = |word: &&str| {
            let in_phones =
                phone.is_none() && digits(word).is_some_and(|digits| row.phones.contains(&digits));
            row.name.contains(word) || row.elsewhere.contains(word) || in_phones
        };
        if by_phone || words.iter().all(by_word) {
            let rank = match &phone {
                Some(phone) if own_phones => {
                    usize::from(!format!("{} ", row.phones).contains(&format!("{phone} ")))
                }
                _ => rank(&row.name, &words),
            };
            found.push((rank, &row.name, row.id));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, _, id)| id).collect()
}

fn rank(name: &str, words: &[&str]) -> usize {
    let padded = format!(" {name} ");
    let of_word = |word: &&str| {
        if padded.contains(&format!(" {word} ")) {
            0
        } else if padded.contains(&format!(" {word}")) {
            2
        } else if name.contains(word) {
            4
        } else {
            6
        }
    };
    words.iter().map(of_word).sum::<usize>() + usize::from(!name.starts_with(words[0]))
}

/// The digits of a phone as the store keeps them, where the text is nothing else.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || !text.chars().all(is_phone_char) {
        return None;
    }
    let opens = ["83", "84", "88", "89"].iter().any(|begin| digits.starts_with(begin));
    Some(if opens && (4..=11).contains(&digits.len()) { format!("7{}", &digits[1..]) } else { digits })
}
