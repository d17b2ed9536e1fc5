//! `status`: what the status bar would say, from the store alone.

use std::process::ExitCode;

use serde_json::json;

use super::failure::Failure;
use super::json::time;
use super::{Context, print_json};
use crate::domain::SyncState;
use crate::store::StoreReport;
use crate::sync::is_syncing;

pub(super) fn run(context: &Context, as_json: bool) -> Result<ExitCode, Failure> {
    let session = context.session()?;
    let report = context.store()?.report(context.timing.local_now())?;
    let syncing = is_syncing(&session.store_path);
    let facts = report.facts(syncing);
    let state = facts.state();
    if as_json {
        print_json(&json!({
            "state": state.as_str(),
            "pending": facts.pending,
            "attention": facts.attention,
            "online": facts.online,
            "syncing": facts.syncing,
            "last_sync": report.last_sync.map(time),
            "last_download": report.last_download.map(time),
            "retry_at": report.retry_at.map(time),
            "oldest_pending": report.oldest_pending.map(time),
            "counts": {
                "clients": report.counts.clients,
                "patients": report.counts.patients,
                "nomenclature": report.counts.nomenclature,
                "appointments": report.counts.appointments,
                "invoices": report.counts.invoices,
            },
        }));
    } else {
        print_words(context, state, &report);
    }
    Ok(ExitCode::from(match state {
        SyncState::Attention => 4,
        SyncState::Offline => 3,
        SyncState::Syncing | SyncState::Waiting | SyncState::Synced => 0,
    }))
}

fn print_words(context: &Context, state: SyncState, report: &StoreReport) {
    let text = &context.text;
    let n = if state == SyncState::Attention { report.attention() } else { report.pending.actions };
    say!("{}", text.sync_state(state, n));
    let local = |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(&chrono::Local).format("%d.%m.%Y %H:%M").to_string()
    };
    let never = text.get("cli-never");
    let last_sync = report.last_sync.map_or(never.clone(), local);
    let last_download = report.last_download.map_or(never, local);
    say!("{}", text.with("cli-last-sync", [("time", last_sync.into())]));
    say!("{}", text.with("cli-last-download", [("time", last_download.into())]));
    let counts = &report.counts;
    say!(
        "{}",
        text.with(
            "cli-counts",
            [
                ("clients", counts.clients.into()),
                ("patients", counts.patients.into()),
                ("items", counts.nomenclature.into()),
                ("appointments", counts.appointments.into()),
                ("invoices", counts.invoices.into()),
            ]
        )
    );
}
