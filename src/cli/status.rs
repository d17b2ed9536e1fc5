//! `status`: what the status bar would say, from the store alone.

use std::process::ExitCode;

use serde_json::json;

use super::failure::Failure;
use super::json::time;
use super::{Context, print_json};
use crate::app::model::{problem_title, problem_words};
use crate::domain::SyncState;
use crate::store::{StoreReport, unsent_elsewhere};
use crate::sync::is_syncing;
use crate::text::Text;

pub(super) fn run(context: &Context, as_json: bool) -> Result<ExitCode, Failure> {
    let (session, mut store) = context.signed_in()?;
    let report = store.report(context.timing.local_now())?;
    let syncing = is_syncing(&session.store_path);
    let elsewhere = unsent_elsewhere(&session.store_path);
    let facts = report.facts(syncing);
    let state = facts.state();
    if as_json {
        print_json(&json!({
            "state": state.as_str(),
            "pending": facts.pending,
            "attention": facts.attention,
            "put_aside": report.put_aside().actions,
            "online": facts.online,
            "syncing": facts.syncing,
            "last_sync": report.last_sync.map(time),
            "last_download": report.last_download.map(time),
            "retry_at": report.retry_at.map(time),
            "problems": report.problems,
            "oldest_pending": report.oldest_pending.map(time),
            "elsewhere": elsewhere.actions,
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
        if elsewhere.actions > 0 {
            say!("{}", context.text.with("status-elsewhere", [("n", elsewhere.actions.into())]));
        }
    }
    Ok(ExitCode::from(match state {
        SyncState::Attention => 4,
        SyncState::Offline => 3,
        SyncState::Syncing | SyncState::Waiting | SyncState::Synced => 0,
    }))
}

fn title(text: &Text, state: SyncState, report: &StoreReport) -> String {
    let n = if state == SyncState::Attention { report.attention() } else { report.pending.actions };
    text.status_title(state, n, report.online)
}

/// What the status bar would say beside the state, a line for each fact.
fn facts(context: &Context, state: SyncState, report: &StoreReport) -> Vec<String> {
    let text = &context.text;
    let mut facts = Vec::new();
    facts.extend(report.problems.iter().map(|problem| {
        let (title, words) = (problem_title(text, problem), problem_words(text, problem));
        format!("{title}: {words}")
    }));
    if let Some(oldest) = report.oldest_pending {
        let age = text.age(context.timing.now().signed_duration_since(oldest));
        facts.push(match state {
            SyncState::Waiting => text.with("status-oldest", [("age", age.into())]),
            _ => {
                text.with("status-unsent-oldest", [("n", report.pending.actions.into()), ("age", age.into())])
            }
        });
    }
    if let Some(at) = report.retry_at {
        let time = at.with_timezone(&chrono::Local).format("%H:%M").to_string();
        facts.push(text.with("status-retry-at", [("time", time.into())]));
    }
    let aside = report.put_aside().actions;
    if aside > 0 {
        facts.push(text.with("status-put-aside", [("n", aside.into())]));
    }
    facts
}

fn print_words(context: &Context, state: SyncState, report: &StoreReport) {
    let text = &context.text;
    say!("{}", title(text, state, report));
    for fact in facts(context, state, report) {
        say!("{fact}");
    }
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
