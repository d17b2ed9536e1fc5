//! Search as people remember: any part of any word, name or phone or animal, any letter case, ё as е, a phone as
//! dictated, and a forgotten keyboard layout.

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Row, SqliteConnection};

use super::{ClientListRow, Found, ItemRow, PatientListRow, Store, StoreError};
use crate::domain::{fold, is_phone_char, other_layout};

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
/// `{word}` and `{phone}` stand for a bound word and for bound digits.
struct Searchable {
    all: &'static str,
    alias: &'static str,
    /// The rows looked at, under the alias; in table order, since every one of them is.
    rows: &'static str,
    hits_word: &'static str,
    phones: Option<Phones>,
    name: &'static str,
    /// Shows the rows of `best (id, rank, name, total)` in its order.
    shown: &'static str,
}

/// Where a noun has phones.
struct Phones {
    hits: &'static str,
    /// How well a row answers digits alone, the best least; without it, as it answers a word.
    rank: Option<&'static str>,
}

const CLIENTS: Searchable = Searchable {
    all: include_str!("sql/clients/list.sql"),
    alias: "c",
    rows: "clients AS c NOT INDEXED",
    hits_word: "(instr(c.name_folded, {word}) > 0 OR c.id IN \
                (SELECT p.client_id FROM patients AS p NOT INDEXED WHERE p.archived = 0 AND instr(p.name_folded, {word}) > 0))",
    phones: Some(Phones {
        hits: "instr(c.phone_digits, {phone}) > 0",
        // People give the last digits.
        rank: Some("instr(c.phone_digits || ' ', {phone} || ' ') = 0"),
    }),
    name: "c.name_folded",
    shown: include_str!("sql/clients/shown.sql"),
};

const PATIENTS: Searchable = Searchable {
    all: include_str!("sql/patients/list.sql"),
    alias: "p",
    rows: "patients AS p NOT INDEXED",
    hits_word: "(instr(p.name_folded, {word}) > 0 OR p.client_id IN \
                (SELECT c.id FROM clients AS c NOT INDEXED WHERE c.archived = 0 AND instr(c.name_folded, {word}) > 0))",
    phones: Some(Phones {
        hits: "p.client_id IN \
               (SELECT c.id FROM clients AS c NOT INDEXED WHERE c.archived = 0 AND instr(c.phone_digits, {phone}) > 0)",
        rank: None,
    }),
    name: "p.name_folded",
    shown: include_str!("sql/patients/shown.sql"),
};

const ITEMS: Searchable = Searchable {
    all: include_str!("sql/nomenclature/list.sql"),
    alias: "n",
    rows: "nomenclature AS n NOT INDEXED",
    hits_word: "(instr(n.name_folded, {word}) > 0 OR instr(n.category_folded, {word}) > 0)",
    phones: None,
    name: "n.name_folded",
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
    let wanted = Wanted::read(text);
    if wanted.words.is_empty() {
        let rows = sqlx::query(noun.all).bind(limit).fetch_all(conn).await?;
        return found(&rows, None);
    }
    let hits = matching(conn, noun, &wanted, limit).await?;
    if hits.is_empty()
        && let Some(swapped) = other_layout(text)
    {
        let hits = matching(conn, noun, &Wanted::read(&swapped), limit).await?;
        return found(&hits, Some(swapped).filter(|_| !hits.is_empty()));
    }
    found(&hits, None)
}

/// Matches and ranks first, and only then looks up what is shown of the best: one letter matches most of a clinic.
async fn matching(
    conn: &mut SqliteConnection,
    noun: &Searchable,
    wanted: &Wanted,
    limit: u32,
) -> sqlx::Result<Vec<SqliteRow>> {
    let mut bound = Bound::default();
    let mut words = Vec::with_capacity(wanted.words.len());
    let mut each = Vec::with_capacity(wanted.words.len());
    for Word { text, digits } in &wanted.words {
        let word = bound.add(text)?;
        let mut hits = noun.hits_word.replace("{word}", &word);
        if let (Some(digits), Some(phones)) = (digits, &noun.phones) {
            let by_phone = phones.hits.replace("{phone}", &bound.add(digits)?);
            hits = format!("({hits} OR {by_phone})");
        }
        words.push(word);
        each.push(hits);
    }
    let (mut hits, mut rank) = (each.join(" AND "), rank_of_words(noun.name, &words));
    if let (Some(digits), Some(phones)) = (&wanted.phone, &noun.phones) {
        let phone = bound.add(digits)?;
        hits = format!("({} OR {hits})", phones.hits.replace("{phone}", &phone));
        rank = phones.rank.map_or(rank, |rank| rank.replace("{phone}", &phone));
    }
    let Searchable { alias, rows, name, shown, .. } = noun;
    let statement = format!(
        "WITH matched AS (
            SELECT {alias}.id AS id, {name} AS name, {rank} AS rank
            FROM {rows} WHERE {alias}.archived = 0 AND {hits}
        ),
        best AS (
            SELECT id, rank, name, (SELECT count(*) FROM matched) AS total
            FROM matched ORDER BY rank, name, id LIMIT {limit}
        )
        {shown}"
    );
    sqlx::query_with(AssertSqlSafe(statement), bound.arguments).fetch_all(conn).await
}

/// The texts of a statement, in the order of their numbers.
#[derive(Default)]
struct Bound {
    arguments: SqliteArguments,
    count: usize,
}

impl Bound {
    /// Binds a text and gives its place in the statement.
    fn add(&mut self, text: &str) -> sqlx::Result<String> {
        sqlx::Arguments::add(&mut self.arguments, text.to_owned()).map_err(sqlx::Error::Encode)?;
        self.count += 1;
        Ok(format!("?{}", self.count))
    }
}

/// Each word counts: it is a word of the name, it begins one, it is inside one, it hit something else. Alike, a name
/// that begins with the first word comes first.
fn rank_of_words(name: &str, words: &[String]) -> String {
    let of_word = |word: &String| {
        format!(
            "CASE WHEN instr(' ' || {name} || ' ', ' ' || {word} || ' ') > 0 THEN 0 \
             WHEN instr(' ' || {name}, ' ' || {word}) > 0 THEN 2 WHEN instr({name}, {word}) > 0 THEN 4 ELSE 6 END"
        )
    };
    let each: Vec<String> = words.iter().map(of_word).collect();
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

/// What a search text asks for: all its words, or the phone that the whole of it is.
#[derive(Debug, PartialEq)]
struct Wanted {
    words: Vec<Word>,
    /// The digits of a text that is nothing but digits and a phone's signs.
    phone: Option<String>,
}

/// A word of the search: its folded text, and its digits where it may be part of a phone.
#[derive(Debug, PartialEq)]
struct Word {
    text: String,
    digits: Option<String>,
}

impl Wanted {
    fn read(text: &str) -> Self {
        let folded = fold(text);
        let texts: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        if let Some(phone) = digits_of(&folded) {
            let words =
                texts.iter().take(MAX_WORDS).map(|text| Word { text: (*text).to_owned(), digits: None });
            return Self { words: words.collect(), phone: Some(phone) };
        }
        // In `8 916 иванов` the 8 only opens the phone: by itself it would have to stand in the number too.
        let opens_phone = |at: usize| {
            matches!(texts[at], "8" | "7" | "+7")
                && texts
                    .get(at + 1)
                    .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit() || c == '('))
        };
        let telling = (0..texts.len()).filter(|&at| !opens_phone(at));
        let word = |at: usize| Word { text: texts[at].to_owned(), digits: digits_of(texts[at]) };
        Self { words: telling.take(MAX_WORDS).map(word).collect(), phone: None }
    }
}

/// The digits of a text that may be a phone or a part of one.
fn digits_of(text: &str) -> Option<String> {
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    (has_digits && text.chars().all(is_phone_char)).then(|| phone_part(text))
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
    fn a_phone_is_one_however_it_is_dictated() {
        let cases = [
            ("8 916 123", "7916123"),
            ("+7 (916) 123-45-67", "79161234567"),
            ("8.916.123–45–67", "79161234567"),
            ("4567", "4567"),
            ("8912", "7912"),
            ("812", "812"),
        ];
        for (text, digits) in cases {
            assert_eq!(Wanted::read(text).phone.as_deref(), Some(digits), "{text}");
        }
    }

    #[test]
    fn other_text_is_split_into_folded_words() {
        let texts = |text| {
            let Wanted { words, phone } = Wanted::read(text);
            assert_eq!(phone, None, "{text}");
            words.into_iter().map(|word| (word.text, word.digits)).collect::<Vec<_>>()
        };
        assert_eq!(texts(" Пётр  4567"), [("петр".into(), None), ("4567".into(), Some("4567".into()))]);
        assert_eq!(texts("  "), []);
        assert_eq!(texts("a b c d e f g h").len(), MAX_WORDS);
    }
}
