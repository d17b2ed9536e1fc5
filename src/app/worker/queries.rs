//! Queries: each question to the store and the shape its slot wants.

use std::sync::Arc;
use std::time::Instant;

use super::super::message::{Answer, Query};
use super::super::model::{
    AppointmentForm, Card, Choice, ClientForm, FormInput, InvoiceForm, Journal, LineForm, Listing,
    PatientForm, Record, Refusal,
};
use super::super::typed::{show_date, show_time};
use crate::domain::{InvoiceLine, QueueState, RecordKind, fold};
use crate::store::{
    AppointmentRow, ClientListRow, ClientRow, Found, InvoiceRow, PatientListRow, PatientRow, RowState, Store,
    StoreError,
};

/// A choosing field shows no more than these.
const CHOICES: u32 = 50;
/// The journal shows no more than these: a search finds the others.
const JOURNAL: usize = 1_000;

pub(super) fn ask(store: &mut Store, query: &Query) -> Result<Answer, StoreError> {
    Ok(match query {
        Query::Clients { text, first, limit } => Answer::Clients(clients(store, text, *first, *limit)?),
        Query::Card(id) => Answer::Card(card(store, *id)?.map(Arc::new)),
        Query::Appointments(day) => Answer::Appointments(store.appointments_on(*day)?.into()),
        Query::Invoices(day) => Answer::Invoices(store.invoices_on(*day)?.into()),
        Query::Invoice(id) => Answer::Invoice(store.invoice(*id)?.map(Arc::new)),
        Query::Prices { text, limit } => Answer::Prices(listing(text, 0, || store.find_items(text, *limit))?),
        Query::Queue => Answer::Queue(store.queue()?.into_iter().collect()),
        Query::Journal(text) => Answer::Journal(Journal {
            rows: store.journal(text, JOURNAL)?.into(),
            left_out: store.left_out()?.into(),
        }),
        Query::Report(now) => Answer::Report(Arc::new(store.report(*now)?)),
        Query::Record(kind, id) => Answer::Record(record(store, *kind, *id)?.map(Box::new)),
        Query::ChooseClients(text) => {
            Answer::ChooseClients(listing(text, 0, || store.find_clients(text, CHOICES))?)
        }
        Query::ChoosePatients { client_id: Some(id), text } => {
            Answer::ChoosePatients(listing(text, 0, || patients_of(store, *id, text))?)
        }
        Query::ChoosePatients { client_id: None, text } => {
            Answer::ChoosePatients(listing(text, 0, || store.find_patients(text, CHOICES))?)
        }
        Query::ChooseItems(text) => {
            Answer::ChooseItems(listing(text, 0, || store.find_items(text, CHOICES))?)
        }
        Query::Doctors => Answer::Doctors(store.doctors()?.into()),
        Query::Species => Answer::Species(store.species()?.into()),
        Query::Breeds(species) => Answer::Breeds(store.breeds(species)?.into()),
    })
}

/// Without a search any part of all clients is as near as their beginning. Of a search the best are looked at, and what
/// is beyond them takes a little longer.
fn clients(
    store: &mut Store,
    text: &str,
    first: usize,
    limit: u32,
) -> Result<Listing<ClientListRow>, StoreError> {
    let from = u32::try_from(first).unwrap_or(u32::MAX);
    let listing = listing(text, first, || {
        if text.trim().is_empty() {
            return store.list_clients(from, limit);
        }
        let mut found = store.find_clients(text, from.saturating_add(limit))?;
        found.rows.drain(..first.min(found.rows.len()));
        Ok(found)
    })?;
    // So many are no longer there.
    if listing.rows.is_empty() && first > 0 { clients(store, text, 0, limit) } else { Ok(listing) }
}

fn listing<Row>(
    text: &str,
    first: usize,
    find: impl FnOnce() -> Result<Found<Row>, StoreError>,
) -> Result<Listing<Row>, StoreError> {
    let started = Instant::now();
    let Found { rows, total, swapped } = find()?;
    Ok(Listing {
        text: text.to_owned(),
        rows: rows.into(),
        first,
        total,
        swapped,
        elapsed: started.elapsed(),
    })
}

fn card(store: &mut Store, id: i64) -> Result<Option<Card>, StoreError> {
    let Some(client) = store.client(id)? else { return Ok(None) };
    Ok(Some(Card {
        client,
        patients: store.patients_of(id)?.into(),
        appointments: store.appointments_of(id)?.into(),
        invoices: store.invoices_of(id)?.into(),
    }))
}

/// A client has few patients: those whose name or species has a word that begins as typed.
fn patients_of(store: &mut Store, client_id: i64, text: &str) -> Result<Found<PatientListRow>, StoreError> {
    let owner = store.client(client_id)?;
    let typed = fold(text);
    let fits = |patient: &PatientRow| {
        let names = fold(&format!("{} {}", patient.name, patient.species));
        names.starts_with(&typed) || names.contains(&format!(" {typed}"))
    };
    let patients = store.patients_of(client_id)?.into_iter().filter(fits);
    let (owner_name, owner_phone) = owner.map(|owner| (owner.full_name, owner.phone)).unzip();
    let row = |patient| PatientListRow {
        patient,
        owner_name: owner_name.clone(),
        owner_phone: owner_phone.clone(),
    };
    let rows: Vec<_> = patients.map(row).collect();
    Ok(Found { total: rows.len() as u64, rows, swapped: None })
}

fn record(store: &mut Store, kind: RecordKind, id: i64) -> Result<Option<Record>, StoreError> {
    let found = match kind {
        RecordKind::Client => store.client(id)?.map(|row| (row.state, client(row))),
        RecordKind::Patient => match store.patient(id)? {
            Some(row) => Some((row.state, patient(store, row)?)),
            None => None,
        },
        RecordKind::Appointment => store.appointment(id)?.map(|row| (row.state, appointment(row))),
        RecordKind::Invoice => store.invoice(id)?.map(|row| (row.head.state, invoice(row))),
    };
    let Some((state, input)) = found else { return Ok(None) };
    Ok(Some(Record { input, state, refusal: refusal(store, kind, id, state)? }))
}

/// Why the record is stuck, or was before its kind was put aside.
fn refusal(
    store: &mut Store,
    kind: RecordKind,
    id: i64,
    state: RowState,
) -> Result<Option<Refusal>, StoreError> {
    if !matches!(state, RowState::Queued(state) if state.needs_attention() || state == QueueState::Aside) {
        return Ok(None);
    }
    let action = store.queue()?.into_iter().find(|row| row.kind.record() == kind && row.local_id == id);
    Ok(action.map(|row| Refusal { code: row.error_code, message: row.error_message, field: row.error_field }))
}

fn client(row: ClientRow) -> FormInput {
    FormInput::Client(ClientForm {
        full_name: row.full_name,
        phone: row.phone,
        email: row.email.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
    })
}

fn patient(store: &mut Store, row: PatientRow) -> Result<FormInput, StoreError> {
    let owner = match row.client_id {
        Some(id) => store.client(id)?.map(|owner| Choice::of(id, owner.full_name)),
        None => None,
    };
    Ok(FormInput::Patient(PatientForm {
        name: row.name,
        species: row.species,
        gender: row.gender,
        birth_date: row.birth_date.map(show_date).unwrap_or_default(),
        breed: row.breed.unwrap_or_default(),
        owner: owner.unwrap_or_default(),
    }))
}

fn appointment(row: AppointmentRow) -> FormInput {
    FormInput::Appointment(AppointmentForm {
        client: Choice::of(row.client_id, row.client_name),
        patient: Choice::of(row.patient_id, row.patient_name),
        date: show_date(row.date),
        time: show_time(row.time),
        doctor_name: row.doctor_name.unwrap_or_default(),
        notes: row.notes.unwrap_or_default(),
    })
}

fn invoice(row: InvoiceRow) -> FormInput {
    let InvoiceRow { head, lines } = row;
    let patient = head.patient_id.map(|id| Choice::of(id, head.patient_name.unwrap_or_default()));
    FormInput::Invoice(InvoiceForm {
        client: Choice::of(head.client_id, head.client_name),
        patient: patient.unwrap_or_default(),
        lines: lines.into_iter().map(line).collect(),
        payment_status: head.payment_status,
        notes: head.notes.unwrap_or_default(),
    })
}

fn line(line: InvoiceLine) -> LineForm {
    LineForm {
        item_id: line.nomenclature_id,
        kind: line.kind,
        name: line.name,
        quantity: line.quantity.to_string(),
        price: line.price.to_grouped(),
    }
}
