//! Going away while something has not reached the server: asked first, and nothing is wiped either way.

use super::Status;
use crate::domain::Kopecks;

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The window is to be closed.
    Close,
    ChangeUser,
}

impl Status {
    /// Actions that the server does not have, or may not have.
    pub fn unsent(&self) -> u64 {
        self.pending + self.stuck() + self.put_aside.actions
    }

    /// Those among them that do not go before a person decides.
    pub fn stuck(&self) -> u64 {
        self.not_taken.actions + self.in_doubt.actions + self.held.actions
    }

    /// What the invoices among those come to.
    pub fn stuck_money(&self) -> Kopecks {
        self.not_taken.money + self.in_doubt.money + self.held.money
    }
}
