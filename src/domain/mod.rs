//! Nouns and rules of a clinic: no I/O, no clock, no SQL, no window.

mod account;
mod action;
mod appointment;
mod client;
mod field;
mod fold;
mod invoice;
mod kind_state;
mod money;
mod nomenclature;
mod patient;
pub mod payload;
mod phone;
mod refusal;
mod status;
mod trouble;

pub use account::{Branch, User};
pub use action::{ActionKind, QueueState, RecordKind};
pub use appointment::AppointmentDraft;
pub use client::ClientDraft;
pub use field::{FieldError, JsonType, Problem};
pub use fold::{fold, other_layout};
pub use invoice::{InvoiceDraft, InvoiceLine, LineDraft, PaymentStatus};
pub use kind_state::{KindState, without_values};
pub use money::{DecimalError, Kopecks, Quantity, line_total};
pub use nomenclature::{ItemKind, PriceItem, PriceMatch, match_price_list};
pub use patient::{Gender, PatientDraft};
pub use phone::{is_phone_char, is_whole_phone, pretty_phone, search_digits};
pub use refusal::KnownRefusal;
pub use status::{Facts, SyncState};
pub use trouble::{NoContact, TroubleKind, own_code};
