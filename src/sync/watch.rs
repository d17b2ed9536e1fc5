//! Until when the sync thread has to be heard of again. It announces every wait, on the network, the store, the lock or
//! its own next turn; whoever finds a deadline long past knows that the exchange stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

/// The deadline, shared by the thread that waits and those that look. No lock: neither ever waits for the other.
#[derive(Debug, Clone)]
pub struct Watch {
    begun: Instant,
    /// Milliseconds since then.
    deadline: Arc<AtomicU64>,
}

impl Default for Watch {
    /// Nothing was announced yet: the deadline is never.
    fn default() -> Self {
        Self { begun: Instant::now(), deadline: Arc::new(AtomicU64::new(u64::MAX)) }
    }
}

impl Watch {
    /// The thread will be heard of again within this time.
    pub fn expect(&self, within: Duration) {
        self.deadline.store(self.passed().saturating_add(millis(within)), Ordering::SeqCst);
    }

    /// How long ago the deadline was; zero while it is to come.
    pub fn late(&self) -> Duration {
        Duration::from_millis(self.passed().saturating_sub(self.deadline.load(Ordering::SeqCst)))
    }

    fn passed(&self) -> u64 {
        millis(self.begun.elapsed())
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// How the sync thread is, to someone who only looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    Beats,
    /// Its deadline is long past.
    Overdue,
    /// It was told to end when it was overdue, and has not.
    Hangs,
    /// It has ended, though nobody told it to.
    Ended,
}

impl Pulse {
    fn of(number: u8) -> Self {
        match number {
            0 => Self::Beats,
            1 => Self::Overdue,
            2 => Self::Hangs,
            _ => Self::Ended,
        }
    }
}

/// What the watchdog has found, for the window to read without waiting.
#[derive(Debug, Clone, Default)]
pub struct Found(Arc<AtomicU8>);

impl Found {
    pub fn pulse(&self) -> Pulse {
        Pulse::of(self.0.load(Ordering::SeqCst))
    }

    /// True where it was another one.
    fn put(&self, pulse: Pulse) -> bool {
        self.0.swap(pulse as u8, Ordering::SeqCst) != pulse as u8
    }
}

/// The watchdog: looks a few times within `overdue`, tells one that is overdue to `stop`, and wakes the window when it has
/// found something new. It ends with the sync thread, which holds the other end of `ended`, however that one ends.
pub fn keep_watch(
    watch: &Watch,
    overdue: Duration,
    ended: &Receiver<()>,
    found: &Found,
    stop: &dyn Fn(),
    wake: &dyn Fn(),
) {
    let pause = overdue / 4;
    let (mut told, mut was_late) = (None::<Instant>, false);
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let now = judge(watch.late(), told.map(|at| at.elapsed()), overdue);
        let is_late = now != Pulse::Beats;
        // A computer that slept wakes both threads at once: seen once, a deadline gets another chance.
        if is_late != std::mem::replace(&mut was_late, is_late) {
            continue;
        }
        if is_late && told.is_none() {
            stop();
            told = Some(Instant::now());
        }
        if found.put(now) {
            tracing::warn!(pulse = ?now, "the sync thread");
            wake();
        }
    }
    found.put(Pulse::Ended);
    wake();
}

/// One that is overdue is told to end, and gets as much time again for it.
fn judge(late: Duration, told_for: Option<Duration>, overdue: Duration) -> Pulse {
    if late < overdue {
        Pulse::Beats
    } else if told_for.is_none_or(|told_for| told_for < overdue) {
        Pulse::Overdue
    } else {
        Pulse::Hangs
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use crossbeam_channel::bounded;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_deadline_is_past_only_once_it_was_announced_and_nothing_was_heard_since() {
        let watch = Watch::default();
        assert_eq!(watch.late(), Duration::ZERO);
        watch.expect(Duration::ZERO);
        while watch.late() == Duration::ZERO {
            std::thread::yield_now();
        }
        watch.expect(Duration::MAX);
        assert_eq!(watch.late(), Duration::ZERO);
    }

    #[test]
    fn one_that_has_not_ended_as_long_after_it_was_told_hangs() {
        let cases = [
            (0, None, Pulse::Beats),
            (59, None, Pulse::Beats),
            (60, None, Pulse::Overdue),
            // A computer slept: it was not told yet.
            (9_000, None, Pulse::Overdue),
            (119, Some(59), Pulse::Overdue),
            (120, Some(60), Pulse::Hangs),
            (0, Some(60), Pulse::Beats),
        ];
        for (late, told_for, expected) in cases {
            let seconds = Duration::from_secs;
            assert_eq!(
                judge(seconds(late), told_for.map(seconds), MINUTE),
                expected,
                "{late} s, {told_for:?}"
            );
        }
    }

    #[test]
    fn the_window_is_woken_for_each_news_and_for_the_end() {
        let (watch, found) = (Watch::default(), Found::default());
        let (alive, ended) = bounded::<()>(0);
        let (tell, woken) = bounded(0);
        let seen = found.clone();
        let (of_thread, dog) = (watch.clone(), Duration::from_millis(40));
        let told = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&told);
        let thread = std::thread::Builder::new()
            .spawn(move || {
                let stop = || stopped.store(true, Ordering::SeqCst);
                keep_watch(&of_thread, dog, &ended, &found, &stop, &|| tell.send(()).unwrap());
            })
            .unwrap();
        watch.expect(Duration::ZERO);
        let heard = || {
            woken.recv().unwrap();
            seen.pulse()
        };
        assert_eq!(heard(), Pulse::Overdue);
        assert!(told.load(Ordering::SeqCst), "it is told to end before anybody hears of it");
        assert_eq!(heard(), Pulse::Hangs);
        watch.expect(Duration::MAX);
        assert_eq!(heard(), Pulse::Beats);
        drop(alive);
        assert_eq!(heard(), Pulse::Ended);
        thread.join().unwrap();
    }
}
