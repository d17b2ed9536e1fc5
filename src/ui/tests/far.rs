//! Rows that are not here: the table is as long as all of them, and the keys get to each.

use super::*;

/// Ten thousand clients, of whom two hundred are here, from the number `first` on.
fn part(first: usize) -> Listing<ClientListRow> {
    let row = |id: usize| ClientListRow {
        client: client(i64::try_from(id).unwrap(), &format!("Клиент {id:05}"), RowState::OnServer),
        animals: String::new(),
    };
    let rows = (first..first + 200).map(row).collect();
    Listing { text: String::new(), rows, first, total: 10_000, swapped: None, elapsed: Duration::ZERO }
}

fn shown(harness: &Harness<'_, Page>, id: usize) -> bool {
    let name = format!("Клиент {id:05}");
    painted(harness).iter().any(|(words, place)| *words == name && place.bottom() < 760.0)
}

#[test]
fn the_end_of_a_long_list_is_one_key_away_and_needs_only_what_is_seen_there() {
    let mut model = model();
    model.clients.text = String::new();
    model.clients.list = Slot::done(part(0));
    model.clients.selected = Some(0);
    let mut harness = harness(model, Lang::Ru, [1280.0, 800.0]);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    harness.state_mut().asked.clear();
    harness.key_press(Key::End);
    harness.run_steps(3);
    let asked = std::mem::take(&mut harness.state_mut().asked);
    let Some(Command::ShowClients(rows)) = asked.last() else { panic!("{asked:?}") };
    assert!(rows.end == 10_000 && rows.len() < 30, "{rows:?}");
    assert!(!asked.iter().any(|command| matches!(command, Command::SelectClient(_))), "nobody knows it yet");

    harness.state_mut().model.clients.list = Slot::done(part(9_800));
    harness.run_steps(1);
    assert_eq!(harness.state().asked, [Command::SelectClient(9_999)]);
    assert!(shown(&harness, 9_999), "in the frame that takes the rows in");

    // From a selected row that is far away the keys go on where it is.
    harness.state_mut().model.clients.selected = Some(9_999);
    harness.run_steps(1);
    harness.state_mut().model.clients.list = Slot::done(part(0));
    harness.run_steps(1);
    harness.state_mut().asked.clear();
    harness.key_press(Key::ArrowUp);
    harness.run_steps(2);
    let asked = std::mem::take(&mut harness.state_mut().asked);
    assert!(matches!(asked.last(), Some(Command::ShowClients(rows)) if rows.contains(&9_998)), "{asked:?}");
}
