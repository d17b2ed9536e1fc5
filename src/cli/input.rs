//! The JSON object of `add`, read field by field: each wrong one is named, none is guessed. What cannot be read is
//! named together with what the domain says of the rest.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::domain::payload::{parse_date, parse_moment, parse_time};
use crate::domain::{
    AppointmentDraft, ClientDraft, DecimalError, FieldError, Gender, InvoiceDraft, ItemKind, JsonType,
    Kopecks, LineDraft, PatientDraft, PaymentStatus, Problem, Quantity,
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
    fields.finish(draft, ClientDraft::check)
}

/// `today` guards against a birth date that has not come yet.
pub(super) fn patient(object: Map<String, Value>, today: NaiveDate) -> Read<PatientDraft> {
    let mut fields = Fields::new(object, "");
    let draft = PatientDraft {
        name: fields.text("name").unwrap_or_default(),
        species: fields.text("species").unwrap_or_default(),
        breed: fields.text("breed"),
        birth_date: fields.parsed("birth_date", Problem::NotADate, parse_date),
        gender: fields.parsed("gender", Problem::NotOneOf("male, female, unknown"), Gender::parse),
        client_id: fields.id("client_id"),
    };
    fields.finish(draft, |draft| draft.check(Some(today)))
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
    fields.finish(draft, AppointmentDraft::check)
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
    fields.finish(draft, InvoiceDraft::check)
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
        self.wrong(name, Problem::WrongType(JsonType::Text));
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
            self.wrong(name, Problem::WrongType(JsonType::Integer));
        }
        id
    }

    fn number<T>(&mut self, name: &str, read: impl FnOnce(f64) -> Result<T, DecimalError>) -> Option<T> {
        let value = self.take(name)?;
        let Some(number) = value.as_f64().filter(|_| value.is_number()) else {
            self.wrong(name, Problem::WrongType(JsonType::Number));
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
                self.wrong(name, Problem::WrongType(JsonType::List));
                return Vec::new();
            }
        };
        let mut drafts = Vec::with_capacity(lines.len());
        for (index, line) in lines.into_iter().enumerate() {
            let place = format!("{name}[{index}]");
            let (object, is_object) = match line {
                Value::Object(object) => (object, true),
                _ => (Map::new(), false),
            };
            // A stand-in keeps the places of the lines behind it.
            let (draft, errors) = line_draft(Self::new(object, &format!("{place}.")));
            drafts.push(draft);
            if is_object {
                self.errors.extend(errors);
            } else {
                self.wrong(&place, Problem::WrongType(JsonType::Object));
            }
        }
        drafts
    }

    /// The draft, if all of it could be read; whoever saves it checks it. Else what could not be read and what the
    /// check says of the rest.
    fn finish<T>(self, draft: T, check: impl FnOnce(&T) -> Result<(), Vec<FieldError>>) -> Read<T> {
        let mut errors = self.into_errors();
        if errors.is_empty() {
            return Ok(draft);
        }
        let mut rest = check(&draft).err().unwrap_or_default();
        rest.retain(|error| !errors.iter().any(|unread| hangs_on(&error.field, &unread.field)));
        errors.append(&mut rest);
        Err(errors)
    }

    fn into_errors(mut self) -> Vec<FieldError> {
        let unknown: Vec<String> = self.object.keys().cloned().collect();
        for name in unknown {
            self.wrong(&name, Problem::UnknownField);
        }
        self.errors
    }
}

/// Whether what is said of a field comes from the stand-in for one that could not be read.
fn hangs_on(field: &str, unread: &str) -> bool {
    let whole =
        |line: &str| unread.strip_prefix(line).is_some_and(|part| matches!(part, "quantity" | "price"));
    field == unread
        || field.strip_prefix(unread).is_some_and(|part| part.starts_with('.'))
        || field.strip_suffix("total").is_some_and(whole)
        || (field == "total_amount" && unread.starts_with("items"))
}

fn line_draft(mut fields: Fields) -> (LineDraft, Vec<FieldError>) {
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
    (draft, fields.into_errors())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "cases are written in place")]
    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
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
        assert_eq!(wrong(&patient(object(filled), today())), []);
        let unknown = json!({"full_name": "И", "phone": "1", "colour": "red"});
        assert_eq!(wrong(&client(object(unknown))), [("colour".into(), Problem::UnknownField)]);
    }

    #[test]
    fn what_cannot_be_read_and_what_is_wrong_with_the_rest_are_named_together() {
        let line = json!({"type": "gift", "name": "", "quantity": 0, "price": 10, "total": 5});
        let good = json!({"type": "service", "name": "a", "quantity": 1, "price": 10});
        let unread = json!({"type": "service", "name": "a", "quantity": 1, "price": "10", "total": 10});
        let cases = [
            // A wrong price is no wrong sum of its own, and no wrong line shifts the ones behind it.
            (json!({"client_id": 1, "total_amount": 20, "items": [unread, good]}), vec!["items[0].price"]),
            (
                json!({"client_id": 1, "items": [5, line]}),
                vec!["items[0]", "items[1].type", "items[1].name", "items[1].quantity", "items[1].total"],
            ),
            (json!({"client_id": "1", "items": {}}), vec!["client_id", "items"]),
            (
                json!({"items": [line], "notes": 5}),
                vec![
                    "notes",
                    "items[0].type",
                    "client_id",
                    "items[0].name",
                    "items[0].quantity",
                    "items[0].total",
                ],
            ),
        ];
        for (value, expected) in cases {
            let named: Vec<String> =
                wrong(&invoice(object(value.clone()))).into_iter().map(|(field, _)| field).collect();
            assert_eq!(named, expected, "{value}");
        }
        let animal = json!({"name": "", "species": 5, "birth_date": "2027-01-01", "client_id": 1});
        let expected = [
            ("species".into(), Problem::WrongType(JsonType::Text)),
            ("name".into(), Problem::Required),
            ("birth_date".into(), Problem::InTheFuture),
        ];
        assert_eq!(wrong(&patient(object(animal), today())), expected);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let cases = [
            (json!({"birth_date": "2026-02-30"}), "birth_date", Problem::NotADate),
            (json!({"birth_date": "2026-2-3"}), "birth_date", Problem::NotADate),
            (json!({"gender": "cat"}), "gender", Problem::NotOneOf("male, female, unknown")),
            (json!({"client_id": "7"}), "client_id", Problem::WrongType(JsonType::Integer)),
            (json!({"client_id": 1.5}), "client_id", Problem::WrongType(JsonType::Integer)),
            (json!({"name": 5}), "name", Problem::WrongType(JsonType::Text)),
        ];
        for (change, field, problem) in cases {
            let mut value = json!({"name": "Мурка", "species": "кошка", "client_id": 1});
            value.as_object_mut().unwrap().extend(object(change));
            assert_eq!(wrong(&patient(object(value), today())), [(field.to_owned(), problem)]);
        }
        let when = json!({"client_id": 1, "patient_id": 1, "appointment_date": "2026-13-01", "appointment_time": "25:00"});
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
            (json!(5), "items[0]", Problem::WrongType(JsonType::Object)),
        ];
        for (line, field, problem) in cases {
            assert_eq!(
                wrong(&invoice(object(json!({"client_id": 1, "items": [line]})))),
                [(field.to_owned(), problem)]
            );
        }
        assert_eq!(
            wrong(&invoice(object(json!({"client_id": 1, "items": 5})))),
            [("items".into(), Problem::WrongType(JsonType::List))]
        );
    }
}
