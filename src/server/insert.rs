//! Rows that uploads make: from checked drafts to SQL.

use serde_json::{Value, json};
use sqlx::SqliteConnection;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use uuid::Uuid;

use crate::domain::payload::TIME;
use crate::domain::{AppointmentDraft, ClientDraft, Gender, InvoiceDraft, InvoiceLine, PatientDraft};

/// Where a row comes from, stored with it.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    pub branch_id: Option<&'a str>,
    pub workstation_id: Option<&'a str>,
    pub key: Option<&'a str>,
    pub received_at: &'a str,
}

type Insert<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Adds a row: its new id first, then what `columns` binds, where it comes from last. Answers the id.
async fn insert<'q>(
    db: &mut SqliteConnection,
    statement: &'static str,
    from: Origin<'q>,
    columns: impl FnOnce(Insert<'q>) -> Insert<'q>,
) -> Result<String, sqlx::Error> {
    let id = Uuid::new_v4().to_string();
    columns(sqlx::query(statement).bind(id.clone()))
        .bind(from.branch_id)
        .bind(from.workstation_id)
        .bind(from.key)
        .bind(from.received_at)
        .execute(db)
        .await?;
    Ok(id)
}

pub async fn client(
    db: &mut SqliteConnection,
    draft: &ClientDraft,
    from: Origin<'_>,
) -> Result<String, sqlx::Error> {
    insert(db, include_str!("sql/insert_client.sql"), from, |row| {
        row.bind(&draft.full_name).bind(&draft.phone).bind(&draft.email).bind(&draft.address)
    })
    .await
}

/// A classic server takes a patient without an owner.
pub async fn patient(
    db: &mut SqliteConnection,
    draft: &PatientDraft,
    owner_id: Option<&str>,
    from: Origin<'_>,
) -> Result<String, sqlx::Error> {
    insert(db, include_str!("sql/insert_patient.sql"), from, |row| {
        row.bind(owner_id)
            .bind(&draft.name)
            .bind(&draft.species)
            .bind(&draft.breed)
            .bind(draft.birth_date)
            .bind(draft.gender.map(Gender::as_str))
    })
    .await
}

/// Whom an appointment or an invoice is for.
pub struct Visitors {
    pub client_id: Option<String>,
    pub patient_id: Option<String>,
}

pub async fn appointment(
    db: &mut SqliteConnection,
    draft: &AppointmentDraft,
    visitors: &Visitors,
    from: Origin<'_>,
) -> Result<String, sqlx::Error> {
    insert(db, include_str!("sql/insert_appointment.sql"), from, |row| {
        row.bind(&visitors.client_id)
            .bind(&visitors.patient_id)
            .bind(draft.date)
            .bind(draft.time.map(|time| time.format(TIME).to_string()))
            .bind(&draft.doctor_name)
            .bind(&draft.notes)
    })
    .await
}

/// An invoice's header as it is stored.
pub struct InvoiceHeader<'a> {
    pub total_kopecks: i64,
    pub payment_status: &'static str,
    /// As it was sent, the workstation's offset included.
    pub created_at: &'a str,
    pub notes: Option<&'a str>,
}

pub async fn invoice_header(
    db: &mut SqliteConnection,
    header: &InvoiceHeader<'_>,
    visitors: &Visitors,
    from: Origin<'_>,
) -> Result<String, sqlx::Error> {
    insert(db, include_str!("sql/insert_invoice.sql"), from, |row| {
        row.bind(&visitors.client_id)
            .bind(&visitors.patient_id)
            .bind(header.total_kopecks)
            .bind(header.payment_status)
            .bind(header.created_at)
            .bind(header.notes)
    })
    .await
}

/// Header and lines; `item_ids` are the lines' price item ids as they were sent.
pub async fn invoice(
    db: &mut SqliteConnection,
    draft: &InvoiceDraft,
    item_ids: &[Option<String>],
    created_at: Option<&str>,
    visitors: &Visitors,
    from: Origin<'_>,
) -> Result<String, sqlx::Error> {
    let header = InvoiceHeader {
        total_kopecks: draft.sum().0,
        payment_status: draft.payment_status.as_str(),
        created_at: created_at.unwrap_or(from.received_at),
        notes: draft.notes.as_deref(),
    };
    let id = invoice_header(&mut *db, &header, visitors, from).await?;
    let lines = draft.priced_lines();
    let line = |(line, item_id): (&InvoiceLine, &Option<String>)| {
        let InvoiceLine { kind, name, quantity, price, total, .. } = line;
        json!([kind.as_str(), item_id, name, quantity.0, price.0, total.0])
    };
    sqlx::query(include_str!("sql/insert_invoice_items.sql"))
        .bind(&id)
        .bind(lines.iter().zip(item_ids).map(line).collect::<Value>().to_string())
        .execute(db)
        .await?;
    Ok(id)
}
