//! What follows from what: a pure function of model and message. It reads no clock, asks nobody and waits for
//! nothing; what has to be done outside comes back as effects.

mod answers;
mod forms;
mod leaving;
mod lists;
mod mending;
mod queue;
mod settings;
mod sign_in;
mod working;

use super::command::Command;
use super::message::{Effect, ErrandReply, Message, Reply};
use super::model::{Leaving, Model, NoticeKind, Screen};
use crate::sync::{Download, SyncCommand};

/// Applies a message; `model.now` must be the present.
pub(super) fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let effects = match message {
        Message::Command(command) => on_command(model, command),
        Message::Worker(reply) => on_reply(model, reply),
        Message::Errand(reply) => on_errand(model, reply),
        Message::Sync(event) => working::on_sync_event(model, &event),
        Message::SyncStopped(stopped) => working::on_sync_stopped(model, stopped),
        Message::Tick => {
            let now = model.now;
            model.notices.retain(|notice| !notice.is_over(now));
            Vec::new()
        }
    };
    model.status = model.sync.status(model.now);
    drop_untrue_notices(model);
    effects
}

/// «Уйдёт при следующем обмене» is not said beside «Всё отправлено».
fn drop_untrue_notices(model: &mut Model) {
    if model.status.pending == 0 && !model.sync.report.is_pending() {
        model.notices.retain(|notice| !matches!(notice.kind, NoticeKind::BackInLine));
    }
}

fn on_command(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::SignIn { form, plain_http_ok } => sign_in::submit(model, form, plain_http_ok),
        Command::ChooseBranch(id) => sign_in::choose_branch(model, &id),
        Command::CancelSignIn => sign_in::cancel(model),
        Command::ChangeUser => leaving::ask(model, Leaving::ChangeUser),
        Command::CloseWindow => leaving::ask(model, Leaving::Close),
        Command::Leave => leaving::leave(model),
        Command::Stay => {
            model.leaving = None;
            Vec::new()
        }
        Command::ReopenStore => sign_in::reopen(model),
        Command::DismissNotice(id) => {
            model.notices.retain(|notice| notice.id != id);
            Vec::new()
        }
        Command::Sync { full } => vec![Effect::Sync(SyncCommand::Now(Download::full_if(full)))],
        Command::Show(screen) => show(model, screen),
        Command::SearchClients(text) => lists::search_clients(model, text),
        Command::SelectClient(id) => lists::select_client(model, id),
        Command::ShowClients(rows) => lists::show_clients(model, &rows),
        Command::SearchPrices(text) => lists::search_prices(model, text),
        Command::MorePrices => lists::more_prices(model),
        Command::ShowDay(screen, day) => lists::show_day(model, screen, day),
        Command::StepDay(screen, days) => lists::step_day(model, screen, days),
        Command::TypeDay(screen, text) => lists::type_day(model, screen, &text),
        Command::SelectAppointment(id) => {
            model.appointments.selected = Some(id);
            Vec::new()
        }
        Command::SelectInvoice(id) => lists::select_invoice(model, id),
        Command::ShowTab(tab) => queue::show_tab(model, tab),
        Command::SearchJournal(text) => queue::search_journal(model, text),
        Command::SelectInQueue(item) => {
            queue::select(model, item);
            Vec::new()
        }
        Command::RetryAction(id) => queue::retry(model, id),
        Command::DiscardAction(id) => queue::ask_discard(model, id),
        Command::Decide(decision) => queue::decide(model, decision),
        Command::ConfirmAction => queue::confirm(model),
        Command::CancelQuestion => {
            model.queue.question = None;
            Vec::new()
        }
        Command::OpenAction(id) => queue::open(model, id),
        Command::New { kind, client, patient } => forms::new(model, kind, client, patient),
        Command::Open(kind, id) => forms::open(model, kind, id),
        Command::Copy(kind, id) => forms::copy(model, kind, id),
        Command::Save(input) => forms::save(model, &input),
        Command::CloseForm => forms::close(model),
        Command::Typed(input) => mending::typed(model, &input),
        Command::LineAdded(at) => mending::line_added(model, at),
        Command::LineRemoved(at) => mending::line_removed(model, at),
        Command::LookUpClients(text) => lists::choose_clients(model, text),
        Command::LookUpPatients { client_id, text } => lists::choose_patients(model, client_id, text),
        Command::LookUpItems(text) => lists::choose_items(model, text),
        Command::LookUpBreeds { species } => lists::breeds(model, species),
        Command::SaveSettings { form, plain_http_ok } => settings::save(model, form, plain_http_ok),
        Command::SettingsTyped(form) => settings::typed(model, &form),
        Command::LoadBranches => settings::load_branches(model),
    }
}

/// A screen asks for what it shows the first time it is shown.
fn show(model: &mut Model, screen: Screen) -> Vec<Effect> {
    model.form = None;
    model.queue.question = None;
    model.leaving = None;
    model.screen = screen;
    match screen {
        Screen::Appointments if !model.appointments.list.was_asked() => lists::ask_appointments(model),
        Screen::Invoices if !model.invoices.list.was_asked() => lists::ask_invoices(model),
        Screen::Prices if !model.prices.list.was_asked() => lists::ask_prices(model),
        Screen::Queue => queue::begin(model),
        Screen::Settings => settings::refresh(model),
        _ => Vec::new(),
    }
}

fn on_reply(model: &mut Model, reply: Reply) -> Vec<Effect> {
    if matches!(reply, Reply::Opened | Reply::OpenFailed(_) | Reply::Mended) {
        model.notices.retain(|notice| !matches!(notice.kind, NoticeKind::StoreMending));
    }
    match reply {
        Reply::Opened => working::begin(model),
        Reply::OpenFailed(trouble) => sign_in::store_unusable(model, trouble),
        Reply::Answered { id, query, answer } => answers::accept(model, id, &query, answer),
        Reply::Saved { form, kind, saved } => forms::saved(model, form, kind, saved),
        Reply::NotTaken { form, kind } => forms::not_taken(model, form, kind),
        Reply::Retried(result) => queue::retried(model, result),
        Reply::Decided { decision, result } => queue::decided(model, decision, result),
        Reply::Discarded { queue_id, taken } => queue::discarded(model, queue_id, taken),
        Reply::Damaged => working::mending(model),
        Reply::Mended | Reply::ChangedElsewhere => working::ask_again(model, crate::store::ChangeSet::ALL),
    }
}

fn on_errand(model: &mut Model, reply: ErrandReply) -> Vec<Effect> {
    match reply {
        ErrandReply::Loaded(loaded) => sign_in::loaded(model, loaded),
        ErrandReply::SignedIn { ticket, answer } => sign_in::answered(model, ticket, answer),
        ErrandReply::Remembered { session, signed_in, kept } => {
            settings::remembered(model, *session, signed_in, kept)
        }
        ErrandReply::Branches { ticket, answer } => settings::branches(model, ticket, answer),
        ErrandReply::Elsewhere(unsent) => {
            model.sync.elsewhere = unsent;
            Vec::new()
        }
        ErrandReply::SyncFailed(detail) => working::on_sync_failed(model, detail),
    }
}

#[cfg(test)]
mod tests;
