//! What was typed into a form whose record left before it was saved, so that it can be read and copied.

use super::{AppointmentForm, ClientForm, FormInput, InvoiceForm, LineForm, PatientForm};
use crate::domain::{Gender, PaymentStatus};

/// A field whose typed value the record does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// The contract's field name; `items[2]` for a whole line of an invoice.
    pub field: String,
    pub value: UnsavedValue,
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnsavedValue {
    /// Empty where the field was emptied.
    Text(String),
    Gender(Option<Gender>),
    Payment(PaymentStatus),
    Line(LineForm),
    LineRemoved,
}

/// The fields of `typed` that differ from `record`, in the order of the form.
pub(super) fn unsaved(typed: &FormInput, record: &FormInput) -> Vec<Unsaved> {
    let (typed, record) = (values(typed), values(record));
    let mut unsaved: Vec<Unsaved> = Vec::new();
    for (field, value) in &typed {
        let known = record.iter().find(|(name, _)| name == field);
        if known.is_none_or(|(_, known)| known != value) {
            unsaved.push(Unsaved { field: field.clone(), value: value.clone() });
        }
    }
    // Only lines can be missing: a form always has its fields.
    let gone = record.iter().filter(|(field, _)| typed.iter().all(|(name, _)| name != field));
    unsaved.extend(gone.map(|(field, _)| Unsaved { field: field.clone(), value: UnsavedValue::LineRemoved }));
    unsaved
}

fn text(field: &str, value: &str) -> (String, UnsavedValue) {
    (field.to_owned(), UnsavedValue::Text(value.trim().to_owned()))
}

fn values(form: &FormInput) -> Vec<(String, UnsavedValue)> {
    match form {
        FormInput::Client(ClientForm { full_name, phone, email, address }) => {
            vec![
                text("full_name", full_name),
                text("phone", phone),
                text("email", email),
                text("address", address),
            ]
        }
        FormInput::Patient(PatientForm { name, species, gender, birth_date, breed, owner }) => vec![
            text("name", name),
            text("species", species),
            ("gender".to_owned(), UnsavedValue::Gender(*gender)),
            text("birth_date", birth_date),
            text("breed", breed),
            text("client_id", &owner.text),
        ],
        FormInput::Appointment(AppointmentForm { client, patient, date, time, doctor_name, notes }) => vec![
            text("client_id", &client.text),
            text("patient_id", &patient.text),
            text("appointment_date", date),
            text("appointment_time", time),
            text("doctor_name", doctor_name),
            text("notes", notes),
        ],
        FormInput::Invoice(InvoiceForm { client, patient, lines, payment_status, notes }) => {
            let head = [
                text("client_id", &client.text),
                text("patient_id", &patient.text),
                ("payment_status".to_owned(), UnsavedValue::Payment(*payment_status)),
            ];
            let lines = lines.iter().filter(|line| !line.is_blank()).enumerate();
            let lines = lines.map(|(at, line)| (format!("items[{at}]"), UnsavedValue::Line(line.clone())));
            head.into_iter().chain(lines).chain([text("notes", notes)]).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(unsaved: Vec<Unsaved>) -> Vec<(String, UnsavedValue)> {
        unsaved.into_iter().map(|unsaved| (unsaved.field, unsaved.value)).collect()
    }

    #[test]
    fn only_what_differs_is_unsaved() {
        let record =
            ClientForm { full_name: "Петров".into(), phone: "1".into(), ..ClientForm::default() };
        let typed = ClientForm { full_name: "Петров ".into(), email: "a@b".into(), ..record.clone() };
        let typed = ClientForm { phone: String::new(), ..typed };
        let record = FormInput::Client(record);
        assert_eq!(unsaved(&record, &record), []);
        let expected = [text("phone", ""), text("email", "a@b")];
        assert_eq!(named(unsaved(&FormInput::Client(typed), &record)), expected);
    }

    #[test]
    fn lines_of_an_invoice_are_compared_as_they_count() {
        let line = |name: &str| LineForm { name: name.into(), price: "100".into(), ..LineForm::default() };
        let invoice = |lines: &[LineForm]| {
            FormInput::Invoice(InvoiceForm { lines: lines.to_vec(), ..InvoiceForm::default() })
        };
        let record = invoice(&[line("Осмотр"), line("Вакцина")]);
        let same = invoice(&[line("Осмотр"), LineForm::default(), line("Вакцина"), LineForm::default()]);
        assert_eq!(unsaved(&same, &record), []);
        let changed = invoice(&[line("Осмотр"), line("Чистка"), line("Вакцина")]);
        let expected = [
            ("items[1]".to_owned(), UnsavedValue::Line(line("Чистка"))),
            ("items[2]".to_owned(), UnsavedValue::Line(line("Вакцина"))),
        ];
        assert_eq!(named(unsaved(&changed, &record)), expected);
        let shorter = unsaved(&invoice(&[line("Осмотр")]), &record);
        assert_eq!(named(shorter), [("items[1]".to_owned(), UnsavedValue::LineRemoved)]);
    }
}
