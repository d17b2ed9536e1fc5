//! The document's payload of an action, as it is stored in `sync_queue` when a record is saved.
//!
//! Parents are named by local id; the sync engine adds what the server knows them by when it sends.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::{AppointmentDraft, ClientDraft, InvoiceDraft, PatientDraft};

/// Formats of the contract.
pub const DATE: &str = "%Y-%m-%d";
pub const TIME: &str = "%H:%M";

/// A moment with its offset, to the second, as the contract writes it.
pub fn moment(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// `YYYY-MM-DD` and nothing else: chrono alone would take `2026-3-1` and `+12026-03-01` too.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, DATE).ok()?;
    Some(date).filter(|date| text.len() == 10 && date.format(DATE).to_string() == text)
}

/// `HH:MM` and nothing else.
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, TIME).ok().filter(|time| time.format(TIME).to_string() == text)
}

/// RFC 3339 with an offset.
pub fn parse_moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

impl ClientDraft {
    pub fn payload(&self, local_id: i64) -> Value {
        without_nulls(json!({
            "local_id": local_id,
            "full_name": self.full_name,
            "phone": self.phone,
            "email": self.email,
            "address": self.address,
        }))
    }
}

impl PatientDraft {
    pub fn payload(&self, local_id: i64) -> Value {
        without_nulls(json!({
            "local_id": local_id,
            "name": self.name,
            "species": self.species,
            "breed": self.breed,
            "birth_date": self.birth_date.map(|date| date.format(DATE).to_string()),
            "gender": self.gender.map(super::Gender::as_str),
            "client_id": self.client_id,
        }))
    }
}

impl AppointmentDraft {
    pub fn payload(&self, local_id: i64) -> Value {
        without_nulls(json!({
            "local_id": local_id,
            "client_id": self.client_id,
            "patient_id": self.patient_id,
            "appointment_date": self.date.map(|date| date.format(DATE).to_string()),
            "appointment_time": self.time.map(|time| time.format(TIME).to_string()),
            "doctor_name": self.doctor_name,
            "notes": self.notes,
        }))
    }
}

impl InvoiceDraft {
    /// `wire_ids`: for each line the price item's id as the server sent it, as JSON text; `None` for null.
    /// `created_at` must be set: an invoice is issued at a moment.
    pub fn payload(&self, local_id: i64, wire_ids: &[Option<String>]) -> Value {
        let items: Vec<Value> =
            self.priced_lines().iter().zip(wire_ids).map(|(line, id)| line.payload(id.as_deref())).collect();
        without_nulls(json!({
            "local_id": local_id,
            "client_id": self.client_id,
            "patient_id": self.patient_id,
            "total_amount": self.sum(),
            "payment_status": self.payment_status.as_str(),
            "created_at": self.created_at.map(moment),
            "notes": self.notes,
            "items": items,
        }))
    }
}

impl super::InvoiceLine {
    fn payload(&self, wire_id: Option<&str>) -> Value {
        let wire_id: Value = wire_id.and_then(|id| serde_json::from_str(id).ok()).unwrap_or_default();
        json!({
            "type": self.kind.as_str(),
            "nomenclature_id": wire_id,
            "name": self.name,
            "quantity": self.quantity,
            "price": self.price,
            "total": self.total,
        })
    }
}

/// Optional fields are left out, as the document shows them.
fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        *fields =
            std::mem::replace(fields, Map::new()).into_iter().filter(|(_, value)| !value.is_null()).collect();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::{ItemKind, Kopecks, LineDraft, Quantity};
    use super::*;

    #[test]
    fn dates_and_times_are_the_contracts_and_no_others() {
        for text in ["2026-3-1", "+12026-03-01", "12026-03-01", "2026-02-30", " 2026-03-01", "01.03.2026", ""]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["9:00", "09:0", "25:00", "09:00:00", " 09:00", ""] {
            assert_eq!(parse_time(text), None, "{text}");
        }
        assert_eq!(parse_date("2024-02-29"), NaiveDate::from_ymd_opt(2024, 2, 29));
        assert_eq!(parse_time("09:05"), NaiveTime::from_hms_opt(9, 5, 0));
    }

    #[test]
    fn an_invoice_goes_into_the_queue_as_the_document_writes_it() {
        let line = LineDraft {
            kind: ItemKind::Service,
            nomenclature_id: Some(3),
            name: "Консультация".into(),
            quantity: Quantity(1500),
            price: Kopecks(200_050),
            total: None,
        };
        let draft = InvoiceDraft { client_id: Some(7), lines: vec![line], ..InvoiceDraft::default() };
        let expected = json!({
            "local_id": 67890, "client_id": 7, "total_amount": 3000.75, "payment_status": "pending",
            "items": [{"type": "service", "nomenclature_id": 10, "name": "Консультация",
                       "quantity": 1.5, "price": 2000.5, "total": 3000.75}],
        });
        assert_eq!(draft.payload(67890, &[Some("10".into())]), expected);
    }
}
