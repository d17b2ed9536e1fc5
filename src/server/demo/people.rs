//! Clients: names with patronymics that agree with the surname, phones as people write them.

use sqlx::SqliteConnection;
use uuid::fmt::Hyphenated;

use super::dice::Dice;
use super::{BRANCHES, Rows, lists, push_text};

const INSERT: &str = include_str!("../sql/demo_clients.sql");

struct Words {
    /// His and her form.
    surnames: Vec<[&'static str; 2]>,
    /// The surnames in Latin letters, for email addresses.
    latin: Vec<[String; 2]>,
    /// His name, and the patronymics of his son and daughter.
    men: Vec<[&'static str; 3]>,
    women: Vec<&'static str>,
    towns: Vec<&'static str>,
    streets: Vec<&'static str>,
}

/// Makes `count` clients and answers their ids.
pub async fn fill(
    db: &mut SqliteConnection,
    dice: &mut Dice,
    count: usize,
) -> Result<Vec<Hyphenated>, sqlx::Error> {
    let surnames = lists::words(include_str!("../../../assets/demo/surnames.txt"));
    let words = Words {
        latin: surnames.iter().map(|forms| forms.map(latin)).collect(),
        surnames,
        men: lists::words(include_str!("../../../assets/demo/male_names.txt")),
        women: lists::lines(include_str!("../../../assets/demo/female_names.txt")),
        towns: lists::lines(include_str!("../../../assets/demo/towns.txt")),
        streets: lists::lines(include_str!("../../../assets/demo/streets.txt")),
    };
    let mut rows = Rows::new(INSERT);
    let mut ids = Vec::with_capacity(count);
    let mut row = String::new();
    for _ in 0..count {
        let id = dice.uuid();
        row.clear();
        row.push('"');
        row.push_str(id.encode_lower(&mut [0; Hyphenated::LENGTH]));
        row.push_str("\",\"");
        let surname = push_name(&mut row, dice, &words);
        row.push_str("\",\"");
        push_phones(&mut row, dice);
        row.push('"');
        push_email(&mut row, dice, surname);
        push_address(&mut row, dice, &words);
        push_text(&mut row, Some(BRANCHES[dice.roll(BRANCHES.len())].0));
        rows.add(db, &row).await?;
        ids.push(id);
    }
    rows.flush(db).await?;
    Ok(ids)
}

/// Answers the surname in Latin letters.
fn push_name<'a>(row: &mut String, dice: &mut Dice, words: &'a Words) -> &'a str {
    let surname = dice.roll_low(words.surnames.len());
    let her = usize::from(dice.percent(68));
    let name = if her == 1 { dice.pick(&words.women) } else { dice.pick(&words.men)[0] };
    row.push_str(words.surnames[surname][her]);
    row.push(' ');
    row.push_str(name);
    row.push(' ');
    row.push_str(dice.pick(&words.men)[1 + her]);
    &words.latin[surname][her]
}

fn push_phones(row: &mut String, dice: &mut Dice) {
    match dice.roll(100) {
        0 => {
            push_phone(row, dice);
            row.push_str(dice.pick(&[", муж ", ", жена ", ", дочь ", " или ", ", раб. "]));
            push_phone(row, dice);
        }
        1 => {
            row.push_str(dice.pick(&["8 (495) ", "8 (499) ", "+7 495 ", "8-498-"]));
            push_grouped(row, dice, "-");
        }
        _ => push_phone(row, dice),
    }
}

/// One mobile number in one of the ways that people write it.
fn push_phone(row: &mut String, dice: &mut Dice) {
    let (before, after, between) = dice.pick(&[
        ("+7", "", ""),
        ("+7", "", ""),
        ("8", "", ""),
        ("8", "", ""),
        ("+7 (", ") ", "-"),
        ("+7 (", ") ", "-"),
        ("8 (", ") ", "-"),
        ("8 ", " ", "-"),
        ("8-", "-", "-"),
        ("+7 ", " ", " "),
        ("8(", ")", ""),
        ("", "", ""),
    ]);
    row.push_str(before);
    row.push('9');
    row.push_str(dice.pick(&[
        "03", "05", "06", "09", "10", "15", "16", "17", "19", "25", "26", "29", "53", "64", "77", "85", "99",
    ]));
    row.push_str(after);
    push_grouped(row, dice, between);
}

fn push_grouped(row: &mut String, dice: &mut Dice, between: &str) {
    dice.digits(3, row);
    row.push_str(between);
    dice.digits(2, row);
    row.push_str(between);
    dice.digits(2, row);
}

fn push_email(row: &mut String, dice: &mut Dice, surname: &str) {
    if !dice.percent(35) {
        return row.push_str(",null");
    }
    row.push_str(",\"");
    row.push_str(surname);
    row.push_str(dice.pick(&[".", "_", "-", ""]));
    dice.digits(4, row);
    row.push_str(dice.pick(&["@example.ru", "@example.com", "@mail.example.ru"]));
    row.push('"');
}

fn push_address(row: &mut String, dice: &mut Dice, words: &Words) {
    if !dice.percent(65) {
        return row.push_str(",null");
    }
    let house = 1 + dice.roll_low(150);
    row.push_str(",\"");
    row.push_str(words.towns[dice.roll_low(words.towns.len())]);
    row.push_str(", ");
    row.push_str(dice.pick(&words.streets));
    row.push_str(", д. ");
    row.push_str(&house.to_string());
    if dice.percent(80) {
        row.push_str(", кв. ");
        row.push_str(&(1 + dice.roll(280)).to_string());
    }
    row.push('"');
}

fn latin(russian: &str) -> String {
    const LETTERS: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya",
    ];
    let letter = |c: char| match c {
        'ё' => "e",
        'а'..='я' => LETTERS[(u32::from(c) - u32::from('а')) as usize],
        _ => "",
    };
    russian.to_lowercase().chars().map(letter).collect()
}
