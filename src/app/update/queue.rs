//! What a person may do with a queued action: send it again, take it out, open what it makes.

use std::sync::Arc;

use super::super::message::{Effect, Job};
use super::super::model::{DiscardQuestion, Model, NoticeKind};
use super::{forms, working};
use crate::store::{ChangeSet, QueueError};

pub(super) fn retry(model: &Model, queue_id: i64) -> Vec<Effect> {
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
    model.queue.question = Some(DiscardQuestion { queue_id, dependants: Vec::new(), busy: false });
    Vec::new()
}

/// Dependants go along only once they were named.
pub(super) fn confirm_discard(model: &mut Model) -> Vec<Effect> {
    let Some(question) = model.queue.question.as_mut().filter(|question| !question.busy) else {
        return Vec::new();
    };
    question.busy = true;
    let with_dependants = !question.dependants.is_empty();
    vec![Effect::Store(Job::Discard { queue_id: question.queue_id, with_dependants })]
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
            model.queue.question =
                question.map(|question| DiscardQuestion { dependants, busy: false, ..question });
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
