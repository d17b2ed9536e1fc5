//! Payloads of uploaded actions as the domain's drafts, checked by the domain.

use serde_json::Value;

use super::fields::{Fields, Refusal};
use crate::domain::payload::{parse_date, parse_moment, parse_time};
use crate::domain::{
    AppointmentDraft, ClientDraft, Gender, InvoiceDraft, ItemKind, JsonType, Kopecks, LineDraft,
    PatientDraft, PaymentStatus, Problem, Quantity,
};

/// The domain's drafts name parents by local id, which mean nothing here: parents are resolved apart.
const RESOLVED_APART: Option<i64> = Some(0);

/// A line with the price item's id as it was sent, JSON text.
pub struct Line {
    pub draft: LineDraft,
    pub nomenclature_id: Option<String>,
}

/// `local_id` is echoed in the answer: a whole number when it is given at all.
pub fn check_local_id(fields: Fields<'_>) -> Result<(), Refusal> {
    match fields.get("local_id") {
        Some(value) if !value.is_i64() => {
            Err(Refusal::field("local_id", &Problem::WrongType(JsonType::Integer)))
        }
        _ => Ok(()),
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
        birth_date: fields.parsed("birth_date", &Problem::NotADate, parse_date)?,
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
        date: fields.parsed("appointment_date", &Problem::NotADate, parse_date)?,
        time: fields.parsed("appointment_time", &Problem::NotATime, parse_time)?,
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
        Some(_) => return Err(Refusal::field("items", &Problem::WrongType(JsonType::List))),
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
        created_at: fields.parsed("created_at", &Problem::NotATimestamp, parse_moment)?,
        notes: fields.optional("notes")?,
    };
    draft.check()?;
    Ok((draft, ids))
}

fn line((index, item): (usize, &Value)) -> Result<Line, Refusal> {
    let fields = Fields::of_line(index, item)?;
    let kind = fields.parsed("type", &Problem::NotOneOf("service, product"), ItemKind::parse)?;
    let nomenclature_id = match fields.get("nomenclature_id") {
        Some(id) if !(id.is_number() || id.is_string()) => {
            return Err(fields.refuse("nomenclature_id", &Problem::WrongType(JsonType::NumberOrText)));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field_of<T>(read: impl FnOnce(Fields<'_>) -> Result<T, Refusal>, payload: &Value) -> Option<String> {
        read(Fields::of(Some(payload)).unwrap()).err().and_then(|refusal| refusal.field)
    }

    fn with(base: &Value, field: &str, value: &Value) -> Value {
        let mut changed = base.clone();
        changed[field] = value.clone();
        changed
    }

    /// A good payload is read; with one field wrong, that one is named.
    fn each_is_named<T>(
        read: impl Fn(Fields<'_>) -> Result<T, Refusal>,
        good: &Value,
        wrong: &[(&str, Value)],
    ) {
        assert_eq!(field_of(&read, good), None);
        for (field, value) in wrong {
            assert_eq!(field_of(&read, &with(good, field, value)).as_deref(), Some(*field), "{value}");
        }
    }

    #[test]
    fn each_wrong_field_of_a_client_a_patient_and_an_appointment_is_named() {
        each_is_named(
            client,
            &json!({"full_name": "Иванов", "phone": "1"}),
            &[
                ("full_name", json!("")),
                ("full_name", json!(5)),
                ("full_name", json!("я".repeat(256))),
                ("phone", Value::Null),
                ("phone", json!("1\0")),
                ("email", json!(["a@b"])),
                ("address", json!({})),
            ],
        );
        each_is_named(
            patient,
            &json!({"name": "Мурка", "species": "кошка", "birth_date": "2020-02-29", "gender": "female"}),
            &[
                ("species", json!(" ")),
                ("birth_date", json!("2021-02-29")),
                ("birth_date", json!("2020-02-29 00:00:00")),
                ("birth_date", json!("")),
                ("gender", json!("кот")),
            ],
        );
        each_is_named(
            appointment,
            &json!({"appointment_date": "2026-11-22", "appointment_time": "14:30"}),
            &[
                ("appointment_date", json!("22.11.2026")),
                ("appointment_date", Value::Null),
                ("appointment_time", json!("25:00")),
                ("notes", json!(1)),
            ],
        );
    }

    #[test]
    fn each_wrong_field_of_an_invoice_is_named_line_by_line() {
        let item = json!({"type": "service", "nomenclature_id": 10, "name": "Консультация",
                          "quantity": 0.5, "price": 10.01, "total": 5.01});
        let good = json!({"total_amount": 5.01, "payment_status": "pending",
                          "created_at": "2026-11-22T14:30:00+03:00", "items": [item]});
        each_is_named(
            invoice,
            &good,
            &[
                ("total_amount", json!(5.02)),
                ("total_amount", json!("5.01")),
                ("payment_status", json!("cancelled")),
                ("created_at", json!("2026-11-22")),
                ("items", json!([])),
                ("items", json!({})),
            ],
        );
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
            let wrong = with(&good, "items", &json!([item, with(&item, field, &value)]));
            assert_eq!(field_of(invoice, &wrong), Some(format!("items[1].{field}")), "{value}");
        }
        assert_eq!(field_of(invoice, &with(&good, "items", &json!([1]))).as_deref(), Some("items[0]"));
    }
}
