//! A limit of requests: so many per window and caller.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What a classic server allows per window.
pub const CLASSIC_LIMIT: u32 = 100;
/// Seconds of a window.
pub const WINDOW_SECS: u64 = 900;

/// What one request leaves of the window.
#[derive(Debug, PartialEq, Eq)]
pub struct Allowance {
    pub admitted: bool,
    pub limit: u32,
    pub remaining: u32,
    pub reset_secs: u64,
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// On a classic server, where twelve workstations behind one router share it.
    Address(IpAddr),
    /// One that has shown the API key. Those that do not name themselves are one.
    Workstation(Vec<u8>),
}

/// Counts requests by caller, in windows that begin with a caller's first request.
pub struct RateLimiter {
    limit: u32,
    windows: Mutex<HashMap<Caller, (Instant, u32)>>,
}

impl RateLimiter {
    pub fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    pub fn count(&self, caller: Caller, now: Instant) -> Allowance {
        let window = Duration::from_secs(WINDOW_SECS);
        let mut windows = self.windows.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        windows.retain(|_, (started, _)| now.duration_since(*started) < window);
        let (started, used) = windows.entry(caller).or_insert((now, 0));
        *used = used.saturating_add(1);
        Allowance {
            admitted: *used <= self.limit,
            limit: self.limit,
            remaining: self.limit.saturating_sub(*used),
            reset_secs: window.saturating_sub(now.duration_since(*started)).as_secs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_its_own_limit_and_a_new_window_after_that() {
        const LIMIT: u32 = CLASSIC_LIMIT;
        let limiter = RateLimiter::new(CLASSIC_LIMIT);
        let address = |last| Caller::Address(IpAddr::from([10, 0, 0, last]));
        let (here, there) = (|| address(1), || address(2));
        let start = Instant::now();
        for used in 1..=LIMIT {
            let expected =
                Allowance { admitted: true, limit: LIMIT, remaining: LIMIT - used, reset_secs: WINDOW_SECS };
            assert_eq!(limiter.count(here(), start), expected);
        }
        let later = start + Duration::from_secs(WINDOW_SECS - 1);
        let refused = Allowance { admitted: false, limit: LIMIT, remaining: 0, reset_secs: 1 };
        assert_eq!(limiter.count(here(), later), refused);
        assert!(limiter.count(there(), later).admitted);
        assert!(limiter.count(here(), start + Duration::from_secs(WINDOW_SECS)).admitted);
    }
}
