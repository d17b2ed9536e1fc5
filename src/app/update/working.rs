//! The working window: what a freshly opened store is asked, what the sync's events and every change bring.

use chrono::Local;

use super::super::message::{Effect, Errand, Job, Query};
use super::super::model::{Download, FormPage, Model, NoticeKind, Screen, Stage, Stopped, SyncFacts};
use super::lists::{self, PAGE, ask};
use super::settings;
use crate::store::ChangeSet;
use crate::sync::{CycleOutcome, List, SyncEvent, Unfinished};

/// The store is open: everything that was shown of another one is gone, and the sync may start. What the first screen
/// does not show is not asked for.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(session) = model.opening.take() else { return Vec::new() };
    model.stage = Stage::Working;
    model.screen = Screen::Clients;
    model.form = None;
    model.leaving = None;
    (model.choosers, model.clients, model.prices) = Default::default();
    (model.appointments, model.invoices, model.queue, model.journal) = Default::default();
    model.sync = SyncFacts::default();
    model.prices.limit = PAGE;
    model.clients.follow = true;
    model.appointments.day = model.today();
    model.invoices.day = model.today();
    model.account = Some(super::sign_in::account(&session));
    let start = Effect::StartSync(Box::new(session.clone()));
    let elsewhere = Effect::Errand(Errand::LookElsewhere(session.store_path.clone()));
    model.session = Some(session);
    settings::fill(model);
    let mut effects = lists::ask_clients(model);
    effects.extend(ask_report(model));
    effects.extend([elsewhere, start]);
    effects
}

/// The store is being put together again: the sync lets go of it and begins anew with what it is then.
pub(super) fn mending(model: &mut Model) -> Vec<Effect> {
    model.notify(NoticeKind::StoreMending);
    model.session.clone().map(|session| Effect::StartSync(Box::new(session))).into_iter().collect()
}

pub(super) fn ask_report(model: &mut Model) -> Vec<Effect> {
    model.sync.report_day = model.today();
    ask(&mut model.sync.report, Query::Report(model.now.fixed_offset()))
}

pub(super) fn on_sync_event(model: &mut Model, event: &SyncEvent) -> Vec<Effect> {
    match *event {
        SyncEvent::Started { at } => {
            model.sync.syncing_since.get_or_insert(at.with_timezone(&Local));
            Vec::new()
        }
        SyncEvent::Progress { list, rows } => {
            let first = model.sync.report.value().is_some_and(|report| report.last_download.is_none());
            let download = model.sync.download.get_or_insert(Download { first, ..Download::default() });
            match list {
                List::Clients => download.clients = rows,
                List::Patients => download.patients = rows,
                List::Nomenclature => download.nomenclature = rows,
            }
            Vec::new()
        }
        SyncEvent::Changed(changes) => ask_again(model, changes),
        SyncEvent::Finished(ref report) => {
            let locked = report.outcome == CycleOutcome::Locked;
            model.sync.locked_since = locked.then(|| model.sync.locked_since.unwrap_or(model.now));
            model.sync.store_failed = matches!(report.outcome, CycleOutcome::Failed(Unfinished::Store(_)));
            // A sync that hangs keeps its lock from the one after it.
            model.sync.stopped = model.sync.stopped.filter(|_| locked);
            model.sync.syncing_since = None;
            model.sync.download = None;
            let today = model.today();
            match report.quiet {
                Some(stamps) if model.sync.stamp(stamps, today) => Vec::new(),
                _ => ask_report(model),
            }
        }
        SyncEvent::Console(line) => vec![Effect::Console(line)],
    }
}

/// Until a cycle ends, nothing goes: that is said, and never green.
pub(super) fn on_sync_stopped(model: &mut Model, stopped: Stopped) -> Vec<Effect> {
    model.sync.stopped = Some(stopped);
    model.sync.syncing_since = None;
    model.sync.download = None;
    Vec::new()
}

/// It could not be started, and is tried again later.
pub(super) fn on_sync_failed(model: &mut Model, detail: String) -> Vec<Effect> {
    model.notices.retain(|notice| !matches!(notice.kind, NoticeKind::SyncTrouble { .. }));
    model.notify(NoticeKind::SyncTrouble { detail });
    let stopped = model.sync.stopped.unwrap_or(Stopped::Restarting);
    on_sync_stopped(model, stopped)
}

/// Every slot that shows what changed asks again, if it was asked at all.
pub(super) fn ask_again(model: &mut Model, changes: ChangeSet) -> Vec<Effect> {
    let mut effects = ask_report(model);
    let people = changes.clients || changes.patients || changes.queue;
    if people && model.clients.list.was_asked() {
        effects.extend(lists::ask_clients(model));
    }
    if let Some(id) = model.clients.selected
        && (people || changes.appointments || changes.invoices)
    {
        effects.extend(ask(&mut model.clients.card, Query::Card(id)));
    }
    if (people || changes.appointments) && model.appointments.list.was_asked() {
        effects.extend(lists::ask_appointments(model));
    }
    if (people || changes.invoices) && model.invoices.list.was_asked() {
        effects.extend(lists::ask_invoices(model));
        if let Some(id) = model.invoices.selected {
            effects.extend(ask(&mut model.invoices.invoice, Query::Invoice(id)));
        }
    }
    if changes.nomenclature && model.prices.list.was_asked() {
        effects.extend(lists::ask_prices(model));
    }
    if changes.any() && model.queue.list.was_asked() {
        effects.extend(ask(&mut model.queue.list, Query::Queue));
    }
    if changes.queue && model.screen == Screen::Queue {
        effects.extend(super::queue::ask_shown_journal(model));
    }
    if changes.any()
        && let Some(page) = &mut model.form
    {
        effects.extend(look_again(page));
    }
    effects
}

/// An open record may have been sent meanwhile: whether it can still be changed is looked up again.
pub(super) fn look_again(page: &mut FormPage) -> Option<Effect> {
    let id = page.id.filter(|_| !page.saving)?;
    let query = Query::Record(page.kind, id);
    Some(Effect::Store(Job::Query { id: page.record.ask(), query }))
}
