//! Uploads: one transaction a batch, a savepoint an action, and an answer that a repeat gets again.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection};

use super::insert::{self, Origin};
use super::payload::{self, Fields, Refusal};
use super::state::State;
use super::{clock, parents, storage};
use crate::domain::{ActionKind, Problem};
use crate::sync::protocol::{ActionResult, ActionStatus, UploadAnswer, code};

/// Keys are UUIDs; anything longer than this is a mistake.
const LONGEST_KEY: usize = 100;

/// What stops one action.
pub enum ActionError {
    /// The answer says so; the others go on.
    Refused(Refusal),
    /// The whole batch is undone.
    Sql(sqlx::Error),
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for ActionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

/// What stops a whole upload.
pub enum UploadError {
    /// The envelope is wrong: nothing was done.
    BadRequest(Refusal),
    Sql(sqlx::Error),
}

impl From<sqlx::Error> for UploadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

/// An action whose envelope is right.
struct Action<'a> {
    queue_id: i64,
    kind: Option<ActionKind>,
    type_name: &'a str,
    key: Option<&'a str>,
    payload: Option<&'a Value>,
}

/// What an action came to.
struct Done {
    server_id: String,
    replayed: bool,
}

/// Carries out an upload whose body was JSON. `workstation` is the header's, used when the body names none.
pub async fn run(
    state: Arc<State>,
    body: Value,
    workstation: Option<String>,
) -> Result<UploadAnswer, UploadError> {
    let Value::Object(body) = body else {
        return Err(UploadError::BadRequest(Refusal::new(
            code::INVALID_FIELD,
            "тело запроса — не объект JSON",
        )));
    };
    let actions = read_actions(&body).map_err(UploadError::BadRequest)?;
    let mut database = state.database.lock().await;
    let branch_id = check_envelope(&mut database, &state, &body).await?;
    let workstation_id =
        text_of(&body, "workstation_id").map_err(UploadError::BadRequest)?.or(workstation.as_deref());
    let received_at = clock::timestamp();
    let mut batch = database.begin_with("BEGIN IMMEDIATE").await?;
    let (mut refused, mut rows_changed) = (HashSet::new(), false);
    let mut results = Vec::with_capacity(actions.len());
    for action in &actions {
        let mut savepoint = batch.begin().await?;
        let from = Origin { branch_id, workstation_id, key: action.key, received_at: &received_at };
        let outcome = match act(&mut savepoint, action, from, &refused).await {
            Ok(done) => {
                savepoint.commit().await?;
                rows_changed |= !done.replayed;
                Ok(done)
            }
            Err(ActionError::Refused(refusal)) => {
                savepoint.rollback().await?;
                refused.extend(action.key.map(str::to_owned));
                Err(refusal)
            }
            Err(ActionError::Sql(error)) => return Err(error.into()),
        };
        results.push(result_of(action, outcome));
    }
    batch.commit().await?;
    if rows_changed {
        state.snapshot.rows_changed();
    }
    Ok(UploadAnswer { results })
}

fn read_actions(body: &Map<String, Value>) -> Result<Vec<Action<'_>>, Refusal> {
    let Some(Value::Array(actions)) = body.get("actions") else {
        return Err(Refusal::field("actions", &Problem::WrongType("список")));
    };
    actions.iter().enumerate().map(|(index, action)| read_action(index, action)).collect()
}

/// Without a queue id there is no way to answer for the action, so the request is refused as a whole.
fn read_action(index: usize, action: &Value) -> Result<Action<'_>, Refusal> {
    let wrong =
        |name: &str, wanted| Refusal::field(format!("actions[{index}]{name}"), &Problem::WrongType(wanted));
    let action = action.as_object().ok_or_else(|| wrong("", "объект"))?;
    let queue_id = action.get("queue_id").and_then(Value::as_i64);
    let type_name = action.get("action_type").and_then(Value::as_str);
    let type_name = type_name.ok_or_else(|| wrong(".action_type", "текст"))?;
    let key = match action.get("idempotency_key") {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) if (1..=LONGEST_KEY).contains(&key.len()) => Some(key.as_str()),
        Some(_) => return Err(wrong(".idempotency_key", "UUID")),
    };
    Ok(Action {
        queue_id: queue_id.ok_or_else(|| wrong(".queue_id", "целое число"))?,
        kind: ActionKind::parse(type_name),
        type_name,
        key,
        payload: action.get("payload"),
    })
}

fn text_of<'a>(body: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::field(field, &Problem::WrongType("текст"))),
    }
}

/// Tenant and branch may be left out, as in the document; what is given must be right. Answers the branch.
async fn check_envelope<'a>(
    database: &mut SqliteConnection,
    state: &State,
    body: &'a Map<String, Value>,
) -> Result<Option<&'a str>, UploadError> {
    let bad = |field: &str, message: &str| {
        let refusal = Refusal { field: Some(field.to_owned()), ..Refusal::new(code::INVALID_FIELD, message) };
        UploadError::BadRequest(refusal)
    };
    let tenant_id = text_of(body, "tenantId").map_err(UploadError::BadRequest)?;
    if tenant_id.is_some_and(|id| id != state.tenant_id) {
        return Err(bad("tenantId", "Это сервер другой клиники: tenantId не совпадает"));
    }
    let branch_id = text_of(body, "branchId").map_err(UploadError::BadRequest)?;
    match branch_id {
        Some(id) if !storage::branch_exists(database, id).await? => {
            Err(bad("branchId", "Такого филиала на сервере нет: branchId неизвестен"))
        }
        branch_id => Ok(branch_id),
    }
}

async fn act(
    db: &mut SqliteConnection,
    action: &Action<'_>,
    from: Origin<'_>,
    refused: &HashSet<String>,
) -> Result<Done, ActionError> {
    let Some(kind) = action.kind else {
        return Err(Refusal::new(
            code::UNKNOWN_ACTION,
            format!("Неизвестное действие: {}", action.type_name),
        )
        .into());
    };
    let hash = payload_hash(action);
    if let Some(key) = action.key
        && let Some(server_id) = known_key(&mut *db, key, &hash).await?
    {
        return Ok(Done { server_id, replayed: true });
    }
    let fields = Fields::of(action.payload)?;
    payload::local_id(fields)?;
    let server_id = make_row(&mut *db, kind, fields, from, refused).await?;
    if let Some(key) = action.key {
        sqlx::query(
            "INSERT INTO idempotency_keys (key, action_type, payload_hash, server_id) VALUES (?1, ?2, ?3, ?4)",
        )
        .bind(key)
        .bind(kind.as_str())
        .bind(hash.as_slice())
        .bind(&server_id)
        .execute(db)
        .await?;
    }
    Ok(Done { server_id, replayed: false })
}

/// The row a key made, if the payload is the one that made it; another payload under the same key is refused.
async fn known_key(db: &mut SqliteConnection, key: &str, hash: &[u8]) -> Result<Option<String>, ActionError> {
    let known: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT payload_hash, server_id FROM idempotency_keys WHERE key = ?1")
            .bind(key)
            .fetch_optional(db)
            .await?;
    match known {
        Some((known_hash, server_id)) if known_hash != hash => {
            let message = "С этим ключом на сервере уже есть запись с другими данными";
            Err(Refusal { server_id: Some(server_id), ..Refusal::new(code::KEY_REUSED, message) }.into())
        }
        known => Ok(known.map(|(_, server_id)| server_id)),
    }
}

async fn make_row(
    db: &mut SqliteConnection,
    kind: ActionKind,
    fields: Fields<'_>,
    from: Origin<'_>,
    refused: &HashSet<String>,
) -> Result<String, ActionError> {
    let id = match kind {
        ActionKind::CreateClient => insert::client(db, &payload::client(fields)?, from).await?,
        ActionKind::CreatePatient => {
            let draft = payload::patient(fields)?;
            let owner_id = parents::owner(&mut *db, fields, refused).await?;
            insert::patient(db, &draft, Some(&owner_id), from).await?
        }
        ActionKind::CreateAppointment => {
            let draft = payload::appointment(fields)?;
            let visitors = parents::visitors(&mut *db, fields, refused).await?;
            insert::appointment(db, &draft, &visitors, from).await?
        }
        ActionKind::CreateInvoice => {
            let (draft, item_ids) = payload::invoice(fields)?;
            let visitors = parents::visitors(&mut *db, fields, refused).await?;
            let created_at = fields.optional("created_at")?;
            insert::invoice(db, &draft, &item_ids, created_at.as_deref(), &visitors, from).await?
        }
    };
    Ok(id)
}

fn result_of(action: &Action<'_>, outcome: Result<Done, Refusal>) -> ActionResult {
    let local_id = action.payload.and_then(|payload| payload.get("local_id")).cloned();
    let answer = ActionResult { queue_id: action.queue_id, local_id, ..ActionResult::default() };
    match outcome {
        Ok(Done { server_id, replayed }) => ActionResult {
            status: ActionStatus::Success,
            raw_server_id: Some(Value::String(server_id)),
            replayed,
            ..answer
        },
        Err(refusal) => ActionResult {
            status: ActionStatus::Error,
            raw_server_id: refusal.server_id.map(Value::String),
            message: Some(refusal.message),
            code: Some(refusal.code.to_owned()),
            field: refusal.field,
            ..answer
        },
    }
}

/// The same for the same values, however the JSON was written: fields sorted, whole numbers without a fraction.
fn payload_hash(action: &Action<'_>) -> [u8; 32] {
    let mut canonical = String::from(action.type_name);
    write_canonical(action.payload.unwrap_or(&Value::Null), &mut canonical);
    Sha256::digest(canonical).into()
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in entries {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                write_canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        // `Display` writes 5000.0 as 5000.
        Value::Number(number) if number.is_f64() => {
            out.push_str(&number.as_f64().unwrap_or_default().to_string());
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn canonical(value: &Value) -> String {
        let mut text = String::new();
        write_canonical(value, &mut text);
        text
    }

    #[test]
    fn a_payload_is_the_same_however_it_is_written() {
        let one: Value = serde_json::from_str(r#"{"b":[1,2.50],"a":5000.0,"c":"ё"}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{ "c":"\u0451", "a":5000,"b":[1.0,2.5]}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&two));
        for other in
            [json!({"a": "5000"}), json!({"a": 5000.5}), json!({"a": [5000]}), json!({"b": 5000}), json!({})]
        {
            assert_ne!(canonical(&json!({"a": 5000})), canonical(&other));
        }
    }
}
