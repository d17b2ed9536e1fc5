//! What the store hands out: records as the screens and the command line show them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use crate::domain::{
    ActionKind, Gender, InvoiceLine, ItemKind, KindState, Kopecks, PaymentStatus, QueueState,
};

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

#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ClientRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
    pub synced: bool,
    #[sqlx(flatten)]
    pub state: RowState,
}

/// A client as a line of the client table.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ClientListRow {
    #[sqlx(flatten)]
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
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PatientListRow {
    #[sqlx(flatten)]
    pub patient: PatientRow,
    pub owner_name: Option<String>,
    pub owner_phone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AppointmentRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub client_id: i64,
    pub client_name: String,
    pub client_server_id: Option<String>,
    pub patient_id: i64,
    pub patient_name: String,
    pub patient_server_id: Option<String>,
    #[sqlx(rename = "appointment_date")]
    pub date: NaiveDate,
    #[sqlx(rename = "appointment_time")]
    pub time: NaiveTime,
    pub doctor_name: Option<String>,
    pub notes: Option<String>,
    pub synced: bool,
    #[sqlx(flatten)]
    pub state: RowState,
}

/// An invoice without its lines.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct InvoiceListRow {
    pub id: i64,
    pub server_id: Option<String>,
    pub client_id: i64,
    pub client_name: String,
    pub client_server_id: Option<String>,
    pub patient_id: Option<i64>,
    pub patient_name: Option<String>,
    pub patient_server_id: Option<String>,
    #[sqlx(rename = "total_kopecks")]
    pub total: Kopecks,
    /// The lines among it that are services; the others are products.
    #[sqlx(rename = "services_kopecks")]
    pub services: Kopecks,
    pub payment_status: PaymentStatus,
    pub created_at: DateTime<FixedOffset>,
    pub notes: Option<String>,
    pub author: String,
    pub synced: bool,
    #[sqlx(flatten)]
    pub state: RowState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    pub head: InvoiceListRow,
    pub lines: Vec<InvoiceLine>,
}

/// A price item.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ItemRow {
    pub id: i64,
    /// The id as it came, as JSON text.
    pub server_id: Option<String>,
    #[sqlx(rename = "type")]
    pub kind: ItemKind,
    pub name: String,
    pub category: Option<String>,
    #[sqlx(rename = "price_kopecks")]
    pub price: Kopecks,
}

/// A queued action with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct QueueRow {
    pub id: i64,
    #[sqlx(rename = "action_type")]
    pub kind: ActionKind,
    pub local_id: i64,
    /// Whose the record is, by local id.
    pub client_id: Option<i64>,
    pub patient_id: Option<i64>,
    /// The record's own name: a client's, a patient's, an appointment's day and time; empty for an invoice.
    pub title: String,
    /// The client the record belongs to; for a client its phone.
    pub about: Option<String>,
    #[sqlx(rename = "amount_kopecks")]
    pub amount: Option<Kopecks>,
    #[sqlx(rename = "user_name")]
    pub author: String,
    #[sqlx(rename = "shown_state")]
    pub state: QueueState,
    /// The server takes none of its kind.
    pub kind_state: Option<KindState>,
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

/// The queue's word on the record; without a queued action it is on the server, or stays here.
impl<'r> FromRow<'r, SqliteRow> for RowState {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
        Ok(match row.try_get("queue_state")? {
            Some(state) => Self::Queued(state),
            None if row.try_get("synced")? => Self::OnServer,
            None => Self::LocalOnly,
        })
    }
}

/// Birth date and gender may be anything on a server: what this program does not know is shown as none.
impl<'r> FromRow<'r, SqliteRow> for PatientRow {
    fn from_row(row: &'r SqliteRow) -> sqlx::Result<Self> {
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
            state: RowState::from_row(row)?,
        })
    }
}

/// A line of an invoice.
pub(super) fn invoice_line(row: &SqliteRow) -> sqlx::Result<InvoiceLine> {
    Ok(InvoiceLine {
        kind: row.try_get("type")?,
        nomenclature_id: row.try_get("nomenclature_id")?,
        name: row.try_get("name")?,
        quantity: row.try_get("quantity_milli")?,
        price: row.try_get("price_kopecks")?,
        total: row.try_get("total_kopecks")?,
    })
}
