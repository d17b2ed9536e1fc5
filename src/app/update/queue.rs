//! What a person may do with a queued action: send it again, take it out, open what it makes.

use std::sync::Arc;

use super::super::message::{Effect, Job};
use super::super::model::{Asks, Model, NoticeKind, QueueQuestion};
use super::{forms, working};
use crate::domain::QueueState;
use crate::store::{ChangeSet, QueueError};

/// A question about another action is answered by going on.
pub(super) fn select(model: &mut Model, queue_id: i64) {
    model.queue.selected = Some(queue_id);
    model.queue.question = None;
}

/// What was refused is surely not there and goes at once; of anything else the server may have the record already.
pub(super) fn retry(model: &mut Model, queue_id: i64) -> Vec<Effect> {
    match model.queue.row(queue_id).map(|row| row.state) {
        Some(QueueState::Refused) => send_again(model, queue_id),
        Some(QueueState::InDoubt) => {
            model.queue.question = Some(QueueQuestion { queue_id, asks: Asks::SendAgain, busy: false });
            Vec::new()
        }
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
    let asks = Asks::Withdraw { dependants: Vec::new() };
    model.queue.question = Some(QueueQuestion { queue_id, asks, busy: false });
    Vec::new()
}

/// Dependants are withdrawn too only once they were named.
pub(super) fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(question) = model.queue.question.as_mut().filter(|question| !question.busy) else {
        return Vec::new();
    };
    let queue_id = question.queue_id;
    match &question.asks {
        Asks::Withdraw { dependants } => {
            let with_dependants = !dependants.is_empty();
            question.busy = true;
            vec![Effect::Store(Job::Discard { queue_id, with_dependants })]
        }
        Asks::SendAgain => {
            model.queue.question = None;
            send_again(model, queue_id)
        }
    }
}

/// A question about what is no longer so is not asked any more.
pub(super) fn drop_idle_question(model: &mut Model) {
    let page = &mut model.queue;
    let suits = page.question.as_ref().is_none_or(|question| {
        question.busy || page.row(question.queue_id).is_some_and(|row| question.suits(row))
    });
    if !suits {
        page.question = None;
    }
}

pub(super) fn discarded(
    model: &mut Model,
    queue_id: i64,
    taken: Result<Vec<i64>, QueueError>,
) -> Vec<Effect> {
    let question = model.queue.question.take_if(|question| question.queue_id == queue_id);
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
        QueueError::Store(error) => NoticeKind::StoreTrouble(Arc::new(error.into())),
        _ => NoticeKind::QueueUnchanged,
    };
    model.notify(kind);
}
