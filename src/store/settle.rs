//! Doubts that need no person: whether a client or patient arrived on a server without keys shows in a later download.
//!
//! A doubt is settled by rows that were not known here before it was sent and agree in all that was sent. Exactly one
//! that no other doubt claims: it is that one. None: it did not arrive, and goes once more. Anything else is a person's.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Map, Value};
use sqlx::SqliteConnection;

use super::acknowledge::{Delivery, acknowledge};
use super::queue::Action;
use super::save::timestamp;
use super::verdict::note_change;
use super::{Applied, Store, StoreError, meta};
use crate::domain::{ActionKind, fold, is_whole_phone, own_code};

/// The kinds a download brings, parents first: a patient's owner must be settled before it.
const DOWNLOADED: [ActionKind; 2] = [ActionKind::CreateClient, ActionKind::CreatePatient];

impl Store {
    /// Whether a full download is due for the sake of doubts: one is at least `after` old, and the last full download
    /// at least `every`.
    pub fn doubts_due(
        &mut self,
        now: DateTime<Utc>,
        after: Duration,
        every: Duration,
    ) -> Result<bool, StoreError> {
        self.block(async |conn| {
            let last = meta::time(conn, meta::LAST_FULL).await?;
            if last.is_some_and(|last| !is_past(last, now, every)) {
                return Ok(false);
            }
            let mut due = false;
            for kind in DOWNLOADED {
                let doubts = Doubt::all(conn, kind).await?;
                due |= doubts.iter().any(|doubt| doubt.settles && is_past(doubt.sent_at, now, after));
            }
            Ok(due)
        })
    }

    /// Settles what a full download, just applied, tells of doubts sent at least `after` before it began.
    pub fn settle_doubts(
        &mut self,
        begun: DateTime<Utc>,
        after: Duration,
        now: DateTime<FixedOffset>,
    ) -> Result<Applied, StoreError> {
        Ok(self.transact::<_, sqlx::Error>(async |conn| {
            let mut applied = Applied::default();
            for kind in DOWNLOADED {
                settle_kind(conn, kind, (begun, after), now, &mut applied).await?;
            }
            Ok(applied)
        })?)
    }
}

/// Whether a doubt of this cause may be left to a later download: the first one of a client with a whole phone, or of
/// a patient.
pub(super) async fn can_settle(conn: &mut SqliteConnection, id: i64, code: &str) -> sqlx::Result<bool> {
    const UNANSWERED: [&str; 4] =
        [own_code::NO_ANSWER, own_code::BAD_ANSWER, own_code::INTERRUPTED, own_code::KEYS_GONE];
    if !UNANSWERED.contains(&code) {
        return Ok(false);
    }
    let first: Option<(ActionKind, i64)> = sqlx::query_as(
        "SELECT action_type, local_id FROM sync_queue WHERE id = ? AND doubts = 0 AND sent_above IS NOT NULL",
    )
    .bind(id)
    .fetch_optional(&mut *conn)
    .await?;
    Ok(match first {
        Some((ActionKind::CreatePatient, _)) => true,
        Some((ActionKind::CreateClient, client)) => {
            let phone: String = sqlx::query_scalar("SELECT phone FROM clients WHERE id = ?")
                .bind(client)
                .fetch_one(conn)
                .await?;
            is_whole_phone(&phone)
        }
        _ => false,
    })
}

/// An action in doubt.
pub(super) struct Doubt {
    id: i64,
    kind: ActionKind,
    local_id: i64,
    payload: String,
    settles: bool,
    sent_above: i64,
    sent_at: DateTime<Utc>,
}

/// A downloaded row that may be what an action in doubt made.
pub(super) struct Twin {
    pub id: i64,
    pub server_id: String,
    facts: String,
}

impl Doubt {
    async fn all(conn: &mut SqliteConnection, kind: ActionKind) -> sqlx::Result<Vec<Self>> {
        let rows: Vec<(i64, i64, String, bool, i64, DateTime<Utc>)> =
            sqlx::query_as(include_str!("sql/settle/doubts.sql")).bind(kind).fetch_all(conn).await?;
        let doubt = |(id, local_id, payload, settles, sent_above, sent_at)| Self {
            id,
            kind,
            local_id,
            payload,
            settles,
            sent_above,
            sent_at,
        };
        Ok(rows.into_iter().map(doubt).collect())
    }

    /// The rows that were not known before it was sent and agree with it.
    async fn claims(&self, conn: &mut SqliteConnection) -> sqlx::Result<Vec<Twin>> {
        let mut twins = twins(conn, self.kind, self.local_id, self.sent_above).await?;
        twins.retain(|twin| {
            let new = twin.id > self.sent_above || twin.id == self.local_id;
            new && agrees(&self.payload, &twin.facts)
        });
        Ok(twins)
    }
}

/// Downloaded rows with the identity of this one, the likeliest first: itself, the new ones, the oldest ones.
pub(super) async fn twins(
    conn: &mut SqliteConnection,
    kind: ActionKind,
    local_id: i64,
    sent_above: i64,
) -> sqlx::Result<Vec<Twin>> {
    let statement = match kind {
        ActionKind::CreateClient => include_str!("sql/settle/clients_like.sql"),
        ActionKind::CreatePatient => include_str!("sql/settle/patients_like.sql"),
        ActionKind::CreateAppointment | ActionKind::CreateInvoice => return Ok(Vec::new()),
    };
    let rows: Vec<(i64, String, String)> =
        sqlx::query_as(statement).bind(local_id).bind(sent_above).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id, server_id, facts)| Twin { id, server_id, facts }).collect())
}

async fn settle_kind(
    conn: &mut SqliteConnection,
    kind: ActionKind,
    (begun, after): (DateTime<Utc>, Duration),
    now: DateTime<FixedOffset>,
    applied: &mut Applied,
) -> sqlx::Result<()> {
    let mut claimed: HashMap<i64, u32> = HashMap::new();
    let mut doubts = Vec::new();
    for doubt in Doubt::all(conn, kind).await? {
        let twins = doubt.claims(conn).await?;
        for twin in &twins {
            *claimed.entry(twin.id).or_default() += 1;
        }
        doubts.push((doubt, twins));
    }
    doubts.retain(|(doubt, _)| doubt.settles && is_past(doubt.sent_at, begun, after));
    for (doubt, twins) in doubts {
        applied.changes.queue = true;
        note_change(&mut applied.changes, kind.record());
        match twins.as_slice() {
            // It did not arrive: back in line, its doubt stays counted.
            [] => Action::back_in_line(conn, doubt.id, now).await?,
            [twin] if claimed[&twin.id] == 1 => {
                let record = (kind.record(), doubt.local_id);
                acknowledge(conn, doubt.id, record, (&twin.server_id, Delivery::Adopted), now).await?;
            }
            _ => {
                applied.in_doubt += 1;
                sqlx::query(
                    "UPDATE sync_queue SET settles = 0, status = 'error', updated_at = ? WHERE id = ?",
                )
                .bind(timestamp(now))
                .bind(doubt.id)
                .execute(&mut *conn)
                .await?;
            }
        }
    }
    Ok(())
}

/// Far enough from a moment. One that lies ahead as far was written before the clock was set back.
fn is_past(moment: DateTime<Utc>, now: DateTime<Utc>, by: Duration) -> bool {
    (now - moment).abs().to_std().is_ok_and(|distance| distance >= by)
}

/// Whether a downloaded row says the same as was sent, in each field that was sent. A server may write letters and
/// spaces its own way, and a time behind a date.
fn agrees(payload: &str, facts: &str) -> bool {
    let read = |text| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (sent, there) = (read(payload), read(facts));
    let text = |fields: &Map<String, Value>, name: &str| {
        let text = fold(fields.get(name).and_then(Value::as_str).unwrap_or_default());
        if name == "birth_date" { text.chars().take(10).collect() } else { text }
    };
    there.keys().all(|name| {
        let sent = text(&sent, name);
        sent.is_empty() || sent == text(&there, name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_agrees_in_all_that_was_sent_and_only_in_that() {
        let cases = [
            (r#"{"full_name":"x"}"#, r#"{"email":"a@b","address":null}"#, true),
            (r#"{"email":"A@b","address":""}"#, r#"{"email":"a@B ","address":"ул. Мира"}"#, true),
            (r#"{"email":"a@b"}"#, r#"{"email":null,"address":null}"#, false),
            (r#"{"address":"ул. Мира, 2"}"#, r#"{"email":null,"address":"ул. Мира, 3"}"#, false),
            (r#"{"birth_date":"2020-05-01"}"#, r#"{"birth_date":"2020-05-01 00:00:00"}"#, true),
            (r#"{"birth_date":"2020-05-01"}"#, r#"{"birth_date":"2020-05-02"}"#, false),
            (r#"{"birth_date":"2020-05-01"}"#, r#"{"birth_date":null}"#, false),
            (r#"{"species":"Кошка","breed":"Мейн-кун"}"#, r#"{"species":"кошка","breed":"мейн-кун"}"#, true),
            (r#"{"species":"кошка"}"#, r#"{"species":"собака"}"#, false),
        ];
        for (sent, there, expected) in cases {
            assert_eq!(agrees(sent, there), expected, "{sent} {there}");
        }
    }

    #[test]
    fn a_clock_set_back_holds_no_doubt_for_ever() {
        let at = |second: i64| DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
        let minute = Duration::from_secs(60);
        for (moment, expected) in [(0, false), (-59, false), (-60, true), (59, false), (86_400, true)] {
            assert_eq!(is_past(at(moment), at(0), minute), expected, "{moment}");
        }
    }
}
