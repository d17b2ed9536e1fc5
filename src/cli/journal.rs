//! `journal`: what the server has of this computer, the newest first.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::Journal;
use super::failure::Failure;
use super::json::time;
use super::{Context, print_json};
use crate::store::{JournalRow, LeftOutRow};

pub(super) fn run(context: &Context, wanted: &Journal) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    let left_out = store.left_out()?;
    if wanted.left_out {
        return Ok(list_left_out(context, wanted, &left_out));
    }
    let rows = store.journal(wanted.text.as_deref().unwrap_or_default(), wanted.limit)?;
    if wanted.json {
        print_json(&rows.iter().map(entry).collect());
    } else {
        for row in &rows {
            say!("{}", line(context, row));
        }
    }
    if !left_out.is_empty() {
        eprintln!("{}", context.text.with("cli-left-out", [("n", left_out.len().into())]));
    }
    Ok(ExitCode::SUCCESS)
}

fn list_left_out(context: &Context, wanted: &Journal, rows: &[LeftOutRow]) -> ExitCode {
    if wanted.json {
        print_json(&rows.iter().take(wanted.limit).map(left_out).collect());
    } else {
        for row in rows.iter().take(wanted.limit) {
            let at = row.at.with_timezone(&chrono::Local).format("%d.%m.%Y %H:%M");
            let (list, reason) =
                (context.text.list_name(&row.list), context.text.left_out_reason(&row.reason));
            say!("{at}\t{list}\t{reason}\t{}", row.row);
        }
    }
    ExitCode::SUCCESS
}

fn left_out(row: &LeftOutRow) -> Value {
    json!({ "at": time(row.at), "list": row.list, "reason": row.reason, "row": row.row })
}

fn line(context: &Context, row: &JournalRow) -> String {
    let text = &context.text;
    let at = row.at.with_timezone(&chrono::Local).format("%d.%m.%Y %H:%M");
    let kind = text.record_kind(row.kind.record());
    let amount = row.amount.map(|amount| text.roubles(amount)).unwrap_or_default();
    let title = row.title.as_deref().unwrap_or_default();
    let about = row.about.as_deref().unwrap_or_default();
    let result = text.journal_result(&row.result);
    format!("{at}\t{kind}\t{title}\t{about}\t{amount}\t{}\t{}\t{result}", row.author, row.server_id)
}

fn entry(row: &JournalRow) -> Value {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    json!({
        "at": time(row.at),
        "action_type": row.kind.as_str(),
        "local_id": row.local_id,
        "payload": payload,
        "idempotency_key": row.idempotency_key,
        "server_id": row.server_id,
        "author": row.author,
        "saved_at": row.saved_at.map(time),
        "server": row.server,
        "result": row.result,
    })
}
