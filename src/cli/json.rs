//! Records as the commands print them: local `id`, `server_id`, `synced`, `kind`, and the contract's field names.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::domain::payload::{DATE, TIME, moment};
use crate::domain::{Gender, InvoiceLine, KindState, QueueState};
use crate::store::{AppointmentRow, ClientRow, InvoiceRow, ItemRow, PatientRow, QueueRow, RowState};

/// RFC 3339, UTC.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn state(state: RowState) -> &'static str {
    match state {
        RowState::OnServer => "on_server",
        RowState::Queued(state) => state.as_str(),
        RowState::LocalOnly => "local_only",
    }
}

pub(super) fn client(row: &ClientRow) -> Value {
    json!({
        "kind": "client",
        "id": row.id,
        "server_id": row.server_id,
        "synced": row.synced,
        "state": state(row.state),
        "full_name": row.full_name,
        "phone": row.phone,
        "email": row.email,
        "address": row.address,
    })
}

pub(super) fn patient(row: &PatientRow) -> Value {
    json!({
        "kind": "patient",
        "id": row.id,
        "server_id": row.server_id,
        "synced": row.synced,
        "state": state(row.state),
        "name": row.name,
        "species": row.species,
        "breed": row.breed,
        "birth_date": row.birth_date.map(|date| date.format(DATE).to_string()),
        "gender": row.gender.map(Gender::as_str),
        "client_id": row.client_id,
        "owner_server_id": row.owner_server_id,
    })
}

pub(super) fn appointment(row: &AppointmentRow) -> Value {
    json!({
        "kind": "appointment",
        "id": row.id,
        "server_id": row.server_id,
        "synced": row.synced,
        "state": state(row.state),
        "client_id": row.client_id,
        "client_server_id": row.client_server_id,
        "patient_id": row.patient_id,
        "patient_server_id": row.patient_server_id,
        "appointment_date": row.date.format(DATE).to_string(),
        "appointment_time": row.time.format(TIME).to_string(),
        "doctor_name": row.doctor_name,
        "notes": row.notes,
    })
}

pub(super) fn invoice(row: &InvoiceRow) -> Value {
    let head = &row.head;
    json!({
        "kind": "invoice",
        "id": head.id,
        "server_id": head.server_id,
        "synced": head.synced,
        "state": state(head.state),
        "client_id": head.client_id,
        "client_server_id": head.client_server_id,
        "patient_id": head.patient_id,
        "patient_server_id": head.patient_server_id,
        "total_amount": head.total,
        "payment_status": head.payment_status.as_str(),
        "created_at": moment(head.created_at),
        "notes": head.notes,
        "items": row.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &InvoiceLine) -> Value {
    json!({
        "type": line.kind.as_str(),
        "nomenclature_id": line.nomenclature_id,
        "name": line.name,
        "quantity": line.quantity,
        "price": line.price,
        "total": line.total,
    })
}

pub(super) fn item(row: &ItemRow) -> Value {
    let server_id: Value =
        row.server_id.as_deref().and_then(|id| serde_json::from_str(id).ok()).unwrap_or_default();
    json!({
        "kind": "nomenclature",
        "id": row.id,
        "server_id": server_id,
        "synced": true,
        "name": row.name,
        "type": row.kind.as_str(),
        "price": row.price,
        "category": row.category,
    })
}

pub(super) fn queued(row: &QueueRow) -> Value {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    json!({
        "id": row.id,
        "action_type": row.kind.as_str(),
        "local_id": row.local_id,
        "payload": payload,
        "status": row.state.status(),
        "state": row.state.as_str(),
        "kind_state": row.kind_state.map(KindState::as_str),
        "held_by": row.held_by.filter(|_| row.state == QueueState::Held),
        "attempts": row.attempts,
        "error_message": row.error_message,
        "error_code": row.error_code,
        "idempotency_key": row.idempotency_key,
        "created_at": time(row.created_at),
        "updated_at": time(row.updated_at),
    })
}
