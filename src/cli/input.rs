//! The JSON object of `add`, read field by field: each wrong one is named, none is guessed.

use serde_json::{Map, Value};

use crate::domain::payload::{parse_date, parse_moment, parse_time};
use crate::domain::{
    AppointmentDraft, ClientDraft, DecimalError, FieldError, Gender, InvoiceDraft, ItemKind, Kopecks,
    LineDraft, PatientDraft, PaymentStatus, Problem, Quantity,
};

/// Fields that the program fills in itself; a payload copied from elsewhere may have them.
const FILLED_IN: [&str; 4] = ["local_id", "owner_server_id", "patient_server_id", "client_server_id"];

pub(super) type Read<T> = Result<T, Vec<FieldError>>;

pub(super) fn client(object: Map<String, Value>) -> Read<ClientDraft> {
    let mut fields = Fields::new(object, "");
    let draft = ClientDraft {
        full_name: fields.text("full_name").unwrap_or_default(),
        phone: fields.text("phone").unwrap_or_default(),
        email: fields.text("email"),
        address: fields.text("address"),
    };
    fields.finish(draft)
}

pub(super) fn patient(object: Map<String, Value>) -> Read<PatientDraft> {
    let mut fields = Fields::new(object, "");
    let draft = PatientDraft {
        name: fields.text("name").unwrap_or_default(),
        species: fields.text("species").unwrap_or_default(),
        breed: fields.text("breed"),
        birth_date: fields.parsed("birth_date", Problem::NotADate, parse_date),
        gender: fields.parsed("gender", Problem::NotOneOf("male, female, unknown"), Gender::parse),
        client_id: fields.id("client_id"),
    };
    fields.finish(draft)
}

pub(super) fn appointment(object: Map<String, Value>) -> Read<AppointmentDraft> {
    let mut fields = Fields::new(object, "");
    let draft = AppointmentDraft {
        client_id: fields.id("client_id"),
        patient_id: fields.id("patient_id"),
        date: fields.parsed("appointment_date", Problem::NotADate, parse_date),
        time: fields.parsed("appointment_time", Problem::NotATime, parse_time),
        doctor_name: fields.text("doctor_name"),
        notes: fields.text("notes"),
    };
    fields.finish(draft)
}

pub(super) fn invoice(object: Map<String, Value>) -> Read<InvoiceDraft> {
    let mut fields = Fields::new(object, "");
    let draft = InvoiceDraft {
        client_id: fields.id("client_id"),
        patient_id: fields.id("patient_id"),
        payment_status: fields
            .parsed("payment_status", Problem::NotOneOf("pending, paid"), PaymentStatus::parse)
            .unwrap_or_default(),
        total: fields.number("total_amount", Kopecks::from_roubles),
        created_at: fields.parsed("created_at", Problem::NotATimestamp, parse_moment),
        notes: fields.text("notes"),
        lines: fields.lines("items"),
    };
    fields.finish(draft)
}

/// An object whose fields are taken out one by one; what is left over is unknown.
struct Fields {
    object: Map<String, Value>,
    /// What stands before a field's name in a message: `items[2].`.
    prefix: String,
    errors: Vec<FieldError>,
}

impl Fields {
    fn new(mut object: Map<String, Value>, prefix: &str) -> Self {
        object.retain(|name, _| !FILLED_IN.contains(&name.as_str()));
        Self { object, prefix: prefix.to_owned(), errors: Vec::new() }
    }

    fn wrong(&mut self, name: &str, problem: Problem) {
        self.errors.push(FieldError::new(format!("{}{name}", self.prefix), problem));
    }

    /// A missing field and null are the same.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.object.remove(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Option<String> {
        if let Value::String(text) = self.take(name)? {
            return Some(text);
        }
        self.wrong(name, Problem::WrongType("text"));
        None
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        problem: Problem,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.wrong(name, problem);
        }
        parsed
    }

    fn id(&mut self, name: &str) -> Option<i64> {
        let value = self.take(name)?;
        let id = value.as_i64();
        if id.is_none() {
            self.wrong(name, Problem::WrongType("integer"));
        }
        id
    }

    fn number<T>(&mut self, name: &str, read: impl FnOnce(f64) -> Result<T, DecimalError>) -> Option<T> {
        let value = self.take(name)?;
        let Some(number) = value.as_f64().filter(|_| value.is_number()) else {
            self.wrong(name, Problem::WrongType("number"));
            return None;
        };
        match read(number) {
            Ok(read) => Some(read),
            Err(error) => {
                self.wrong(name, error.into());
                None
            }
        }
    }

    fn required_number<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(f64) -> Result<T, DecimalError>,
    ) -> Option<T> {
        if self.object.get(name).is_none_or(Value::is_null) {
            self.object.remove(name);
            self.wrong(name, Problem::Required);
            return None;
        }
        self.number(name, read)
    }

    fn lines(&mut self, name: &str) -> Vec<LineDraft> {
        let lines = match self.take(name) {
            None => return Vec::new(),
            Some(Value::Array(lines)) => lines,
            Some(_) => {
                self.wrong(name, Problem::WrongType("array"));
                return Vec::new();
            }
        };
        let mut drafts = Vec::with_capacity(lines.len());
        for (index, line) in lines.into_iter().enumerate() {
            let Value::Object(object) = line else {
                self.wrong(&format!("{name}[{index}]"), Problem::WrongType("object"));
                continue;
            };
            match line_draft(Self::new(object, &format!("{name}[{index}]."))) {
                Ok(draft) => drafts.push(draft),
                Err(errors) => self.errors.extend(errors),
            }
        }
        drafts
    }

    fn finish<T>(mut self, draft: T) -> Read<T> {
        let unknown: Vec<String> = self.object.keys().cloned().collect();
        for name in unknown {
            self.wrong(&name, Problem::UnknownField);
        }
        if self.errors.is_empty() { Ok(draft) } else { Err(self.errors) }
    }
}

fn line_draft(mut fields: Fields) -> Read<LineDraft> {
    let kind = fields.parsed("type", Problem::NotOneOf("service, product"), ItemKind::parse);
    if kind.is_none() && fields.errors.is_empty() {
        fields.wrong("type", Problem::Required);
    }
    let draft = LineDraft {
        kind: kind.unwrap_or_default(),
        nomenclature_id: fields.id("nomenclature_id"),
        name: fields.text("name").unwrap_or_default(),
        quantity: fields.required_number("quantity", Quantity::from_number).unwrap_or_default(),
        price: fields.required_number("price", Kopecks::from_roubles).unwrap_or_default(),
        total: fields.number("total", Kopecks::from_roubles),
    };
    fields.finish(draft)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "cases are written in place")]
    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn wrong<T>(read: &Read<T>) -> Vec<(String, Problem)> {
        read.as_ref()
            .err()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .map(|error| (error.field, error.problem))
            .collect()
    }

    #[test]
    fn what_the_program_fills_in_is_ignored_and_the_unknown_named() {
        let filled = json!({"local_id": 5, "name": "Мурка", "species": "кошка", "client_id": 1, "owner_server_id": "x"});
        assert_eq!(wrong(&patient(object(filled))), []);
        let unknown = json!({"full_name": "И", "phone": "1", "colour": "red"});
        assert_eq!(wrong(&client(object(unknown))), [("colour".into(), Problem::UnknownField)]);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let cases = [
            (json!({"birth_date": "2026-02-30"}), "birth_date", Problem::NotADate),
            (json!({"birth_date": "2026-2-3"}), "birth_date", Problem::NotADate),
            (json!({"gender": "cat"}), "gender", Problem::NotOneOf("male, female, unknown")),
            (json!({"client_id": "7"}), "client_id", Problem::WrongType("integer")),
            (json!({"client_id": 1.5}), "client_id", Problem::WrongType("integer")),
            (json!({"name": 5}), "name", Problem::WrongType("text")),
        ];
        for (value, field, problem) in cases {
            assert_eq!(wrong(&patient(object(value))), [(field.to_owned(), problem)]);
        }
        let when = json!({"appointment_date": "2026-13-01", "appointment_time": "25:00"});
        let expected =
            [("appointment_date".into(), Problem::NotADate), ("appointment_time".into(), Problem::NotATime)];
        assert_eq!(wrong(&appointment(object(when))), expected);
    }

    #[test]
    fn lines_are_named_by_their_place() {
        let line = json!({"type": "service", "name": "a", "quantity": 1, "price": 10.005});
        let cases = [
            (line, "items[0].price", Problem::TooPrecise { decimals: 2 }),
            (
                json!({"type": "x", "name": "a", "quantity": 1, "price": 1}),
                "items[0].type",
                Problem::NotOneOf("service, product"),
            ),
            (json!({"name": "a", "quantity": 1, "price": 1}), "items[0].type", Problem::Required),
            (json!({"type": "product", "name": "a", "price": 1}), "items[0].quantity", Problem::Required),
            (json!(5), "items[0]", Problem::WrongType("object")),
        ];
        for (line, field, problem) in cases {
            assert_eq!(wrong(&invoice(object(json!({"items": [line]})))), [(field.to_owned(), problem)]);
        }
        assert_eq!(
            wrong(&invoice(object(json!({"items": 5})))),
            [("items".into(), Problem::WrongType("array"))]
        );
    }
}
