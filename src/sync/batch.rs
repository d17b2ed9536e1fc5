//! What goes into one request: the next actions of one clinic and branch that fit, parents before children.

use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use super::engine::Features;
use super::protocol::UploadAction;
use super::resolve::{Unresolved, wire_payload};
use crate::domain::{ActionKind, own_code};
use crate::store::{Intent, Outgoing, Parent, Verdict};

/// How much a request may carry.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub actions: usize,
    /// Of the body, payloads and envelopes.
    bytes: usize,
    /// A payload over this fits into no request.
    alone: usize,
}

/// A classic server takes 102,400 bytes; ours 1 MiB. Room is left for the envelope.
const CLASSIC: Limits = Limits { actions: 50, bytes: 90_000, alone: 101_900 };
const OURS: Limits = Limits { actions: 2_000, bytes: 1_000_000, alone: 1_048_000 };

/// What stands around an action's payload, in bytes, rounded up.
const ENVELOPE: usize = 150;

/// One request's worth: all for the same clinic and branch.
pub struct Batch {
    pub tenant_id: String,
    pub branch_id: String,
    pub kinds: Vec<(i64, ActionKind)>,
    pub intents: Vec<Intent>,
    /// Those that went out before, and that the server may have.
    pub repeated: HashSet<i64>,
    pub actions: Vec<UploadAction>,
    bytes: usize,
    keys: HashSet<String>,
}

impl Limits {
    /// One action a request.
    pub fn one_by_one(self) -> Self {
        Self { actions: 1, ..self }
    }

    pub fn of(features: Features) -> Self {
        if features.idempotent { OURS } else { CLASSIC }
    }
}

/// Why an action is not in the request that is being packed.
pub enum Unfit {
    /// Its parent is not on the server yet, nor before it in the request.
    NotYet,
    /// It cannot go up as it is.
    SetAside(Verdict),
}

/// The payload as it goes out with what is packed already.
pub fn fit(
    action: &Outgoing,
    features: Features,
    limits: Limits,
    packed: Option<&Batch>,
) -> Result<Box<RawValue>, Unfit> {
    let refused = |code: &str, message: String| {
        Unfit::SetAside(Verdict::Refused { message, code: Some(code.to_owned()), field: None })
    };
    if action.is_repeat() && !features.idempotent {
        // It may be there, and this server knows no keys: a repeat may make a second record.
        return Err(Unfit::SetAside(Verdict::in_doubt(own_code::KEYS_GONE, String::new())));
    }
    // A key that the server does not know yet must stand before it in the same request.
    let is_known = |parent: &Parent| {
        parent.server_id.is_some()
            || packed.zip(parent.key.as_deref()).is_some_and(|(batch, key)| batch.keys.contains(key))
    };
    if !action.parents().all(is_known) {
        return Err(Unfit::NotYet);
    }
    let payload = wire_payload(action, features.idempotent).map_err(|unresolved| match unresolved {
        Unresolved::ParentUnknown => Unfit::NotYet,
        Unresolved::Unreadable(message) => refused(own_code::UNREADABLE, message),
    })?;
    if payload.get().len() > limits.alone {
        return Err(refused(own_code::TOO_LARGE, format!("{} bytes", payload.get().len())));
    }
    Ok(payload)
}

impl Batch {
    pub fn of(first: &Outgoing) -> Self {
        Self {
            tenant_id: first.tenant_id.clone(),
            branch_id: first.branch_id.clone(),
            kinds: Vec::new(),
            intents: Vec::new(),
            repeated: HashSet::new(),
            actions: Vec::new(),
            bytes: 0,
            keys: HashSet::new(),
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.kinds.iter().map(|(id, _)| *id)
    }

    /// The first action always fits.
    pub fn has_room(&self, payload: &str, limits: Limits) -> bool {
        let fits = self.bytes + payload.len() + ENVELOPE <= limits.bytes;
        self.actions.is_empty() || (fits && self.actions.len() < limits.actions)
    }

    pub fn push(&mut self, action: Outgoing, payload: Box<RawValue>) {
        self.bytes += payload.get().len() + ENVELOPE;
        self.keys.insert(action.key.clone());
        self.kinds.push((action.queue_id, action.kind));
        self.repeated.extend(action.is_repeat().then_some(action.queue_id));
        self.intents.push(Intent {
            queue_id: action.queue_id,
            saved: action.payload,
            sent: payload.get().to_owned(),
        });
        self.actions.push(UploadAction {
            queue_id: action.queue_id,
            action_type: action.kind.as_str(),
            payload,
            idempotency_key: action.key,
        });
    }
}

/// Groups actions by the clinic and branch they were saved for: a request speaks for one.
pub fn by_branch(actions: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
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
