//! What the window does not ask: what nothing shows, and what did not change.

use super::*;

/// A cycle that found everything as it was, but for the moment.
fn quiet_cycle(at: DateTime<Local>) -> Message {
    let moment = Some(at.to_utc());
    ended(CycleOutcome::Done, Some(Stamps { last_sync: moment, last_download: moment }))
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

#[test]
fn however_long_a_list_is_only_the_rows_around_those_in_sight_are_asked_for() {
    let mut model = working();
    let part = |first: usize, rows: i64| {
        let row = |id| ClientListRow { client: lists::client(id), animals: String::new() };
        let rows = (0..rows).map(row).collect();
        let (text, elapsed) = (String::new(), Duration::ZERO);
        Answer::Clients(Listing { text, rows, first, total: 61_974, swapped: None, elapsed })
    };
    let asked = |effects: &[Effect]| match effects {
        [Effect::Store(Job::Query { id, query: Query::Clients { first, limit, .. } })] => {
            (*id, *first, *limit)
        }
        other => panic!("{other:?}"),
    };
    let query = || Query::Clients { text: String::new(), first: 0, limit: 200 };
    let (id, first, limit) = asked(&command(&mut model, Command::SearchClients(String::new())));
    assert_eq!((first, limit), (0, 200));
    answer(&mut model, id, query(), part(0, 200));
    assert!(command(&mut model, Command::ShowClients(180..200)).is_empty(), "they are here");
    let effects = command(&mut model, Command::ShowClients(61_954..61_974));
    let (id, first, limit) = asked(&effects);
    assert_eq!((first, limit), (61_864, 200));
    assert!(command(&mut model, Command::ShowClients(0..20)).is_empty(), "one question at a time");
    answer(&mut model, id, query(), part(first, 110));
    assert!(command(&mut model, Command::ShowClients(61_954..61_974)).is_empty(), "to the last");
    assert_eq!(model.clients.selected, Some(0), "what is selected does not follow the scrolling");
    let (_, first, _) = asked(&command(&mut model, Command::SearchClients("а".to_owned())));
    assert_eq!(first, 0, "a search begins at its best");
}
