//! The status bar: dot and state, the facts beside it, who works where, the button that synchronises.

use chrono::{DateTime, Local};
use egui::{Align2, Color32, Layout, Pos2, Rect, Stroke, Ui, pos2};

use super::commands::Cmd;
use super::theme::{self, palette};
use super::widgets::{Button, Said, in_row};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::{Download, Status};
use crate::domain::SyncState;
use crate::text::Text;

/// A user or a branch of a longer name takes two small lines.
const MOST_NAME: f32 = 160.0;

pub fn status_bar_ui(ui: &mut Ui, view: &View, out: &mut Vec<Command>) {
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, palette(ui).border));
    let button = sync_button(ui, view, rect, out);
    let right = who_and_where(ui, view, pos2(button.left() - 14.0, rect.center().y));
    let left = state(ui, view, rect, right);
    let base = base_from(view.text, &view.model.status, view.model.now);
    let last = last_sync(view.text, &view.model.status, view.model.now);
    let secondary = palette(ui).secondary;
    let mut right = right;
    let said_already = view.model.status.state == Some(SyncState::Synced);
    for fact in [Some(base), last.filter(|_| !said_already)].into_iter().flatten() {
        let galley = ui.painter().layout_no_wrap(fact, theme::regular(13.0), secondary);
        if right - galley.size().x - 16.0 < left {
            break;
        }
        let at = Align2::RIGHT_CENTER.anchor_size(pos2(right, rect.center().y), galley.size()).min;
        right = at.x - 16.0;
        ui.painter().galley(at, galley, secondary);
    }
}

fn sync_button(ui: &mut Ui, view: &View, rect: Rect, out: &mut Vec<Command>) -> Rect {
    let builder = egui::UiBuilder::new().max_rect(rect.shrink2(egui::vec2(12.0, 2.0)));
    ui.scope_builder(builder.layout(Layout::right_to_left(egui::Align::Center)), |ui| {
        let tip = format!("{} · {}", Cmd::SyncFull.label(view.text), Cmd::SyncFull.key_name());
        let label = Cmd::Sync.label(view.text);
        let button = Button::new(&label).icon(icons::SYNC).key(Cmd::Sync.key_name()).small().tip(tip);
        let response = button.show(ui);
        if response.clicked() {
            out.push(Command::Sync { full: false });
        }
        response.rect
    })
    .inner
}

/// User and branch; returns where the room to the left of them ends.
fn who_and_where(ui: &Ui, view: &View, right: Pos2) -> f32 {
    let Some(account) = &view.model.account else { return right.x };
    let (colours, middle) = (palette(ui), right.y);
    let put = |right: f32, words: &str, ink| {
        let galley = in_row(ui, words, "", theme::regular(13.0), ink, MOST_NAME);
        let place = Align2::RIGHT_CENTER.anchor_size(pos2(right, middle), galley.size());
        ui.painter().galley(place.min, galley, ink);
        place.left() - 14.0
    };
    let branch = put(right.x, &account.branch.name, colours.secondary);
    let line = put(branch, account.user.shown_name(), colours.text);
    ui.painter().vline(line, right.y - 9.0..=right.y + 9.0, Stroke::new(1.0, colours.border));
    line - 14.0
}

/// Dot, state and what belongs to it, in what is left of `right`; returns where it ends.
fn state(ui: &mut Ui, view: &View, rect: Rect, right: f32) -> f32 {
    let status = &view.model.status;
    let Some(state) = status.state else { return rect.left() };
    let middle = rect.center().y;
    let (dot, colours) = (dot(ui, state), palette(ui));
    ui.painter().circle_filled(pos2(rect.left() + 17.0, middle), 5.0, dot);
    let title = title(view.text, status, state);
    let galley = ui.painter().layout_no_wrap(title.clone(), theme::bold(13.0), colours.text);
    let words = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 36.0, middle), galley.size());
    let response = ui.interact(words, ui.scope_id().with("sync state"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Status, true, &title));
    ui.painter().galley(words.min, galley, colours.text);
    let facts = facts(view.text, status, state);
    if facts.is_empty() {
        return words.right();
    }
    let at = pos2(words.right() + 14.0, middle);
    let ink = Said::Secondary.colour(ui);
    let part = status.download.and_then(|download| part_done(download, status));
    let room = right - at.x - if part.is_some() { 92.0 } else { 0.0 };
    let galley = in_row(ui, &facts, "", theme::regular(13.0), ink, room);
    let mut end = Align2::LEFT_CENTER.anchor_size(at, galley.size());
    ui.painter().galley(end.min, galley, ink);
    let beside = ui.interact(end, ui.scope_id().with("sync facts"), egui::Sense::hover());
    beside.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &facts));
    if let Some(part) = part {
        end = progress(ui, pos2(end.right() + 12.0, middle), part);
    }
    end.right()
}

fn progress(ui: &Ui, left: Pos2, part: f32) -> Rect {
    let colours = palette(ui);
    let bar = Rect::from_min_size(left - egui::vec2(0.0, 3.0), egui::vec2(80.0, 6.0));
    ui.painter().rect_filled(bar, 3, colours.border);
    ui.painter().rect_filled(bar.with_max_x(bar.left() + 80.0 * part), 3, colours.primary);
    bar
}

/// How much of a download has come, judged by what the last one brought.
#[expect(clippy::cast_precision_loss, reason = "a bar of eighty points")]
fn part_done(download: Download, status: &Status) -> Option<f32> {
    let counts = &status.counts;
    let all = counts.clients + counts.patients + counts.nomenclature;
    let here = download.clients + download.patients + download.nomenclature;
    (!download.first && all > 0).then(|| (here as f32 / all as f32).min(1.0))
}

fn dot(ui: &Ui, state: SyncState) -> Color32 {
    let dots = &palette(ui).dots;
    match state {
        SyncState::Synced => dots.green,
        SyncState::Waiting => dots.yellow,
        SyncState::Syncing => dots.blue,
        SyncState::Offline | SyncState::Attention => dots.red,
    }
}

fn title(text: &Text, status: &Status, state: SyncState) -> String {
    let n = if state == SyncState::Attention { status.attention } else { status.pending };
    let words = text.sync_state(state, n);
    if state == SyncState::Attention && !status.online {
        let offline = text.sync_state(SyncState::Offline, 0);
        return text
            .with("status-attention-offline", [("attention", words.into()), ("offline", offline.into())]);
    }
    words
}

/// What stands beside the state.
fn facts(text: &Text, status: &Status, state: SyncState) -> String {
    if let Some(download) = status.download {
        return downloading(text, download);
    }
    let refused = status.refused.as_ref().map(|_| text.get("status-key-refused"));
    let oldest = status.oldest_unsent.map(|age| text.age(age));
    let unsent = || match (&oldest, status.pending) {
        (_, 0) => String::new(),
        (Some(age), n) => text.with("status-unsent-oldest", [("n", n.into()), ("age", age.clone().into())]),
        (None, n) => text.with("status-unsent", [("n", n.into())]),
    };
    match state {
        SyncState::Attention => refused.unwrap_or_else(unsent),
        SyncState::Offline => format!("{} {}", text.get("status-can-work"), unsent()).trim_end().to_owned(),
        SyncState::Waiting => match (status.retry_at, oldest) {
            (Some(at), _) => text.with("status-retry-at", [("time", words::clock(&at).into())]),
            (None, Some(age)) if status.pending > 0 => text.with("status-oldest", [("age", age.into())]),
            _ if status.last_download.is_none() => text.get("status-first-download"),
            _ => text.get("status-last-cycle-failed"),
        },
        SyncState::Synced => {
            let time = status.last_sync.map(|at| words::clock(&at));
            time.map(|time| text.with("status-last-sync", [("time", time.into())])).unwrap_or_default()
        }
        SyncState::Syncing => String::new(),
    }
}

fn downloading(text: &Text, download: Download) -> String {
    let rows = if download.nomenclature > 0 {
        text.with("counted-nomenclature", [("n", download.nomenclature.into())])
    } else if download.patients > 0 {
        text.with("counted-patients", [("n", download.patients.into())])
    } else {
        text.with("counted-clients", [("n", download.clients.into())])
    };
    let key = if download.first { "status-downloading" } else { "status-downloading-short" };
    text.with(key, [("rows", rows.into())])
}

fn base_from(text: &Text, status: &Status, now: DateTime<Local>) -> String {
    match status.last_download {
        Some(at) => text.with("status-base-from", [("time", words::moment(&at, now).into())]),
        None => text.get("status-no-base"),
    }
}

fn last_sync(text: &Text, status: &Status, now: DateTime<Local>) -> Option<String> {
    let at = words::moment(&status.last_sync?, now);
    Some(text.with("status-last-sync", [("time", at.into())]))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_bar_says_the_exact_words() {
        let text = Text::new(Lang::Ru);
        let good = Status { online: true, ..Status::default() };
        let offline = Status { pending: 3, oldest_unsent: Some(TimeDelta::minutes(12)), ..Status::default() };
        let download = Download { clients: 31_200, first: true, ..Download::default() };
        let cases = [
            (good.clone(), SyncState::Synced, "Все данные синхронизированы", ""),
            (
                Status { pending: 3, ..good.clone() },
                SyncState::Waiting,
                "Ожидает синхронизации: 3",
                "База ещё не загружена",
            ),
            (good.clone(), SyncState::Syncing, "Синхронизация...", ""),
            (
                offline.clone(),
                SyncState::Offline,
                "Офлайн",
                "Можно работать. Не отправлено: 3, старшее — 12 мин",
            ),
            (Status { pending: 0, ..offline.clone() }, SyncState::Offline, "Офлайн", "Можно работать."),
            (Status { attention: 3, ..good.clone() }, SyncState::Attention, "Требуют внимания: 3", ""),
            (
                Status { attention: 1, ..offline },
                SyncState::Attention,
                "Требует внимания: 1 · Офлайн",
                "Не отправлено: 3, старшее — 12 мин",
            ),
            (
                Status { refused: Some(String::new()), attention: 1, ..good.clone() },
                SyncState::Attention,
                "Требует внимания: 1",
                "Сервер не принял ключ. Позовите администратора",
            ),
            (
                Status { download: Some(download), ..good },
                SyncState::Syncing,
                "Синхронизация...",
                "Загружаем базу: 31\u{a0}200 клиентов. Работать уже можно; поиск пока неполный",
            ),
        ];
        for (status, state, expected, beside) in cases {
            assert_eq!(title(&text, &status, state), expected);
            assert_eq!(facts(&text, &status, state), beside, "{expected}");
        }
    }
}
