//! The classic server's limit: so many requests per window and address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Requests allowed per window.
pub const LIMIT: u32 = 100;
/// Seconds of a window.
pub const WINDOW_SECS: u64 = 900;

/// What one request leaves of the window.
#[derive(Debug, PartialEq, Eq)]
pub struct Allowance {
    pub admitted: bool,
    pub remaining: u32,
    pub reset_secs: u64,
}

/// Counts requests by address, in windows that begin with an address's first request.
#[derive(Default)]
pub struct RateLimiter {
    windows: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl RateLimiter {
    pub fn count(&self, address: IpAddr, now: Instant) -> Allowance {
        let window = Duration::from_secs(WINDOW_SECS);
        let mut windows = self.windows.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        windows.retain(|_, (started, _)| now.duration_since(*started) < window);
        let (started, used) = windows.entry(address).or_insert((now, 0));
        *used = used.saturating_add(1);
        Allowance {
            admitted: *used <= LIMIT,
            remaining: LIMIT.saturating_sub(*used),
            reset_secs: window.saturating_sub(now.duration_since(*started)).as_secs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_hundred_and_a_new_window_after_that() {
        let limiter = RateLimiter::default();
        let (here, there) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let start = Instant::now();
        for used in 1..=LIMIT {
            let expected = Allowance { admitted: true, remaining: LIMIT - used, reset_secs: WINDOW_SECS };
            assert_eq!(limiter.count(here, start), expected);
        }
        let later = start + Duration::from_secs(WINDOW_SECS - 1);
        assert_eq!(limiter.count(here, later), Allowance { admitted: false, remaining: 0, reset_secs: 1 });
        assert!(limiter.count(there, later).admitted);
        assert!(limiter.count(here, start + Duration::from_secs(WINDOW_SECS)).admitted);
    }
}
