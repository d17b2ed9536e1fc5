//! The sync API's wire types, requests and answers. What they mean is in `docs/protocol.md`.
//!
//! Reading is lenient where published servers differ (ids as numbers or strings, `server_id` as a whole row,
//! optional fields left out); writing is exact.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// A server announces with this feature that a repeated action answers the first result.
pub const FEATURE_IDEMPOTENCY: &str = "idempotency";
/// … that it answers `GET /api/sync/changes`, and that its initial-data ends with an epoch and a cursor.
pub const FEATURE_CHANGES: &str = "changes";
/// … that it answers `GET /api/sync/summary`.
pub const FEATURE_SUMMARY: &str = "summary";

/// `GET /api/health`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Health {
    pub status: String,
    pub timestamp: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Changes when the server's data were restored or made anew: cursors and server ids of before are worth nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

/// `POST /api/sync/login`, the request.
#[derive(Debug, Serialize, Deserialize)]
pub struct LoginRequest {
    pub username: String,
    pub password: String,
}

/// `POST /api/sync/login`, the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LoginAnswer {
    pub user: User,
}

/// The signed-in user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    #[serde(deserialize_with = "id_text")]
    pub id: String,
    pub username: String,
    #[serde(default)]
    pub full_name: Option<String>,
    #[serde(default)]
    pub role: Option<String>,
    #[serde(default, deserialize_with = "optional_id_text")]
    pub branch_id: Option<String>,
    #[serde(deserialize_with = "id_text")]
    pub tenant_id: String,
}

/// `GET /api/sync/branches`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Branches {
    pub branches: Vec<Branch>,
}

/// A branch of the clinic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Branch {
    #[serde(deserialize_with = "id_text")]
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// `POST /api/sync/upload-changes`, the request. A classic server refuses every action without tenant and branch here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadRequest<'a> {
    pub tenant_id: &'a str,
    pub branch_id: &'a str,
    #[serde(rename = "workstation_id")]
    pub workstation_id: &'a str,
    pub actions: &'a [UploadAction],
}

/// One action of an upload, its payload as the bytes that were frozen when it was first sent.
#[derive(Debug, Serialize)]
pub struct UploadAction {
    pub queue_id: i64,
    pub action_type: &'static str,
    pub payload: Box<RawValue>,
    pub idempotency_key: String,
}

/// `POST /api/sync/upload-changes`, the answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct UploadAnswer {
    pub results: Vec<ActionResult>,
}

/// What became of one action.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ActionResult {
    pub queue_id: i64,
    pub status: ActionStatus,
    /// A string, or on a classic server a whole row with its `id`: read it through [`ActionResult::server_id`].
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "server_id")]
    pub raw_server_id: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_id: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where some servers put their words.
    #[serde(default, skip_serializing)]
    pub error: Option<String>,
    /// One of [`code`], on a server that announces what is ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
}

/// Whether an action was carried out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionStatus {
    Success,
    Error,
    /// Any other word.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Why our server refused an action.
pub mod code {
    /// A field is missing or not allowed: the one that `field` names.
    pub const INVALID_FIELD: &str = "invalid_field";
    /// No such parent on the server.
    pub const UNKNOWN_PARENT: &str = "unknown_parent";
    /// The parent in the same batch was refused.
    pub const PARENT_REJECTED: &str = "parent_rejected";
    /// The key came before with another payload.
    pub const KEY_REUSED: &str = "key_reused";
    pub const UNKNOWN_ACTION: &str = "unknown_action";
}

impl ActionResult {
    pub fn server_id(&self) -> Option<String> {
        let id = match self.raw_server_id.as_ref()? {
            Value::Object(row) => row.get("id")?,
            id => id,
        };
        text_of_id(id.clone()).filter(|id| !id.is_empty())
    }
}

/// A client of `GET /api/sync/initial-data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotClient {
    #[serde(default, deserialize_with = "optional_id_text")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub full_name: String,
    #[serde(default, deserialize_with = "text")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub address: Option<String>,
    #[serde(default, rename = "idempotency_key", skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// A patient of `GET /api/sync/initial-data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotPatient {
    #[serde(default, deserialize_with = "optional_id_text")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub name: String,
    #[serde(default, deserialize_with = "text")]
    pub species: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub breed: Option<String>,
    /// `YYYY-MM-DD`, on a classic server with a time behind it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub birth_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub gender: Option<String>,
    #[serde(default, deserialize_with = "optional_id_text")]
    pub owner_id: Option<String>,
    #[serde(default, rename = "idempotency_key", skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// A price item of `GET /api/sync/initial-data`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SnapshotItem {
    /// Unusable as an identity on a classic server: null, or shared by several items.
    #[serde(default)]
    pub id: Value,
    #[serde(default, deserialize_with = "text")]
    pub name: String,
    #[serde(rename = "type", default, deserialize_with = "text")]
    pub kind: String,
    /// Roubles, as a number or as text.
    #[serde(default)]
    pub price: Value,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional_id_text")]
    pub category: Option<String>,
}

/// `GET /api/sync/changes?branchId=…&since=CURSOR&limit=N`: what changed after the cursor, each row as it is now.
/// A 410 instead means that the cursor is worth nothing here: download all again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Changes {
    #[serde(deserialize_with = "id_text")]
    pub epoch: String,
    /// Opaque; for the next call, once this page is kept.
    #[serde(deserialize_with = "id_text")]
    pub cursor: String,
    /// More is waiting behind `cursor`: ask on at once.
    pub has_more: bool,
    pub clients: Vec<SnapshotClient>,
    /// An owner stands in the same page or came before.
    pub patients: Vec<SnapshotPatient>,
    pub nomenclature: Vec<SnapshotItem>,
    pub deleted: Deleted,
}

/// The ids of rows that are gone. No row of the same page has one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    #[serde(deserialize_with = "ids")]
    pub clients: Vec<String>,
    #[serde(deserialize_with = "ids")]
    pub patients: Vec<String>,
    /// As they stand in [`SnapshotItem::id`].
    pub nomenclature: Vec<Value>,
}

/// `GET /api/sync/summary?workstation_id=…&date=YYYY-MM-DD`: what the server holds of one workstation's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub date: String,
    /// How many rows the workstation made, by action type; types without any may be left out.
    pub actions: BTreeMap<String, u64>,
    /// Those whose `created_at`, as it was sent, begins with the date.
    pub invoices: SummaryInvoices,
}

/// The invoices of a [`Summary`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryInvoices {
    pub count: u64,
    pub sum_kopecks: i64,
    /// By `payment_status`; a status without any may be left out.
    #[serde(default)]
    pub by_status: BTreeMap<String, StatusSum>,
}

/// How many invoices, and for how much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSum {
    pub count: u64,
    pub sum_kopecks: i64,
}

/// A string or a number, as text.
fn text_of_id(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn id_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = Value::deserialize(deserializer)?;
    text_of_id(value).filter(|id| !id.is_empty()).ok_or_else(|| D::Error::custom("an id is missing"))
}

fn optional_id_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text_of_id(Value::deserialize(deserializer)?))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(optional_id_text(deserializer)?.unwrap_or_default())
}

fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let values = Vec::<Value>::deserialize(deserializer)?;
    values.into_iter().map(|id| text_of_id(id).ok_or_else(|| D::Error::custom("an id is missing"))).collect()
}
