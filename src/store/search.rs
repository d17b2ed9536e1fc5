//! Search as people remember: any part of any word, name or phone or animal, any letter case, ё as е, a phone as
//! dictated, and a forgotten keyboard layout.

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Row, SqliteConnection};

use super::{ClientListRow, Found, ItemRow, PatientListRow, Store, StoreError};
use crate::domain::{fold, other_layout};

/// More words than this never narrow a search any further in practice.
const MAX_WORDS: usize = 6;

impl Store {
    /// Clients by name, phone or animal, best first; without text the recent ones, then А–Я.
    pub fn find_clients(&mut self, text: &str, limit: u32) -> Result<Found<ClientListRow>, StoreError> {
        self.block(async |conn| find(conn, &CLIENTS, text, limit).await)
    }

    /// Patients by name, or by their owner's name or phone, best first; without text А–Я.
    pub fn find_patients(&mut self, text: &str, limit: u32) -> Result<Found<PatientListRow>, StoreError> {
        self.block(async |conn| find(conn, &PATIENTS, text, limit).await)
    }

    /// Price items by name or category, best first; without text А–Я.
    pub fn find_items(&mut self, text: &str, limit: u32) -> Result<Found<ItemRow>, StoreError> {
        self.block(async |conn| find(conn, &ITEMS, text, limit).await)
    }
}

/// A searchable noun: which rows a search looks at, what a word of it may hit, and how the best of them are shown.
/// `{word}` and `{phone}` stand for the bound word and its digits.
struct Searchable {
    all: &'static str,
    /// The rows looked at, under a one-letter name; in table order, since every one of them is.
    rows: &'static str,
    hits_word: &'static str,
    hits_phone: &'static str,
    name: &'static str,
    /// How well a row answers digits alone, the best least.
    rank_of_digits: &'static str,
    /// Shows the rows of `best (id, rank, name, total)` in its order.
    shown: &'static str,
}

const CLIENTS: Searchable = Searchable {
    all: include_str!("sql/clients/list.sql"),
    rows: "clients AS c NOT INDEXED",
    hits_word: "(instr(c.name_folded, {word}) > 0 OR c.id IN \
                (SELECT p.client_id FROM patients AS p NOT INDEXED WHERE p.archived = 0 AND instr(p.name_folded, {word}) > 0))",
    hits_phone: "instr(c.phone_digits, {phone}) > 0",
    name: "c.name_folded",
    // People give the last digits.
    rank_of_digits: "instr(c.phone_digits || ' ', ?2 || ' ') = 0",
    shown: include_str!("sql/clients/shown.sql"),
};

const PATIENTS: Searchable = Searchable {
    all: include_str!("sql/patients/list.sql"),
    rows: "patients AS p NOT INDEXED",
    hits_word: "(instr(p.name_folded, {word}) > 0 OR p.client_id IN \
                (SELECT c.id FROM clients AS c NOT INDEXED WHERE c.archived = 0 AND instr(c.name_folded, {word}) > 0))",
    hits_phone: "p.client_id IN \
                 (SELECT c.id FROM clients AS c NOT INDEXED WHERE c.archived = 0 AND instr(c.phone_digits, {phone}) > 0)",
    name: "p.name_folded",
    rank_of_digits: "0",
    shown: include_str!("sql/patients/shown.sql"),
};

const ITEMS: Searchable = Searchable {
    all: include_str!("sql/nomenclature/list.sql"),
    rows: "nomenclature AS n NOT INDEXED",
    hits_word: "(instr(n.name_folded, {word}) > 0 OR instr(n.category_folded, {word}) > 0)",
    hits_phone: "0",
    name: "n.name_folded",
    rank_of_digits: "0",
    shown: include_str!("sql/nomenclature/shown.sql"),
};

async fn find<T>(
    conn: &mut SqliteConnection,
    noun: &Searchable,
    text: &str,
    limit: u32,
) -> sqlx::Result<Found<T>>
where
    T: for<'r> FromRow<'r, SqliteRow>,
{
    let words = words(text);
    if words.is_empty() {
        let rows = sqlx::query(noun.all).bind(limit).fetch_all(conn).await?;
        return found(&rows, None);
    }
    let hits = matching(conn, noun, &words, limit).await?;
    if hits.is_empty()
        && let Some(swapped) = other_layout(text)
    {
        let hits = matching(conn, noun, &self::words(&swapped), limit).await?;
        return found(&hits, Some(swapped).filter(|_| !hits.is_empty()));
    }
    found(&hits, None)
}

/// Matches and ranks first, and only then looks up what is shown of the best: one letter matches most of a clinic.
async fn matching(
    conn: &mut SqliteConnection,
    noun: &Searchable,
    words: &[Word],
    limit: u32,
) -> sqlx::Result<Vec<SqliteRow>> {
    let mut arguments = SqliteArguments::default();
    let mut bind =
        |text: &str| sqlx::Arguments::add(&mut arguments, text.to_owned()).map_err(sqlx::Error::Encode);
    let mut conditions = String::new();
    for (index, word) in words.iter().enumerate() {
        let (text, phone) = (format!("?{}", index * 2 + 1), format!("?{}", index * 2 + 2));
        bind(&word.text)?;
        bind(word.digits.as_deref().unwrap_or_default())?;
        let hits = match (&word.digits, word.only_phone) {
            (Some(_), true) => noun.hits_phone.to_owned(),
            (Some(_), false) => format!("({} OR {})", noun.hits_word, noun.hits_phone),
            (None, _) => noun.hits_word.to_owned(),
        };
        conditions.push_str(" AND ");
        conditions.push_str(&hits.replace("{word}", &text).replace("{phone}", &phone));
    }
    let Searchable { rows, name, shown, .. } = noun;
    let alias = &name[..1];
    let rank = if words.iter().any(|word| word.only_phone) {
        noun.rank_of_digits.to_owned()
    } else {
        rank_of_words(name, words.len())
    };
    let statement = format!(
        "WITH matched AS (
            SELECT {alias}.id AS id, {name} AS name, {rank} AS rank
            FROM {rows} WHERE {alias}.archived = 0{conditions}
        ),
        best AS (
            SELECT id, rank, name, (SELECT count(*) FROM matched) AS total
            FROM matched ORDER BY rank, name, id LIMIT {limit}
        )
        {shown}"
    );
    sqlx::query_with(AssertSqlSafe(statement), arguments).fetch_all(conn).await
}

/// Each word counts: it begins a word of the name, it is inside one, it hit something else. Alike, a name that
/// begins with the first word comes first.
fn rank_of_words(name: &str, words: usize) -> String {
    let of_word = |index: usize| {
        let word = format!("?{}", index * 2 + 1);
        format!(
            "CASE WHEN instr(' ' || {name}, ' ' || {word}) > 0 THEN 0 WHEN instr({name}, {word}) > 0 THEN 2 ELSE 4 END"
        )
    };
    let each: Vec<String> = (0..words).map(of_word).collect();
    format!("{} + (instr({name}, ?1) <> 1)", each.join(" + "))
}

fn found<T: for<'r> FromRow<'r, SqliteRow>>(
    rows: &[SqliteRow],
    swapped: Option<String>,
) -> sqlx::Result<Found<T>> {
    let total: i64 = rows.first().map_or(Ok(0), |row| row.try_get("total"))?;
    let rows = rows.iter().map(T::from_row).collect::<sqlx::Result<_>>()?;
    Ok(Found { rows, total: total.unsigned_abs(), swapped })
}

/// A word of the search: its folded text, and its digits where it may be part of a phone.
#[derive(Debug, PartialEq)]
struct Word {
    text: String,
    digits: Option<String>,
    only_phone: bool,
}

/// Text of digits, spaces and `+()-` alone is one phone; otherwise each word stands for itself.
fn words(text: &str) -> Vec<Word> {
    let folded = fold(text);
    let has_digits = folded.chars().any(|c| c.is_ascii_digit());
    if has_digits && folded.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)) {
        let digits = phone_part(&folded);
        return vec![Word { text: digits.clone(), digits: Some(digits), only_phone: true }];
    }
    let word = |text: &str| {
        let all_digits = text.chars().all(|c| c.is_ascii_digit() || "+-()".contains(c));
        let digits = phone_part(text);
        Word {
            text: text.to_owned(),
            digits: Some(digits).filter(|digits| all_digits && !digits.is_empty()),
            only_phone: false,
        }
    };
    let texts: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    // In `8 916 иванов` the 8 only opens the phone: by itself it would have to stand in the number too.
    let opens_phone = |at: usize| {
        matches!(texts[at], "8" | "7" | "+7")
            && texts
                .get(at + 1)
                .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit() || c == '('))
    };
    let telling = (0..texts.len()).filter(|&at| !opens_phone(at));
    telling.take(MAX_WORDS).map(|at| word(texts[at])).collect()
}

/// The digits as the store keeps them: a number dictated from its 8 on begins with 7 there.
fn phone_part(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('8') {
        Some(rest) if rest.len() >= 3 && digits.len() <= 11 && rest.starts_with(['3', '4', '8', '9']) => {
            format!("7{rest}")
        }
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_one_word_however_it_is_dictated() {
        let cases = [
            ("8 916 123", "7916123"),
            ("+7 (916) 123-45-67", "79161234567"),
            ("4567", "4567"),
            ("8912", "7912"),
            ("812", "812"),
        ];
        for (text, digits) in cases {
            let word = Word { text: digits.into(), digits: Some(digits.into()), only_phone: true };
            assert_eq!(words(text), [word], "{text}");
        }
    }

    #[test]
    fn other_text_is_split_into_folded_words() {
        let texts = |text| words(text).into_iter().map(|word| (word.text, word.digits)).collect::<Vec<_>>();
        assert_eq!(texts(" Пётр  4567"), [("петр".into(), None), ("4567".into(), Some("4567".into()))]);
        assert_eq!(texts("  "), []);
        assert_eq!(texts("a b c d e f g h").len(), MAX_WORDS);
    }
}
