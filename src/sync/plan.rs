//! When to call the server next, and how often it may be called: pure decisions over times.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// Requests a client allows itself in the window on a server that counts them per address.
const BUDGET: usize = 60;
/// Below this many requests left for all workstations behind one address, the interval is stretched.
const FEW_LEFT: u32 = 20;
/// The longest interval between cycles.
const LONGEST: Duration = Duration::from_secs(300);

/// The requests of the last window, and what the server last said is left.
#[derive(Debug, Clone)]
pub struct Budget {
    window: Duration,
    sent: VecDeque<DateTime<Utc>>,
    remaining: Option<u32>,
}

impl Budget {
    pub fn new(window: Duration) -> Self {
        Self { window, sent: VecDeque::new(), remaining: None }
    }

    pub fn note(&mut self, now: DateTime<Utc>, remaining: Option<u32>) {
        self.forget_old(now);
        self.sent.push_back(now);
        self.remaining = remaining.or(self.remaining);
    }

    /// When the next request may go out; `None` is now.
    pub fn wait_until(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.forget_old(now);
        if self.sent.len() < BUDGET { None } else { self.sent.front().map(|first| *first + self.window) }
    }

    /// Whether few requests are left for all workstations behind one address.
    pub fn is_low(&self) -> bool {
        self.remaining.is_some_and(|left| left < FEW_LEFT)
    }

    /// The interval, stretched when few requests are left. `jitter` in 0..1 keeps workstations apart.
    pub fn stretched(&self, interval: Duration, jitter: f64) -> Duration {
        if self.is_low() { interval.max(LONGEST.mul_f64(0.8 + 0.2 * jitter)) } else { interval }
    }

    /// What lies ahead was sent before the clock was set back: nobody knows when, so it no longer counts.
    fn forget_old(&mut self, now: DateTime<Utc>) {
        self.sent.retain(|at| *at <= now && now < *at + self.window);
    }
}

/// After errors of a reachable server uploads and downloads wait, ever longer; health is asked all the same.
#[derive(Debug, Clone)]
pub struct Backoff {
    min: Duration,
    max: Duration,
    failures: u32,
    until: Option<DateTime<Utc>>,
}

impl Backoff {
    pub fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, failures: 0, until: None }
    }

    /// A pause longer than the longest is over too: the clock was set back.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now >= until || now + self.max < until)
    }

    pub fn succeeded(&mut self) {
        self.failures = 0;
        self.until = None;
    }

    /// `jitter` in 0..1.
    pub fn failed(&mut self, now: DateTime<Utc>, jitter: f64) {
        let doubled = self.min.saturating_mul(1 << self.failures.min(16)).min(self.max);
        self.failures += 1;
        self.until = Some(now + doubled.mul_f64(0.5 + 0.5 * jitter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn the_budget_is_a_rolling_window() {
        let mut budget = Budget::new(Duration::from_secs(900));
        for second in 0..60 {
            assert_eq!(budget.wait_until(at(second)), None);
            budget.note(at(second), None);
        }
        assert_eq!(budget.wait_until(at(60)), Some(at(900)));
        assert_eq!(budget.wait_until(at(900)), None);
    }

    #[test]
    fn a_clock_set_back_a_day_holds_nothing_up() {
        const DAY: i64 = 86_400;
        let mut budget = Budget::new(Duration::from_secs(900));
        for _ in 0..60 {
            budget.note(at(DAY), None);
        }
        assert_eq!(budget.wait_until(at(DAY)), Some(at(DAY + 900)));
        assert_eq!(budget.wait_until(at(0)), None);
        let mut backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(300));
        backoff.failed(at(DAY), 1.0);
        assert!(!backoff.is_over(at(DAY)) && backoff.is_over(at(0)));
    }

    #[test]
    fn few_requests_left_stretch_the_interval() {
        let minute = Duration::from_secs(60);
        let mut budget = Budget::new(Duration::from_secs(900));
        assert_eq!(budget.stretched(minute, 1.0), minute);
        budget.note(at(0), Some(20));
        assert_eq!(budget.stretched(minute, 1.0), minute);
        budget.note(at(1), Some(19));
        assert_eq!(budget.stretched(minute, 1.0), LONGEST);
        assert_eq!(budget.stretched(minute, 0.0), LONGEST.mul_f64(0.8));
        assert_eq!(budget.stretched(LONGEST * 2, 0.0), LONGEST * 2);
    }

    #[test]
    fn backoff_doubles_up_to_its_limit_and_ends_with_a_success() {
        let mut backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(300));
        assert!(backoff.is_over(at(0)));
        for wait in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            backoff.failed(at(0), 1.0);
            assert!(!backoff.is_over(at(wait - 1)), "{wait}");
            assert!(backoff.is_over(at(wait)), "{wait}");
        }
        backoff.succeeded();
        assert!(backoff.is_over(at(0)));
    }
}
