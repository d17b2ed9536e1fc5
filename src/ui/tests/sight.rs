//! Tables stand still under what comes into them, nothing is painted to be painted over, and letters are drawn before
//! they are needed.

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
    model.clients.list = Slot::done(Listing {
        text: String::new(),
        rows,
        first: 0,
        total,
        swapped: None,
        elapsed: Duration::ZERO,
    });
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

#[test]
fn a_chip_moves_no_column() {
    for size in SIZES {
        let heads = [RowState::OnServer, RowState::Queued(QueueState::Resending)].map(|state| {
            let mut model = many_clients(1..4, 2);
            let listing = model.clients.list.value().unwrap();
            let mut rows = listing.rows.to_vec();
            rows[0].client.state = state;
            let listing = Listing { rows: rows.into(), text: String::new(), swapped: None, ..*listing };
            model.clients.list = Slot::done(listing);
            let harness = harness(model, Lang::Ru, size);
            let shown = painted(&harness).into_iter();
            let heads =
                shown.filter(|(words, _)| ["Телефон", "Животные", "Состояние"].contains(&words.as_str()));
            heads.collect::<Vec<_>>()
        });
        assert_eq!(heads[0].len(), 3);
        assert_eq!(heads[0], heads[1], "{size:?}");
    }
}

#[test]
fn the_card_beside_the_table_gives_all_its_room_to_the_records() {
    let mut model = model();
    let appointment = |id: i64| crate::app::model::AppointmentRow {
        id,
        server_id: None,
        client_id: 1,
        client_server_id: None,
        client_name: String::new(),
        patient_id: 1,
        patient_server_id: None,
        patient_name: format!("Мурка {id}"),
        date: model.now.date_naive(),
        time: model.now.time(),
        doctor_name: None,
        notes: None,
        synced: false,
        state: RowState::Queued(QueueState::Waiting),
    };
    let card = Card {
        client: client(1, "Иванова Мария Петровна", RowState::OnServer),
        patients: Arc::new([]),
        appointments: (1..=10).map(appointment).collect(),
        invoices: Arc::new([]),
    };
    model.clients.card = Slot::done(Arc::new(card));
    // The harness keeps a margin around a page; the card is beside the table from 1280 points on.
    let harness = harness(model, Lang::Ru, [1300.0, 800.0]);
    let shown = painted(&harness);
    let last = shown.iter().find(|(words, _)| words == "Мурка 10");
    assert!(last.is_some(), "{shown:?}");
}

/// Without a graphics card a pixel costs as much each time it is painted.
#[test]
fn hardly_a_pixel_is_painted_twice() {
    for screen in Screen::ALL {
        let mut model = model();
        model.screen = screen;
        let harness = harness(model, Lang::Ru, [1280.0, 800.0]);
        let grounds = shapes(&harness).into_iter().filter_map(|(clip, shape)| match shape {
            egui::Shape::Rect(rect) if rect.fill != egui::Color32::TRANSPARENT => {
                Some(rect.rect.intersect(clip).area())
            }
            _ => None,
        });
        // The first is what the harness puts below the window.
        let times = grounds.skip(1).sum::<f32>() / (1280.0 * 800.0);
        assert!((0.2..1.1).contains(&times), "{screen:?}: {times} times the window");
    }
}

#[test]
fn rows_that_a_search_brings_find_their_letters_drawn() {
    let ctx = egui::Context::default();
    install(&ctx);
    let (text, mut local, mut glyphs) = (Text::new(Lang::Ru), Local::default(), Glyphs::default());
    // How many pixels of letters a frame draws.
    let mut frame = |model: &Model, ahead: bool| -> usize {
        let screen_rect = Some(Rect::from_min_size(egui::Pos2::ZERO, vec2(1280.0, 728.0)));
        let input = egui::RawInput { screen_rect, ..egui::RawInput::default() };
        let view = View { model, text: &text };
        let mut drawn = ctx.run_ui(input, |ui| {
            window_ui(ui, &view, &mut local, &mut Vec::new());
            while ahead && glyphs.draw_some(ui) {}
        });
        let parts = drawn.textures_delta.set.values().flatten();
        let pixels = parts.map(|part| part.image.size().iter().product::<usize>()).sum();
        drawn.textures_delta.clear();
        pixels
    };
    let first = many_clients(1..40, 1);
    for _ in 0..3 {
        frame(&first, true);
    }
    let names =
        ["Ёжикова-Щукина Жанна Юрьевна", "Цой Эдуард", "Константинопольская Александра Владиславовна"];
    let found = |(id, name): (i64, &str)| {
        let mut client = client(id, name, RowState::OnServer);
        client.phone = format!("8903{}", 1_234_567 + id * 1_111_111);
        client.email = Some("zhukov_77@mail.example.ru".to_owned());
        ClientListRow { client, animals: "Фрэнк, Пыжик, Чаплин, Шуша".to_owned() }
    };
    let rows: Arc<[ClientListRow]> = (1..).zip(names).map(found).collect();
    let card = Card {
        client: rows[0].client.clone(),
        patients: [].into(),
        appointments: [].into(),
        invoices: [].into(),
    };
    let elapsed = Duration::from_millis(1);
    let mut second = many_clients(1..2, 1);
    second.clients.card = Slot::done(Arc::new(card));
    second.clients.list =
        Slot::done(Listing { text: "жа".into(), rows, first: 0, total: 3, swapped: None, elapsed });
    assert_eq!(frame(&second, false), 0);
}
