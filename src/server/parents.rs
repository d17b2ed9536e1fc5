//! Finding the rows an action hangs on: by server id, or by the parent's key while its server id is unknown.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use super::fields::{Fields, Refusal};
use super::idempotency::normal_key;
use super::insert::Visitors;
use super::upload::ActionError;
use crate::domain::Problem;
use crate::sync::protocol::code;

/// A parent's two possible names in a payload, and where to look for it.
struct Link {
    id_field: &'static str,
    key_field: &'static str,
    by_id: &'static str,
    by_key: &'static str,
}

const CLIENT_BY_ID: &str = "SELECT id FROM clients WHERE id = ?1";
const CLIENT_BY_KEY: &str =
    "SELECT server_id FROM idempotency_keys WHERE key = ?1 AND action_type = 'create_client'";

const OWNER: Link =
    Link { id_field: "owner_server_id", key_field: "owner_key", by_id: CLIENT_BY_ID, by_key: CLIENT_BY_KEY };
const CLIENT: Link = Link {
    id_field: "client_server_id",
    key_field: "client_key",
    by_id: CLIENT_BY_ID,
    by_key: CLIENT_BY_KEY,
};
const PATIENT: Link = Link {
    id_field: "patient_server_id",
    key_field: "patient_key",
    by_id: "SELECT id FROM patients WHERE id = ?1",
    by_key: "SELECT server_id FROM idempotency_keys WHERE key = ?1 AND action_type = 'create_patient'",
};

/// The owner of a new patient.
pub async fn owner(
    db: &mut SqliteConnection,
    fields: Fields<'_>,
    refused: &HashSet<String>,
) -> Result<String, ActionError> {
    let owner = OWNER.find(db, fields, refused).await?;
    Ok(owner.ok_or_else(|| Refusal::field(OWNER.id_field, &Problem::Required))?)
}

/// Client and patient of an appointment or an invoice. Either is enough; both must belong together.
pub async fn visitors(
    db: &mut SqliteConnection,
    fields: Fields<'_>,
    refused: &HashSet<String>,
) -> Result<Visitors, ActionError> {
    let client_id = CLIENT.find(&mut *db, fields, refused).await?;
    let patient_id = PATIENT.find(&mut *db, fields, refused).await?;
    let Some(patient) = &patient_id else {
        let client_id = client_id.ok_or_else(|| Refusal::field(CLIENT.id_field, &Problem::Required))?;
        return Ok(Visitors { client_id: Some(client_id), patient_id });
    };
    let owner: Option<String> =
        sqlx::query_scalar("SELECT owner_id FROM patients WHERE id = ?1").bind(patient).fetch_one(db).await?;
    if client_id.is_some() && client_id != owner {
        return Err(Refusal::field(PATIENT.id_field, &Problem::OtherClientsPatient).into());
    }
    Ok(Visitors { client_id: owner, patient_id })
}

impl Link {
    /// `None` when the payload names no such parent. The server id goes before the key.
    async fn find(
        &self,
        db: &mut SqliteConnection,
        fields: Fields<'_>,
        refused: &HashSet<String>,
    ) -> Result<Option<String>, ActionError> {
        let key = fields.optional(self.key_field)?.map(|key| normal_key(&key));
        let (field, name, sql) = match (fields.optional(self.id_field)?, key) {
            (Some(id), _) => (self.id_field, id, self.by_id),
            (None, Some(key)) if refused.contains(&key) => {
                return Err(
                    refusal(code::PARENT_REJECTED, self.key_field, "родительская запись отклонена").into()
                );
            }
            (None, Some(key)) => (self.key_field, key, self.by_key),
            (None, None) => return Ok(None),
        };
        let found: Option<String> = sqlx::query_scalar(sql).bind(name).fetch_optional(db).await?;
        match found {
            Some(id) => Ok(Some(id)),
            None => Err(refusal(code::UNKNOWN_PARENT, field, "такой записи на сервере нет").into()),
        }
    }
}

fn refusal(code: &'static str, field: &str, what: &str) -> Refusal {
    let message = format!("{}: {what}", super::words::label(field));
    Refusal { field: Some(field.to_owned()), ..Refusal::new(code, message) }
}
