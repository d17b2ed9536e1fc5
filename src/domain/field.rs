//! What can be wrong with a field: facts only, the words are chosen at the edge.

use chrono::{Datelike, NaiveDate};

use super::money::DecimalError;

/// A field of a record and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The contract's field name: `full_name`, `items[2].price`.
    pub field: String,
    pub problem: Problem,
}

/// The kinds of problem a field can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Required,
    /// Longer than `max` characters.
    TooLong {
        max: usize,
        actual: usize,
    },
    /// A character that is no text, such as NUL.
    ControlCharacter,
    NotANumber,
    /// A number beyond what the sync API can carry.
    TooLarge,
    TooPrecise {
        decimals: u32,
    },
    MustBePositive,
    MustNotBeNegative,
    /// Not an existing day written `YYYY-MM-DD`.
    NotADate,
    /// A day in a year before this one.
    BeforeYear(i32),
    /// A birth date after today.
    InTheFuture,
    /// Not a time of day written `HH:MM`.
    NotATime,
    /// Not an RFC 3339 timestamp.
    NotATimestamp,
    /// Not one of the values listed.
    NotOneOf(&'static str),
    /// No record with this local id.
    UnknownId(i64),
    /// The patient belongs to another client.
    OtherClientsPatient,
    /// Appointments or invoices of the patient name the owner it had.
    HasRecordsOfItsOwner,
    /// The parent was taken out of the queue, so that the server will never know it.
    ParentLocalOnly,
    /// An invoice without lines.
    NoLines,
    /// The total given is not the sum of the lines, in kopecks.
    TotalDiffers {
        expected: i64,
    },
    /// A field the record does not have.
    UnknownField,
    /// A JSON value of another type.
    WrongType(JsonType),
    /// A server refused it, in these words.
    Refused(String),
}

/// What a JSON value should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    Text,
    Integer,
    Number,
    NumberOrText,
    Uuid,
    List,
    Object,
}

/// Nothing that a clinic dates lies in a year before this one.
const EARLIEST_YEAR: i32 = 1900;

impl FieldError {
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

impl From<DecimalError> for Problem {
    fn from(error: DecimalError) -> Self {
        match error {
            DecimalError::NotANumber => Self::NotANumber,
            DecimalError::TooLarge => Self::TooLarge,
            DecimalError::TooPrecise(decimals) => Self::TooPrecise { decimals },
        }
    }
}

/// A line of text as it is kept: none of the white space at its ends, and one space for what a paste brought of line
/// ends, tabs and rows of spaces within.
pub(super) fn tidy(text: &str) -> String {
    let words = text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// An optional line as it is kept: nothing rather than blanks.
pub(super) fn tidy_option(text: Option<&str>) -> Option<String> {
    text.map(tidy).filter(|text| !text.is_empty())
}

/// Notes as they are kept: their line breaks stay.
pub(super) fn tidy_notes(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Control characters that no keyboard types and no server takes.
fn is_no_text(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Collects what is wrong with a record, field by field.
#[derive(Default)]
pub(super) struct Checker {
    errors: Vec<FieldError>,
}

impl Checker {
    pub(super) fn add(&mut self, field: impl Into<String>, problem: Problem) {
        self.errors.push(FieldError::new(field, problem));
    }

    pub(super) fn required(&mut self, field: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(field, Problem::Required);
        } else {
            self.at_most(field, Some(text), max);
        }
    }

    pub(super) fn at_most(&mut self, field: &str, text: Option<&str>, max: usize) {
        let actual = text.map_or(0, |text| text.chars().count());
        if actual > max {
            self.add(field, Problem::TooLong { max, actual });
        } else if text.is_some_and(|text| text.contains(is_no_text)) {
            self.add(field, Problem::ControlCharacter);
        }
    }

    pub(super) fn sensible_day(&mut self, field: &str, day: Option<NaiveDate>) {
        if day.is_some_and(|day| day.year() < EARLIEST_YEAR) {
            self.add(field, Problem::BeforeYear(EARLIEST_YEAR));
        }
    }

    pub(super) fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }
}
