//! A sync that stands still is found out, said and started anew, whatever it stands at; and nothing is green meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use crossbeam_channel::{Receiver, bounded};
use vetsystem_companion::app::command::Command;
use vetsystem_companion::app::model::{Model, Notice, NoticeKind, Secret, SettingsForm, Stopped};
use vetsystem_companion::app::{App, AppConfig};
use vetsystem_companion::domain::SyncState;
use vetsystem_companion::store::Store;
use vetsystem_companion::sync::is_syncing;

use crate::support::{Bench, Fault, HEALTH, INITIAL_DATA, PATIENCE, local_now, timing};

struct Desk {
    app: App,
    woken: Receiver<()>,
    /// So many times yet a sync thread panics as soon as it has something to say.
    panics: Arc<AtomicU32>,
    /// States that were seen since this was last emptied.
    seen: Vec<Option<SyncState>>,
}

impl Desk {
    fn open(bench: &Bench) -> Self {
        let (wake, woken) = bounded(1);
        let panics = Arc::new(AtomicU32::new(0));
        let armed = Arc::clone(&panics);
        let wake = Arc::new(move |_| {
            let of_sync = std::thread::current().name() == Some("sync");
            let fewer = |left: u32| left.checked_sub(1);
            let panics = of_sync && armed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok();
            assert!(!panics, "as a bug would");
            // A full channel has woken the test already.
            wake.try_send(()).unwrap_or_default();
        });
        let config = AppConfig { data_dir: bench.data_dir(), timing: timing(), console: Box::new(|_| ()) };
        Self { app: App::start(config, wake), woken, panics, seen: Vec::new() }
    }

    /// Polls as the window does: when it is woken, or when it asked to be.
    fn until(&mut self, what: &str, wanted: impl Fn(&Model) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.app.poll();
            let model = self.app.model();
            self.seen.push(model.status.state);
            if wanted(model) {
                return;
            }
            assert!(Instant::now() < deadline, "never {what}: {:?}", model.status);
            let by_time = self.app.next_change().map_or(deadline, |wait| Instant::now() + wait);
            self.woken.recv_deadline(by_time.min(deadline)).ok();
        }
    }

    fn until_green(&mut self) {
        self.until("green", |model| model.status.state == Some(SyncState::Synced));
    }

    fn until_stopped(&mut self, how: Stopped) {
        self.until("found out", |model| model.status.stopped == Some(how));
        let status = &self.app.model().status;
        assert_eq!((status.state, status.attention), (Some(SyncState::Attention), 1));
    }

    fn sync(&mut self) {
        self.app.dispatch(Command::Sync { full: false });
    }

    /// The sync thread ends, as by a bug, and that is found.
    fn end_sync(&mut self) {
        self.panics.store(1, Ordering::SeqCst);
        self.sync();
        self.until_stopped(Stopped::Restarting);
        self.seen.clear();
    }
}

#[test]
fn a_thread_that_panicked_is_said_at_once_and_started_anew() {
    let bench = Bench::ours();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    for _ in 0..2 {
        desk.end_sync();
        desk.until_green();
        let green = desk.seen.iter().filter(|state| **state == Some(SyncState::Synced)).count();
        assert_eq!(green, 1, "green only after a whole cycle: {:?}", desk.seen);
    }
}

/// Each panic but the first ends a thread that was started once the one before had been given its time.
#[test]
fn a_sync_that_ends_again_and_again_is_started_no_more_often_than_it_would_be_found_out() {
    let bench = Bench::ours();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    let begun = Instant::now();
    let panics = Arc::clone(&desk.panics);
    panics.store(4, Ordering::SeqCst);
    desk.sync();
    desk.until("ended four times", |_| panics.load(Ordering::SeqCst) == 0);
    assert!(begun.elapsed() >= timing().overdue * 2, "four ends within {:?}", begun.elapsed());
    desk.until_stopped(Stopped::Restarting);
    desk.until_green();
}

#[test]
fn a_sync_that_cannot_be_started_is_tried_no_more_often_either() {
    let mut bench = Bench::ours();
    bench.move_server("no address");
    let begun = Instant::now();
    let mut desk = Desk::open(&bench);
    let mut last = None;
    for _ in 0..3 {
        let trouble = |model: &Model| {
            let is_trouble = |notice: &&Notice| matches!(notice.kind, NoticeKind::SyncTrouble { .. });
            model.notices.iter().find(is_trouble).map(|notice| notice.id)
        };
        desk.until("tried again", |model| trouble(model) > last);
        last = trouble(desk.app.model());
    }
    assert!(begun.elapsed() >= timing().overdue * 2, "three tries within {:?}", begun.elapsed());
}

#[test]
fn what_is_asked_of_a_sync_that_has_ended_is_done_by_the_next_one() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    proxy.calm();
    desk.end_sync();
    desk.app.dispatch(Command::Sync { full: true });
    desk.until("downloaded", |_| !proxy.bodies(INITIAL_DATA).is_empty());
    desk.until_green();
}

#[test]
fn a_thread_that_hangs_is_said_and_once_it_ends_another_one_goes_on() {
    let bench = Bench::ours();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    // Another program holds the store: the minute that SQLite waits for it is, at a fiftieth of all times, no end.
    let mut holder = Store::open(&bench.session.store_path).unwrap();
    let held = holder.begin_snapshot(local_now()).unwrap();
    desk.sync();
    desk.until_stopped(Stopped::Restarting);
    desk.until_stopped(Stopped::Hanging);
    drop(held);
    desk.until_green();
    assert_eq!(desk.app.model().status.stopped, None);
}

/// It was told to end for the sake of the new key, before anybody knew that it hangs.
#[test]
fn a_thread_that_hangs_is_said_although_another_one_is_to_be_started_in_its_place() {
    let bench = Bench::ours();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    let mut holder = Store::open(&bench.session.store_path).unwrap();
    let held = holder.begin_snapshot(local_now()).unwrap();
    desk.sync();
    desk.until("syncing", |model| model.status.syncing);
    let form = desk.app.model().settings.form.clone();
    let form = SettingsForm { api_key: Secret("another key".to_owned()), ..form };
    desk.app.dispatch(Command::SaveSettings { form, plain_http_ok: false });
    desk.until_stopped(Stopped::Restarting);
    desk.until_stopped(Stopped::Hanging);
    drop(held);
    desk.until("the new key refused", |model| model.status.refused.is_some());
    assert_eq!(desk.app.model().status.stopped, None);
}

#[test]
fn a_window_with_a_hanging_sync_can_be_closed() {
    let bench = Bench::ours();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    let mut holder = Store::open(&bench.session.store_path).unwrap();
    let held = holder.begin_snapshot(local_now()).unwrap();
    desk.sync();
    desk.until_stopped(Stopped::Restarting);
    drop(desk);
    // SQLite waits a minute for the store: the window did not, and what hangs still keeps the lock.
    assert!(is_syncing(&bench.session.store_path));
    drop(held);
}

/// The server has the request and does not answer: the time-outs end it, and the watchdog has nothing to say.
#[test]
fn a_peer_that_hangs_is_the_time_outs_business() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let mut desk = Desk::open(&bench);
    desk.until_green();
    proxy.fault(HEALTH, Fault::Silence);
    desk.sync();
    desk.until("offline", |model| {
        assert_eq!(model.status.stopped, None);
        model.status.state == Some(SyncState::Offline)
    });
    proxy.calm();
    desk.sync();
    desk.until_green();
}
