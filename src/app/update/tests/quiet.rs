//! What the window does not ask: what nothing shows, and what did not change.

use super::*;
use crate::store::Stamps;

/// A cycle that found everything as it was, but for the moment.
fn quiet_cycle(at: DateTime<Local>) -> Message {
    let moment = Some(at.to_utc());
    let quiet = Some(Stamps { last_sync: moment, last_download: moment });
    let outcome = CycleOutcome::Done;
    let report = CycleReport { outcome, uploaded: 0, refused: 0, in_doubt: 0, downloaded: None, quiet };
    Message::Sync(SyncEvent::Finished(report))
}

#[test]
fn a_start_asks_for_what_the_first_screen_shows_and_the_queue_for_itself() {
    let mut model = Model { now: noon(), ..Model::default() };
    update(&mut model, Message::Errand(ErrandReply::Loaded(Ok(Some(session())))));
    assert_eq!(queries(&update(&mut model, Message::Worker(Reply::Opened))), ["clients", "report"]);
    assert_eq!(queries(&command(&mut model, Command::Show(Screen::Queue))), ["queue"]);
    command(&mut model, Command::Show(Screen::Clients));
    assert_eq!(queries(&command(&mut model, Command::Show(Screen::Queue))), [""; 0], "it is kept up to date");
}

#[test]
fn a_cycle_that_left_all_as_it_was_asks_nothing_and_moves_the_moments() {
    let mut model = working();
    let after = |minutes| noon() + TimeDelta::minutes(minutes);
    assert_eq!(queries(&update(&mut model, quiet_cycle(after(1)))), ["report"], "there was none yet");
    report_is(&mut model, StoreReport { online: true, ..StoreReport::default() });
    assert_eq!(queries(&update(&mut model, quiet_cycle(after(2)))), [""; 0]);
    assert_eq!(model.status.last_sync, Some(after(2)));
    assert_eq!(model.status.last_download, Some(after(2)));
    assert_eq!(model.next_change(), None, "and no frame follows");

    // What was sent today is of today.
    model.now = after(12 * 60);
    assert_eq!(queries(&update(&mut model, quiet_cycle(after(12 * 60)))), ["report"]);
}
