//! What stands in the columns of a table is whole where its neighbours have room to give, and what was searched is seen.

use super::*;
use crate::app::model::AppointmentRow;

/// Words that are painted, and whether they are cut.
pub(super) fn cut(harness: &Harness<'_, Page>) -> Vec<(String, bool)> {
    let words = texts(harness).map(|text| {
        let lines: Vec<_> = text.galley.rows.iter().map(|row| row.row.text()).collect();
        (lines.join("|").replace('\u{a0}', " "), text.galley.elided)
    });
    words.collect()
}

fn appointment(id: i64, [patient, client, doctor, reason]: [&str; 4]) -> AppointmentRow {
    let now = Model::default().now;
    AppointmentRow {
        id,
        server_id: None,
        client_id: 1,
        client_server_id: None,
        client_name: client.into(),
        patient_id: 1,
        patient_server_id: None,
        patient_name: patient.into(),
        date: now.date_naive(),
        time: now.time(),
        doctor_name: Some(doctor.into()),
        notes: Some(reason.into()),
        synced: false,
        state: RowState::Queued(QueueState::InDoubt),
    }
}

#[test]
fn an_appointment_is_whole_in_the_smallest_window() {
    let rows = [
        ["Мурка", "Константинопольская Александра Владиславовна", "Смирнова А. В.", "осмотр"],
        ["Жозефина Бонапарт", "Ли Анна", "Преображенская Екатерина Олеговна", "прививка"],
        ["Рекс", "Иванов Пётр", "Смирнова А. В.", "повторный приём после операции на лапе"],
    ];
    let mut model = model();
    model.screen = Screen::Appointments;
    model.appointments.list =
        Slot::done((1..).zip(rows).map(|(id, row)| appointment(id, row)).collect::<Vec<_>>().into());
    let shown = cut(&harness(model, Lang::Ru, SIZES[0]));
    for words in rows.iter().flatten() {
        let wanted = words.replace(' ', "");
        let found = shown.iter().find(|(shown, _)| shown.replace([' ', '|'], "") == wanted);
        assert!(found.is_some_and(|(_, cut)| !cut), "{words}: {shown:?}");
    }
}

fn found(searched: &str, phone: &str, animals: &str) -> Model {
    let mut model = model();
    let row = ClientListRow {
        client: ClientRow { phone: phone.into(), ..client(1, "Ли Анна", RowState::OnServer) },
        animals: animals.into(),
    };
    let (text, rows) = (searched.to_owned(), Arc::new([row]));
    model.clients.text.clone_from(&text);
    model.clients.list =
        Slot::done(Listing { text, rows, first: 0, total: 1, swapped: None, elapsed: Duration::ZERO });
    model
}

#[test]
fn the_animal_that_was_searched_stands_first_and_no_line_begins_with_a_space() {
    let animals = "Матильда, Барсик, Грей, Искра, Снежинка, Константин, Рекс";
    for size in SIZES {
        let shown = cut(&harness(found("рекс", "", animals), Lang::Ru, size));
        assert!(shown.iter().any(|(words, _)| words.starts_with("Рекс")), "{shown:?}");
        for count in 2..7 {
            let names: Vec<_> = animals.split(", ").take(count).collect();
            let shown = cut(&harness(found("", "", &names.join(", ")), Lang::Ru, size));
            assert!(!shown.iter().any(|(words, _)| words.contains("| ")), "{shown:?}");
        }
    }
}

#[test]
fn two_phone_numbers_are_whole() {
    for size in SIZES {
        for between in [", ", "; ", " "] {
            let (one, other) = ("8 (916) 123-45-67", "муж 8 (903) 555-66-77");
            let phone = format!("{one}{between}{other}");
            let shown = cut(&harness(found("", &phone, "Рекс"), Lang::Ru, size));
            let whole = |(words, cut): &(String, bool)| {
                !cut && words.starts_with(one) && words.ends_with("8 (903) 555-66-77")
            };
            assert!(shown.iter().any(whole), "{phone}: {shown:?}");
        }
    }
}

/// The words below each mark.
fn marked(harness: &Harness<'_, Page>) -> Vec<String> {
    let found = crate::ui::theme::palette(&harness.ctx).found;
    let marks = shapes(harness).into_iter().filter_map(|(_, shape)| match shape {
        egui::Shape::Rect(rect) if rect.fill == found => Some(rect.rect),
        _ => None,
    });
    let letters_in = |place: egui::Rect| -> String {
        let letters = texts(harness).flat_map(|text| {
            let rows = text.galley.rows.iter();
            rows.flat_map(move |row| {
                row.glyphs.iter().map(move |glyph| (text.pos + row.pos.to_vec2(), row, glyph))
            })
        });
        letters
            .filter(|(at, row, glyph)| {
                let middle =
                    egui::pos2(at.x + glyph.pos.x + glyph.advance_width / 2.0, at.y + row.size.y / 2.0);
                place.contains(middle)
            })
            .map(|(.., glyph)| glyph.chr)
            .collect()
    };
    marks.map(letters_in).collect()
}

#[test]
fn found_letters_are_marked_in_each_line() {
    let cases: [(&str, &str, &[&str]); 6] = [
        ("Иванова Мария Петровна", "мар ива", &["Ива", "Мар"]),
        ("Константинопольская Александра Владиславовна", "александ", &["Александ"]),
        ("Константинопольская Александра Владиславовна", "константин влад", &["Константин", "Влад"]),
        ("Ли Константинопольская-Заболоцкая", "константинопольская", &["Константинопольская"]),
        ("Салтыкова-Щедринская-Преображенская Анна", "преобра", &["Преобра"]),
        ("Фёдоров Пётр", "федор", &["Фёдор"]),
    ];
    for (name, searched, expected) in cases {
        let mut model = model();
        model.clients.text = searched.to_owned();
        let row = ClientListRow { client: client(1, name, RowState::OnServer), animals: String::new() };
        let rows: Arc<[ClientListRow]> = [row].into();
        let text = searched.to_owned();
        let elapsed = Duration::ZERO;
        model.clients.list = Slot::done(Listing { text, rows, first: 0, total: 1, swapped: None, elapsed });
        model.clients.card = Slot::default();
        let shown = marked(&harness(model, Lang::Ru, SIZES[0]));
        assert_eq!(shown, expected, "{searched} in {name}");
    }
}
