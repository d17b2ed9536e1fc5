//! What the store hands out: records as the screens and the command line show them.

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::domain::{ActionKind, Gender, InvoiceLine, ItemKind, Kopecks, PaymentStatus, QueueState};

/// Where a record stands between this computer and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    OnServer,
    Queued(QueueState),
    /// Taken out of the queue: the server will not get it.
    LocalOnly,
}

/// Rows that match a search, best first, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    pub rows: Vec<T>,
    pub total: u64,
    /// Nothing matched the text as typed; these match it in the other keyboard layout, as this text.
    pub swapped: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
    pub synced: bool,
    pub state: RowState,
}

/// A client as a line of the client table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientListRow {
    pub client: ClientRow,
    /// The names of the client's patients, `Мурка, Барсик`.
    pub animals: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub name: String,
    pub species: String,
    pub breed: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub gender: Option<Gender>,
    /// `None` where the server names no owner, or one it did not send.
    pub client_id: Option<i64>,
    pub owner_server_id: Option<String>,
    pub synced: bool,
    pub state: RowState,
}

/// A patient with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientListRow {
    pub patient: PatientRow,
    pub owner_name: Option<String>,
    pub owner_phone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub client_id: i64,
    pub client_name: String,
    pub patient_id: i64,
    pub patient_name: String,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub doctor_name: Option<String>,
    pub notes: Option<String>,
    pub synced: bool,
    pub state: RowState,
}

/// An invoice without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceListRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub client_id: i64,
    pub client_name: String,
    pub patient_id: Option<i64>,
    pub patient_name: Option<String>,
    pub total: Kopecks,
    pub payment_status: PaymentStatus,
    pub created_at: DateTime<FixedOffset>,
    pub notes: Option<String>,
    pub author: String,
    pub synced: bool,
    pub state: RowState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    pub head: InvoiceListRow,
    pub lines: Vec<InvoiceLine>,
}

/// A price item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    pub id: i64,
    /// The id as it came, as JSON text.
    pub server_id: Option<String>,
    pub kind: ItemKind,
    pub name: String,
    pub category: Option<String>,
    pub price: Kopecks,
}

/// A queued action with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    pub id: i64,
    pub kind: ActionKind,
    pub local_id: i64,
    /// The record's own name: a client's, a patient's, an appointment's day and time; empty for an invoice.
    pub title: String,
    /// The client the record belongs to; for a client its phone.
    pub about: Option<String>,
    pub amount: Option<Kopecks>,
    pub author: String,
    pub state: QueueState,
    /// The refused or doubtful action of its parent.
    pub held_by: Option<i64>,
    /// That parent's name.
    pub held_by_name: Option<String>,
    pub attempts: u32,
    /// The server's words.
    pub error_message: Option<String>,
    pub error_code: Option<String>,
    pub error_field: Option<String>,
    pub idempotency_key: String,
    /// JSON text.
    pub payload: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// `state` as stored by the queue's view; without a queued action the record is on the server or stays here.
fn row_state(row: &SqliteRow) -> sqlx::Result<RowState> {
    if let Some(state) = row.try_get::<Option<String>, _>("queue_state")? {
        return Ok(RowState::Queued(known("queue_state", QueueState::parse(&state), &state)?));
    }
    Ok(if row.try_get::<bool, _>("synced")? { RowState::OnServer } else { RowState::LocalOnly })
}

fn known<T>(column: &str, value: Option<T>, text: &str) -> sqlx::Result<T> {
    value.ok_or_else(|| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unknown value {text}").into(),
    })
}

/// A column whose text is parsed: a date, a time, a moment.
fn parsed<T: FromStr>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    let text: String = row.try_get(column)?;
    known(column, text.parse().ok(), &text)
}

fn moment(row: &SqliteRow, column: &str) -> sqlx::Result<DateTime<FixedOffset>> {
    let text: String = row.try_get(column)?;
    known(column, DateTime::parse_from_rfc3339(&text).ok(), &text)
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for ClientRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            server_id: row.try_get("server_id")?,
            full_name: row.try_get("full_name")?,
            phone: row.try_get("phone")?,
            email: row.try_get("email")?,
            address: row.try_get("address")?,
            synced: row.try_get("synced")?,
            state: row_state(row)?,
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for ClientListRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let animals: Option<String> = row.try_get("animals")?;
        Ok(Self { client: ClientRow::from_row(row)?, animals: animals.unwrap_or_default() })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for PatientRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        // A server's birth date may be anything: what is no date is shown as none.
        let birth_date: Option<String> = row.try_get("birth_date")?;
        let gender: Option<String> = row.try_get("gender")?;
        Ok(Self {
            id: row.try_get("id")?,
            server_id: row.try_get("server_id")?,
            name: row.try_get("name")?,
            species: row.try_get("species")?,
            breed: row.try_get("breed")?,
            birth_date: birth_date.and_then(|date| date.get(..10)?.parse().ok()),
            gender: gender.as_deref().and_then(Gender::parse),
            client_id: row.try_get("client_id")?,
            owner_server_id: row.try_get("owner_server_id")?,
            synced: row.try_get("synced")?,
            state: row_state(row)?,
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for PatientListRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            patient: PatientRow::from_row(row)?,
            owner_name: row.try_get("owner_name")?,
            owner_phone: row.try_get("owner_phone")?,
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for AppointmentRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let time: String = row.try_get("appointment_time")?;
        Ok(Self {
            id: row.try_get("id")?,
            server_id: row.try_get("server_id")?,
            client_id: row.try_get("client_id")?,
            client_name: row.try_get("client_name")?,
            patient_id: row.try_get("patient_id")?,
            patient_name: row.try_get("patient_name")?,
            date: parsed(row, "appointment_date")?,
            time: known("appointment_time", NaiveTime::parse_from_str(&time, "%H:%M").ok(), &time)?,
            doctor_name: row.try_get("doctor_name")?,
            notes: row.try_get("notes")?,
            synced: row.try_get("synced")?,
            state: row_state(row)?,
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for InvoiceListRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let payment: String = row.try_get("payment_status")?;
        Ok(Self {
            id: row.try_get("id")?,
            server_id: row.try_get("server_id")?,
            client_id: row.try_get("client_id")?,
            client_name: row.try_get("client_name")?,
            patient_id: row.try_get("patient_id")?,
            patient_name: row.try_get("patient_name")?,
            total: Kopecks(row.try_get("total_kopecks")?),
            payment_status: known("payment_status", PaymentStatus::parse(&payment), &payment)?,
            created_at: moment(row, "created_at")?,
            notes: row.try_get("notes")?,
            author: row.try_get("author")?,
            synced: row.try_get("synced")?,
            state: row_state(row)?,
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for ItemRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let kind: String = row.try_get("type")?;
        Ok(Self {
            id: row.try_get("id")?,
            server_id: row.try_get("server_id")?,
            kind: known("type", ItemKind::parse(&kind), &kind)?,
            name: row.try_get("name")?,
            category: row.try_get("category")?,
            price: Kopecks(row.try_get("price_kopecks")?),
        })
    }
}

impl<'r> sqlx::FromRow<'r, SqliteRow> for QueueRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        let kind: String = row.try_get("action_type")?;
        let state: String = row.try_get("shown_state")?;
        let amount: Option<i64> = row.try_get("amount_kopecks")?;
        Ok(Self {
            id: row.try_get("id")?,
            kind: known("action_type", ActionKind::parse(&kind), &kind)?,
            local_id: row.try_get("local_id")?,
            title: row.try_get("title")?,
            about: row.try_get("about")?,
            amount: amount.map(Kopecks),
            author: row.try_get("user_name")?,
            state: known("shown_state", QueueState::parse(&state), &state)?,
            held_by: row.try_get("held_by")?,
            held_by_name: row.try_get("held_by_name")?,
            attempts: row.try_get("attempts")?,
            error_message: row.try_get("error_message")?,
            error_code: row.try_get("error_code")?,
            error_field: row.try_get("error_field")?,
            idempotency_key: row.try_get("idempotency_key")?,
            payload: row.try_get("payload")?,
            created_at: moment(row, "created_at")?.to_utc(),
            updated_at: moment(row, "updated_at")?.to_utc(),
        })
    }
}

/// A line of an invoice.
pub(super) fn invoice_line(row: &SqliteRow) -> sqlx::Result<InvoiceLine> {
    let kind: String = row.try_get("type")?;
    Ok(InvoiceLine {
        kind: known("type", ItemKind::parse(&kind), &kind)?,
        nomenclature_id: row.try_get("nomenclature_id")?,
        name: row.try_get("name")?,
        quantity: crate::domain::Quantity(row.try_get("quantity_milli")?),
        price: Kopecks(row.try_get("price_kopecks")?),
        total: Kopecks(row.try_get("total_kopecks")?),
    })
}
