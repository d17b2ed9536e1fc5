//! Clients: rows ↔ domain.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::save::{Record, Saving, timestamp, write};
use super::{Author, ClientRow, SaveError, Saved, Store, StoreError};
use crate::domain::{ActionKind, ClientDraft, fold, search_digits};

impl Store {
    /// Saves a client and its action in one transaction. `id` changes a client the server cannot have yet.
    pub fn save_client(
        &mut self,
        author: &Author,
        now: DateTime<FixedOffset>,
        id: Option<i64>,
        draft: &ClientDraft,
    ) -> Result<Saved, SaveError> {
        draft.check().map_err(SaveError::Fields)?;
        let draft = draft.tidy();
        self.transact(async |conn| write(conn, id, &draft, &Saving { author, now }).await)
    }

    pub fn client(&mut self, id: i64) -> Result<Option<ClientRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/clients/by_id.sql")).bind(id).fetch_optional(conn).await
        })
    }
}

impl Record for ClientDraft {
    const KIND: ActionKind = ActionKind::CreateClient;

    fn client_id(&self) -> Option<i64> {
        None
    }

    fn patient_id(&self) -> Option<i64> {
        None
    }

    fn payload(&self, local_id: i64) -> Value {
        self.payload(local_id)
    }

    async fn insert(&self, conn: &mut SqliteConnection, key: &str, by: &Saving<'_>) -> sqlx::Result<i64> {
        sqlx::query_scalar(include_str!("sql/clients/insert.sql"))
            .bind(key)
            .bind(&self.full_name)
            .bind(&self.phone)
            .bind(&self.email)
            .bind(&self.address)
            .bind(timestamp(by.now))
            .bind(fold(&self.full_name))
            .bind(search_digits(&self.phone))
            .fetch_one(conn)
            .await
    }

    async fn update(&self, conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()> {
        sqlx::query(include_str!("sql/clients/update.sql"))
            .bind(&self.full_name)
            .bind(&self.phone)
            .bind(&self.email)
            .bind(&self.address)
            .bind(fold(&self.full_name))
            .bind(search_digits(&self.phone))
            .bind(id)
            .execute(conn)
            .await?;
        Ok(())
    }
}
