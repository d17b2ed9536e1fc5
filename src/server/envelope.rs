//! The envelope of an upload: whose it is, and the actions in it, before any of them is carried out.

use serde_json::{Map, Value};
use sqlx::SqliteConnection;

use super::fields::Refusal;
use super::idempotency::normal_key;
use super::state::State;
use super::storage;
use super::upload::UploadError;
use crate::domain::{ActionKind, JsonType, Problem};
use crate::sync::protocol::code;

/// Keys are UUIDs; anything longer than this is a mistake.
const LONGEST_KEY: usize = 100;

/// An action whose envelope is right.
pub struct Action<'a> {
    pub queue_id: i64,
    /// `None` for a type that this server does not know.
    pub kind: Option<ActionKind>,
    pub type_name: &'a str,
    /// As [`normal_key`] writes it.
    pub key: Option<String>,
    pub payload: Option<&'a Value>,
}

/// The actions, if every one can be answered for.
pub fn read_actions(body: &Map<String, Value>) -> Result<Vec<Action<'_>>, Refusal> {
    let Some(Value::Array(actions)) = body.get("actions") else {
        return Err(Refusal::field("actions", &Problem::WrongType(JsonType::List)));
    };
    actions.iter().enumerate().map(|(index, action)| read_action(index, action)).collect()
}

/// Without a queue id there is no way to answer for the action, so the request is refused as a whole.
fn read_action(index: usize, action: &Value) -> Result<Action<'_>, Refusal> {
    let wrong =
        |name: &str, wanted| Refusal::field(format!("actions[{index}]{name}"), &Problem::WrongType(wanted));
    let action = action.as_object().ok_or_else(|| wrong("", JsonType::Object))?;
    let queue_id = action.get("queue_id").and_then(Value::as_i64);
    let type_name = action.get("action_type").and_then(Value::as_str);
    let type_name = type_name.ok_or_else(|| wrong(".action_type", JsonType::Text))?;
    let key = match action.get("idempotency_key") {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) if (1..=LONGEST_KEY).contains(&key.len()) => Some(normal_key(key)),
        Some(_) => return Err(wrong(".idempotency_key", JsonType::Uuid)),
    };
    Ok(Action {
        queue_id: queue_id.ok_or_else(|| wrong(".queue_id", JsonType::Integer))?,
        kind: ActionKind::parse(type_name),
        type_name,
        key,
        payload: action.get("payload"),
    })
}

/// A text that may be missing.
pub fn text_of<'a>(body: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::field(field, &Problem::WrongType(JsonType::Text))),
    }
}

/// Tenant and branch may be left out, as in the document; what is given must be right. Answers the branch.
pub async fn check_clinic<'a>(
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
