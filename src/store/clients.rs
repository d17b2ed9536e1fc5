//! Clients: rows ↔ domain.

use chrono::{DateTime, FixedOffset};
use sqlx::SqliteConnection;

use super::save::{Entry, check_editable, enqueue, new_key, requeue, timestamp};
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
        self.transact(async |conn| {
            let entry = |local_id| Entry {
                kind: ActionKind::CreateClient,
                local_id,
                client_id: None,
                patient_id: None,
                payload: draft.payload(local_id),
                author,
                now,
            };
            let (local_id, queue_id) = if let Some(id) = id {
                check_editable(conn, ActionKind::CreateClient, id).await?;
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

    pub fn client(&mut self, id: i64) -> Result<Option<ClientRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/clients/by_id.sql")).bind(id).fetch_optional(conn).await
        })
    }
}

async fn insert(
    conn: &mut SqliteConnection,
    key: &str,
    draft: &ClientDraft,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(include_str!("sql/clients/insert.sql"))
        .bind(key)
        .bind(&draft.full_name)
        .bind(&draft.phone)
        .bind(&draft.email)
        .bind(&draft.address)
        .bind(timestamp(now))
        .bind(fold(&draft.full_name))
        .bind(search_digits(&draft.phone))
        .fetch_one(conn)
        .await
}

async fn update(conn: &mut SqliteConnection, id: i64, draft: &ClientDraft) -> sqlx::Result<()> {
    sqlx::query(include_str!("sql/clients/update.sql"))
        .bind(&draft.full_name)
        .bind(&draft.phone)
        .bind(&draft.email)
        .bind(&draft.address)
        .bind(fold(&draft.full_name))
        .bind(search_digits(&draft.phone))
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}
