//! Finding the rows an action hangs on: by server id, or by the parent's key while its server id is unknown.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use super::fields::{Fields, Refusal};
use super::idempotency::{Keys, normal_key};
use super::insert::Visitors;
use super::upload::ActionError;
use crate::domain::{ActionKind, Problem};
use crate::sync::protocol::code;

/// What is known of parents besides the rows.
pub struct Parents<'a> {
    /// Keys of actions of this batch.
    pub refused: &'a HashSet<String>,
    pub keys: &'a Keys,
}

/// A parent's two possible names in a payload, and where to look for it.
struct Link {
    id_field: &'static str,
    key_field: &'static str,
    made_by: ActionKind,
    /// The parent's id, and whose it is.
    by_id: &'static str,
}

const OWNER: Link = Link { id_field: "owner_server_id", key_field: "owner_key", ..CLIENT };
const CLIENT: Link = Link {
    id_field: "client_server_id",
    key_field: "client_key",
    made_by: ActionKind::CreateClient,
    by_id: "SELECT id, NULL FROM clients WHERE id = ?1",
};
const PATIENT: Link = Link {
    id_field: "patient_server_id",
    key_field: "patient_key",
    made_by: ActionKind::CreatePatient,
    by_id: "SELECT id, owner_id FROM patients WHERE id = ?1",
};

/// A parent's id, and whose it is.
type Found = (String, Option<String>);

impl Parents<'_> {
    /// The owner of a new patient.
    pub async fn owner(&self, db: &mut SqliteConnection, fields: Fields<'_>) -> Result<String, ActionError> {
        let owner = self.find(&OWNER, db, fields).await?;
        let (id, _) = owner.ok_or_else(|| Refusal::field(OWNER.id_field, &Problem::Required))?;
        Ok(id)
    }

    /// Client and patient of an appointment or an invoice. Either is enough; both must belong together.
    pub async fn visitors(
        &self,
        db: &mut SqliteConnection,
        fields: Fields<'_>,
    ) -> Result<Visitors, ActionError> {
        let client = self.find(&CLIENT, &mut *db, fields).await?.map(|(id, _)| id);
        let Some((patient, owner)) = self.find(&PATIENT, db, fields).await? else {
            let client = client.ok_or_else(|| Refusal::field(CLIENT.id_field, &Problem::Required))?;
            return Ok(Visitors { client_id: Some(client), patient_id: None });
        };
        if client.is_some() && client != owner {
            return Err(Refusal::field(PATIENT.id_field, &Problem::OtherClientsPatient).into());
        }
        Ok(Visitors { client_id: owner, patient_id: Some(patient) })
    }

    /// `None` when the payload names no such parent. The server id goes before the key.
    async fn find(
        &self,
        link: &Link,
        db: &mut SqliteConnection,
        fields: Fields<'_>,
    ) -> Result<Option<Found>, ActionError> {
        let key = fields.optional(link.key_field)?.map(|key| normal_key(&key));
        let (field, id) = match (fields.optional(link.id_field)?, key) {
            (Some(id), _) => (link.id_field, Some(id)),
            (None, Some(key)) if self.refused.contains(&key) => {
                return Err(
                    refusal(code::PARENT_REJECTED, link.key_field, "родительская запись отклонена").into()
                );
            }
            (None, Some(key)) => match self.keys.made(&key, link.made_by) {
                // A client is nobody's: there is no more to look for.
                Some(id) if link.made_by == ActionKind::CreateClient => {
                    return Ok(Some((id.to_owned(), None)));
                }
                Some(id) => (link.key_field, Some(id.to_owned())),
                None => (link.key_field, made_earlier(link, &mut *db, &key).await?),
            },
            (None, None) => return Ok(None),
        };
        let found = match id {
            Some(id) => sqlx::query_as(link.by_id).bind(id).fetch_optional(db).await?,
            None => None,
        };
        if found.is_none() {
            return Err(refusal(code::UNKNOWN_PARENT, field, "такой записи на сервере нет").into());
        }
        Ok(found)
    }
}

/// The id of the row that a key made which no action of this batch has.
async fn made_earlier(
    link: &Link,
    db: &mut SqliteConnection,
    key: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT server_id FROM idempotency_keys WHERE key = ?1 AND action_type = ?2")
        .bind(key)
        .bind(link.made_by.as_str())
        .fetch_optional(db)
        .await
}

fn refusal(code: &'static str, field: &str, what: &str) -> Refusal {
    let message = format!("{}: {what}", super::words::label(field));
    Refusal { field: Some(field.to_owned()), ..Refusal::new(code, message) }
}
