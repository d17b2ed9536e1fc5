//! Patients: rows ↔ domain.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::save::{Record, Saving, check_client, none_or_fields, timestamp, write};
use super::{Author, PatientRow, SaveError, Saved, Store, StoreError};
use crate::domain::{ActionKind, FieldError, PatientDraft, Problem, fold};

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
            if names_another_owner(conn, id, draft.client_id).await? {
                errors.push(FieldError::new("client_id", Problem::HasRecordsOfItsOwner));
            }
            none_or_fields(errors)?;
            write(conn, id, &draft, &Saving { author, now }).await
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

/// Whether a record of the patient is on a client other than this one: the server would refuse it.
async fn names_another_owner(
    conn: &mut SqliteConnection,
    id: Option<i64>,
    client_id: Option<i64>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(include_str!("sql/patients/names_another_owner.sql"))
        .bind(id)
        .bind(client_id)
        .fetch_one(conn)
        .await
}

impl Record for PatientDraft {
    const KIND: ActionKind = ActionKind::CreatePatient;

    fn client_id(&self) -> Option<i64> {
        self.client_id
    }

    fn patient_id(&self) -> Option<i64> {
        None
    }

    fn payload(&self, local_id: i64) -> Value {
        self.payload(local_id)
    }

    async fn insert(&self, conn: &mut SqliteConnection, key: &str, by: &Saving<'_>) -> sqlx::Result<i64> {
        sqlx::query_scalar(include_str!("sql/patients/insert.sql"))
            .bind(key)
            .bind(&self.name)
            .bind(&self.species)
            .bind(&self.breed)
            .bind(self.birth_date)
            .bind(self.gender)
            .bind(self.client_id)
            .bind(timestamp(by.now))
            .bind(fold(&self.name))
            .fetch_one(conn)
            .await
    }

    async fn update(&self, conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()> {
        sqlx::query(include_str!("sql/patients/update.sql"))
            .bind(&self.name)
            .bind(&self.species)
            .bind(&self.breed)
            .bind(self.birth_date)
            .bind(self.gender)
            .bind(self.client_id)
            .bind(fold(&self.name))
            .bind(id)
            .execute(conn)
            .await?;
        Ok(())
    }
}
