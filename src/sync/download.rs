//! The download half of a cycle: the clinic is spooled to a file beside the store, and applied when the network is
//! closed. The file is gone afterwards, however it ended.

use std::io;
use std::path::{Path, PathBuf};

use super::changes::Followed;
use super::cycle::{
    CycleOptions, CycleOutcome, CycleReport, Download, Events, SyncEvent, Unfinished, tell_changes,
};
use super::engine::{Engine, Features};
use super::http::CallError;
use super::snapshot::{self, Applied};
use super::spool::{self, Received};
use crate::store::{
    ChangeSet, Ending, List, ListCounts, ProblemKind, Reading, ServerProblem, Shrink, SnapshotCounts,
    SnapshotError, StoreError,
};

/// Why a download failed; nothing of it was applied.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("cannot spool the download: {0}")]
    Spool(#[source] io::Error),
    /// A reachable server did not complete its answer.
    #[error("the answer was cut short: {0}")]
    CutShort(#[source] io::Error),
    #[error("the answer is longer than any clinic's")]
    TooLong,
    #[error("the answer is no snapshot: {0}")]
    NotASnapshot(String),
    #[error("the snapshot lacks {0:?}")]
    ListMissing(List),
    /// Rows got lost between the wire and the store.
    #[error("{list:?} do not add up: {counts:?}")]
    Miscounted { list: List, counts: ListCounts },
    /// It would take away so much that a person must agree first.
    #[error("too much would go: {0:?}")]
    Shrinks(Shrink),
    /// The store takes no more of it, and says itself why.
    #[error("the store takes no more")]
    NotTaken,
    /// An id came as different rows: only a thorough reading tells which one stands.
    #[error("an id came twice")]
    Ambiguous,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SnapshotError> for DownloadError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Miscounted { list, counts } => Self::Miscounted { list, counts },
            SnapshotError::Shrinks(shrink) => Self::Shrinks(shrink),
            SnapshotError::Ambiguous => Self::Ambiguous,
            SnapshotError::Store(error) => Self::Store(error),
        }
    }
}

impl Engine {
    /// The download half of a cycle. `Some` says how the cycle ends because of it.
    pub(super) fn download_what_is_due(
        &mut self,
        options: CycleOptions,
        features: Features,
        report: &mut CycleReport,
        events: Events<'_>,
    ) -> Result<Option<CycleOutcome>, StoreError> {
        if !options.download.is_full() && self.store.stands(ProblemKind::Shrinking)? {
            // A person has to decide first what may go.
            return Ok(None);
        }
        let begun = self.timing.now();
        let mut must_ask = false;
        if let Some(cursor) = self.cursor(options, features)? {
            match self.follow_changes(cursor, events) {
                // What was in doubt on a server without keys only a whole clinic settles.
                Ok(Followed::ToTheEnd) if !self.doubts_are_due()? => return Ok(None),
                Ok(followed) => must_ask = followed == Followed::ToAGap,
                Err(error) => return self.ended_by(error).map(Some),
            }
        }
        if !must_ask && !self.is_due(options, features, report)? {
            return Ok(None);
        }
        match self.download(options.download == Download::FullAcceptingShrink, events) {
            Ok(counts) => {
                let settled =
                    self.store.settle_doubts(begun, self.timing.settle_after, self.timing.local_now())?;
                report.in_doubt += settled.in_doubt;
                tell_changes(settled.changes, events);
                report.downloaded = Some(Box::new(counts));
                Ok(None)
            }
            Err(error) => self.ended_by(error).map(Some),
        }
    }

    /// Where the server's changes go on, if they will do: what a person would not let go, only a whole clinic names again.
    fn cursor(&mut self, options: CycleOptions, features: Features) -> Result<Option<String>, StoreError> {
        let asks_again = self.store.is_shrink_declined()?
            && self.store.is_full_due(self.timing.full_every, self.timing.now())?;
        if options.download.is_full() || !features.changes || asks_again {
            Ok(None)
        } else {
            self.store.cursor(&self.branch_id)
        }
    }

    /// How a cycle ends whose download failed.
    fn ended_by(&mut self, error: DownloadError) -> Result<CycleOutcome, StoreError> {
        Ok(match error {
            DownloadError::Store(error) => return Err(error),
            DownloadError::Call(error) => self.stopped(error.into()),
            DownloadError::Shrinks(shrink) => {
                self.store.raise(&ServerProblem::Shrinking(shrink), self.timing.now())?;
                CycleOutcome::Failed(Unfinished::Shrinking(shrink))
            }
            DownloadError::Spool(_) => CycleOutcome::Failed(Unfinished::Store(error.to_string())),
            _ => CycleOutcome::Failed(Unfinished::Download(error.to_string())),
        })
    }

    /// Whether the whole clinic is to be downloaded in this cycle. From a server that tells of changes once there is no place
    /// to go on from. Once a day is enough where nothing tells what changed, and what waits goes before it: what can go has
    /// gone in an earlier cycle, and what its author may still take back goes in the next one. What the server does
    /// not take puts nothing off.
    fn is_due(
        &mut self,
        options: CycleOptions,
        features: Features,
        report: &CycleReport,
    ) -> Result<bool, StoreError> {
        if options.download.is_full()
            || !self.store.is_downloaded(&self.branch_id)?
            || self.doubts_are_due()?
        {
            return Ok(true);
        }
        if features.changes && self.store.cursor(&self.branch_id)?.is_none() {
            return self.store.is_full_due(self.timing.settle_every, self.timing.now());
        }
        Ok(report.is_idle()
            && self.store.is_full_due(self.timing.full_every, self.timing.now())?
            && !self.store.has_young(&self.young())?)
    }

    fn doubts_are_due(&mut self) -> Result<bool, StoreError> {
        let timing = self.timing;
        self.store.doubts_due(timing.now(), timing.settle_after, timing.settle_every)
    }

    /// Downloads the whole clinic; of one that fails nothing is applied.
    pub(super) fn download(
        &mut self,
        accept_shrink: bool,
        events: Events<'_>,
    ) -> Result<SnapshotCounts, DownloadError> {
        let applied = self.spool_and_apply(&self.spool_path(), accept_shrink, events);
        self.remove_spool();
        applied
    }

    /// A process that was killed leaves its spool behind. Only the holder of the sync lock may call this.
    pub(super) fn remove_spool(&self) {
        if let Err(error) = std::fs::remove_file(self.spool_path())
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the spool of a download stays behind");
        }
    }

    fn spool_path(&self) -> PathBuf {
        self.store_path.with_extension("download")
    }

    fn spool_and_apply(
        &mut self,
        spool: &Path,
        accept_shrink: bool,
        events: Events<'_>,
    ) -> Result<SnapshotCounts, DownloadError> {
        let path = format!("/api/sync/initial-data?branchId={}", query_value(&self.branch_id));
        let mut progress = |list, rows| events(SyncEvent::Progress { list, rows });
        let spooled = spool::spool(&self.http, &path, &self.workstation, spool, &mut progress);
        self.budget.note(self.timing.now(), None);
        let received = spooled?;
        self.watch().expect(self.timing.long_step);
        let counts = match self.apply(spool, Reading::Quick, &received, accept_shrink) {
            Err(DownloadError::Ambiguous) => {
                self.apply(spool, Reading::Thorough, &received, accept_shrink)?
            }
            applied => applied?,
        };
        self.watch().expect(self.timing.step);
        tell_changes(
            ChangeSet {
                clients: true,
                patients: true,
                nomenclature: true,
                queue: true,
                ..ChangeSet::default()
            },
            events,
        );
        Ok(counts)
    }

    fn apply(
        &mut self,
        spool: &Path,
        reading: Reading,
        received: &Received,
        accept_shrink: bool,
    ) -> Result<SnapshotCounts, DownloadError> {
        let mut writer = self.store.begin_snapshot(self.timing.local_now())?;
        let Applied { prepared, mark } = snapshot::apply(spool, reading, &mut writer)?;
        received.check(writer.counts())?;
        let ending = Ending { branch_id: &self.branch_id, accept_shrink, mark: mark.as_ref() };
        Ok(writer.finish(&prepared, &ending)?)
    }
}

/// A value as it may stand in a query string.
pub(super) fn query_value(text: &str) -> String {
    let encoded = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_value_is_one_whatever_stands_in_it() {
        assert_eq!(query_value("b-1_2.3~"), "b-1_2.3~");
        assert_eq!(query_value("a b&c=ё"), "a%20b%26c%3D%D1%91");
    }
}
