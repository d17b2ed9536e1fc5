//! The upload half of a cycle: batch after batch, parents before children, until nothing more can go up.

use super::batch::{Batch, Limits, Unfit, by_branch, fit};
use super::console::ConsoleLine;
use super::cycle::{CycleReport, Events, SyncEvent, Trigger, tell_changes};
use super::engine::{Engine, Features};
use super::outcome::{Judgement, Next, Stop, judge};
use super::pace::{Left, Pace};
use super::protocol::UploadRequest;
use crate::store::{Applied, ChangeSet, Outgoing, SentTo, StoreError, Verdict, Young};

/// Up to so many suspects go each in a request of its own.
const FEW: usize = 5;

/// How the upload half of a cycle ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// All that could go has been answered; where something is left that should have gone, the rest of the cycle goes
    /// on all the same.
    Through(Left),
    /// Nothing more is to be asked of the server now.
    Stopped(Stop),
}

/// What the parts of one upload share.
struct Run<'r, 'e> {
    features: Features,
    young: Option<Young>,
    /// How many there are to send has been told.
    announced: bool,
    report: &'r mut CycleReport,
    events: Events<'e>,
}

impl Run<'_, '_> {
    /// Tells once, before the first request, how much there is to send.
    fn announce(&mut self, waiting: usize) {
        if !self.announced && waiting > 0 {
            (self.events)(SyncEvent::Console(ConsoleLine::Uploading(waiting as u64)));
        }
        self.announced = true;
    }

    /// Counts and tells what verdicts came to.
    fn note(&mut self, applied: Applied) {
        self.report.uploaded += applied.uploaded;
        self.report.refused += applied.refused;
        self.report.in_doubt += applied.in_doubt;
        tell_changes(applied.changes, self.events);
    }
}

impl Engine {
    /// Sends what can be sent, but for what rests.
    pub(super) fn upload(
        &mut self,
        features: Features,
        trigger: Trigger,
        resting: Left,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Ended, StoreError> {
        let now = self.timing.local_now();
        if features.idempotent
            && (self.store.try_all_kinds_again(now)? | self.store.repeat_keyed(self.http.server(), now)?)
        {
            tell_changes(ChangeSet { queue: true, ..ChangeSet::default() }, events);
        }
        let young = (trigger == Trigger::Automatic).then(|| self.young());
        let mut run = Run { features, young, announced: false, report, events };
        let suspected = self.suspects.clone();
        let ended = self.send_batches(resting, &mut run)?;
        if self.suspects != suspected {
            self.store.keep_suspects(&self.suspects)?;
        }
        if run.report.uploaded > 0 {
            (run.events)(SyncEvent::Console(ConsoleLine::Completed(run.report.uploaded)));
        }
        Ok(ended)
    }

    /// When what its author may still take back was saved.
    pub(super) fn young(&self) -> Young {
        let now = self.timing.now();
        now - self.timing.undo_window..=now
    }

    fn send_batches(&mut self, resting: Left, run: &mut Run<'_, '_>) -> Result<Ended, StoreError> {
        let mut pace = Pace::new(Limits::of(run.features), resting);
        while let Some(batch) = self.next_batch(&pace, run)? {
            if let Some(stop) = self.over_budget(run.features) {
                return Ok(Ended::Stopped(stop));
            }
            let now = self.timing.local_now();
            let to = SentTo { server: self.http.server(), idempotent: run.features.idempotent };
            if !self.store.mark_sending(&batch.intents, to, now)? {
                continue;
            }
            pace.sends(&batch);
            match self.send(&batch, pace.is_answered(&batch), run)? {
                Next::Continue => {
                    pace.succeeded(&batch);
                    self.forget_suspects(&batch);
                }
                Next::SetAside => {
                    pace.settled(&batch);
                    self.forget_suspects(&batch);
                }
                Next::Halve => pace.too_large(&batch),
                Next::Isolate { stop, rejected } => {
                    if let [(id, _)] = batch.kinds[..] {
                        self.suspects.insert(id);
                    }
                    pace.is_bad(&batch, stop, rejected.is_some());
                }
                Next::SkipBranch(stop) => pace.skip(&batch, stop),
                Next::Stop(stop) => return Ok(Ended::Stopped(stop)),
            }
        }
        Ok(Ended::Through(pace.end()))
    }

    fn forget_suspects(&mut self, batch: &Batch) {
        for id in batch.ids() {
            self.suspects.remove(&id);
        }
    }

    /// A classic server counts requests: the last ones are not for us alone.
    fn over_budget(&mut self, features: Features) -> Option<Stop> {
        let now = self.timing.now();
        let until = self.budget.wait_until(now).filter(|_| !features.idempotent)?;
        Some(Stop::RateLimited((until - now).to_std().unwrap_or_default()))
    }

    /// Sends one marked batch and applies the answer. No transaction is open while the network is.
    /// `answered`: the server has taken another request for this clinic and branch in this cycle.
    fn send(&mut self, batch: &Batch, answered: bool, run: &mut Run<'_, '_>) -> Result<Next, StoreError> {
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
        if let (Next::Isolate { rejected: Some(verdict), .. }, [(id, _)]) =
            (&judgement.next, &batch.kinds[..])
            && answered
            && !batch.repeated.contains(id)
        {
            judgement = Judgement { verdicts: vec![(*id, verdict.clone())], next: Next::SetAside };
        }
        for (id, verdict) in &mut judgement.verdicts {
            // Not taken this time; of the time before nobody knows: its bytes stay as they are.
            if *verdict == Verdict::NotSent && batch.repeated.contains(id) {
                *verdict = Verdict::Repeat;
            }
        }
        run.note(self.store.apply_verdicts(&judgement.verdicts, self.timing.local_now())?);
        Ok(judgement.next)
    }

    /// The next actions of one clinic and branch that fit into a request. Who failed alone before comes last, and
    /// alone unless they are many.
    fn next_batch(&mut self, pace: &Pace, run: &mut Run<'_, '_>) -> Result<Option<Batch>, StoreError> {
        let mut wanted = self.store.outgoing(run.young.as_ref())?;
        wanted.retain(|action| pace.wants(action));
        run.announce(wanted.len());
        let (suspects, healthy): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|action| self.suspects.contains(&action.queue_id));
        // So many are not bad themselves: the server took nothing then, and one by one they would use up its requests.
        let apart = if suspects.len() > FEW { pace.limits() } else { pace.limits().one_by_one() };
        for (actions, limits) in [(healthy, pace.limits()), (suspects, apart)] {
            for group in by_branch(actions) {
                let batch = self.pack(group, limits, run)?;
                if batch.is_some() {
                    return Ok(batch);
                }
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
        let mut aside = Vec::new();
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
                // It waits for a person; the others go on.
                Err(Unfit::SetAside(verdict)) => aside.push((action.queue_id, verdict)),
            }
        }
        run.note(self.store.apply_verdicts(&aside, self.timing.local_now())?);
        Ok(batch)
    }
}
