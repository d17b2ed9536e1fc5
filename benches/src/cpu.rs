//! How long the processor was at work for this thread: what else the machine does meanwhile does not count.

use std::time::Duration;

#[cfg(unix)]
pub fn time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from).unwrap_or_default()
}

/// Time as it passes, where nothing better is known.
#[cfg(not(unix))]
pub fn time() -> Duration {
    static BEGUN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    BEGUN.elapsed()
}
