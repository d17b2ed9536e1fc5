//! `queue`: what waits to be sent, and what a person may do with a stuck action.

use std::process::ExitCode;

use super::args::QueueChange;
use super::failure::Failure;
use super::{Context, json, print_json};
use crate::store::QueueRow;

pub(super) fn list(context: &Context, as_json: bool) -> Result<ExitCode, Failure> {
    let rows = context.store()?.queue()?;
    if as_json {
        print_json(&rows.iter().map(json::queued).collect());
    } else {
        for row in &rows {
            say!("{}", line(context, row));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn change(context: &Context, change: QueueChange) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    match change {
        QueueChange::Retry { id } => store.queue_retry(id, context.timing.local_now())?,
        QueueChange::Discard { id, with_dependants } => {
            let taken = store.queue_discard(id, with_dependants)?;
            let list: Vec<String> = taken.iter().map(ToString::to_string).collect();
            eprintln!("{}", context.text.with("cli-discarded", [("ids", list.join(", ").into())]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(context: &Context, row: &QueueRow) -> String {
    let text = &context.text;
    let kind = text.record_kind(row.kind.record());
    let about = row.about.as_deref().unwrap_or_default();
    let amount = row.amount.map(|amount| text.roubles(amount)).unwrap_or_default();
    let answer = text.stuck(row.error_code.as_deref(), row.error_message.as_deref());
    let state = text.queue_state(row.state);
    format!("{}\t{kind}\t{}\t{about}\t{amount}\t{state}\t{}\t{answer}", row.id, row.title, row.attempts)
}
