//! What a person may do with a queued action: send it again, take it out, open what it makes.

use std::sync::Arc;

use super::super::message::{Effect, Job, Query};
use super::super::model::{
    Asks, Decision, Model, NoticeKind, ProblemKind, QueueItem, QueueLine, QueuePage, QueueQuestion, QueueTab,
};
use super::{forms, lists, working};
use crate::domain::QueueState;
use crate::store::{ChangeSet, QueueError, TriedAgain};
use crate::sync::{Download, SyncCommand};

/// A question about another action is answered by going on.
pub(super) fn select(model: &mut Model, item: QueueItem) {
    model.queue.selected = Some(item);
    model.queue.question = None;
}

/// Whoever opens the queue comes to what needs a person, where anything does; whoever left at the journal, to that.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    let lines = model.queue_lines();
    let selected = lines.iter().find(|line| line.item().is_some() && line.item() == model.queue.selected);
    if !selected.is_some_and(QueueLine::needs_attention) {
        let first = lines.iter().find(|line| line.needs_attention()).and_then(QueueLine::item);
        model.queue.selected = first.or(model.queue.selected);
    }
    let mut effects = ask_shown_journal(model);
    if !model.queue.list.was_asked() {
        effects.extend(lists::ask(&mut model.queue.list, Query::Queue));
    }
    effects
}

pub(super) fn show_tab(model: &mut Model, tab: QueueTab) -> Vec<Effect> {
    model.queue.tab = tab;
    model.queue.question = None;
    ask_shown_journal(model)
}

/// The journal is long: it is asked for only where it is looked at, and then anew.
pub(super) fn ask_shown_journal(model: &mut Model) -> Vec<Effect> {
    if model.queue.tab == QueueTab::Journal { ask_journal(model) } else { Vec::new() }
}

pub(super) fn search_journal(model: &mut Model, text: String) -> Vec<Effect> {
    model.journal.text = text;
    ask_journal(model)
}

fn ask_journal(model: &mut Model) -> Vec<Effect> {
    lists::ask(&mut model.journal.list, Query::Journal(model.journal.text.clone()))
}

/// What was selected stays so while it is there; then the first line is, once it is known what stands on top.
pub(super) fn follow(model: &mut Model) {
    let known = model.sync.report.value().is_some() && model.queue.list.was_asked();
    if !known || model.queue.list.is_pending() {
        return;
    }
    let lines = model.queue_lines();
    let there = |item: &QueueItem| lines.iter().any(|line| line.item() == Some(*item));
    let selected = model.queue.selected.filter(there);
    model.queue.selected = selected.or_else(|| lines.iter().find_map(QueueLine::item));
}

/// What was refused is surely not there and goes at once; of anything else the server may have the record already.
pub(super) fn retry(model: &mut Model, queue_id: i64) -> Vec<Effect> {
    match model.queue.row(queue_id).filter(|row| QueuePage::can_retry(row)).map(|row| row.state) {
        Some(QueueState::Refused) => send_again(model, queue_id),
        Some(QueueState::InDoubt) => ask(model, QueueItem::Action(queue_id), Asks::SendAgain),
        _ => Vec::new(),
    }
}

fn send_again(model: &Model, queue_id: i64) -> Vec<Effect> {
    vec![Effect::Store(Job::Retry { queue_id, now: model.now.fixed_offset() })]
}

pub(super) fn retried(model: &mut Model, result: Result<(), QueueError>) -> Vec<Effect> {
    match result {
        Ok(()) => model.notify(NoticeKind::BackInLine),
        Err(error) => explain(model, error),
    }
    working::ask_again(model, QUEUE)
}

pub(super) fn ask_discard(model: &mut Model, queue_id: i64) -> Vec<Effect> {
    let dependants = model.queue.dependants(queue_id);
    ask(model, QueueItem::Action(queue_id), Asks::Withdraw { dependants })
}

fn ask(model: &mut Model, about: QueueItem, asks: Asks) -> Vec<Effect> {
    model.queue.question = Some(QueueQuestion { about, asks, busy: false });
    Vec::new()
}

/// What cannot be undone is asked first.
pub(super) fn decide(model: &mut Model, decision: Decision) -> Vec<Effect> {
    match decision {
        Decision::AlreadyThere(id) => ask(model, QueueItem::Action(id), Asks::AlreadyThere),
        Decision::AcceptShrink => ask(model, QueueItem::Problem(ProblemKind::Shrinking), Asks::AcceptShrink),
        Decision::DeclineShrink => {
            ask(model, QueueItem::Problem(ProblemKind::Shrinking), Asks::DeclineShrink)
        }
        Decision::Dismiss(kind @ (ProblemKind::MoneyDiffers | ProblemKind::ServerRestored)) => {
            ask(model, QueueItem::Problem(kind), Asks::Dismiss)
        }
        _ => carry_out(model, decision),
    }
}

fn carry_out(model: &Model, decision: Decision) -> Vec<Effect> {
    match decision {
        Decision::AcceptShrink => vec![Effect::Sync(SyncCommand::Now(Download::FullAcceptingShrink))],
        _ => vec![Effect::Store(Job::Decide { decision, now: model.now.fixed_offset() })],
    }
}

/// What goes up again goes with the next cycle.
pub(super) fn decided(
    model: &mut Model,
    decision: Decision,
    result: Result<Option<TriedAgain>, QueueError>,
) -> Vec<Effect> {
    match (result, decision) {
        (Err(error), _) => explain(model, error),
        (Ok(Some(TriedAgain { goes, doubts })), _) => model.notify(NoticeKind::TriedAgain { goes, doubts }),
        (Ok(None), Decision::SendMissing | Decision::WithoutBirthDate(_)) => {
            model.notify(NoticeKind::BackInLine);
        }
        (Ok(None), _) => {}
    }
    working::ask_again(model, ChangeSet::ALL)
}

/// Dependants are withdrawn too only once they were named: if the store knows of others, it is asked again.
pub(super) fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(question) = model.queue.question.as_mut().filter(|question| !question.busy) else {
        return Vec::new();
    };
    let effect = match (&question.asks, question.about) {
        (Asks::Withdraw { dependants }, QueueItem::Action(queue_id)) => {
            let with_dependants = !dependants.is_empty();
            question.busy = true;
            return vec![Effect::Store(Job::Discard { queue_id, with_dependants })];
        }
        (Asks::SendAgain, QueueItem::Action(queue_id)) => send_again(model, queue_id),
        (Asks::AlreadyThere, QueueItem::Action(queue_id)) => {
            carry_out(model, Decision::AlreadyThere(queue_id))
        }
        (Asks::AcceptShrink, _) => carry_out(model, Decision::AcceptShrink),
        (Asks::DeclineShrink, _) => carry_out(model, Decision::DeclineShrink),
        (Asks::Dismiss, QueueItem::Problem(kind)) => carry_out(model, Decision::Dismiss(kind)),
        _ => Vec::new(),
    };
    model.queue.question = None;
    effect
}

/// A question about what is no longer so is not asked any more.
pub(super) fn drop_idle_question(model: &mut Model) {
    let Some(question) = model.queue.question.as_ref().filter(|question| !question.busy) else { return };
    let lines = model.queue_lines();
    let line = lines.iter().find(|line| line.item() == Some(question.about));
    if !line.is_some_and(|line| question.suits(line)) {
        model.queue.question = None;
    }
}

pub(super) fn discarded(
    model: &mut Model,
    queue_id: i64,
    taken: Result<Vec<i64>, QueueError>,
) -> Vec<Effect> {
    let question = model.queue.question.take_if(|question| question.about == QueueItem::Action(queue_id));
    match taken {
        Ok(taken) => model.notify(NoticeKind::Discarded { actions: taken.len() }),
        Err(QueueError::Dependants(dependants)) => {
            model.queue.question = question.map(|question| QueueQuestion {
                asks: Asks::Withdraw { dependants },
                busy: false,
                ..question
            });
            return Vec::new();
        }
        Err(error) => explain(model, error),
    }
    working::ask_again(model, ChangeSet::ALL)
}

pub(super) fn open(model: &mut Model, queue_id: i64) -> Vec<Effect> {
    let record = model.queue.row(queue_id).map(|row| (row.kind.record(), row.local_id));
    record.map(|(kind, id)| forms::open(model, kind, id)).unwrap_or_default()
}

const QUEUE: ChangeSet = ChangeSet {
    clients: false,
    patients: false,
    nomenclature: false,
    appointments: false,
    invoices: false,
    queue: true,
};

fn explain(model: &mut Model, error: QueueError) {
    let kind = match error {
        QueueError::InFlight => NoticeKind::ActionBeingSent,
        QueueError::NotDownloaded => NoticeKind::NotDownloaded,
        QueueError::PutAside => NoticeKind::KindPutAside,
        QueueError::Store(error) => NoticeKind::StoreTrouble(Arc::new(error.into())),
        _ => NoticeKind::QueueUnchanged,
    };
    model.notify(kind);
}
