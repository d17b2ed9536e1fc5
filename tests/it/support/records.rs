//! Records as the tests make them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use vetsystem_companion::domain::{
    AppointmentDraft, ClientDraft, InvoiceDraft, ItemKind, Kopecks, LineDraft, PatientDraft, Quantity,
};
use vetsystem_companion::store::{Author, Saved, Store};
use vetsystem_companion::sync::Timing;

pub fn local_now() -> DateTime<FixedOffset> {
    Timing::default().local_now()
}

pub fn client(full_name: &str) -> ClientDraft {
    ClientDraft {
        full_name: full_name.to_owned(),
        phone: "8 916 123-45-67".to_owned(),
        ..ClientDraft::default()
    }
}

/// Without a birth date: a classic server takes no other.
pub fn patient(name: &str, owner: i64) -> PatientDraft {
    PatientDraft {
        name: name.to_owned(),
        species: "кошка".to_owned(),
        client_id: Some(owner),
        ..PatientDraft::default()
    }
}

pub fn appointment(client: i64, patient: i64) -> AppointmentDraft {
    AppointmentDraft {
        client_id: Some(client),
        patient_id: Some(patient),
        date: NaiveDate::from_ymd_opt(2026, 11, 23),
        time: NaiveTime::from_hms_opt(14, 30, 0),
        doctor_name: Some("Орлова".to_owned()),
        notes: None,
    }
}

pub fn line(name: &str, roubles: i64) -> LineDraft {
    LineDraft {
        kind: ItemKind::Service,
        nomenclature_id: None,
        name: name.to_owned(),
        quantity: Quantity(1000),
        price: Kopecks(roubles * 100),
        total: None,
    }
}

/// The document's invoice: 5,000 ₽ in two lines.
pub fn invoice(client: i64, patient: Option<i64>) -> InvoiceDraft {
    InvoiceDraft {
        client_id: Some(client),
        patient_id: patient,
        lines: vec![line("Консультация", 2000), line("Витамины", 3000)],
        ..InvoiceDraft::default()
    }
}

/// A client, its patient, their appointment and invoice, saved one after another.
pub struct Chain {
    pub client: Saved,
    pub patient: Saved,
    pub appointment: Saved,
    pub invoice: Saved,
}

impl Chain {
    pub fn save(store: &mut Store, author: &Author) -> Self {
        let now = local_now();
        let owner = store.save_client(author, now, None, &client("Иван Петров")).unwrap();
        let animal = store.save_patient(author, now, None, &patient("Мурка", owner.local_id)).unwrap();
        let (owner_id, animal_id) = (owner.local_id, animal.local_id);
        let visit = store.save_appointment(author, now, None, &appointment(owner_id, animal_id)).unwrap();
        let bill = store.save_invoice(author, now, None, &invoice(owner_id, Some(animal_id))).unwrap();
        Self { client: owner, patient: animal, appointment: visit, invoice: bill }
    }
}
