//! Uploads as the published server treats them: each action on its own, nothing idempotent, and its faults kept:
//! what it refuses, with which words, and the invoice headers that a refusal leaves behind.

use serde_json::{Map, Value, json};
use sqlx::SqliteConnection;

use super::insert::{self, InvoiceHeader, Origin, Visitors};
use super::state::State;
use super::{clock, storage};
use crate::domain::{ClientDraft, Gender, Kopecks, PatientDraft};

/// What stops a whole upload; the actions before it stay.
pub enum ClassicError {
    NotAnArray,
    /// `null` among the actions.
    Crash(&'static str),
    Sql(sqlx::Error),
}

impl From<sqlx::Error> for ClassicError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

/// What stops one action: the database's words, as a classic server passes them on.
enum Refused {
    Message(String),
    Sql(sqlx::Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<String> for Refused {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

/// Tenant and branch default to an id that exists nowhere, and then every insert fails.
struct Envelope {
    tenant_known: bool,
    branch_known: bool,
    tenant_id: String,
    branch_id: String,
    now: String,
}

pub async fn run(state: &State, body: &Value) -> Result<Value, ClassicError> {
    let actions = body.get("actions").and_then(Value::as_array).ok_or(ClassicError::NotAnArray)?;
    let mut db = state.database.lock().await;
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or("1").to_owned();
    let (tenant_id, branch_id) = (text("tenantId"), text("branchId"));
    let envelope = Envelope {
        tenant_known: tenant_id == state.tenant_id,
        branch_known: storage::branch_exists(&mut db, &branch_id).await?,
        tenant_id,
        branch_id,
        now: clock::timestamp(),
    };
    let mut results = Vec::with_capacity(actions.len());
    for action in actions {
        if action.is_null() {
            return Err(ClassicError::Crash("Cannot read properties of null (reading 'queue_id')"));
        }
        results.push(answer(&mut db, &envelope, action).await?);
    }
    Ok(json!({ "results": results }))
}

async fn answer(
    db: &mut SqliteConnection,
    envelope: &Envelope,
    action: &Value,
) -> Result<Value, sqlx::Error> {
    let mut answer = Map::new();
    if let Some(queue_id) = action.get("queue_id") {
        answer.insert("queue_id".to_owned(), queue_id.clone());
    }
    match act(db, envelope, action).await {
        Ok(row) => {
            answer.insert("status".to_owned(), json!("success"));
            answer.insert("server_id".to_owned(), row);
            if let Some(local_id) = action["payload"].get("local_id") {
                answer.insert("local_id".to_owned(), local_id.clone());
            }
        }
        Err(Refused::Message(message)) => {
            answer.insert("status".to_owned(), json!("error"));
            answer.insert("message".to_owned(), json!(message));
        }
        Err(Refused::Sql(error)) => return Err(error),
    }
    Ok(answer.into())
}

async fn act(db: &mut SqliteConnection, envelope: &Envelope, action: &Value) -> Result<Value, Refused> {
    let type_name = action.get("action_type").and_then(Value::as_str).unwrap_or("undefined");
    let payload = action.get("payload").unwrap_or(&Value::Null);
    match type_name {
        "create_client" => create_client(db, envelope, payload).await,
        "create_patient" => create_patient(db, envelope, payload).await,
        "create_appointment" => Err(not_null("doctor_id", "appointments").into()),
        "create_invoice" => create_invoice(db, envelope, payload).await,
        other => Err(format!("Unknown action type: {other}").into()),
    }
}

async fn create_client(
    db: &mut SqliteConnection,
    envelope: &Envelope,
    payload: &Value,
) -> Result<Value, Refused> {
    let draft = ClientDraft {
        full_name: required(payload, "full_name", ("name", "owners"), 255)?,
        phone: optional(payload, "phone", 50)?.unwrap_or_default(),
        email: optional(payload, "email", 255)?,
        address: optional(payload, "address", usize::MAX)?,
    };
    envelope.check("owners")?;
    let id = insert::client(db, &draft, envelope.origin()).await?;
    Ok(envelope.row(json!({
        "id": id, "name": draft.full_name, "phone": draft.phone, "email": draft.email, "address": draft.address,
        "totalSpent": "0.00", "visitCount": 0,
    })))
}

async fn create_patient(
    db: &mut SqliteConnection,
    envelope: &Envelope,
    payload: &Value,
) -> Result<Value, Refused> {
    if payload.get("birth_date").is_some_and(|date| !date.is_null() && date != "") {
        return Err("value.toISOString is not a function".to_owned().into());
    }
    let gender = optional(payload, "gender", usize::MAX)?;
    let draft = PatientDraft {
        name: required(payload, "name", ("name", "patients"), 255)?,
        species: required(payload, "species", ("species", "patients"), 100)?,
        breed: optional(payload, "breed", 255)?,
        birth_date: None,
        gender: gender.as_deref().map(gender_of).transpose()?,
        client_id: None,
    };
    envelope.check("patients")?;
    let owner_id = optional(payload, "owner_server_id", usize::MAX)?;
    check_row(
        db,
        "SELECT EXISTS (SELECT 1 FROM clients WHERE id = ?1)",
        owner_id.as_deref(),
        ("patients", "owner_id_owners"),
    )
    .await?;
    let id = insert::patient(db, &draft, owner_id.as_deref(), envelope.origin()).await?;
    Ok(envelope.row(json!({
        "id": id, "ownerId": owner_id, "name": draft.name, "species": draft.species, "breed": draft.breed,
        "gender": draft.gender.map(Gender::as_str), "birthDate": null,
    })))
}

/// With lines the header goes in first and stays, though the answer is an error.
async fn create_invoice(
    db: &mut SqliteConnection,
    envelope: &Envelope,
    payload: &Value,
) -> Result<Value, Refused> {
    envelope.check("invoices")?;
    let patient_id = optional(payload, "patient_server_id", usize::MAX)?;
    if patient_id.is_none() {
        return Err(not_null("patient_id", "invoices").into());
    }
    let exists = "SELECT EXISTS (SELECT 1 FROM patients WHERE id = ?1)";
    check_row(db, exists, patient_id.as_deref(), ("invoices", "patient_id_patients")).await?;
    if numbering_is_poisoned(db, &envelope.now).await? {
        let taken = "duplicate key value violates unique constraint \"invoices_invoice_number_unique\"";
        return Err(taken.to_owned().into());
    }
    let client_id = sqlx::query_scalar("SELECT owner_id FROM patients WHERE id = ?1")
        .bind(&patient_id)
        .fetch_one(&mut *db)
        .await?;
    let total = payload.get("total_amount").and_then(Value::as_f64).unwrap_or_default();
    let total = Kopecks::from_roubles(total).unwrap_or_default();
    let paid = payload.get("payment_status").is_some_and(|status| status == "paid");
    let created_at = optional(payload, "created_at", usize::MAX)?;
    let header = InvoiceHeader {
        total_kopecks: total.0,
        payment_status: if paid { "paid" } else { "pending" },
        created_at: created_at.as_deref().unwrap_or(&envelope.now),
        notes: payload.get("notes").and_then(Value::as_str),
    };
    let visitors = Visitors { client_id, patient_id };
    let id = insert::invoice_header(db, &header, &visitors, envelope.origin()).await?;
    if payload.get("items").and_then(Value::as_array).is_some_and(|items| !items.is_empty()) {
        return Err(not_null("item_type", "invoice_items").into());
    }
    Ok(envelope.row(json!({
        "id": id, "patientId": visitors.patient_id, "ownerId": visitors.client_id,
        "totalAmount": format!("{:.2}", total.to_roubles()), "paymentStatus": header.payment_status,
        "notes": header.notes,
    })))
}

/// An invoice that came today with another day's `created_at` makes every later number of the day a duplicate.
async fn numbering_is_poisoned(db: &mut SqliteConnection, now: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(include_str!("sql/classic_numbering_is_poisoned.sql")).bind(now).fetch_one(db).await
}

async fn check_row(
    db: &mut SqliteConnection,
    exists: &'static str,
    id: Option<&str>,
    (table, constraint): (&str, &str),
) -> Result<(), Refused> {
    let Some(id) = id else { return Ok(()) };
    let found: bool = sqlx::query_scalar(exists).bind(id).fetch_one(db).await?;
    if found { Ok(()) } else { Err(foreign_key(table, constraint).into()) }
}

impl Envelope {
    fn check(&self, table: &str) -> Result<(), Refused> {
        match (self.tenant_known, self.branch_known) {
            (false, _) => Err(foreign_key(table, "tenant_id_tenants").into()),
            (_, false) => Err(foreign_key(table, "branch_id_branches").into()),
            _ => Ok(()),
        }
    }

    fn origin(&self) -> Origin<'_> {
        Origin { branch_id: Some(&self.branch_id), workstation_id: None, key: None, received_at: &self.now }
    }

    /// A classic answer shows the whole row.
    fn row(&self, mut row: Value) -> Value {
        row["tenantId"] = json!(self.tenant_id);
        row["branchId"] = json!(self.branch_id);
        row["createdAt"] = json!(self.now);
        row["updatedAt"] = json!(self.now);
        row
    }
}

fn foreign_key(table: &str, constraint: &str) -> String {
    format!(
        "insert or update on table \"{table}\" violates foreign key constraint \"{table}_{constraint}_id_fk\""
    )
}

fn not_null(column: &str, table: &str) -> String {
    format!("null value in column \"{column}\" of relation \"{table}\" violates not-null constraint")
}

fn gender_of(text: &str) -> Result<Gender, Refused> {
    Gender::parse(text).ok_or_else(|| format!("invalid input value for enum gender: \"{text}\"").into())
}

fn required(
    payload: &Value,
    field: &str,
    (column, table): (&str, &str),
    max: usize,
) -> Result<String, Refused> {
    optional(payload, field, max)?.ok_or_else(|| not_null(column, table).into())
}

/// Numbers count as text, as they do in JavaScript.
fn optional(payload: &Value, field: &str, max: usize) -> Result<Option<String>, Refused> {
    let text = match payload.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if text.chars().count() > max {
        return Err(format!("value too long for type character varying({max})").into());
    }
    Ok(Some(text))
}
