//! The upload half of a cycle: batch after batch, parents before children, until nothing more can go up.

use std::collections::{HashMap, HashSet};

use super::batch::{Batch, Limits, Unfit, by_branch, fit};
use super::console::ConsoleLine;
use super::cycle::{CycleReport, Events, SyncEvent, Trigger, tell_changes};
use super::engine::{Engine, Features};
use super::outcome::{Next, Stop, judge};
use super::protocol::UploadRequest;
use crate::store::{Applied, Outgoing, SentTo, StoreError, Verdict, Young};

/// What the parts of one upload share.
struct Run<'r, 'e> {
    features: Features,
    young: Option<Young>,
    report: &'r mut CycleReport,
    events: Events<'e>,
}

impl Run<'_, '_> {
    /// Counts and tells what verdicts came to.
    fn note(&mut self, applied: Applied) {
        self.report.uploaded += applied.uploaded;
        self.report.refused += applied.refused;
        self.report.in_doubt += applied.in_doubt;
        tell_changes(applied.changes, self.events);
    }
}

impl Engine {
    /// Sends what can be sent. `Some` says why it ended early.
    pub(super) fn upload(
        &mut self,
        features: Features,
        trigger: Trigger,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Option<Stop>, StoreError> {
        let now = self.timing.now();
        let young = (trigger == Trigger::Automatic).then(|| now - self.timing.undo_window..=now);
        let waiting = self.store.outgoing(young.as_ref())?.len() as u64;
        if waiting > 0 {
            events(SyncEvent::Console(ConsoleLine::Uploading(waiting)));
        }
        let mut run = Run { features, young, report, events };
        let stop = self.send_batches(&mut run)?;
        if run.report.uploaded > 0 {
            (run.events)(SyncEvent::Console(ConsoleLine::Completed(run.report.uploaded)));
        }
        Ok(stop)
    }

    fn send_batches(&mut self, run: &mut Run<'_, '_>) -> Result<Option<Stop>, StoreError> {
        let mut limits = Limits::of(run.features);
        // An action is sent once a cycle, whatever the server makes of it: a cycle always ends.
        let mut tried: HashSet<i64> = HashSet::new();
        let mut skipped: HashMap<(String, String), Stop> = HashMap::new();
        loop {
            let wanted = |action: &Outgoing| {
                let branch = (action.tenant_id.clone(), action.branch_id.clone());
                !tried.contains(&action.queue_id) && !skipped.contains_key(&branch)
            };
            let Some(batch) = self.next_batch(limits, &wanted, run)? else {
                return Ok(skipped.into_values().next());
            };
            if let Some(stop) = self.over_budget(run.features) {
                return Ok(Some(stop));
            }
            let now = self.timing.local_now();
            let to = SentTo { server: self.http.server(), idempotent: run.features.idempotent };
            if !self.store.mark_sending(&batch.intents, to, now)? {
                continue;
            }
            tried.extend(batch.kinds.iter().map(|(id, _)| *id));
            match self.send(&batch, run)? {
                Next::Continue => {}
                Next::Halve => {
                    limits.actions = (batch.actions.len() / 2).max(1);
                    for (id, _) in &batch.kinds {
                        tried.remove(id);
                    }
                }
                Next::SkipBranch(stop) => {
                    skipped.insert((batch.tenant_id, batch.branch_id), stop);
                }
                Next::Stop(stop) => return Ok(Some(stop)),
            }
        }
    }

    /// A classic server counts requests: the last ones are not for us alone.
    fn over_budget(&mut self, features: Features) -> Option<Stop> {
        let now = self.timing.now();
        let until = self.budget.wait_until(now).filter(|_| !features.idempotent)?;
        Some(Stop::RateLimited((until - now).to_std().unwrap_or_default()))
    }

    /// Sends one marked batch and applies the answer. No transaction is open while the network is.
    fn send(&mut self, batch: &Batch, run: &mut Run<'_, '_>) -> Result<Next, StoreError> {
        let request = UploadRequest {
            tenant_id: &batch.tenant_id,
            branch_id: &batch.branch_id,
            workstation_id: &self.workstation,
            actions: &batch.actions,
        };
        let body = serde_json::to_vec(&request)
            .map_err(|error| StoreError::Unreadable { what: "payload", value: error.to_string() })?;
        let (reply, budgeted) = self.http.upload(&body, &self.workstation);
        self.budget.note(self.timing.now(), budgeted.remaining);
        let mut judgement = judge(&batch.kinds, run.features.idempotent, reply);
        for (id, verdict) in &mut judgement.verdicts {
            // Not taken this time; of the time before nobody knows: its bytes stay as they are.
            if *verdict == Verdict::NotSent && batch.repeated.contains(id) {
                *verdict = Verdict::Repeat;
            }
        }
        run.note(self.store.apply_verdicts(&judgement.verdicts, self.timing.local_now())?);
        Ok(judgement.next)
    }

    /// The next actions of one clinic and branch that fit into a request.
    fn next_batch(
        &mut self,
        limits: Limits,
        wanted: &dyn Fn(&Outgoing) -> bool,
        run: &mut Run<'_, '_>,
    ) -> Result<Option<Batch>, StoreError> {
        let outgoing = self.store.outgoing(run.young.as_ref())?;
        let waiting: Vec<Outgoing> = outgoing.into_iter().filter(wanted).collect();
        for group in by_branch(waiting) {
            let batch = self.pack(group, limits, run)?;
            if batch.is_some() {
                return Ok(batch);
            }
        }
        Ok(None)
    }

    fn pack(
        &mut self,
        group: Vec<Outgoing>,
        limits: Limits,
        run: &mut Run<'_, '_>,
    ) -> Result<Option<Batch>, StoreError> {
        let mut batch: Option<Batch> = None;
        for action in group {
            match fit(&action, run.features, limits, batch.as_ref()) {
                Ok(payload) => {
                    let batch = batch.get_or_insert_with(|| Batch::of(&action));
                    if !batch.has_room(payload.get(), limits) {
                        break;
                    }
                    batch.push(action, payload);
                }
                Err(Unfit::NotYet) => {}
                Err(Unfit::SetAside(verdict)) => {
                    // It waits for a person; the others go on.
                    let verdicts = [(action.queue_id, verdict)];
                    run.note(self.store.apply_verdicts(&verdicts, self.timing.local_now())?);
                }
            }
        }
        Ok(batch)
    }
}
