//! Forms: opening with what is known already, saving, and what becomes of a save.

use std::sync::Arc;

use super::super::draft::{line_map, put_lines_back, read};
use super::super::message::{Effect, Job, Query, SaveJob};
use super::super::model::{
    Access, AppointmentForm, Choice, ClientForm, DayScreen, FormInput, FormPage, InvoiceForm, LineForm,
    Model, NoticeKind, PatientForm, Record, RowState, SaveTrouble, Screen, StoreTrouble, TroubleKind,
};
use super::super::slot::RequestId;
use super::super::typed::{parse_date, show_date};
use super::lists::{self, ask};
use super::working;
use crate::domain::{FieldError, PaymentStatus, QueueState, RecordKind};
use crate::store::{ChangeSet, SaveError, Saved};

/// Opens the form of a new record.
pub(super) fn new(
    model: &mut Model,
    kind: RecordKind,
    client: Option<Choice>,
    patient: Option<Choice>,
) -> Vec<Effect> {
    let client = client.unwrap_or_default();
    let patient = patient.or_else(|| only_patient(model, client.id)).unwrap_or_default();
    let client_id = client.id;
    let input = match kind {
        RecordKind::Client => FormInput::Client(ClientForm::default()),
        RecordKind::Patient => FormInput::Patient(PatientForm { owner: client, ..PatientForm::default() }),
        RecordKind::Appointment => {
            let day = match model.screen {
                Screen::Appointments => model.appointments.day,
                _ => model.today(),
            };
            let date = show_date(day);
            FormInput::Appointment(AppointmentForm { client, patient, date, ..AppointmentForm::default() })
        }
        RecordKind::Invoice => {
            let lines = vec![LineForm::default()];
            FormInput::Invoice(InvoiceForm { client, patient, lines, ..InvoiceForm::default() })
        }
    };
    place(model, input, None);
    ask_choosers(model, kind, client_id)
}

/// Opens the form of a record, empty until the store has answered.
pub(super) fn open(model: &mut Model, kind: RecordKind, id: i64) -> Vec<Effect> {
    place(model, blank(kind), Some(id));
    let Some(page) = &mut model.form else { return Vec::new() };
    page.loading = true;
    ask(&mut page.record, Query::Record(kind, id))
}

/// Opens the form of a new record with what stands in another one, empty until the store has answered.
pub(super) fn copy(model: &mut Model, kind: RecordKind, id: i64) -> Vec<Effect> {
    place(model, blank(kind), None);
    let Some(page) = &mut model.form else { return Vec::new() };
    page.loading = true;
    ask(&mut page.record, Query::Record(kind, id))
}

/// What a copy does not take over: when it is, and that it was paid.
fn copied(input: FormInput) -> FormInput {
    match input {
        FormInput::Appointment(form) => {
            FormInput::Appointment(AppointmentForm { time: String::new(), ..form })
        }
        FormInput::Invoice(form) => {
            FormInput::Invoice(InvoiceForm { payment_status: PaymentStatus::default(), ..form })
        }
        input => input,
    }
}

fn place(model: &mut Model, input: FormInput, id: Option<i64>) {
    let seq = model.next_number();
    model.form = Some(FormPage::new(seq, id, input));
}

fn blank(kind: RecordKind) -> FormInput {
    match kind {
        RecordKind::Client => FormInput::Client(ClientForm::default()),
        RecordKind::Patient => FormInput::Patient(PatientForm::default()),
        RecordKind::Appointment => FormInput::Appointment(AppointmentForm::default()),
        RecordKind::Invoice => FormInput::Invoice(InvoiceForm::default()),
    }
}

/// The client's patient, if the card that is shown knows of exactly one.
fn only_patient(model: &Model, client_id: Option<i64>) -> Option<Choice> {
    let card = model.clients.card.value().filter(|card| Some(card.client.id) == client_id)?;
    match &*card.patients {
        [patient] => Some(Choice::of(patient.id, &patient.name)),
        _ => None,
    }
}

/// What the fields of the form choose from is asked as it opens.
fn ask_choosers(model: &mut Model, kind: RecordKind, client_id: Option<i64>) -> Vec<Effect> {
    let mut effects = Vec::new();
    match kind {
        RecordKind::Client => return effects,
        RecordKind::Patient => {
            effects.extend(ask(&mut model.choosers.species, Query::Species));
            model.choosers.breeds.clear();
        }
        RecordKind::Appointment => effects.extend(ask(&mut model.choosers.doctors, Query::Doctors)),
        RecordKind::Invoice => effects.extend(lists::choose_items(model, String::new())),
    }
    effects.extend(lists::choose_clients(model, String::new()));
    effects.extend(lists::choose_patients(model, client_id, String::new()));
    effects
}

/// The record has been read: into the form when it opens; later the form keeps what was typed while it can be changed,
/// and shows the record once it cannot.
pub(super) fn loaded(model: &mut Model, id: RequestId, record: Option<Record>) -> Vec<Effect> {
    let Some(page) = &mut model.form else { return Vec::new() };
    if !page.record.accept(id, ()) {
        return Vec::new();
    }
    let Some(record) = record else {
        page.trouble = Some(SaveTrouble::Missing);
        return Vec::new();
    };
    if page.id.is_some() {
        page.access = record.access();
        let aside = record.state == RowState::Queued(QueueState::Aside);
        page.refusal = record.refusal.filter(|_| !aside);
        page.input = record.input;
    } else {
        page.input = copied(record.input);
    }
    if page.is_read_only() {
        page.errors.clear();
    }
    if !std::mem::take(&mut page.loading) {
        return Vec::new();
    }
    mark_refused_field(page);
    let (kind, client_id) = (page.kind, page.input.client_id());
    let seq = model.next_number();
    if let Some(page) = &mut model.form {
        page.seq = seq;
    }
    ask_choosers(model, kind, client_id)
}

/// A refused record opens at the field that the server did not take; the mark stands until the form is another.
fn mark_refused_field(page: &mut FormPage) {
    let refusal = page.refusal.as_ref().filter(|_| page.access == Access::Editable);
    if let Some(error) = refusal.and_then(|refusal| refusal.mark(page.kind)) {
        page.errors = vec![error];
        page.refused = Some(page.input.clone());
        page.refused_saves += 1;
    }
}

pub(super) fn not_loaded(model: &mut Model, id: RequestId, trouble: Arc<StoreTrouble>) -> bool {
    let Some(page) = &mut model.form else { return false };
    let current = page.record.fail(id, trouble.clone());
    if current && page.loading {
        page.trouble = Some(SaveTrouble::Store(trouble));
    }
    current
}

pub(super) fn close(model: &mut Model) -> Vec<Effect> {
    model.form = None;
    Vec::new()
}

/// Hands the form to the store, or says what is wrong with it.
pub(super) fn save(model: &mut Model, input: &FormInput) -> Vec<Effect> {
    let (today, now) = (model.today(), model.now.fixed_offset());
    let (Some(page), Some(session)) = (&mut model.form, &model.session) else { return Vec::new() };
    if !page.can_save() || page.kind != input.kind() {
        return Vec::new();
    }
    page.trouble = None;
    match read(input, today) {
        Err(errors) => {
            refuse(page, errors, None);
            Vec::new()
        }
        Ok(draft) => {
            page.errors.clear();
            page.refused = Some(input.clone());
            page.line_map = line_map(input);
            page.saving = true;
            let job = SaveJob { form: page.seq, id: page.id, draft, author: session.author(), now };
            vec![Effect::Store(Job::Save(Box::new(job)))]
        }
    }
}

/// The save is done or refused. What was saved is shown even if its form is gone.
pub(super) fn saved(
    model: &mut Model,
    form: u64,
    kind: RecordKind,
    saved: Result<Saved, SaveError>,
) -> Vec<Effect> {
    match saved {
        Ok(saved) => {
            let page = model.form.take_if(|page| page.seq == form);
            let id = saved.local_id;
            model.notify(NoticeKind::Saved { kind, id, warnings: saved.warnings });
            let mut effects = page.map(|page| show_day_of(model, &page)).unwrap_or_default();
            effects.extend(select_saved(model, kind, id));
            effects.extend(working::ask_again(model, changed_by(kind)));
            effects
        }
        Err(error) => failed(model, form, kind, trouble(error)),
    }
}

fn refuse(page: &mut FormPage, errors: Vec<FieldError>, by_store: Option<FormInput>) {
    page.errors = errors;
    page.refused = by_store;
    page.refused_saves += 1;
}

/// The form keeps what was typed and says why it was not saved; if it was left meanwhile, a notice does. A record that
/// left before it was saved is looked up again: the form shows it.
fn failed(model: &mut Model, form: u64, kind: RecordKind, trouble: SaveTrouble) -> Vec<Effect> {
    let Some(page) = model.form.as_mut().filter(|page| page.seq == form) else {
        model.notify(NoticeKind::NotSaved { kind, trouble });
        return Vec::new();
    };
    page.saving = false;
    let given = page.refused.take();
    match trouble {
        SaveTrouble::Fields(errors) => {
            let errors = put_lines_back(errors, &page.line_map);
            refuse(page, errors, given);
            return Vec::new();
        }
        SaveTrouble::OnServer => page.access = Access::OnServer,
        SaveTrouble::BeingSent => page.access = Access::BeingSent,
        SaveTrouble::LocalOnly => page.access = Access::LocalOnly,
        other => {
            page.trouble = Some(other);
            return Vec::new();
        }
    }
    working::look_again(page).into_iter().collect()
}

pub(super) fn not_taken(model: &mut Model, form: u64, kind: RecordKind) -> Vec<Effect> {
    let busy = StoreTrouble { kind: TroubleKind::Busy, detail: String::new(), path: None };
    failed(model, form, kind, SaveTrouble::Store(Arc::new(busy)))
}

fn trouble(error: SaveError) -> SaveTrouble {
    match error {
        SaveError::Fields(errors) => SaveTrouble::Fields(errors),
        SaveError::OnServer => SaveTrouble::OnServer,
        SaveError::InFlight => SaveTrouble::BeingSent,
        SaveError::LocalOnly => SaveTrouble::LocalOnly,
        SaveError::Missing(_) => SaveTrouble::Missing,
        SaveError::Store(error) => SaveTrouble::Store(Arc::new(error.into())),
    }
}

/// A screen of one day goes on to the day of what was saved from it. An invoice's day is that of its first save.
fn show_day_of(model: &mut Model, page: &FormPage) -> Vec<Effect> {
    let today = model.today();
    let (screen, day, shown) = match (&page.refused, model.screen) {
        (Some(FormInput::Appointment(form)), Screen::Appointments) => {
            (DayScreen::Appointments, parse_date(&form.date, today), model.appointments.day)
        }
        (Some(FormInput::Invoice(_)), Screen::Invoices) => {
            (DayScreen::Invoices, page.id.is_none().then_some(today), model.invoices.day)
        }
        _ => return Vec::new(),
    };
    let other = day.filter(|day| *day != shown);
    other.map(|day| lists::show_day(model, screen, day)).unwrap_or_default()
}

/// The lists show what was saved, wherever its form stood.
fn select_saved(model: &mut Model, kind: RecordKind, id: i64) -> Vec<Effect> {
    match kind {
        RecordKind::Client if model.screen == Screen::Clients => lists::select_client(model, id),
        RecordKind::Appointment => {
            model.appointments.selected = Some(id);
            Vec::new()
        }
        RecordKind::Invoice => lists::select_invoice(model, id),
        RecordKind::Client | RecordKind::Patient => Vec::new(),
    }
}

fn changed_by(kind: RecordKind) -> ChangeSet {
    let mut changes = ChangeSet { queue: true, ..ChangeSet::default() };
    match kind {
        RecordKind::Client => changes.clients = true,
        RecordKind::Patient => changes.patients = true,
        RecordKind::Appointment => changes.appointments = true,
        RecordKind::Invoice => changes.invoices = true,
    }
    changes
}
