//! The actions of a damaged store that cannot be read any more: a record says all that its action did.

use sqlx::SqliteConnection;

use super::invoices::{read_invoice, wire_ids};
use super::{AppointmentRow, ClientRow, InvoiceRow, PatientRow};
use crate::domain::{
    ActionKind, AppointmentDraft, ClientDraft, InvoiceDraft, InvoiceLine, LineDraft, PatientDraft, RecordKind,
};

/// Of records made behind the copy's last ones, whose actions are not known, the actions come back into line, and those
/// that only the copy has say what their records say now. A new record that is torn itself stays on this computer only.
pub(super) async fn make_anew(
    conn: &mut SqliteConnection,
    last_of_copy: [i64; RecordKind::ALL.len()],
) -> sqlx::Result<()> {
    let mut statement = sqlx::query(include_str!("sql/rescue/lost_actions.sql"));
    for last in last_of_copy {
        statement = statement.bind(last);
    }
    statement.execute(&mut *conn).await?;
    let unsaid: Vec<(i64, ActionKind, i64, bool)> =
        sqlx::query_as(include_str!("sql/rescue/to_be_said.sql")).fetch_all(&mut *conn).await?;
    for (action, kind, record, is_new) in unsaid {
        let said = match payload(conn, kind, record).await {
            Ok(payload) => {
                sqlx::query(include_str!("sql/rescue/say.sql")).bind(payload.to_string()).bind(action)
            }
            Err(sqlx::Error::RowNotFound | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
                sqlx::query("DELETE FROM sync_queue WHERE id = ? AND ?").bind(action).bind(is_new)
            }
            Err(error) => return Err(error),
        };
        said.execute(&mut *conn).await?;
    }
    Ok(())
}

/// What was put into the queue when the record was saved.
async fn payload(conn: &mut SqliteConnection, kind: ActionKind, id: i64) -> sqlx::Result<serde_json::Value> {
    Ok(match kind {
        ActionKind::CreateClient => {
            let row = sqlx::query_as(include_str!("sql/clients/by_id.sql")).bind(id).fetch_one(conn).await?;
            client(row).payload(id)
        }
        ActionKind::CreatePatient => {
            let row = sqlx::query_as(include_str!("sql/patients/by_id.sql")).bind(id).fetch_one(conn).await?;
            patient(row).payload(id)
        }
        ActionKind::CreateAppointment => {
            let row =
                sqlx::query_as(include_str!("sql/appointments/by_id.sql")).bind(id).fetch_one(conn).await?;
            appointment(row).payload(id)
        }
        ActionKind::CreateInvoice => {
            let row = read_invoice(conn, id).await?.ok_or(sqlx::Error::RowNotFound)?;
            let draft = invoice(row);
            // An item that is lost with its price list goes by its name.
            let ids = wire_ids(conn, &draft, &mut Vec::new()).await?;
            draft.payload(id, &ids)
        }
    })
}

fn client(row: ClientRow) -> ClientDraft {
    ClientDraft { full_name: row.full_name, phone: row.phone, email: row.email, address: row.address }
}

fn patient(row: PatientRow) -> PatientDraft {
    PatientDraft {
        name: row.name,
        species: row.species,
        breed: row.breed,
        birth_date: row.birth_date,
        gender: row.gender,
        client_id: row.client_id,
    }
}

fn appointment(row: AppointmentRow) -> AppointmentDraft {
    AppointmentDraft {
        client_id: Some(row.client_id),
        patient_id: Some(row.patient_id),
        date: Some(row.date),
        time: Some(row.time),
        doctor_name: row.doctor_name,
        notes: row.notes,
    }
}

fn invoice(InvoiceRow { head, lines }: InvoiceRow) -> InvoiceDraft {
    let line = |line: InvoiceLine| LineDraft {
        kind: line.kind,
        nomenclature_id: line.nomenclature_id,
        name: line.name,
        quantity: line.quantity,
        price: line.price,
        total: Some(line.total),
    };
    InvoiceDraft {
        client_id: Some(head.client_id),
        patient_id: head.patient_id,
        lines: lines.into_iter().map(line).collect(),
        payment_status: head.payment_status,
        total: Some(head.total),
        created_at: Some(head.created_at),
        notes: head.notes,
    }
}
