//! Appointments made here: rows ↔ domain. The server never sends any.

use chrono::{DateTime, FixedOffset, NaiveDate};
use sqlx::SqliteConnection;

use super::save::{
    Entry, check_client, check_editable, check_patient, enqueue, new_key, none_or_fields, requeue, timestamp,
};
use super::{AppointmentRow, Author, SaveError, Saved, Store, StoreError};
use crate::domain::payload::{DATE, TIME};
use crate::domain::{ActionKind, AppointmentDraft};

impl Store {
    /// Saves an appointment and its action in one transaction. `id` changes one the server cannot have yet.
    pub fn save_appointment(
        &mut self,
        author: &Author,
        now: DateTime<FixedOffset>,
        id: Option<i64>,
        draft: &AppointmentDraft,
    ) -> Result<Saved, SaveError> {
        draft.check().map_err(SaveError::Fields)?;
        let draft = draft.tidy();
        self.transact(async |conn| {
            let mut errors = Vec::new();
            check_client(conn, draft.client_id, &mut errors).await?;
            check_patient(conn, draft.patient_id, draft.client_id, &mut errors).await?;
            none_or_fields(errors)?;
            let entry = |local_id| Entry {
                kind: ActionKind::CreateAppointment,
                local_id,
                client_id: draft.client_id,
                patient_id: draft.patient_id,
                payload: draft.payload(local_id),
                author,
                now,
            };
            let (local_id, queue_id) = if let Some(id) = id {
                check_editable(conn, ActionKind::CreateAppointment, id).await?;
                update(conn, id, &draft).await?;
                (id, requeue(conn, entry(id)).await?)
            } else {
                let key = new_key();
                let id = insert(conn, &key, &draft, author, now).await?;
                (id, enqueue(conn, &key, entry(id)).await?)
            };
            Ok(Saved { local_id, queue_id, warnings: Vec::new() })
        })
    }

    pub fn appointment(&mut self, id: i64) -> Result<Option<AppointmentRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/appointments/by_id.sql")).bind(id).fetch_optional(conn).await
        })
    }

    /// A day's appointments in order of time.
    pub fn appointments_on(&mut self, day: NaiveDate) -> Result<Vec<AppointmentRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/appointments/by_day.sql"))
                .bind(day.format(DATE).to_string())
                .fetch_all(conn)
                .await
        })
    }

    /// A client's appointments, latest first.
    pub fn appointments_of(&mut self, client_id: i64) -> Result<Vec<AppointmentRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/appointments/by_client.sql"))
                .bind(client_id)
                .fetch_all(conn)
                .await
        })
    }

    /// The doctors named so far, most frequent first.
    pub fn doctors(&mut self) -> Result<Vec<String>, StoreError> {
        self.block(async |conn| {
            sqlx::query_scalar(include_str!("sql/appointments/doctors.sql")).fetch_all(conn).await
        })
    }
}

async fn insert(
    conn: &mut SqliteConnection,
    key: &str,
    draft: &AppointmentDraft,
    author: &Author,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(include_str!("sql/appointments/insert.sql"))
        .bind(key)
        .bind(draft.client_id)
        .bind(draft.patient_id)
        .bind(draft.date.map(|date| date.format(DATE).to_string()))
        .bind(draft.time.map(|time| time.format(TIME).to_string()))
        .bind(&draft.doctor_name)
        .bind(&draft.notes)
        .bind(&author.user_name)
        .bind(timestamp(now))
        .fetch_one(conn)
        .await
}

async fn update(conn: &mut SqliteConnection, id: i64, draft: &AppointmentDraft) -> sqlx::Result<()> {
    sqlx::query(include_str!("sql/appointments/update.sql"))
        .bind(draft.client_id)
        .bind(draft.patient_id)
        .bind(draft.date.map(|date| date.format(DATE).to_string()))
        .bind(draft.time.map(|time| time.format(TIME).to_string()))
        .bind(&draft.doctor_name)
        .bind(&draft.notes)
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}
