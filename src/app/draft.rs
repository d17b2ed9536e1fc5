//! From forms as typed to drafts the store saves, and from records back to forms.
//!
//! Everything that is wrong is found in one go: what cannot be read and what the domain's rules name.

use chrono::NaiveDate;

use super::model::{AppointmentForm, ClientForm, FormInput, InvoiceForm, LineForm, PatientForm};
use super::typed::{parse_date, parse_time};
use crate::domain::{
    AppointmentDraft, ClientDraft, FieldError, InvoiceDraft, Kopecks, LineDraft, PatientDraft, Problem,
    Quantity, RecordKind,
};

/// A record ready to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Draft {
    Client(ClientDraft),
    Patient(PatientDraft),
    Appointment(AppointmentDraft),
    Invoice(InvoiceDraft),
}

impl Draft {
    pub(super) fn kind(&self) -> RecordKind {
        match self {
            Self::Client(_) => RecordKind::Client,
            Self::Patient(_) => RecordKind::Patient,
            Self::Appointment(_) => RecordKind::Appointment,
            Self::Invoice(_) => RecordKind::Invoice,
        }
    }
}

/// Reads a form. Lines without text are left out, so that errors of lines must be put back with [`line_map`].
pub(super) fn read(form: &FormInput, today: NaiveDate) -> Result<Draft, Vec<FieldError>> {
    let mut errors = Vec::new();
    let (draft, checked) = match form {
        FormInput::Client(form) => {
            let draft = client(form);
            let checked = draft.check();
            (Draft::Client(draft), checked)
        }
        FormInput::Patient(form) => {
            let draft = patient(form, today, &mut errors);
            let checked = draft.check(Some(today));
            (Draft::Patient(draft), checked)
        }
        FormInput::Appointment(form) => {
            let draft = appointment(form, today, &mut errors);
            let checked = draft.check();
            (Draft::Appointment(draft), checked)
        }
        FormInput::Invoice(form) => {
            let draft = invoice(form, &mut errors);
            let checked = draft.check();
            (Draft::Invoice(draft), checked)
        }
    };
    for error in checked.err().unwrap_or_default() {
        if !errors.iter().any(|known| known.field == error.field) {
            errors.push(error);
        }
    }
    // The first one is where the person goes on: first as the form is read, not as it was checked.
    errors.sort_by_key(|error| place(form.kind(), &error.field));
    if errors.is_empty() { Ok(draft) } else { Err(put_lines_back(errors, &line_map(form))) }
}

/// Where a field stands in its form: its place, for lines the line and the place in it.
fn place(kind: RecordKind, field: &str) -> (usize, usize, usize) {
    let fields: &[&str] = match kind {
        RecordKind::Client => &["full_name", "phone", "email", "address"],
        RecordKind::Patient => &["name", "species", "gender", "birth_date", "breed", "client_id"],
        RecordKind::Appointment => {
            &["client_id", "patient_id", "appointment_date", "appointment_time", "doctor_name", "notes"]
        }
        RecordKind::Invoice => &["client_id", "patient_id", "payment_status", "items", "notes"],
    };
    let at = |list: &[&str], name: &str| list.iter().position(|known| *known == name).unwrap_or(list.len());
    match field.strip_prefix("items[").and_then(|rest| rest.split_once("].")) {
        Some((line, part)) => {
            let parts = ["name", "type", "quantity", "price", "total"];
            (at(fields, "items"), line.parse().unwrap_or(usize::MAX), at(&parts, part))
        }
        None => (at(fields, field), 0, 0),
    }
}

/// For each line that is saved, the line of the form it came from.
pub(super) fn line_map(form: &FormInput) -> Vec<usize> {
    let FormInput::Invoice(form) = form else { return Vec::new() };
    (0..form.lines.len()).filter(|&index| !form.lines[index].is_blank()).collect()
}

/// Errors that name a saved line name the form's line instead.
pub(super) fn put_lines_back(mut errors: Vec<FieldError>, map: &[usize]) -> Vec<FieldError> {
    for error in &mut errors {
        let line = error.field.strip_prefix("items[").and_then(|rest| rest.split_once(']'));
        let Some((index, rest)) = line else { continue };
        if let Some(place) = index.parse().ok().and_then(|index: usize| map.get(index)) {
            error.field = format!("items[{place}]{rest}");
        }
    }
    errors
}

/// The line an error is about.
pub(super) fn line_of(field: &str) -> Option<usize> {
    field.strip_prefix("items[")?.split_once(']')?.0.parse().ok()
}

/// What was typed, if anything: how it is kept is the draft's.
fn given(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn client(form: &ClientForm) -> ClientDraft {
    ClientDraft {
        full_name: form.full_name.clone(),
        phone: form.phone.clone(),
        email: given(&form.email),
        address: given(&form.address),
    }
}

fn patient(form: &PatientForm, today: NaiveDate, errors: &mut Vec<FieldError>) -> PatientDraft {
    PatientDraft {
        name: form.name.clone(),
        species: form.species.clone(),
        breed: given(&form.breed),
        birth_date: date("birth_date", &form.birth_date, today, errors),
        gender: form.gender,
        client_id: form.owner.id,
    }
}

fn appointment(form: &AppointmentForm, today: NaiveDate, errors: &mut Vec<FieldError>) -> AppointmentDraft {
    let time = parse_time(&form.time);
    if time.is_none() && !form.time.trim().is_empty() {
        errors.push(FieldError::new("appointment_time", Problem::NotATime));
    }
    AppointmentDraft {
        client_id: form.client.id,
        patient_id: form.patient.id,
        date: date("appointment_date", &form.date, today, errors),
        time,
        doctor_name: given(&form.doctor_name),
        notes: given(&form.notes),
    }
}

fn date(field: &str, text: &str, today: NaiveDate, errors: &mut Vec<FieldError>) -> Option<NaiveDate> {
    let date = parse_date(text, today);
    if date.is_none() && !text.trim().is_empty() {
        errors.push(FieldError::new(field, Problem::NotADate));
    }
    date
}

fn invoice(form: &InvoiceForm, errors: &mut Vec<FieldError>) -> InvoiceDraft {
    if form.patient.id.is_none() && !form.patient.text.trim().is_empty() {
        errors.push(FieldError::new("patient_id", Problem::Required));
    }
    let lines = form.lines.iter().filter(|line| !line.is_blank());
    InvoiceDraft {
        client_id: form.client.id,
        patient_id: form.patient.id,
        lines: lines.enumerate().map(|(index, form)| line(index, form, errors)).collect(),
        payment_status: form.payment_status,
        total: None,
        created_at: None,
        notes: given(&form.notes),
    }
}

fn line(index: usize, form: &LineForm, errors: &mut Vec<FieldError>) -> LineDraft {
    let mut wrong =
        |name: &str, problem| errors.push(FieldError::new(format!("items[{index}].{name}"), problem));
    let problem =
        |text: &str, error| if text.trim().is_empty() { Problem::Required } else { Problem::from(error) };
    let quantity = Quantity::parse(&form.quantity).unwrap_or_else(|error| {
        wrong("quantity", problem(&form.quantity, error));
        Quantity::ONE
    });
    let price = Kopecks::parse(&form.price).unwrap_or_else(|error| {
        wrong("price", problem(&form.price, error));
        Kopecks::ZERO
    });
    LineDraft {
        kind: form.kind,
        nomenclature_id: form.item_id,
        name: form.name.clone(),
        quantity,
        price,
        total: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Choice;
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn fields(form: impl Into<FormInput>) -> Vec<(String, Problem)> {
        let errors = read(&form.into(), today()).err().unwrap_or_default();
        errors.into_iter().map(|error| (error.field, error.problem)).collect()
    }

    impl From<PatientForm> for FormInput {
        fn from(form: PatientForm) -> Self {
            Self::Patient(form)
        }
    }

    impl From<AppointmentForm> for FormInput {
        fn from(form: AppointmentForm) -> Self {
            Self::Appointment(form)
        }
    }

    impl From<InvoiceForm> for FormInput {
        fn from(form: InvoiceForm) -> Self {
            Self::Invoice(form)
        }
    }

    #[test]
    fn what_cannot_be_read_and_what_is_missing_is_named_together() {
        let patient =
            PatientForm { name: "Мурка".into(), birth_date: "31.02".into(), ..PatientForm::default() };
        let expected = [
            ("species", Problem::Required),
            ("birth_date", Problem::NotADate),
            ("client_id", Problem::Required),
        ];
        assert_eq!(fields(patient), expected.map(|(field, problem)| (field.to_owned(), problem)));

        let appointment =
            AppointmentForm { client: Choice::of(1, "И"), time: "25".into(), ..AppointmentForm::default() };
        let expected = [
            ("patient_id", Problem::Required),
            ("appointment_date", Problem::Required),
            ("appointment_time", Problem::NotATime),
        ];
        assert_eq!(fields(appointment), expected.map(|(field, problem)| (field.to_owned(), problem)));
    }

    #[test]
    fn errors_of_lines_name_the_line_of_the_form() {
        let line = |name: &str, quantity: &str, price: &str| LineForm {
            name: name.into(),
            quantity: quantity.into(),
            price: price.into(),
            ..LineForm::default()
        };
        let lines =
            vec![LineForm::default(), line("Осмотр", "-1", "10,005"), LineForm::default(), line("", "", "5")];
        let form = InvoiceForm { client: Choice::of(1, "И"), lines, ..InvoiceForm::default() };
        let expected = [
            ("items[1].quantity", Problem::MustBePositive),
            ("items[1].price", Problem::TooPrecise { decimals: 2 }),
            ("items[3].name", Problem::Required),
            ("items[3].quantity", Problem::Required),
        ];
        assert_eq!(fields(form), expected.map(|(field, problem)| (field.to_owned(), problem)));
        assert_eq!(
            fields(InvoiceForm { client: Choice::of(1, "И"), ..InvoiceForm::default() }),
            [("items".to_owned(), Problem::NoLines)]
        );
    }

    #[test]
    fn what_a_paste_brought_of_line_ends_is_a_space() {
        let form = ClientForm {
            full_name: "\tИванова\r\nМария  Петровна\n".into(),
            phone: "8\u{a0}916".into(),
            email: "\n \t".into(),
            ..ClientForm::default()
        };
        let Ok(Draft::Client(draft)) = read(&FormInput::Client(form), today()) else { unreachable!() };
        let draft = draft.tidy();
        assert_eq!(
            (draft.full_name.as_str(), draft.phone.as_str()),
            ("Иванова Мария Петровна", "8\u{a0}916")
        );
        assert_eq!(draft.email, None);
        let form = AppointmentForm {
            notes: " чешется\nвторой день ".into(), ..AppointmentForm::default()
        };
        let draft = appointment(&form, today(), &mut Vec::new()).tidy();
        assert_eq!(draft.notes.as_deref(), Some("чешется\nвторой день"));
    }

    #[test]
    fn a_patient_typed_and_not_chosen_is_no_invoice_without_one() {
        let lines = vec![LineForm { name: "Осмотр".into(), price: "5".into(), ..LineForm::default() }];
        let form = InvoiceForm { client: Choice::of(1, "И"), lines, ..InvoiceForm::default() };
        assert_eq!(fields(form.clone()), []);
        let patient = Choice { text: "Мур".into(), id: None };
        assert_eq!(fields(InvoiceForm { patient, ..form }), [("patient_id".to_owned(), Problem::Required)]);
    }

    #[test]
    fn a_good_form_becomes_its_draft() {
        let form = AppointmentForm {
            client: Choice::of(1, "И"),
            patient: Choice::of(2, "М"),
            date: "23.11".into(),
            time: "1430".into(),
            notes: "  ".into(),
            ..AppointmentForm::default()
        };
        let draft = AppointmentDraft {
            client_id: Some(1),
            patient_id: Some(2),
            date: NaiveDate::from_ymd_opt(2026, 11, 23),
            time: chrono::NaiveTime::from_hms_opt(14, 30, 0),
            ..AppointmentDraft::default()
        };
        assert_eq!(read(&form.into(), today()), Ok(Draft::Appointment(draft)));
    }
}
