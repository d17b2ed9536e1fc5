//! How an upload makes its way through a queue with something bad in it: the batch that fails is halved until the bad
//! action is alone, and the healthy ones pass.

use std::collections::{HashMap, HashSet};

use super::batch::{Batch, Limits};
use super::outcome::Stop;
use crate::store::Outgoing;

/// So many actions may fail alone before anything of their clinic and branch was taken: then it is not theirs.
const FAILURES_ALONE: usize = 5;

type Place = (String, String);

/// What an upload that got through leaves behind, and why.
#[derive(Debug, Default)]
pub struct Left {
    /// Actions that failed alone.
    actions: HashMap<i64, Stop>,
    places: HashMap<Place, Known>,
}

impl Left {
    /// `None` when nothing is left.
    pub fn why(&self) -> Option<&Stop> {
        self.places.values().filter_map(|known| known.skipped.as_ref()).chain(self.actions.values()).next()
    }
}

/// What one upload has learnt so far.
#[derive(Debug)]
pub struct Pace {
    /// What the next request may carry, and what it may carry at best.
    limits: Limits,
    most: usize,
    /// An action is sent once a cycle, whatever the server makes of it, and in a smaller batch again: a cycle always ends.
    tried: HashSet<i64>,
    places: HashMap<Place, Known>,
    /// Why actions that failed alone are still in the queue.
    failed: HashMap<i64, Stop>,
}

/// What is known of a clinic and branch.
#[derive(Debug, Default)]
struct Known {
    /// A whole request was answered as it should be: what fails now is at fault itself.
    answered: bool,
    /// Failed alone while nothing was answered yet.
    unproved: Vec<i64>,
    /// How many have failed alone.
    alone: usize,
    skipped: Option<Stop>,
}

fn place(tenant_id: &str, branch_id: &str) -> Place {
    (tenant_id.to_owned(), branch_id.to_owned())
}

impl Pace {
    /// `resting` has had its turn in an earlier upload; what only lacked a proof gets it back with the first request
    /// that is taken.
    pub fn new(limits: Limits, resting: Left) -> Self {
        Self {
            limits,
            most: limits.actions,
            tried: resting.actions.keys().copied().collect(),
            places: resting.places,
            failed: resting.actions,
        }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether this action has not had its turn yet.
    pub fn wants(&self, action: &Outgoing) -> bool {
        let known = self.places.get(&place(&action.tenant_id, &action.branch_id));
        !self.tried.contains(&action.queue_id) && known.is_none_or(|known| known.skipped.is_none())
    }

    pub fn sends(&mut self, batch: &Batch) {
        self.tried.extend(batch.ids());
    }

    fn known(&mut self, batch: &Batch) -> &mut Known {
        self.places.entry(place(&batch.tenant_id, &batch.branch_id)).or_default()
    }

    /// Whether the server has taken a request for the batch's clinic and branch.
    pub fn is_answered(&self, batch: &Batch) -> bool {
        self.places.get(&place(&batch.tenant_id, &batch.branch_id)).is_some_and(|known| known.answered)
    }

    /// It was answered as it should be: the next one may be twice as large, and who failed before gets another chance.
    pub fn succeeded(&mut self, batch: &Batch) {
        self.limits.actions = (self.limits.actions * 2).min(self.most);
        let known = self.known(batch);
        known.answered = true;
        for id in std::mem::take(&mut known.unproved) {
            self.tried.remove(&id);
        }
        for id in batch.ids() {
            self.failed.remove(&id);
        }
    }

    /// No request of this size goes through.
    pub fn too_large(&mut self, batch: &Batch) {
        self.halve(batch);
        self.most = self.limits.actions;
    }

    /// Something in the batch is bad, or all of it; alone it is the one. `proves`: the server's no to it counts once it
    /// has taken another.
    pub fn is_bad(&mut self, batch: &Batch, stop: Stop, proves: bool) {
        let [id] = batch.ids().collect::<Vec<_>>()[..] else { return self.halve(batch) };
        self.failed.insert(id, stop.clone());
        let known = self.known(batch);
        if known.answered {
            return;
        }
        known.alone += 1;
        if proves {
            known.unproved.push(id);
        }
        if known.alone >= FAILURES_ALONE {
            known.skipped = Some(stop);
        }
    }

    pub fn skip(&mut self, batch: &Batch, stop: Stop) {
        self.known(batch).skipped = Some(stop);
    }

    /// The server refused it, and said so to it alone.
    pub fn settled(&mut self, batch: &Batch) {
        for id in batch.ids() {
            self.failed.remove(&id);
        }
    }

    fn halve(&mut self, batch: &Batch) {
        self.limits.actions = (batch.actions.len() / 2).max(1);
        for id in batch.ids() {
            self.tried.remove(&id);
        }
    }

    /// What is left that should have gone.
    pub fn end(self) -> Left {
        let mut places = self.places;
        for known in places.values_mut() {
            known.answered = false;
        }
        Left { actions: self.failed, places }
    }
}
