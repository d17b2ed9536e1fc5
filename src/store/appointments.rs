//! Appointments made here: rows ↔ domain. The server never sends any.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::save::{Record, Saving, check_client, check_patient, none_or_fields, timestamp, write};
use super::{AppointmentRow, Author, SaveError, Saved, Store, StoreError};
use crate::domain::payload::TIME;
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
            write(conn, id, &draft, &Saving { author, now }).await
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
            sqlx::query_as(include_str!("sql/appointments/by_day.sql")).bind(day).fetch_all(conn).await
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

impl Record for AppointmentDraft {
    const KIND: ActionKind = ActionKind::CreateAppointment;

    fn client_id(&self) -> Option<i64> {
        self.client_id
    }

    fn patient_id(&self) -> Option<i64> {
        self.patient_id
    }

    fn payload(&self, local_id: i64) -> Value {
        self.payload(local_id)
    }

    async fn insert(&self, conn: &mut SqliteConnection, key: &str, by: &Saving<'_>) -> sqlx::Result<i64> {
        sqlx::query_scalar(include_str!("sql/appointments/insert.sql"))
            .bind(key)
            .bind(self.client_id)
            .bind(self.patient_id)
            .bind(self.date)
            .bind(self.time.map(|time| time.format(TIME).to_string()))
            .bind(&self.doctor_name)
            .bind(&self.notes)
            .bind(&by.author.user_name)
            .bind(timestamp(by.now))
            .fetch_one(conn)
            .await
    }

    async fn update(&self, conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()> {
        sqlx::query(include_str!("sql/appointments/update.sql"))
            .bind(self.client_id)
            .bind(self.patient_id)
            .bind(self.date)
            .bind(self.time.map(|time| time.format(TIME).to_string()))
            .bind(&self.doctor_name)
            .bind(&self.notes)
            .bind(id)
            .execute(conn)
            .await?;
        Ok(())
    }
}
