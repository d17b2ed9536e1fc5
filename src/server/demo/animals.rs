//! Patients: breeds that fit the species, names that fit the gender, ages an animal of the kind reaches.

use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use uuid::fmt::Hyphenated;

use super::dice::Dice;
use super::{BRANCHES, PATIENTS, Rows, Scale, lists, push_text};

const INSERT: &str = include_str!("../sql/demo_patients.sql");
/// So many clients surely have an animal; a few have none any more, many have two or three.
const OWNERS: usize = 57_000;
/// Nobody is born after this day.
const YOUNGEST: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day of the calendar");

struct Kind {
    species: &'static str,
    /// His and her names.
    names: [Vec<&'static str>; 2],
    oldest_days: usize,
    breeds: Vec<&'static str>,
}

pub async fn fill(
    db: &mut SqliteConnection,
    dice: &mut Dice,
    owners: &[Hyphenated],
    scale: Scale,
) -> Result<(), sqlx::Error> {
    let kinds = kinds();
    let by_weight: Vec<&Kind> =
        kinds.iter().flat_map(|(weight, kind)| std::iter::repeat_n(kind, *weight)).collect();
    let days = birth_days();
    let sure_owners = scale.of(OWNERS);
    let mut rows = Rows::new(INSERT);
    let mut row = String::new();
    for index in 0..scale.of(PATIENTS) {
        let owner = &owners[if index < sure_owners { index } else { dice.roll(owners.len()) }];
        row.clear();
        row.push('"');
        row.push_str(dice.uuid().encode_lower(&mut [0; Hyphenated::LENGTH]));
        row.push('"');
        push_text(&mut row, Some(owner.encode_lower(&mut [0; Hyphenated::LENGTH])));
        let kind = dice.pick(&by_weight);
        push_animal(&mut row, dice, kind, &days);
        push_text(&mut row, Some(BRANCHES[dice.roll(BRANCHES.len())].0));
        rows.add(db, &row).await?;
    }
    rows.flush(db).await
}

fn push_animal(row: &mut String, dice: &mut Dice, kind: &Kind, days: &[String]) {
    let her = dice.roll(2);
    push_text(row, Some(dice.pick(&kind.names[her])));
    push_text(row, Some(kind.species));
    push_text(row, Some(dice.pick(&kind.breeds)).filter(|breed| !breed.is_empty()));
    let age = dice.roll_low(kind.oldest_days);
    push_text(row, dice.percent(82).then(|| days[age].as_str()));
    let gender = match dice.roll(100) {
        0..3 => None,
        3..6 => Some("unknown"),
        _ => Some(["male", "female"][her]),
    };
    push_text(row, gender);
}

/// The kinds, each with its weight.
fn kinds() -> Vec<(usize, Kind)> {
    let names: Vec<[&str; 3]> = lists::columns(include_str!("../../../assets/demo/pet_names.txt"));
    let read = |[weight, species, list, years, breeds]: [&'static str; 5]| {
        let [_, his, hers] = names.iter().find(|names| names[0] == list).copied().unwrap_or_default();
        let kind = Kind {
            species,
            names: [his.split(';').collect(), hers.split(';').collect()],
            oldest_days: years.parse::<usize>().unwrap_or(1) * 365,
            breeds: breeds.split(';').collect(),
        };
        (weight.parse().unwrap_or(1), kind)
    };
    lists::columns(include_str!("../../../assets/demo/animals.txt")).into_iter().map(read).collect()
}

/// The birth date of each age in days up to 40 years.
fn birth_days() -> Vec<String> {
    (0..=40 * 366)
        .filter_map(|age| YOUNGEST.checked_sub_days(Days::new(age)))
        .map(|day| day.to_string())
        .collect()
}
