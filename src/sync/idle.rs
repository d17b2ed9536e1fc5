//! What a cycle with nothing to send and nothing to download has time for: the day's copy of the store.

use super::cycle::CycleReport;
use super::engine::Engine;
use crate::store::{self, Restored, StoreError};

impl Engine {
    /// Lets go of a store that is damaged and goes on with one that is put together again. `None`: another program
    /// did that. After an error the engine is of no more use.
    pub fn mend(&mut self) -> Result<Option<Restored>, StoreError> {
        self.watch().expect(self.timing.long_step);
        let restored = self.store.mend()?.cloned();
        self.workstation = self.store.workstation_id()?;
        Ok(restored)
    }

    /// Whether someone found the store damaged and waits for it to be let go of.
    pub fn must_mend(&self) -> bool {
        store::is_noted(&self.store_path)
    }

    /// A copy when one is due; the look through every page before it may find that the store is damaged. That there is
    /// no room for a copy stops no sync, and the next try leaves others what room there is for a while.
    pub(super) fn copy_when_idle(&mut self, report: &CycleReport) -> Result<(), StoreError> {
        let now = self.timing.now();
        // A failure that lies ahead is one of before the clock was set back.
        let age = self.copy_failed.and_then(|at| (now - at).to_std().ok());
        let failed_lately = age.is_some_and(|age| age < self.timing.copy_retry);
        if report.uploaded > 0 || report.downloaded.is_some() || failed_lately {
            return Ok(());
        }
        self.watch().expect(self.timing.long_step);
        match self.store.copy_if_due(now, self.timing.copy_every) {
            Err(error) if !error.is_damage() => {
                tracing::warn!(%error, "no copy of the store was made");
                self.copy_failed = Some(now);
            }
            made => drop(made?),
        }
        Ok(())
    }
}
