//! Rows as the server sends them, and as the statements of a download take them.

use super::jsonb::Rows;
use super::row_hash::RowHash;
use crate::domain::{RecordKind, fold, search_digits};

/// A client as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingClient {
    pub server_id: String,
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
    /// The key of the action that made it, where the server tells.
    pub idempotency_key: Option<String>,
}

/// A patient as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingPatient {
    pub server_id: String,
    pub name: String,
    pub species: String,
    pub breed: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    pub gender: Option<String>,
    pub owner_server_id: Option<String>,
    pub idempotency_key: Option<String>,
}

/// A row that has no place in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// As it came, as JSON; a long one is cut.
    pub row: String,
    pub reason: LeftOutReason,
}

/// Why a row has no place in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOutReason {
    /// Without an id a client or patient has no identity to come back under.
    NoId,
    /// A price item without a price, or with one that is no money.
    NoPrice,
}

impl LeftOutReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoId => "no_id",
            Self::NoPrice => "no_price",
        }
    }
}

/// What a download does alike with clients and patients.
pub(super) trait Incoming {
    const KIND: RecordKind;

    fn server_id(&self) -> &str;
    fn key(&self) -> Option<&str>;
    /// Of all that the server says of it.
    fn hash(&self) -> i64;
    /// Statements know the cells by their places.
    fn write_cells(&self, rows: &mut Rows);
}

impl Incoming for IncomingClient {
    const KIND: RecordKind = RecordKind::Client;

    fn server_id(&self) -> &str {
        &self.server_id
    }

    fn key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    fn hash(&self) -> i64 {
        RowHash::new()
            .text(&self.server_id)
            .text(&self.full_name)
            .text(&self.phone)
            .optional(self.email.as_deref())
            .optional(self.address.as_deref())
            .optional(self.key())
            .finish()
    }

    fn write_cells(&self, rows: &mut Rows) {
        rows.integer(self.hash())
            .text(&self.server_id)
            .text(&fold(&self.full_name))
            .text(&self.full_name)
            .text(&search_digits(&self.phone))
            .text(&self.phone)
            .optional(self.email.as_deref())
            .optional(self.address.as_deref())
            .optional(self.key());
    }
}

impl Incoming for IncomingPatient {
    const KIND: RecordKind = RecordKind::Patient;

    fn server_id(&self) -> &str {
        &self.server_id
    }

    fn key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    fn hash(&self) -> i64 {
        RowHash::new()
            .text(&self.server_id)
            .text(&self.name)
            .text(&self.species)
            .optional(self.breed.as_deref())
            .optional(self.birth_date.as_deref())
            .optional(self.gender.as_deref())
            .optional(self.owner_server_id.as_deref())
            .optional(self.key())
            .finish()
    }

    fn write_cells(&self, rows: &mut Rows) {
        rows.integer(self.hash())
            .text(&self.server_id)
            .text(&fold(&self.name))
            .text(&self.name)
            .text(&self.species)
            .optional(self.breed.as_deref())
            .optional(self.birth_date.as_deref())
            .optional(self.gender.as_deref())
            .optional(self.owner_server_id.as_deref())
            .optional(self.key());
    }
}
