//! `queue`: what waits to be sent, and what a person may do with a stuck action.

use std::process::ExitCode;

use super::args::QueueChange;
use super::failure::Failure;
use super::{Context, json, print_json};
use crate::domain::{ActionKind, QueueState};
use crate::store::{QueueRow, Resolution};
use crate::text::Text;

pub(super) fn list(context: &Context, as_json: bool) -> Result<ExitCode, Failure> {
    let rows = context.store()?.queue()?;
    if as_json {
        print_json(&rows.iter().map(json::queued).collect());
    } else {
        for row in &rows {
            let holder = row.held_by.and_then(|id| rows.iter().find(|holder| holder.id == id));
            say!("{}", line(context, row, holder));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn change(context: &Context, change: QueueChange) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    match change {
        QueueChange::Retry { id, without_birth_date: true } => {
            store.send_without_birth_date(id, context.timing.local_now())?;
        }
        QueueChange::Retry { id, .. } => store.queue_retry(id, context.timing.local_now())?,
        QueueChange::Resolve { id, sent, resend, .. } => {
            let resolution = match (sent, resend) {
                (true, _) => Resolution::Sent,
                (_, true) => Resolution::Resend,
                _ => Resolution::Drop,
            };
            store.resolve(id, resolution, context.timing.local_now())?;
        }
        QueueChange::Aside { kind } => kind_is_held(store.put_aside(ActionKind::making(kind.0))?)?,
        QueueChange::Resume { kind } => {
            let now = context.timing.local_now();
            kind_is_held(store.try_kind_again(ActionKind::making(kind.0), now)?.is_some())?;
        }
        QueueChange::Discard { id, with_dependants } => {
            let taken = store.queue_discard(id, with_dependants)?;
            let list: Vec<String> = taken.iter().map(ToString::to_string).collect();
            eprintln!("{}", context.text.with("cli-discarded", [("ids", list.join(", ").into())]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn kind_is_held(held: bool) -> Result<(), Failure> {
    if held { Ok(()) } else { Err(Failure::KindNotHeld) }
}

/// `holder` is the action that one is held by.
fn line(context: &Context, row: &QueueRow, holder: Option<&QueueRow>) -> String {
    let text = &context.text;
    let kind = text.record_kind(row.kind.record());
    let about = row.about.as_deref().unwrap_or_default();
    let amount = row.amount.map(|amount| text.roubles(amount)).unwrap_or_default();
    let why = match holder.filter(|_| row.state == QueueState::Held) {
        Some(holder) => after(text, holder),
        None => text.stuck(row.error_code.as_deref(), row.error_message.as_deref()),
    };
    let state = text.queue_state(row.state);
    format!("{}\t{kind}\t{}\t{about}\t{amount}\t{state}\t{}\t{why}", row.id, row.title, row.attempts)
}

/// What a held action waits for: only clients and patients hold others.
fn after(text: &Text, holder: &QueueRow) -> String {
    let key = match holder.kind {
        ActionKind::CreatePatient => "queue-after-patient",
        _ => "queue-after-client",
    };
    text.with(key, [("parent", holder.title.as_str().into())])
}
