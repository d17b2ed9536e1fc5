//! Tables stand still under what comes into them.

use egui::Rect;

use super::*;

/// A window on so many clients, of whom the last one in sight is selected.
fn many_clients(ids: impl Iterator<Item = i64>, selected: i64) -> Model {
    let mut model = model();
    let rows: Arc<[ClientListRow]> = ids
        .map(|id| ClientListRow {
            client: client(id, &format!("Клиент {id:03}"), RowState::OnServer),
            animals: String::new(),
        })
        .collect();
    let total = rows.len() as u64;
    model.clients.list =
        Slot::done(Listing { text: String::new(), rows, total, swapped: None, elapsed: Duration::ZERO });
    model.clients.text = String::new();
    model.clients.selected = Some(selected);
    model
}

fn rows(harness: &Harness<'_, Page>) -> Vec<(String, Rect)> {
    let rows = painted(harness).into_iter().filter(|(words, place)| {
        (words.starts_with("Клиент ") || words.starts_with("+7")) && place.left() < 700.0
    });
    rows.collect()
}

#[test]
fn the_selected_row_stays_in_sight_and_the_columns_where_they_are() {
    // Wide enough that the columns have more than their least.
    let size = [1400.0, 800.0];
    let few = harness(many_clients(1..4, 2), Lang::Ru, size);
    let mut harness = harness(many_clients(1..200, 2), Lang::Ru, size);
    let phone = |harness: &Harness<'_, Page>| {
        rows(harness).into_iter().find(|(words, _)| words.starts_with("+7")).unwrap().1.left()
    };
    let moved = phone(&few) - phone(&harness);
    assert!(moved.abs() < 0.1, "with a scroll bar and without one: {moved}");

    let in_sight = |harness: &Harness<'_, Page>, id: i64| {
        let name = format!("Клиент {id:03}");
        // The last line of all may be cut by the frame of the table.
        rows(harness).iter().any(|(words, place)| *words == name && place.bottom() < 752.0)
    };
    let last = (1..200).rfind(|id| in_sight(&harness, *id)).unwrap();
    harness.state_mut().model = many_clients(1..200, last);
    harness.run_steps(2);
    assert!(in_sight(&harness, last) && !in_sight(&harness, last + 3));
    harness.state_mut().model = many_clients((900..903).chain(1..200), last);
    harness.run_steps(3);
    assert!(in_sight(&harness, last), "three rows came above it\n{:?}", rows(&harness));
}
