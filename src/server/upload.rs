//! Uploads: one transaction a batch, a savepoint an action, and an answer that a repeat gets again.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;
use sqlx::SqliteConnection;

use super::envelope::{Action, check_clinic, read_actions, text_of};
use super::fields::{Fields, Refusal};
use super::idempotency::{Keys, payload_hash};
use super::insert::{self, Origin};
use super::parents::Parents;
use super::state::State;
use super::{clock, payload, transaction};
use crate::domain::ActionKind;
use crate::sync::protocol::{ActionResult, ActionStatus, UploadAnswer, code};

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
    let branch_id = check_clinic(&mut database, &state, &body).await?;
    let workstation_id =
        text_of(&body, "workstation_id").map_err(UploadError::BadRequest)?.or(workstation.as_deref());
    transaction::begin(&mut database).await?;
    let done = carry_out(&mut database, &actions, branch_id, workstation_id).await;
    let results = transaction::end(&mut database, done).await?;
    Ok(UploadAnswer { results })
}

/// All actions in turn. What one of them is refused for undoes only that one.
async fn carry_out(
    db: &mut SqliteConnection,
    actions: &[Action<'_>],
    branch_id: Option<&str>,
    workstation_id: Option<&str>,
) -> Result<Vec<ActionResult>, sqlx::Error> {
    let received_at = clock::timestamp();
    let mut keys = Keys::of(&mut *db, actions).await?;
    let mut refused = HashSet::new();
    let mut results = Vec::with_capacity(actions.len());
    transaction::begin_part(db).await?;
    for action in actions {
        let from =
            Origin { branch_id, workstation_id, key: action.key.as_deref(), received_at: &received_at };
        let outcome = match act(db, action, from, &refused, &mut keys).await {
            Ok(done) => {
                transaction::keep_part(db).await?;
                Ok(done)
            }
            Err(ActionError::Refused(refusal)) => {
                transaction::undo_part(db).await?;
                refused.extend(action.key.clone());
                Err(refusal)
            }
            Err(ActionError::Sql(error)) => return Err(error),
        };
        results.push(result_of(action, outcome));
    }
    keys.remember(db).await?;
    Ok(results)
}

async fn act(
    db: &mut SqliteConnection,
    action: &Action<'_>,
    from: Origin<'_>,
    refused: &HashSet<String>,
    keys: &mut Keys,
) -> Result<Done, ActionError> {
    let Some(kind) = action.kind else {
        return Err(Refusal::new(
            code::UNKNOWN_ACTION,
            format!("Неизвестное действие: {}", action.type_name),
        )
        .into());
    };
    let hash = payload_hash(action);
    if let Some(key) = &action.key
        && let Some(server_id) = keys.row_of(key, &hash)?
    {
        return Ok(Done { server_id, replayed: true });
    }
    let fields = Fields::of(action.payload)?;
    payload::check_local_id(fields)?;
    let server_id = make_row(db, kind, fields, from, &Parents { refused, keys }).await?;
    if let Some(key) = &action.key {
        keys.note(key, kind, &hash, &server_id);
    }
    Ok(Done { server_id, replayed: false })
}

async fn make_row(
    db: &mut SqliteConnection,
    kind: ActionKind,
    fields: Fields<'_>,
    from: Origin<'_>,
    parents: &Parents<'_>,
) -> Result<String, ActionError> {
    let id = match kind {
        ActionKind::CreateClient => insert::client(db, &payload::client(fields)?, from).await?,
        ActionKind::CreatePatient => {
            let draft = payload::patient(fields)?;
            let owner_id = parents.owner(&mut *db, fields).await?;
            insert::patient(db, &draft, Some(&owner_id), from).await?
        }
        ActionKind::CreateAppointment => {
            let draft = payload::appointment(fields)?;
            let visitors = parents.visitors(&mut *db, fields).await?;
            insert::appointment(db, &draft, &visitors, from).await?
        }
        ActionKind::CreateInvoice => {
            let (draft, item_ids) = payload::invoice(fields)?;
            let visitors = parents.visitors(&mut *db, fields).await?;
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::cost::statements;
    use super::super::{Database, ServerConfig, storage};
    use super::*;

    /// Chains of client, patient, appointment and invoice, each naming its parents by their keys.
    fn body(chains: usize) -> Value {
        let chain = |n: usize| {
            let (client, patient) = (format!("c{n}"), format!("p{n}"));
            let whose = json!({"client_key": client, "patient_key": patient});
            let line = json!({"type": "service", "name": "Приём", "quantity": 1, "price": 10, "total": 10});
            let payloads = [
                (&client, json!({"full_name": "Анна", "phone": "+79161234567"})),
                (&patient, json!({"name": "Мурка", "species": "кошка", "owner_key": client})),
                (&format!("a{n}"), json!({"appointment_date": "2026-11-23", "appointment_time": "14:30"})),
                (
                    &format!("i{n}"),
                    json!({"total_amount": 30, "payment_status": "paid", "items": [line, line, line]}),
                ),
            ];
            let kinds = ["create_client", "create_patient", "create_appointment", "create_invoice"];
            let actions = kinds.into_iter().zip(payloads).map(|(kind, (key, mut payload))| {
                if ["create_appointment", "create_invoice"].contains(&kind) {
                    payload.as_object_mut().unwrap().extend(whose.as_object().unwrap().clone());
                }
                json!({"queue_id": n, "action_type": kind, "idempotency_key": key, "payload": payload})
            });
            actions.collect::<Vec<_>>()
        };
        json!({"actions": (0..chains).flat_map(chain).collect::<Vec<_>>()})
    }

    #[test]
    fn a_batch_takes_two_to_four_statements_an_action() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let cost = |chains| {
            let state = runtime.block_on(async {
                let mut database = storage::open(&Database::Memory, true).await.unwrap();
                let tenant_id = storage::tenant_id(&mut database).await.unwrap();
                Arc::new(State::new(database, None, tenant_id, &ServerConfig::demo()))
            });
            let (answer, ran) = statements(|| runtime.block_on(run(state, body(chains), None)));
            let results = answer.ok().unwrap().results;
            let refused: Vec<_> = results.iter().filter(|it| it.status != ActionStatus::Success).collect();
            assert!(refused.is_empty() && results.len() == 4 * chains, "{refused:?}");
            ran
        };
        // A client's row and its savepoint, the same of a patient, one more for whose a patient is, one for the lines.
        assert_eq!((cost(11) - cost(1)) / 10, 2 + 2 + 3 + 4);
        // The transaction, the keys before and after, the first savepoint.
        assert!(cost(1) <= 11 + 6, "{}", cost(1));
    }
}
