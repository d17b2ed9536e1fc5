//! Searching made ready while nobody wants anything, in steps so small that no job waits for them. A search that comes
//! before lets what is to be saved pass.

use std::time::Duration;

use super::super::message::{Job, Query};
use super::{Bench, Desk};
use crate::store;

/// Nobody wanted anything for so long.
const A_MOMENT: Duration = Duration::from_millis(100);

/// How far the reader is from answering a search at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readiness {
    /// It is new, or something has changed.
    Wanted,
    /// On the way.
    Coming,
    /// It would, or that is not to be had.
    Ready,
}

impl Readiness {
    /// How long to wait for a job before there is something else to do.
    pub(super) fn patience(self, watch: Duration) -> Duration {
        match self {
            Self::Wanted => watch.min(A_MOMENT),
            Self::Coming => Duration::ZERO,
            Self::Ready => watch,
        }
    }
}

impl Bench<'_> {
    /// One step. What hinders it the next search tells.
    pub(super) fn make_search_ready(&mut self) {
        self.search = match self.stores.reader.prepare_search() {
            Ok(true) => Readiness::Ready,
            Ok(false) => Readiness::Coming,
            Err(error) => {
                tracing::debug!(%error, "searching is not ready");
                if error.is_damage() {
                    store::note_damage(self.path);
                }
                Readiness::Ready
            }
        };
    }

    /// Whether the query would be answered at once; else the answer is a step nearer.
    pub(super) fn may_search(&mut self, query: &Query) -> bool {
        let text = match query {
            Query::Clients { text, .. } | Query::Prices { text, .. } => text,
            Query::ChooseClients(text) | Query::ChooseItems(text) => text,
            Query::ChoosePatients { client_id: None, text } => text,
            _ => return true,
        };
        // Where that fails, the search itself says why.
        text.trim().is_empty() || self.stores.reader.prepare_search().unwrap_or(true)
    }

    pub(super) fn let_a_write_pass(&mut self, desk: &Desk) {
        let first = self.line.iter().position(|job| !matches!(job, Job::Query { .. }));
        if let Some(write) = first.and_then(|at| self.line.remove(at)) {
            self.act(write, desk);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Arc;

    use crossbeam_channel::bounded;

    use super::super::super::slot::RequestId;
    use super::super::{open, tests::a_client};
    use super::*;

    #[test]
    fn a_search_that_has_to_be_made_ready_lets_a_save_pass_and_finds_what_it_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let stores = open(&path, true).unwrap();
        let search = Query::Clients { text: "петр".to_owned(), first: 0, limit: 9 };
        let line = [
            Job::Query { id: RequestId::default(), query: search },
            Job::Query { id: RequestId::default(), query: Query::Queue },
            Job::Save(Box::new(a_client())),
        ];
        let (sender, jobs) = bounded(1);
        let (done, replies) = bounded(9);
        let desk = Desk { replies: done, wake: Arc::new(|_| ()) };
        drop(sender);
        let mut bench = Bench {
            path: &path,
            stores,
            line: VecDeque::from(line),
            busy_since: None,
            search: Readiness::Wanted,
        };
        bench.work(&jobs, Duration::MAX, &desk);
        let replies: Vec<String> = replies.try_iter().map(|reply| format!("{reply:?}")).collect();
        let begin = |at: usize, words: &str| assert!(replies[at].starts_with(words), "{replies:#?}");
        assert_eq!(replies.len(), 3);
        begin(0, "Saved");
        begin(1, "Answered");
        assert!(replies[1].contains("total: 1,"), "{replies:#?}");
        begin(2, "Answered");
        assert!(replies[2].contains("query: Queue"), "{replies:#?}");
    }

    #[test]
    fn searching_is_made_ready_in_steps_while_nobody_wants_anything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let stores = open(&path, true).unwrap();
        let mut bench =
            Bench { path: &path, stores, line: VecDeque::new(), busy_since: None, search: Readiness::Wanted };
        let search = Query::ChooseItems("а".to_owned());
        let mut seen = Vec::new();
        while bench.search != Readiness::Ready {
            bench.make_search_ready();
            seen.push(bench.search);
        }
        assert!(seen.len() > 2 && seen.starts_with(&[Readiness::Coming]), "{seen:?}");
        assert!(bench.may_search(&search));
    }
}
