//! Messages stand where nothing else does, and go by a key.

use egui::{Rect, pos2};

use super::*;
use crate::ui::{rail, theme, toasts};

#[test]
fn messages_leave_the_rail_and_the_status_bar_free() {
    let long = "/home/vet/.local/share/vetsystem-companion/".repeat(8);
    for size in SIZES {
        let mut model = model();
        let kinds = [
            NoticeKind::SecretInFile(long.clone().into()),
            NoticeKind::SettingsSaved,
            NoticeKind::SettingsTrouble { detail: "диск".into() },
            NoticeKind::Saved { kind: RecordKind::Client, id: 1, warnings: vec![] },
        ];
        let since = model.now;
        for (id, kind) in (1..).zip(kinds) {
            model.notices.push(Notice { id, since, kind });
        }
        let text = Text::new(Lang::Ru);
        // From the newest on they go, and those behind them come into sight.
        while !model.notices.is_empty() {
            let mut now = super::model();
            now.notices.clone_from(&model.notices);
            let mut harness = harness(now, Lang::Ru, size);
            harness.run_steps(2);
            let below = rail::BOTTOM;
            let free = Rect::from_min_max(pos2(0.0, below), pos2(theme::RAIL, size[1] - theme::STATUS_BAR));
            let settings = text.get("cmd-settings");
            let shown = painted(&harness);
            let newest = model.notices.last().unwrap();
            let words = toasts::say(&text, &newest.kind).1;
            let first: String = words.chars().take(12).collect();
            let found = shown.iter().filter(|(painted, _)| painted.replace('\n', " ").starts_with(&first));
            let places: Vec<Rect> = found.map(|(_, place)| *place).collect();
            assert!(places.iter().any(|place| free.contains_rect(*place)), "{words}: {places:?} in {free}");
            assert!(shown.iter().any(|(words, place)| *words == settings && place.bottom() < below));
            model.notices.pop();
        }
    }
}

#[test]
fn a_message_that_stays_goes_by_its_key() {
    let mut model = model();
    let since = model.now;
    for (id, kind) in
        [(1, NoticeKind::SettingsTrouble { detail: String::new() }), (2, NoticeKind::SettingsSaved)]
    {
        model.notices.push(Notice { id, since, kind });
    }
    let mut harness = harness(model, Lang::Ru, SIZES[0]);
    harness.key_press_modifiers(Modifiers::CTRL, Key::W);
    harness.run_steps(2);
    assert_eq!(harness.state().asked, [Command::DismissNotice(1)]);
}
