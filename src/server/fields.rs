//! The fields of a payload, read one by one so that each wrong one is named.

use serde_json::{Map, Value};

use super::words;
use crate::domain::{DecimalError, FieldError, JsonType, Problem};
use crate::sync::protocol::code;

/// Why an action was refused; nothing of it stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    pub field: Option<String>,
    pub message: String,
    /// What a reused key already made.
    pub server_id: Option<String>,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, field: None, message: message.into(), server_id: None }
    }

    pub fn field(field: impl Into<String>, problem: &Problem) -> Self {
        let field = field.into();
        Self {
            message: words::about(&field, problem),
            field: Some(field),
            ..Self::new(code::INVALID_FIELD, "")
        }
    }
}

impl From<Vec<FieldError>> for Refusal {
    /// The first of them: one answer names one field.
    fn from(errors: Vec<FieldError>) -> Self {
        match errors.first() {
            Some(error) => Self::field(error.field.clone(), &error.problem),
            None => Self::new(code::INVALID_FIELD, "неверная запись"),
        }
    }
}

/// The fields of one JSON object.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// The line this object is, if it is one.
    line: Option<usize>,
}

impl<'a> Fields<'a> {
    pub fn of(payload: Option<&'a Value>) -> Result<Self, Refusal> {
        match payload {
            Some(Value::Object(map)) => Ok(Self { map, line: None }),
            _ => Err(Refusal::field("payload", &Problem::WrongType(JsonType::Object))),
        }
    }

    /// The fields of a line, named `items[2].price`.
    pub fn of_line(index: usize, item: &'a Value) -> Result<Self, Refusal> {
        match item {
            Value::Object(map) => Ok(Self { map, line: Some(index) }),
            _ => Err(Refusal::field(format!("items[{index}]"), &Problem::WrongType(JsonType::Object))),
        }
    }

    pub fn refuse(&self, name: &str, problem: &Problem) -> Refusal {
        match self.line {
            Some(index) => Refusal::field(format!("items[{index}].{name}"), problem),
            None => Refusal::field(name, problem),
        }
    }

    /// `None` for a field that is missing or null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; a missing one is empty, and the domain says whether it may be.
    pub fn text(&self, name: &str) -> Result<String, Refusal> {
        match self.get(name) {
            None => Ok(String::new()),
            Some(Value::String(text)) if !text.contains('\0') => Ok(text.clone()),
            Some(_) => Err(self.refuse(name, &Problem::WrongType(JsonType::Text))),
        }
    }

    /// A text that may be missing; an empty one counts as missing.
    pub fn optional(&self, name: &str) -> Result<Option<String>, Refusal> {
        Ok(Some(self.text(name)?).filter(|text| !text.trim().is_empty()))
    }

    pub fn parsed<T>(
        &self,
        name: &str,
        problem: &Problem,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => parse(text).map(Some).ok_or_else(|| self.refuse(name, problem)),
            Some(_) => Err(self.refuse(name, problem)),
        }
    }

    /// Roubles or a quantity. Text is not a number here.
    pub fn decimal<T>(
        &self,
        name: &str,
        read: impl FnOnce(f64) -> Result<T, DecimalError>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_f64().ok_or_else(|| self.refuse(name, &Problem::NotANumber))?;
        read(number).map(Some).map_err(|error| self.refuse(name, &error.into()))
    }

    pub fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.refuse(name, &Problem::Required))
    }
}
