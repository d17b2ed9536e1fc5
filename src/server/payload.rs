//! Payloads of uploaded actions, read field by field so that each wrong one is named, then checked by the domain.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde_json::{Map, Value};

use super::words;
use crate::domain::{
    AppointmentDraft, ClientDraft, DecimalError, FieldError, Gender, InvoiceDraft, ItemKind, Kopecks,
    LineDraft, PatientDraft, PaymentStatus, Problem, Quantity,
};
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

/// The domain's drafts name parents by local id, which mean nothing here: parents are resolved apart.
const RESOLVED_APART: Option<i64> = Some(0);

/// A line with the price item's id as it was sent, JSON text.
pub struct Line {
    pub draft: LineDraft,
    pub nomenclature_id: Option<String>,
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
            _ => Err(Refusal::field("payload", &Problem::WrongType("объект"))),
        }
    }

    fn refuse(&self, name: &str, problem: &Problem) -> Refusal {
        match self.line {
            Some(index) => Refusal::field(format!("items[{index}].{name}"), problem),
            None => Refusal::field(name, problem),
        }
    }

    /// `None` for a field that is missing or null.
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text; a missing one is empty, and the domain says whether it may be.
    fn text(&self, name: &str) -> Result<String, Refusal> {
        match self.get(name) {
            None => Ok(String::new()),
            Some(Value::String(text)) if !text.contains('\0') => Ok(text.clone()),
            Some(_) => Err(self.refuse(name, &Problem::WrongType("текст"))),
        }
    }

    /// A text that may be missing; an empty one counts as missing.
    pub fn optional(&self, name: &str) -> Result<Option<String>, Refusal> {
        Ok(Some(self.text(name)?).filter(|text| !text.trim().is_empty()))
    }

    fn parsed<T>(
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
    fn decimal<T>(
        &self,
        name: &str,
        read: impl FnOnce(f64) -> Result<T, DecimalError>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_f64().ok_or_else(|| self.refuse(name, &Problem::NotANumber))?;
        read(number).map(Some).map_err(|error| self.refuse(name, &error.into()))
    }

    fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.refuse(name, &Problem::Required))
    }
}

/// `local_id` is echoed in the answer: a number when it is given at all.
pub fn local_id(fields: Fields<'_>) -> Result<Option<Value>, Refusal> {
    match fields.get("local_id") {
        Some(value) if !value.is_i64() => Err(Refusal::field("local_id", &Problem::WrongType("целое число"))),
        given => Ok(given.cloned()),
    }
}

pub fn client(fields: Fields<'_>) -> Result<ClientDraft, Refusal> {
    let draft = ClientDraft {
        full_name: fields.text("full_name")?,
        phone: fields.text("phone")?,
        email: fields.optional("email")?,
        address: fields.optional("address")?,
    };
    draft.check()?;
    Ok(draft)
}

pub fn patient(fields: Fields<'_>) -> Result<PatientDraft, Refusal> {
    let draft = PatientDraft {
        name: fields.text("name")?,
        species: fields.text("species")?,
        breed: fields.optional("breed")?,
        birth_date: fields.parsed("birth_date", &Problem::NotADate, date)?,
        gender: fields.parsed("gender", &Problem::NotOneOf("male, female, unknown"), Gender::parse)?,
        client_id: RESOLVED_APART,
    };
    // The workstation's today may be ahead of the server's: only the form minds a birth date to come.
    draft.check(None)?;
    Ok(draft)
}

pub fn appointment(fields: Fields<'_>) -> Result<AppointmentDraft, Refusal> {
    let draft = AppointmentDraft {
        client_id: RESOLVED_APART,
        patient_id: RESOLVED_APART,
        date: fields.parsed("appointment_date", &Problem::NotADate, date)?,
        time: fields.parsed("appointment_time", &Problem::NotATime, time)?,
        doctor_name: fields.optional("doctor_name")?,
        notes: fields.optional("notes")?,
    };
    draft.check()?;
    Ok(draft)
}

/// The invoice, and the ids its lines were sent with, in their order.
pub fn invoice(fields: Fields<'_>) -> Result<(InvoiceDraft, Vec<Option<String>>), Refusal> {
    let lines = match fields.get("items") {
        None => Vec::new(),
        Some(Value::Array(items)) => items.iter().enumerate().map(line).collect::<Result<Vec<_>, _>>()?,
        Some(_) => return Err(Refusal::field("items", &Problem::WrongType("список"))),
    };
    let status =
        fields.parsed("payment_status", &Problem::NotOneOf("pending, paid"), PaymentStatus::parse)?;
    let (lines, ids): (Vec<_>, Vec<_>) =
        lines.into_iter().map(|line| (line.draft, line.nomenclature_id)).unzip();
    let draft = InvoiceDraft {
        client_id: RESOLVED_APART,
        patient_id: RESOLVED_APART,
        lines,
        payment_status: status.unwrap_or_default(),
        total: fields.decimal("total_amount", Kopecks::from_roubles)?,
        created_at: fields.parsed("created_at", &Problem::NotATimestamp, timestamp)?,
        notes: fields.optional("notes")?,
    };
    draft.check()?;
    Ok((draft, ids))
}

fn line((index, item): (usize, &Value)) -> Result<Line, Refusal> {
    let Value::Object(map) = item else {
        return Err(Refusal::field(format!("items[{index}]"), &Problem::WrongType("объект")));
    };
    let fields = Fields { map, line: Some(index) };
    let kind = fields.parsed("type", &Problem::NotOneOf("service, product"), ItemKind::parse)?;
    let nomenclature_id = match fields.get("nomenclature_id") {
        Some(id) if !(id.is_number() || id.is_string()) => {
            return Err(fields.refuse("nomenclature_id", &Problem::WrongType("число, текст или null")));
        }
        id => id.map(Value::to_string),
    };
    let draft = LineDraft {
        kind: fields.required("type", kind)?,
        nomenclature_id: None,
        name: fields.text("name")?,
        quantity: fields.required("quantity", fields.decimal("quantity", Quantity::from_number)?)?,
        price: fields.required("price", fields.decimal("price", Kopecks::from_roubles)?)?,
        total: fields.decimal("total", Kopecks::from_roubles)?,
    };
    Ok(Line { draft, nomenclature_id })
}

/// Just `YYYY-MM-DD`: chrono alone would take `2026-1-2` too.
fn date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Just `HH:MM`.
fn time(text: &str) -> Option<NaiveTime> {
    (text.len() == 5).then(|| NaiveTime::parse_from_str(text, "%H:%M").ok()).flatten()
}

fn timestamp(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field_of<T>(read: impl FnOnce(Fields<'_>) -> Result<T, Refusal>, payload: &Value) -> Option<String> {
        read(Fields::of(Some(payload)).unwrap()).err().and_then(|refusal| refusal.field)
    }

    fn with(base: &Value, field: &str, value: Value) -> Value {
        let mut changed = base.clone();
        changed[field] = value;
        changed
    }

    #[test]
    fn each_wrong_field_of_a_client_a_patient_and_an_appointment_is_named() {
        let good = json!({"full_name": "Иванов", "phone": "1"});
        assert_eq!(field_of(client, &good), None);
        for (field, value) in [
            ("full_name", json!("")),
            ("full_name", json!(5)),
            ("full_name", json!("я".repeat(256))),
            ("phone", Value::Null),
            ("phone", json!("1\0")),
            ("email", json!(["a@b"])),
            ("address", json!({})),
        ] {
            assert_eq!(
                field_of(client, &with(&good, field, value.clone())).as_deref(),
                Some(field),
                "{value}"
            );
        }
        let good =
            json!({"name": "Мурка", "species": "кошка", "birth_date": "2020-02-29", "gender": "female"});
        assert_eq!(field_of(patient, &good), None);
        for (field, value) in [
            ("species", json!(" ")),
            ("birth_date", json!("2021-02-29")),
            ("birth_date", json!("2021-2-1")),
            ("birth_date", json!("2020-02-29 00:00:00")),
            ("birth_date", json!("")),
            ("gender", json!("кот")),
        ] {
            assert_eq!(
                field_of(patient, &with(&good, field, value.clone())).as_deref(),
                Some(field),
                "{value}"
            );
        }
        let good = json!({"appointment_date": "2026-11-22", "appointment_time": "14:30"});
        assert_eq!(field_of(appointment, &good), None);
        for (field, value) in [
            ("appointment_date", json!("22.11.2026")),
            ("appointment_date", Value::Null),
            ("appointment_time", json!("25:00")),
            ("appointment_time", json!("9:00")),
            ("notes", json!(1)),
        ] {
            assert_eq!(
                field_of(appointment, &with(&good, field, value.clone())).as_deref(),
                Some(field),
                "{value}"
            );
        }
    }

    #[test]
    fn each_wrong_field_of_an_invoice_is_named_line_by_line() {
        let item = json!({"type": "service", "nomenclature_id": 10, "name": "Консультация",
                          "quantity": 0.5, "price": 10.01, "total": 5.01});
        let good = json!({"total_amount": 5.01, "payment_status": "pending",
                          "created_at": "2026-11-22T14:30:00+03:00", "items": [item]});
        assert_eq!(field_of(invoice, &good), None);
        for (field, value) in [
            ("total_amount", json!(5.02)),
            ("total_amount", json!("5.01")),
            ("payment_status", json!("cancelled")),
            ("created_at", json!("2026-11-22")),
            ("items", json!([])),
            ("items", json!({})),
        ] {
            assert_eq!(
                field_of(invoice, &with(&good, field, value.clone())).as_deref(),
                Some(field),
                "{value}"
            );
        }
        for (field, value) in [
            ("type", json!("gift")),
            ("nomenclature_id", json!({})),
            ("name", json!("")),
            ("quantity", json!(0)),
            ("quantity", json!(-1)),
            ("quantity", json!(0.0005)),
            ("price", json!(-1)),
            ("price", json!(1.005)),
            ("price", json!(1e300)),
            ("total", json!(5)),
        ] {
            let wrong = with(&good, "items", json!([item, with(&item, field, value.clone())]));
            assert_eq!(field_of(invoice, &wrong), Some(format!("items[1].{field}")), "{value}");
        }
        assert_eq!(field_of(invoice, &with(&good, "items", json!([1]))).as_deref(), Some("items[0]"));
    }
}
