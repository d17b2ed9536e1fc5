//! The pages drawn without a window, on models filled by hand: nothing panics, no glyph is missing, keys do what they say.

mod bar;
mod columns;
mod far;
mod focus;
mod questions;
mod said;
mod sight;
mod sign_in;
mod stages;
mod toasts;

use std::sync::Arc;
use std::time::Duration;

use egui::{Event, Key, Modifiers, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::glyphs::Glyphs;
use super::{Local, View, install, window_ui};
use crate::app::command::Command;
use crate::app::model::{
    Account, Card, ClientListRow, ClientRow, Download, Listing, Model, Notice, NoticeKind, QueueItem,
    QueueRow, RowState, Screen, Slot, Stage, Status, StoreTrouble, TroubleKind,
};
use crate::domain::{ActionKind, Branch, KindState, QueueState, RecordKind, SyncState, User};
use crate::text::{Lang, Text};

/// Draws the window on a model that a test may change between two frames.
struct Page {
    model: Model,
    text: Text,
    local: Local,
    asked: Vec<Command>,
}

fn client(id: i64, name: &str, state: RowState) -> ClientRow {
    ClientRow {
        id,
        server_id: None,
        full_name: name.to_owned(),
        phone: "89161234567".to_owned(),
        email: None,
        address: Some("ул. Зелёная, 12–48".to_owned()),
        synced: state == RowState::OnServer,
        state,
    }
}

fn model() -> Model {
    let names = [
        ("Иванова Мария Петровна", RowState::OnServer),
        ("Ёлкин Пётр", RowState::Queued(QueueState::Waiting)),
        ("Щукина Анна", RowState::Queued(QueueState::Refused)),
        ("Юдин Олег", RowState::LocalOnly),
    ];
    let row = |(at, (name, state)): (i64, (&str, RowState))| ClientListRow {
        client: client(at, name, state),
        animals: "Мурка, Барсик".to_owned(),
    };
    let rows: Arc<[ClientListRow]> = (1..).zip(names).map(row).collect();
    let listing = Listing {
        text: "ива".into(),
        rows,
        first: 0,
        total: 4,
        swapped: None,
        elapsed: Duration::from_millis(2),
    };
    let card = Card {
        client: client(1, names[0].0, RowState::OnServer),
        patients: Arc::new([]),
        appointments: Arc::new([]),
        invoices: Arc::new([]),
    };
    let user = User {
        id: "1".into(),
        username: "smirnova".into(),
        full_name: Some("Смирнова А. В.".into()),
        role: None,
        branch_id: None,
        tenant_id: "1".into(),
    };
    let branch = Branch { id: "1".into(), name: "Филиал Север".into(), address: None };
    let mut model = Model::default();
    model.stage = Stage::Working;
    model.account = Some(Account { server: "https://clinic.example".into(), user, branch });
    model.clients.text = "ива".into();
    model.clients.list = Slot::done(listing);
    model.clients.selected = Some(1);
    model.clients.card = Slot::done(Arc::new(card));
    model.queue.list = Slot::done(QueueState::ALL.into_iter().map(action).collect());
    model.queue.selected = Some(QueueItem::Action(1));
    model.status.state = Some(SyncState::Attention);
    model.status.attention = 2;
    model
}

fn action(state: QueueState) -> QueueRow {
    let now = Model::default().now.to_utc();
    QueueRow {
        id: i64::from(state as u8) + 1,
        kind: ActionKind::CreateAppointment,
        local_id: 1,
        client_id: None,
        patient_id: None,
        title: "2026-11-23 14:30".into(),
        about: Some("Иванова Мария Петровна".into()),
        amount: None,
        author: "Смирнова А. В.".into(),
        state,
        kind_state: (state == QueueState::Aside).then_some(KindState::Aside),
        held_by: None,
        held_by_name: Some("Иванова Мария Петровна".into()),
        attempts: 1,
        error_message: Some("quantity".into()),
        error_code: None,
        error_field: None,
        idempotency_key: String::new(),
        payload: String::new(),
        created_at: now,
        updated_at: now,
    }
}

fn harness(model: Model, lang: Lang, size: [f32; 2]) -> Harness<'static, Page> {
    let page = Page { model, text: Text::new(lang), local: Local::default(), asked: Vec::new() };
    let mut harness =
        Harness::builder().with_size(vec2(size[0], size[1])).with_context_setup(install).build_ui_state(
            |ui, page: &mut Page| {
                let view = View { model: &page.model, text: &page.text };
                window_ui(ui, &view, &mut page.local, &mut page.asked);
            },
            page,
        );
    harness.run_steps(3);
    harness.state_mut().asked.clear();
    harness
}

/// Words that are painted, and where.
fn painted(harness: &Harness<'_, Page>) -> Vec<(String, egui::Rect)> {
    let words = texts(harness).map(|text| {
        let shown: String = text.galley.rows.iter().map(|row| row.row.text()).collect();
        (shown.replace('\u{a0}', " "), text.galley.rect.translate(text.pos.to_vec2()))
    });
    words.collect()
}

fn texts<'a>(harness: &'a Harness<'_, Page>) -> impl Iterator<Item = &'a egui::epaint::TextShape> {
    shapes(harness).into_iter().filter_map(|(_, shape)| match shape {
        egui::Shape::Text(text) => Some(text),
        _ => None,
    })
}

/// All that was painted, one by one, and where it may be seen.
fn shapes<'a>(harness: &'a Harness<'_, Page>) -> Vec<(egui::Rect, &'a egui::Shape)> {
    fn collect<'a>(clip: egui::Rect, shape: &'a egui::Shape, found: &mut Vec<(egui::Rect, &'a egui::Shape)>) {
        match shape {
            egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(clip, shape, found)),
            shape => found.push((clip, shape)),
        }
    }
    let mut found = Vec::new();
    for clipped in &harness.output().shapes {
        collect(clipped.clip_rect, &clipped.shape, &mut found);
    }
    found
}

const SIZES: [[f32; 2]; 2] = [[1024.0, 560.0], [1280.0, 800.0]];

#[test]
fn every_screen_is_drawn_in_both_languages_sizes_and_themes() {
    for (lang, size, screen) in Lang::ALL
        .into_iter()
        .flat_map(|lang| SIZES.map(|size| (lang, size)))
        .flat_map(|(lang, size)| Screen::ALL.map(|screen| (lang, size, screen)))
    {
        let mut model = model();
        model.screen = screen;
        let kind = NoticeKind::Saved { kind: RecordKind::Invoice, id: 1, warnings: vec![] };
        model.notices.push(Notice { id: 1, since: model.now, kind });
        let mut harness = harness(model, lang, size);
        for theme in [Theme::Dark, Theme::Light] {
            harness.ctx.set_theme(theme);
            harness.run_steps(2);
        }
        let window = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(size[0], size[1]));
        for label in ["cmd-clients", "cmd-sync"] {
            let label = harness.state().text.get(label);
            let rect = harness.get_all_by_label(&label).next().unwrap().rect();
            assert!(window.contains_rect(rect), "{label} is cut at {size:?}");
        }
    }
}

#[test]
fn the_other_stages_are_drawn() {
    let trouble =
        StoreTrouble { kind: TroubleKind::NewerSchema, detail: String::new(), path: Some("a.db".into()) };
    for stage in [
        Stage::Starting,
        Stage::StoreUnusable(trouble),
        Stage::SignIn(crate::app::model::SignInPage::default()),
    ] {
        let mut model = model();
        model.stage = stage;
        harness(model, Lang::Ru, SIZES[0]);
    }
}

#[test]
fn keys_ask_for_what_the_table_says() {
    let new = Command::New { kind: RecordKind::Client, client: None, patient: None };
    let cases = [
        (Modifiers::NONE, Key::Insert, new),
        (Modifiers::NONE, Key::F2, Command::Open(RecordKind::Client, 1)),
        (Modifiers::NONE, Key::Enter, Command::Open(RecordKind::Client, 1)),
        (Modifiers::NONE, Key::ArrowDown, Command::SelectClient(2)),
        (Modifiers::NONE, Key::F5, Command::Sync { full: false }),
        (Modifiers::SHIFT, Key::F5, Command::Sync { full: true }),
        (Modifiers::CTRL, Key::Num5, Command::Show(Screen::Queue)),
        (Modifiers::NONE, Key::Escape, Command::SearchClients(String::new())),
    ];
    for (modifiers, key, expected) in cases {
        let mut harness = harness(model(), Lang::Ru, SIZES[1]);
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        assert_eq!(harness.state().asked, [expected], "{key:?}");
    }
}

#[test]
fn typing_searches_wherever_the_focus_was() {
    let mut harness = harness(model(), Lang::Ru, SIZES[1]);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    harness.event(Event::Text("н".into()));
    harness.run_steps(2);
    assert_eq!(harness.state().asked, [Command::SearchClients("иван".into())]);
}

#[test]
fn a_stuck_action_is_mended_sent_again_or_withdrawn() {
    let cases = [
        (Modifiers::NONE, Key::Enter, Command::OpenAction(4)),
        (Modifiers::CTRL, Key::Enter, Command::RetryAction(4)),
        (Modifiers::NONE, Key::Delete, Command::DiscardAction(4)),
    ];
    for (modifiers, key, expected) in cases {
        let mut model = model();
        model.screen = Screen::Queue;
        model.queue.selected = Some(QueueItem::Action(4));
        let mut harness = harness(model, Lang::Ru, SIZES[1]);
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        assert_eq!(harness.state().asked, [expected], "{key:?}");
    }
}

#[test]
fn the_queue_takes_its_keys_wherever_the_focus_is() {
    let cases = [
        (Modifiers::CTRL, Key::Enter, Command::RetryAction(4)),
        (Modifiers::NONE, Key::Delete, Command::DiscardAction(4)),
    ];
    for (tabs, (modifiers, key, expected)) in (0..4).flat_map(|tabs| cases.clone().map(|case| (tabs, case))) {
        let mut model = model();
        model.screen = Screen::Queue;
        model.queue.selected = Some(QueueItem::Action(4));
        let mut harness = harness(model, Lang::Ru, SIZES[1]);
        for _ in 0..tabs {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
        }
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        assert_eq!(harness.state().asked, [expected], "{key:?} after {tabs} Tabs");
    }
}

/// Words on the status bar of the smallest window, and where they stand.
fn status_bar_words(model: Model, lang: Lang) -> Vec<(String, bool, egui::Rect)> {
    let harness = harness(model, lang, SIZES[0]);
    let seen = texts(&harness).map(|text| {
        let place = text.galley.rect.translate(text.pos.to_vec2());
        (text.galley.text().to_owned(), text.galley.elided, place)
    });
    seen.filter(|(_, _, place)| place.center().y > SIZES[0][1] - super::theme::STATUS_BAR).collect()
}

/// What a case adds to a status.
type Change = fn(&mut Status);

#[test]
fn the_longest_states_stand_whole_on_the_status_bar() {
    let age = Some(chrono::TimeDelta::days(327));
    let wait = |status: &mut Status| (status.pending, status.oldest_unsent) = (1_234, age);
    let cases: [(SyncState, Change); 4] = [
        (SyncState::Syncing, |status| {
            status.download = Some(Download { nomenclature: 1_092, first: true, ..Download::default() });
        }),
        (SyncState::Offline, |_| ()),
        (SyncState::Attention, |status| status.attention = 1_234),
        (SyncState::Attention, |status| {
            (status.attention, status.online) = (12, true);
            status.refused = Some(String::new());
        }),
    ];
    for (lang, (state, more)) in Lang::ALL.into_iter().flat_map(|lang| cases.map(|case| (lang, case))) {
        let mut model = model();
        if let Some(account) = &mut model.account {
            account.user.full_name = Some("Администратор".into());
            account.branch.name = "Клиника на Лесной".into();
        }
        model.status = Status { state: Some(state), ..Status::default() };
        wait(&mut model.status);
        more(&mut model.status);
        let seen = status_bar_words(model, lang);
        assert!(seen.len() > 4, "{seen:?}");
        for (at, (words, cut, place)) in seen.iter().enumerate() {
            // A name ends in `…` before anything is left out.
            assert!(!cut || words == "Администратор", "{state:?} in {lang:?}: «{words}»");
            let under = seen[..at].iter().find(|other| other.2.shrink(1.0).intersects(*place));
            assert!(under.is_none(), "{state:?} in {lang:?}: «{words}» over {under:?}");
        }
    }
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let mut harness = harness(model(), Lang::Ru, SIZES[1]);
    harness.run_steps(4);
    let wait = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert!(wait > Duration::from_secs(1), "{wait:?}");
}
