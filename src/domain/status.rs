//! The five states of the status bar and the one rule that chooses between them.

/// What the status bar says, most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyncState {
    Attention,
    Syncing,
    Offline,
    Waiting,
    Synced,
}

impl SyncState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Syncing => "syncing",
            Self::Offline => "offline",
            Self::Waiting => "waiting",
            Self::Synced => "synced",
        }
    }
}

/// What the state is chosen from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each read by name")]
pub struct Facts {
    /// Actions that wait, are being sent, are held, or whose doubt will still settle by itself.
    pub pending: u64,
    /// Actions refused or in doubt that only a person can decide, and one for each other problem.
    pub attention: u64,
    pub syncing: bool,
    pub online: bool,
    /// The clinic was downloaded whole since the last sign-in.
    pub downloaded: bool,
    /// The last cycle did all it had to do.
    pub last_cycle_good: bool,
}

impl Facts {
    /// Green needs a finished download and a good last cycle: never green over a problem.
    pub fn state(&self) -> SyncState {
        if self.attention > 0 {
            SyncState::Attention
        } else if self.syncing {
            SyncState::Syncing
        } else if !self.online {
            SyncState::Offline
        } else if self.pending > 0 || !self.downloaded || !self.last_cycle_good {
            SyncState::Waiting
        } else {
            SyncState::Synced
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_state_that_holds_is_shown() {
        let good = Facts { online: true, downloaded: true, last_cycle_good: true, ..Facts::default() };
        let cases = [
            (good, SyncState::Synced),
            (Facts { pending: 1, ..good }, SyncState::Waiting),
            (Facts { downloaded: false, ..good }, SyncState::Waiting),
            (Facts { last_cycle_good: false, ..good }, SyncState::Waiting),
            (Facts { online: false, ..good }, SyncState::Offline),
            (Facts { online: false, pending: 1, ..good }, SyncState::Offline),
            (Facts { online: false, syncing: true, ..good }, SyncState::Syncing),
            (Facts { attention: 1, syncing: true, online: false, pending: 1, ..good }, SyncState::Attention),
        ];
        for (facts, expected) in cases {
            assert_eq!(facts.state(), expected, "{facts:?}");
        }
    }
}
