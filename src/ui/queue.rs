//! The queue: three figures, every action that has not reached the server, and what can be done with the selected one.

mod question;

use egui::{Id, Layout, Ui, vec2};
use question::{QuestionLocal, question_ui};

use super::commands::Cmd;
use super::theme::{self, palette};
use super::widgets::{
    Button, Cells, Column, STATE, Said, Sign, Table, TableState, card, chip, chip_of, fitted, held_chip,
    page_head, said, wrapped,
};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::{QueuePage, QueueRow};
use crate::domain::{ActionKind, Kopecks, QueueState};

const FIGURES: f32 = 92.0;
const DETAIL: f32 = 156.0;
/// The longest state in one line; on narrower pages it has two.
const HELD: f32 = 184.0;
/// Narrower pages have less room for each column.
const WIDE: f32 = 900.0;

#[derive(Default)]
pub struct QueueLocal {
    table: TableState,
    question: QuestionLocal,
}

fn table_id() -> Id {
    Id::unique("queue table")
}

pub fn queue_ui(ui: &mut Ui, view: &View, local: &mut QueueLocal, out: &mut Vec<Command>) {
    let page = &view.model.queue;
    let rows = page.list.value().map_or(&[][..], |rows| rows);
    let selected = rows.iter().position(|row| Some(row.id) == page.selected);
    super::day::focus_table(ui, table_id());
    keys(ui, page, rows, selected, local, out);
    page_head(ui, &view.text.get("queue-title"), "", |ui| {
        let label = view.text.get("queue-send-all");
        let button = Button::new(&label).icon(icons::SYNC).key(Cmd::Sync.key_name());
        if button.show(ui).clicked() {
            out.push(Command::Sync { full: false });
        }
    });
    figures_ui(ui, view);
    ui.add_space(theme::GAP - 8.0);
    let whole = ui.available_rect_before_wrap();
    let with_detail = !rows.is_empty();
    let above = if with_detail { whole.with_max_y(whole.bottom() - DETAIL - theme::GAP) } else { whole };
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| {
        table_ui(ui, view, rows, selected, local, out);
    });
    if with_detail {
        let below = whole.with_min_y(whole.bottom() - DETAIL);
        ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| {
            detail_ui(ui, view, page, &mut local.question, out);
        });
    }
}

fn keys(
    ui: &Ui,
    page: &QueuePage,
    rows: &[QueueRow],
    selected: Option<usize>,
    local: &mut QueueLocal,
    out: &mut Vec<Command>,
) {
    if page.question.is_some() {
        // The keys that asked answer nothing: not even on a button that has the focus.
        for cmd in [Cmd::SendAgain, Cmd::Withdraw] {
            cmd.pressed(ui);
        }
        return;
    }
    let in_table = ui.memory(|memory| memory.has_focus(table_id()));
    if in_table && let Some(row) = local.table.keys(ui, rows.len(), selected, false) {
        out.push(Command::SelectAction(rows[row].id));
    }
    let Some(row) = selected.map(|row| &rows[row]) else { return };
    // Nothing is typed on this page: these two need no focus.
    if Cmd::SendAgain.pressed(ui) && QueuePage::can_retry(row) {
        out.push(Command::RetryAction(row.id));
    }
    if Cmd::Withdraw.pressed(ui) && QueuePage::can_discard(row) {
        out.push(Command::DiscardAction(row.id));
    }
    if in_table && Cmd::Mend.pressed(ui) {
        out.push(Command::OpenAction(row.id));
    }
}

/// Sent today, not yet sent, needing a person.
fn figures_ui(ui: &mut Ui, view: &View) {
    let (text, status) = (view.text, &view.model.status);
    let colours = palette(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), FIGURES));
    let stroke = egui::Stroke::new(1.0, colours.border);
    ui.painter().rect(rect, theme::RADIUS_CARD, colours.surface, stroke, egui::StrokeKind::Inside);
    let oldest = status.oldest_unsent.filter(|_| status.pending > 0).map(|age| text.age(age));
    let oldest = oldest.map(|age| text.with("status-oldest", [("age", age.into())])).unwrap_or_default();
    let counted = |n: u64, money: Kopecks| format!("{n} · {}", text.roubles(money));
    let stuck = status.not_taken.money + status.in_doubt.money;
    let attention = match stuck {
        Kopecks::ZERO => status.attention.to_string(),
        money => counted(status.attention, money),
    };
    let ink = |n: u64, tone: theme::Tone| if n > 0 { tone.text } else { colours.text };
    let figures = [
        (
            "queue-sent-today",
            counted(status.sent_today.actions, status.sent_today.money),
            colours.text,
            String::new(),
        ),
        (
            "queue-unsent",
            counted(status.pending, status.unsent_money),
            ink(status.pending, colours.waiting),
            oldest,
        ),
        (
            "queue-attention",
            attention,
            ink(status.attention, colours.wrong),
            words::needs_a_person(text, status),
        ),
    ];
    // What needs a person says most.
    let unit = (rect.width() / 10.0).min(90.0);
    let mut left = rect.left() + 16.0;
    for (index, (name, value, ink, below)) in figures.into_iter().enumerate() {
        let painter = ui.painter();
        let at = |y: f32| egui::pos2(left, rect.top() + y);
        let top = egui::Align2::LEFT_TOP;
        painter.text(at(12.0), top, text.get(name), Said::Hint.font(), colours.secondary);
        painter.text(at(32.0), top, value, theme::bold(20.0), ink);
        painter.text(at(64.0), top, below, Said::Hint.font(), colours.secondary);
        left += 3.0 * unit;
        if index < 2 {
            painter.vline(left - 16.0, rect.top() + 20.0..=rect.bottom() - 20.0, stroke);
        }
    }
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[QueueRow],
    selected: Option<usize>,
    local: &mut QueueLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let wide = ui.available_width() >= WIDE;
    let least = |wide_least: f32, least: f32| if wide { wide_least } else { least };
    let columns = [
        Column::at_least(text.get("column-what"), least(190.0, 146.0), 1.0),
        Column::at_least(text.get("column-who-and-sum"), least(230.0, 150.0), 1.0),
        Column::at_least(text.get("column-author"), least(124.0, 108.0), 0.5),
        Column::points(text.get("column-created"), least(116.0, 88.0)),
        Column::points(text.get("column-state"), least(HELD, STATE + 6.0)),
        Column::points(text.get("column-attempts"), 64.0).right(),
        Column::at_least(text.get("column-answer"), least(120.0, 78.0), 2.0),
    ];
    let name = |row: usize| rows.get(row).map(|row| what(view, row)).unwrap_or_default();
    let empty = text.get("empty-queue");
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-actions"),
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
        empty: view.model.queue.list.value().map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |row, cells| action_row(view, &rows[row], wide, cells));
    if let Some(row) = shown.clicked {
        out.push(Command::SelectAction(rows[row].id));
    }
}

/// «Клиент Иванова Мария Петровна», «Счёт».
fn what(view: &View, row: &QueueRow) -> String {
    titled(view, row, &words::action_title(&row.title, view.model.today()))
}

fn titled(view: &View, row: &QueueRow, title: &str) -> String {
    format!("{} {title}", view.text.record_kind(row.kind.record())).trim_end().to_owned()
}

/// «Белов Андрей Ильич · 5 000,00 ₽», as far as the record has them.
fn who(view: &View, row: &QueueRow, name: impl Fn(&str) -> String) -> String {
    let amount = row.amount.map(|amount| view.text.roubles(amount));
    let client = row.kind == ActionKind::CreateClient;
    let about = row.about.as_deref().map(|about| if client { words::phone(about) } else { name(about) });
    [about, amount].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// People with their initials: the detail below has them whole.
fn action_row(view: &View, row: &QueueRow, wide: bool, cells: &mut Cells<'_>) {
    let title = words::action_title(&row.title, view.model.today());
    let client = row.kind == ActionKind::CreateClient;
    cells.strong(&titled(view, row, &if client { words::short_name(&title) } else { title }));
    cells.names(&who(view, row, words::short_name));
    cells.secondary(&words::short_name(&row.author));
    let (at, now) = (&row.created_at, view.model.now);
    let today = words::moment(at, now);
    cells.secondary(&if wide || !today.contains(':') {
        words::day_and_time(view.text, at, now)
    } else {
        today
    });
    let (sign, words) = state_chip(view, row);
    cells.chip(sign, &words);
    cells.secondary(&if row.attempts == 0 { "—".to_owned() } else { row.attempts.to_string() });
    cells.secondary(&answer(view, row));
}

/// A held action says what goes first.
fn state_chip(view: &View, row: &QueueRow) -> (Sign, String) {
    let parent = row.held_by.and_then(|id| view.model.queue.row(id));
    match parent.filter(|_| row.state == QueueState::Held) {
        Some(parent) => held_chip(view.text, parent.kind.record()),
        None => chip_of(view.text, row.state),
    }
}

/// Why the action is stuck, in the server's words or ours.
fn answer(view: &View, row: &QueueRow) -> String {
    view.text.stuck(row.error_code.as_deref(), row.error_message.as_deref())
}

/// The selected action in words, with what can be done about it.
fn detail_ui(ui: &mut Ui, view: &View, page: &QueuePage, asked: &mut QuestionLocal, out: &mut Vec<Command>) {
    let size = ui.available_size_before_wrap();
    card(ui, 16, |ui| {
        ui.set_min_size(size - vec2(34.0, 34.0));
        ui.set_max_size(size - vec2(34.0, 34.0));
        ui.spacing_mut().item_spacing.y = 4.0;
        asked.seen(page.question.as_ref());
        if let Some(question) = &page.question {
            question_ui(ui, view, page, question, asked, out);
            return;
        }
        let Some(row) = page.selected_row() else {
            said(ui, &view.text.get("queue-nobody"), Said::Secondary);
            return;
        };
        ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
            buttons(ui, view, row, out);
            ui.with_layout(Layout::left_to_right(egui::Align::Min), |ui| {
                fitted(ui, &what(view, row), Said::Title);
            });
        });
        let made = words::day_and_time(view.text, &row.created_at, view.model.now);
        let facts = [who(view, row, str::to_owned), row.author.clone(), made];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        ui.horizontal(|ui| {
            let (sign, words) = state_chip(view, row);
            chip(ui, sign, &words);
            fitted(ui, &facts.join(" · "), Said::Secondary);
        });
        egui::ScrollArea::vertical().show(ui, |ui| wrapped(ui, &advice(view, page, row), Said::Text));
    });
}

/// What became of the action and what a person can do.
fn advice(view: &View, page: &QueuePage, row: &QueueRow) -> String {
    let text = view.text;
    let reason = || answer(view, row).trim_end_matches('.').to_owned();
    match row.state {
        QueueState::Waiting if view.model.status.refused.is_some() => text.get("queue-waiting-key"),
        QueueState::Waiting => text.get("queue-waiting"),
        QueueState::Sending => text.get("queue-sending"),
        QueueState::Resending => text.get("queue-resending"),
        QueueState::Settling => text.get("queue-settling"),
        QueueState::Held => {
            let parent = row.held_by_name.as_deref().map(words::short_name).unwrap_or_default();
            let kind = row.held_by.and_then(|id| page.row(id)).map(|parent| parent.kind);
            let after_patient = kind == Some(ActionKind::CreatePatient);
            let key = if after_patient { "queue-after-patient" } else { "queue-after-client" };
            text.with(key, [("parent", parent.into())])
        }
        QueueState::Refused => text.with("queue-refused", [("reason", reason().into())]),
        QueueState::InDoubt => {
            let whom = [titled(view, row, &words::action_title(&row.title, view.model.today()))];
            let day = row.created_at.with_timezone(&chrono::Local).format("%d.%m").to_string();
            let facts = whom.into_iter().chain([who(view, row, words::short_name), day]);
            let facts: Vec<String> = facts.filter(|fact| !fact.is_empty()).collect();
            text.with("queue-in-doubt", [("reason", reason().into()), ("record", facts.join(", ").into())])
        }
    }
}

fn buttons(ui: &mut Ui, view: &View, row: &QueueRow, out: &mut Vec<Command>) {
    let button = |ui: &mut Ui, cmd: Cmd, enabled: bool| {
        let label = cmd.label(view.text);
        Button::new(&label).key(cmd.key_name()).small().enabled(enabled).show(ui).clicked()
    };
    if button(ui, Cmd::Withdraw, QueuePage::can_discard(row)) {
        out.push(Command::DiscardAction(row.id));
    }
    if QueuePage::can_retry(row) && button(ui, Cmd::SendAgain, true) {
        out.push(Command::RetryAction(row.id));
    }
    let cmd = Cmd::Mend;
    let label =
        if row.state == QueueState::Refused { cmd.label(view.text) } else { Cmd::Open.label(view.text) };
    if Button::new(&label).is("mend").key(cmd.key_name()).small().show(ui).clicked() {
        out.push(Command::OpenAction(row.id));
    }
}
