//! The console lines of the API's document, word for word.

use std::fmt;
use std::time::Duration;

/// One line; `Display` gives its exact text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleLine {
    Initialized,
    AutoSyncAtStartup(Duration),
    AllReady,
    AutoSync(Duration),
    Checking,
    Connected,
    Uploading(u64),
    Completed(u64),
}

impl ConsoleLine {
    /// What a process that syncs says first.
    pub fn startup(interval: Duration) -> [Self; 4] {
        [Self::Initialized, Self::AutoSyncAtStartup(interval), Self::AllReady, Self::AutoSync(interval)]
    }
}

impl fmt::Display for ConsoleLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initialized => f.write_str("[STARTUP] ✓ Sync service initialized"),
            Self::AutoSyncAtStartup(interval) => {
                write!(f, "[STARTUP] ✓ Auto-sync started (interval: {}s)", interval.as_secs())
            }
            Self::AllReady => f.write_str("[STARTUP] ✓ All services ready"),
            Self::AutoSync(interval) => write!(f, "Auto-sync started (interval: {}ms)", interval.as_millis()),
            Self::Checking => f.write_str("Checking connection to server..."),
            Self::Connected => f.write_str("Connection successful"),
            Self::Uploading(actions) => write!(f, "Uploading {actions} pending changes..."),
            Self::Completed(actions) => write!(f, "✓ Sync completed: {actions} actions uploaded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_the_documents() {
        let minute = Duration::from_secs(60);
        let startup = ConsoleLine::startup(minute).map(|line| line.to_string());
        assert_eq!(
            startup,
            [
                "[STARTUP] ✓ Sync service initialized",
                "[STARTUP] ✓ Auto-sync started (interval: 60s)",
                "[STARTUP] ✓ All services ready",
                "Auto-sync started (interval: 60000ms)",
            ]
        );
        let cycle = [
            ConsoleLine::Checking,
            ConsoleLine::Connected,
            ConsoleLine::Uploading(3),
            ConsoleLine::Completed(3),
        ];
        assert_eq!(
            cycle.map(|line| line.to_string()),
            [
                "Checking connection to server...",
                "Connection successful",
                "Uploading 3 pending changes...",
                "✓ Sync completed: 3 actions uploaded",
            ]
        );
    }
}
