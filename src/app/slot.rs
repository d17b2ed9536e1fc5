//! A value that is asked for and arrives later: only the newest request's answer is accepted, and the value
//! before it stays readable until then.

use std::sync::Arc;

use super::model::StoreTrouble;

/// Numbers the requests of one slot; a later request has a larger number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u64);

/// How far a slot is.
#[derive(Debug, Clone, Default)]
pub enum Progress {
    #[default]
    NotAsked,
    Pending,
    Done,
    Failed(Arc<StoreTrouble>),
}

/// Not asked, pending, done or failed; the previous value is kept while pending and after a failure.
#[derive(Debug, Clone)]
pub struct Slot<T> {
    newest: RequestId,
    progress: Progress,
    value: Option<T>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { newest: RequestId::default(), progress: Progress::NotAsked, value: None }
    }
}

impl<T> Slot<T> {
    /// A slot whose answer is there.
    pub fn done(value: T) -> Self {
        Self { progress: Progress::Done, value: Some(value), ..Self::default() }
    }

    /// The last value that arrived, even while a newer one is asked for.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The newest request's answer, once it is there, to be brought up to date.
    pub(super) fn answer_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().filter(|_| matches!(self.progress, Progress::Done))
    }

    pub fn is_pending(&self) -> bool {
        matches!(self.progress, Progress::Pending)
    }

    pub fn was_asked(&self) -> bool {
        !matches!(self.progress, Progress::NotAsked)
    }

    /// Why the newest request failed.
    pub fn failure(&self) -> Option<&StoreTrouble> {
        match &self.progress {
            Progress::Failed(trouble) => Some(trouble),
            _ => None,
        }
    }

    /// Starts a request: answers to earlier ones no longer count.
    pub(super) fn ask(&mut self) -> RequestId {
        self.newest.0 += 1;
        self.progress = Progress::Pending;
        self.newest
    }

    /// Takes the answer to the newest request; any other is ignored and answered with `false`.
    pub(super) fn accept(&mut self, id: RequestId, value: T) -> bool {
        let current = self.awaits(id);
        if current {
            self.value = Some(value);
            self.progress = Progress::Done;
        }
        current
    }

    /// The newest request found nothing there: the value is gone.
    pub(super) fn reject(&mut self, id: RequestId) -> bool {
        let current = self.awaits(id);
        if current {
            self.value = None;
            self.progress = Progress::Done;
        }
        current
    }

    /// The newest request failed: the value before it stays.
    pub(super) fn fail(&mut self, id: RequestId, trouble: Arc<StoreTrouble>) -> bool {
        let current = self.awaits(id);
        if current {
            self.progress = Progress::Failed(trouble);
        }
        current
    }

    fn awaits(&self, id: RequestId) -> bool {
        id == self.newest && self.is_pending()
    }

    /// Forgets the value; a request that is under way no longer counts.
    pub(super) fn clear(&mut self) {
        self.newest.0 += 1;
        self.progress = Progress::NotAsked;
        self.value = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::TroubleKind;
    use super::*;

    #[test]
    fn only_the_newest_answer_counts_and_the_value_before_it_is_kept() {
        let mut slot = Slot::default();
        assert!(!slot.was_asked());
        let first = slot.ask();
        assert!(slot.accept(first, 1));
        let second = slot.ask();
        let third = slot.ask();
        assert!(!slot.accept(second, 2), "superseded");
        assert_eq!((slot.value(), slot.is_pending()), (Some(&1), true));
        let trouble = Arc::new(StoreTrouble { kind: TroubleKind::Other, detail: String::new(), path: None });
        assert!(slot.fail(third, trouble));
        assert_eq!((slot.value(), slot.failure().is_some()), (Some(&1), true));
        assert!(!slot.accept(third, 3), "answered already");
        let fourth = slot.ask();
        slot.clear();
        assert!(!slot.accept(fourth, 4), "cleared since");
        assert!(slot.value().is_none());
    }
}
