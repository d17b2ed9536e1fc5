//! What half of a run was quicker than, and what nearly all of it was.

use std::time::Duration;

/// The time that so many percent of the times do not exceed; zero of none.
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

/// In milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let mut times: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        let found = [1, 50, 99, 100].map(|percent| percentile(&mut times, percent).as_millis());
        assert_eq!(found, [1, 50, 99, 100]);
        assert_eq!(percentile(&mut times[..1], 99).as_millis(), 1);
        assert_eq!(percentile(&mut [], 50), Duration::ZERO);
    }
}
