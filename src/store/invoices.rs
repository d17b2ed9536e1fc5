//! Invoices made here: rows ↔ domain. The server never sends any.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::rows::invoice_line;
use super::save::{Record, Saving, check_client, check_patient, none_or_fields, write};
use super::{Author, InvoiceListRow, InvoiceRow, SaveError, SaveWarning, Saved, Store, StoreError};
use crate::domain::payload::moment;
use crate::domain::{ActionKind, FieldError, InvoiceDraft, Problem};

impl Store {
    /// Saves an invoice, its lines and its action in one transaction. `id` changes one the server cannot have yet.
    pub fn save_invoice(
        &mut self,
        author: &Author,
        now: DateTime<FixedOffset>,
        id: Option<i64>,
        draft: &InvoiceDraft,
    ) -> Result<Saved, SaveError> {
        draft.check().map_err(SaveError::Fields)?;
        let mut draft = draft.tidy();
        self.transact(async |conn| {
            let mut errors = Vec::new();
            check_client(conn, draft.client_id, &mut errors).await?;
            check_patient(conn, draft.patient_id, draft.client_id, &mut errors).await?;
            let wire_ids = wire_ids(conn, &draft, &mut errors).await?;
            none_or_fields(errors)?;
            let at = issued_at(conn, id, draft.created_at, now).await?;
            draft.created_at = Some(at);
            let invoice = Issued { draft, at, wire_ids };
            let mut saved = write(conn, id, &invoice, &Saving { author, now }).await?;
            if invoice.draft.patient_id.is_none() {
                saved.warnings.push(SaveWarning::NoPatient);
            }
            Ok(saved)
        })
    }

    pub fn invoice(&mut self, id: i64) -> Result<Option<InvoiceRow>, StoreError> {
        self.block(async |conn| read_invoice(conn, id).await)
    }

    /// A day's invoices, newest first; the day is that of the workstation that issued them.
    pub fn invoices_on(&mut self, day: NaiveDate) -> Result<Vec<InvoiceListRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/invoices/by_day.sql")).bind(day).fetch_all(conn).await
        })
    }

    /// A client's invoices, newest first.
    pub fn invoices_of(&mut self, client_id: i64) -> Result<Vec<InvoiceListRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as(include_str!("sql/invoices/by_client.sql")).bind(client_id).fetch_all(conn).await
        })
    }
}

pub(super) async fn read_invoice(conn: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<InvoiceRow>> {
    let head: Option<InvoiceListRow> =
        sqlx::query_as(include_str!("sql/invoices/by_id.sql")).bind(id).fetch_optional(&mut *conn).await?;
    let Some(head) = head else { return Ok(None) };
    let rows = sqlx::query("SELECT * FROM invoice_items WHERE invoice_id = ? ORDER BY position")
        .bind(id)
        .fetch_all(conn)
        .await?;
    let lines = rows.iter().map(invoice_line).collect::<sqlx::Result<_>>()?;
    Ok(Some(InvoiceRow { head, lines }))
}

/// Each line's price item id as the server sent it; an id unknown here is an invalid field.
pub(super) async fn wire_ids(
    conn: &mut SqliteConnection,
    draft: &InvoiceDraft,
    errors: &mut Vec<FieldError>,
) -> sqlx::Result<Vec<Option<String>>> {
    let mut ids = Vec::with_capacity(draft.lines.len());
    for (index, line) in draft.lines.iter().enumerate() {
        let Some(id) = line.nomenclature_id else {
            ids.push(None);
            continue;
        };
        let found: Option<Option<String>> =
            sqlx::query_scalar("SELECT server_id FROM nomenclature WHERE id = ?")
                .bind(id)
                .fetch_optional(&mut *conn)
                .await?;
        if found.is_none() {
            errors.push(FieldError::new(format!("items[{index}].nomenclature_id"), Problem::UnknownId(id)));
        }
        ids.push(found.flatten());
    }
    Ok(ids)
}

/// The moment given, else the one it was issued at first: mending an invoice does not date it anew.
async fn issued_at(
    conn: &mut SqliteConnection,
    id: Option<i64>,
    given: Option<DateTime<FixedOffset>>,
    now: DateTime<FixedOffset>,
) -> sqlx::Result<DateTime<FixedOffset>> {
    if let Some(given) = given {
        return Ok(given);
    }
    let Some(id) = id else { return Ok(now) };
    let kept: Option<String> = sqlx::query_scalar("SELECT created_at FROM invoices WHERE id = ?")
        .bind(id)
        .fetch_optional(conn)
        .await?;
    Ok(kept.and_then(|kept| DateTime::parse_from_rfc3339(&kept).ok()).unwrap_or(now))
}

/// An invoice as it is issued: at a moment, its price items named as the server knows them.
struct Issued {
    draft: InvoiceDraft,
    at: DateTime<FixedOffset>,
    wire_ids: Vec<Option<String>>,
}

impl Record for Issued {
    const KIND: ActionKind = ActionKind::CreateInvoice;

    fn client_id(&self) -> Option<i64> {
        self.draft.client_id
    }

    fn patient_id(&self) -> Option<i64> {
        self.draft.patient_id
    }

    fn payload(&self, local_id: i64) -> Value {
        self.draft.payload(local_id, &self.wire_ids)
    }

    async fn insert(&self, conn: &mut SqliteConnection, key: &str, by: &Saving<'_>) -> sqlx::Result<i64> {
        let draft = &self.draft;
        let id = sqlx::query_scalar(include_str!("sql/invoices/insert.sql"))
            .bind(key)
            .bind(draft.client_id)
            .bind(draft.patient_id)
            .bind(draft.sum())
            .bind(draft.payment_status)
            .bind(&draft.notes)
            .bind(&by.author.user_name)
            .bind(moment(self.at))
            .bind(self.at.date_naive())
            .fetch_one(&mut *conn)
            .await?;
        write_lines(conn, id, draft).await?;
        Ok(id)
    }

    async fn update(&self, conn: &mut SqliteConnection, id: i64) -> sqlx::Result<()> {
        let draft = &self.draft;
        sqlx::query(include_str!("sql/invoices/update.sql"))
            .bind(draft.client_id)
            .bind(draft.patient_id)
            .bind(draft.sum())
            .bind(draft.payment_status)
            .bind(&draft.notes)
            .bind(moment(self.at))
            .bind(self.at.date_naive())
            .bind(id)
            .execute(&mut *conn)
            .await?;
        sqlx::query("DELETE FROM invoice_items WHERE invoice_id = ?").bind(id).execute(&mut *conn).await?;
        write_lines(conn, id, draft).await
    }
}

async fn write_lines(conn: &mut SqliteConnection, id: i64, draft: &InvoiceDraft) -> sqlx::Result<()> {
    for (position, line) in (0_i64..).zip(draft.priced_lines()) {
        sqlx::query(include_str!("sql/invoices/insert_line.sql"))
            .bind(id)
            .bind(position)
            .bind(line.kind)
            .bind(line.nomenclature_id)
            .bind(&line.name)
            .bind(line.quantity)
            .bind(line.price)
            .bind(line.total)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
