//! Patients: rows ↔ domain.

use chrono::{DateTime, FixedOffset};
use sqlx::SqliteConnection;

use super::save::{
    Entry, check_client, check_editable, enqueue, new_key, none_or_fields, requeue, timestamp,
};
use super::{Author, PatientRow, SaveError, Saved, Store, StoreError};
use crate::domain::payload::DATE;
use crate::domain::{ActionKind, Gender, PatientDraft, fold};

impl Store {
    /// Saves a patient and its action in one transaction. `id` changes a patient the server cannot have yet.
    pub fn save_patient(
        &mut self,
        author: &Author,
        now: DateTime<FixedOffset>,
        id: Option<i64>,
        draft: &PatientDraft,
    ) -> Result<Saved, SaveError> {
        draft.check(Some(now.date_naive())).map_err(SaveError::Fields)?;
        let draft = draft.tidy();
        self.transact(async |conn| {
            let mut errors = Vec::new();
            check_client(conn, draft.client_id, &mut errors).await?;
            none_or_fields(errors)?;
            let entry = |local_id| Entry {
                kind: ActionKind::CreatePatient,
                local_id,
                client_id: draft.client_id,
                patient_id: None,
                payload: draft.payload(local_id),
                author,
                now,
            };
            let (local_id, queue_id) = if let Some(id) = id {
                check_editable(conn, ActionKind::CreatePatient, id).await?;
                update(conn, id, &draft).await?;
                (id, requeue(conn, entry(id)).await?)
            } else {
                let key = new_key();
                let id = insert(conn, &key, &draft, now).await?;
                (id, enqueue(conn, &key, entry(id)).await?)
            };
            Ok(Saved { local_id, queue_id, warnings: Vec::new() })
        })
    }

    pub fn patient(&mut self, id: i64) -> Result<Option<PatientRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/patients/by_id.sql")).bind(id).fetch_optional(conn).await
        })
    }

    /// A client's patients, oldest record first.
    pub fn patients_of(&mut self, client_id: i64) -> Result<Vec<PatientRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/patients/by_client.sql")).bind(client_id).fetch_all(conn).await
        })
    }

    /// The species in use, most frequent first.
    pub fn species(&mut self) -> Result<Vec<String>, StoreError> {
        self.block(async |conn| {
            sqlx::query_scalar(include_str!("sql/patients/species.sql")).fetch_all(conn).await
        })
    }

    /// The breeds in use for a species, most frequent first.
    pub fn breeds(&mut self, species: &str) -> Result<Vec<String>, StoreError> {
        self.block(async |conn| {
            sqlx::query_scalar(include_str!("sql/patients/breeds.sql")).bind(species).fetch_all(conn).await
        })
    }
}

async fn insert(
    conn: &mut SqliteConnection,
    key: &str,
    draft: &PatientDraft,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(include_str!("sql/patients/insert.sql"))
        .bind(key)
        .bind(&draft.name)
        .bind(&draft.species)
        .bind(&draft.breed)
        .bind(draft.birth_date.map(|date| date.format(DATE).to_string()))
        .bind(draft.gender.map(Gender::as_str))
        .bind(draft.client_id)
        .bind(timestamp(now))
        .bind(fold(&draft.name))
        .fetch_one(conn)
        .await
}

async fn update(conn: &mut SqliteConnection, id: i64, draft: &PatientDraft) -> sqlx::Result<()> {
    sqlx::query(include_str!("sql/patients/update.sql"))
        .bind(&draft.name)
        .bind(&draft.species)
        .bind(&draft.breed)
        .bind(draft.birth_date.map(|date| date.format(DATE).to_string()))
        .bind(draft.gender.map(Gender::as_str))
        .bind(draft.client_id)
        .bind(fold(&draft.name))
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}
