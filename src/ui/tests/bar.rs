//! The status bar: nothing on it covers anything, and the important is said first.

use chrono::TimeDelta;
use egui::{Pos2, Rect, pos2};

use super::*;
use crate::app::model::{Download, Status, Stopped};
use crate::ui::theme;

fn inside(harness: &Harness<'_, Page>, place: Rect) -> Vec<(String, Rect)> {
    let within = painted(harness).into_iter().filter(|(_, rect)| place.contains(rect.center()));
    within.filter(|(words, _)| !words.trim().is_empty()).collect()
}

fn status_bar(size: [f32; 2]) -> Rect {
    Rect::from_min_max(pos2(0.0, size[1] - theme::STATUS_BAR), Pos2::new(size[0], size[1]))
}

/// Short names and long ones, as they are in a clinic.
const NAMES: [(&str, &str); 2] = [
    ("Смирнова А. В.", "Клиника на Лесной"),
    ("константинопольская.александра", "Ветеринарная клиника на Большой Академической улице"),
];

fn statuses(now: chrono::DateTime<chrono::Local>) -> Vec<Status> {
    let good = Status {
        online: true,
        last_sync: Some(now),
        last_download: Some(now),
        pending: 3,
        oldest_unsent: Some(TimeDelta::minutes(12)),
        ..Status::default()
    };
    let with = |state| Status { state: Some(state), ..good.clone() };
    let first = Download { nomenclature: 1092, clients: 1, patients: 1, first: true };
    let empty =
        Status { last_sync: None, last_download: None, pending: 0, oldest_unsent: None, ..good.clone() };
    let stuck = Status { attention: 12, ..with(SyncState::Attention) };
    let elsewhere = crate::app::model::Tally { actions: 123, ..Default::default() };
    vec![
        Status { elsewhere, pending: 0, oldest_unsent: None, ..with(SyncState::Synced) },
        Status { elsewhere, stopped: Some(Stopped::Hanging), ..stuck.clone() },
        Status { stopped: Some(Stopped::Restarting), online: false, ..stuck.clone() },
        Status { pending: 0, oldest_unsent: None, ..with(SyncState::Synced) },
        with(SyncState::Waiting),
        with(SyncState::Syncing),
        Status { online: false, ..with(SyncState::Offline) },
        stuck.clone(),
        Status { online: false, ..stuck.clone() },
        Status { retry_at: Some(now), ..stuck.clone() },
        Status { refused: Some(String::new()), ..stuck },
        Status { download: Some(first), state: Some(SyncState::Syncing), ..empty.clone() },
        Status {
            download: Some(Download { first: false, ..first }),
            counts: crate::app::model::Counts { clients: 61_974, ..Default::default() },
            ..with(SyncState::Syncing)
        },
        Status { state: Some(SyncState::Waiting), ..empty },
    ]
}

#[test]
fn nothing_on_the_status_bar_covers_anything() {
    let now = Model::default().now;
    for (size, (user, branch)) in SIZES.into_iter().flat_map(|size| NAMES.map(|names| (size, names))) {
        for status in statuses(now) {
            let mut model = model();
            let account = model.account.as_mut().unwrap();
            account.user.full_name = Some(user.to_owned());
            account.branch.name = branch.to_owned();
            model.status = status.clone();
            let harness = harness(model, Lang::Ru, size);
            let words = inside(&harness, status_bar(size));
            let what = format!("{size:?} {:?} {words:?}", status.state);
            for (at, (_, place)) in words.iter().enumerate() {
                assert!(status_bar(size).x_range().contains(place.left()), "{what}");
                assert!(place.right() <= size[0], "{what}");
                for (_, other) in &words[at + 1..] {
                    assert!(!place.shrink(0.5).intersects(*other), "{what}");
                }
            }
            let says = |wanted: &str| words.iter().any(|(words, _)| words.contains(wanted));
            let wide = size[0] > 1200.0;
            assert!(
                words.iter().all(|(words, _)| !words.contains('…')) || user.len() > 30 || !wide,
                "{what}"
            );
            if status.last_sync.is_some() && (wide || status.retry_at.is_none() && status.refused.is_none()) {
                assert!(says("Последний обмен "), "{what}");
            }
            if status.last_download.is_some() && wide {
                assert!(says("База от "), "{what}");
            }
            if wide {
                assert!(says(&branch[..10]) && says(&user[..10]), "{what}");
            }
        }
    }
}

#[test]
fn no_word_on_the_status_bar_is_broken_and_the_button_keeps_its_width() {
    let base = Status {
        state: Some(SyncState::Attention),
        attention: 4,
        pending: 1,
        oldest_unsent: Some(TimeDelta::minutes(1)),
        refused: Some(String::new()),
        put_aside: crate::app::model::Tally { actions: 4, ..Default::default() },
        online: true,
        ..Status::default()
    };
    let now = Model::default().now;
    let base = Status { last_sync: Some(now), last_download: Some(now), ..base };
    for size in SIZES {
        let lefts = [Some(now), None].map(|retry_at| {
            let mut model = model();
            let account = model.account.as_mut().unwrap();
            account.user.full_name = Some("Администратор".to_owned());
            account.branch.name = "Клиника на Лесной".to_owned();
            model.status = Status { retry_at, ..base.clone() };
            let harness = harness(model, Lang::Ru, size);
            for (words, _) in columns::cut(&harness) {
                let lines: Vec<&str> = words.split('|').collect();
                let broken = lines.windows(2).any(|pair| {
                    pair[0].ends_with(char::is_alphabetic) && pair[1].starts_with(char::is_alphabetic)
                });
                assert!(!broken, "{size:?}: {words}");
            }
            let label = if retry_at.is_some() {
                "Продолжим в 12:00"
            } else {
                "Синхронизировать"
            };
            let label = label.replace("12:00", &now.format("%H:%M").to_string());
            harness.get_by_label(&label).rect().left()
        });
        assert!((lefts[0] - lefts[1]).abs() < 0.1, "{lefts:?}");
    }
}
