//! The upload half of a cycle: batch after batch, parents before children, until nothing more can go up.

use std::collections::{HashMap, HashSet};

use super::console::ConsoleLine;
use super::engine::{CycleReport, Engine, Events, Features, SyncEvent, tell_changes};
use super::outcome::{Next, Stop, TOO_LARGE, judge};
use super::protocol::{UploadAction, UploadRequest};
use super::resolve::{Unresolved, wire_payload};
use crate::domain::ActionKind;
use crate::store::{Intent, Outgoing, StoreError, Verdict};

/// How much a request may carry.
#[derive(Debug, Clone, Copy)]
struct Limits {
    actions: usize,
    bytes: usize,
    /// A payload over this fits into no request.
    alone: usize,
}

/// A classic server takes 102,400 bytes; ours 1 MiB. Room is left for the envelope.
const CLASSIC: Limits = Limits { actions: 50, bytes: 90_000, alone: 101_900 };
const OURS: Limits = Limits { actions: 2_000, bytes: 1_000_000, alone: 1_048_000 };

/// Our own error code for an action whose stored payload is no JSON object.
const UNREADABLE: &str = "unreadable";

/// One request's worth: all for the same clinic and branch.
struct Batch {
    tenant_id: String,
    branch_id: String,
    kinds: Vec<(i64, ActionKind)>,
    intents: Vec<Intent>,
    /// Those that went out before, and that the server may have.
    repeated: HashSet<i64>,
    actions: Vec<UploadAction>,
}

impl Engine {
    /// Sends what can be sent. `Some` says why it ended early.
    pub(super) fn upload(
        &mut self,
        features: Features,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Option<Stop>, StoreError> {
        let waiting = self.store.outgoing_count()?;
        if waiting > 0 {
            events(SyncEvent::Console(ConsoleLine::Uploading(waiting)));
        }
        let stop = self.send_batches(features, report, events)?;
        if report.uploaded > 0 {
            events(SyncEvent::Console(ConsoleLine::Completed(report.uploaded)));
        }
        Ok(stop)
    }

    fn send_batches(
        &mut self,
        features: Features,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Option<Stop>, StoreError> {
        let mut limits = if features.idempotent { OURS } else { CLASSIC };
        // An action is sent once a cycle, whatever the server makes of it: a cycle always ends.
        let mut tried: HashSet<i64> = HashSet::new();
        let mut skipped: HashMap<(String, String), Stop> = HashMap::new();
        loop {
            let next = self.next_batch(
                features,
                limits,
                &|action| {
                    let branch = (action.tenant_id.clone(), action.branch_id.clone());
                    !tried.contains(&action.queue_id) && !skipped.contains_key(&branch)
                },
                report,
            )?;
            let Some(batch) = next else { return Ok(skipped.into_values().next()) };
            if !features.idempotent
                && let Some(until) = self.budget.wait_until(self.timing.now())
            {
                return Ok(Some(Stop::RateLimited((until - self.timing.now()).to_std().unwrap_or_default())));
            }
            if !self.store.mark_sending(&batch.intents, features.idempotent, self.timing.local_now())? {
                continue;
            }
            tried.extend(batch.kinds.iter().map(|(id, _)| *id));
            match self.send(&batch, features, report, events)? {
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

    /// Sends one marked batch and applies the answer. No transaction is open while the network is.
    fn send(
        &mut self,
        batch: &Batch,
        features: Features,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Next, StoreError> {
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
        let mut judgement = judge(&batch.kinds, features.idempotent, reply);
        for (id, verdict) in &mut judgement.verdicts {
            // Not taken this time; of the time before nobody knows: its bytes stay as they are.
            if *verdict == Verdict::NotSent && batch.repeated.contains(id) {
                *verdict = Verdict::Repeat;
            }
        }
        let applied = self.store.apply_verdicts(&judgement.verdicts, self.timing.local_now())?;
        report.uploaded += applied.uploaded;
        report.refused += applied.refused;
        report.in_doubt += applied.in_doubt;
        tell_changes(applied.changes, events);
        Ok(judgement.next)
    }

    /// The next actions of one clinic and branch that fit into a request.
    fn next_batch(
        &mut self,
        features: Features,
        limits: Limits,
        wanted: &dyn Fn(&Outgoing) -> bool,
        report: &mut CycleReport,
    ) -> Result<Option<Batch>, StoreError> {
        let waiting: Vec<Outgoing> = self.store.outgoing()?.into_iter().filter(wanted).collect();
        for group in by_branch(waiting) {
            let batch = self.pack(group, features, limits, report)?;
            if batch.is_some() {
                return Ok(batch);
            }
        }
        Ok(None)
    }

    fn pack(
        &mut self,
        group: Vec<Outgoing>,
        features: Features,
        limits: Limits,
        report: &mut CycleReport,
    ) -> Result<Option<Batch>, StoreError> {
        let mut batch: Option<Batch> = None;
        let (mut bytes, mut keys) = (0, HashSet::new());
        for action in group {
            if action.frozen.is_some() && !features.idempotent {
                // It went to a server that knew keys, and this one does not: a repeat may make a second record.
                let message = "the server no longer announces idempotency".to_owned();
                self.set_aside(action.queue_id, Verdict::InDoubt { message }, report)?;
                continue;
            }
            // The server has no other key yet: a parent named by its key goes before its child in the same request.
            if !action.parents().all(|parent| parent.server_id.is_some() || keys.contains(&parent.key)) {
                continue;
            }
            let payload = match wire_payload(&action, features.idempotent) {
                Ok(payload) => payload,
                Err(Unresolved::ParentUnknown) => continue,
                Err(Unresolved::Unreadable(message)) => {
                    let code = Some(UNREADABLE.to_owned());
                    self.set_aside(action.queue_id, Verdict::Refused { message, code, field: None }, report)?;
                    continue;
                }
            };
            if payload.get().len() > limits.alone {
                let message = format!("{} bytes", payload.get().len());
                let code = Some(TOO_LARGE.to_owned());
                self.set_aside(action.queue_id, Verdict::Refused { message, code, field: None }, report)?;
                continue;
            }
            let batch = batch.get_or_insert_with(|| Batch {
                tenant_id: action.tenant_id.clone(),
                branch_id: action.branch_id.clone(),
                kinds: Vec::new(),
                intents: Vec::new(),
                repeated: HashSet::new(),
                actions: Vec::new(),
            });
            // An action's envelope is some 150 bytes.
            bytes += payload.get().len() + 150;
            if !batch.actions.is_empty() && (bytes > limits.bytes || batch.actions.len() >= limits.actions) {
                break;
            }
            keys.insert(Some(action.key.clone()));
            batch.kinds.push((action.queue_id, action.kind));
            batch.repeated.extend(action.frozen.is_some().then_some(action.queue_id));
            batch.intents.push(Intent {
                queue_id: action.queue_id,
                saved: action.payload,
                sent: payload.get().to_owned(),
            });
            batch.actions.push(UploadAction {
                queue_id: action.queue_id,
                action_type: action.kind.as_str(),
                payload,
                idempotency_key: action.key,
            });
        }
        Ok(batch)
    }

    /// An action that cannot go up as it is waits for a person; the others go on.
    fn set_aside(
        &mut self,
        queue_id: i64,
        verdict: Verdict,
        report: &mut CycleReport,
    ) -> Result<(), StoreError> {
        let applied = self.store.apply_verdicts(&[(queue_id, verdict)], self.timing.local_now())?;
        report.refused += applied.refused;
        report.in_doubt += applied.in_doubt;
        Ok(())
    }
}

/// Groups actions by the clinic and branch they were saved for: a request speaks for one.
fn by_branch(actions: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut order: Vec<Vec<Outgoing>> = Vec::new();
    let mut index: HashMap<(String, String), usize> = HashMap::new();
    for action in actions {
        let next = order.len();
        let at = *index.entry((action.tenant_id.clone(), action.branch_id.clone())).or_insert(next);
        if at == next {
            order.push(Vec::new());
        }
        order[at].push(action);
    }
    order
}
