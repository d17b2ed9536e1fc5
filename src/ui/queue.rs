//! The queue: three figures, the problems of the exchange, every action that has not reached the server, and what can
//! be done with the selected one.

mod acts;
mod detail;
mod figures;
mod journal;
mod question;
mod rows;

use egui::{Id, Ui};

use self::acts::acts;
use self::detail::detail_ui;
use self::journal::{JournalLocal, journal_ui};
use self::question::QuestionLocal;
use self::rows::table_ui;
use super::commands::Cmd;
use super::widgets::{Button, TableState, page_head};
use super::{View, icons, theme};
use crate::app::command::Command;
use crate::app::model::{QueueLine, QueueTab};

const DETAIL: f32 = 156.0;

#[derive(Default)]
pub struct QueueLocal {
    table: TableState,
    question: QuestionLocal,
    journal: JournalLocal,
}

fn table_id() -> Id {
    Id::unique("queue table")
}

pub fn queue_ui(ui: &mut Ui, view: &View, local: &mut QueueLocal, out: &mut Vec<Command>) {
    let (tab, other) = match view.model.queue.tab {
        QueueTab::Queue => (QueueTab::Queue, QueueTab::Journal),
        QueueTab::Journal => (QueueTab::Journal, QueueTab::Queue),
    };
    if Cmd::Journal.pressed(ui) {
        // What had the focus is no longer drawn.
        ui.memory_mut(egui::Memory::stop_text_input);
        out.push(Command::ShowTab(other));
    }
    match tab {
        QueueTab::Queue => unsent_ui(ui, view, local, out),
        QueueTab::Journal => journal_ui(ui, view, &mut local.journal, out),
    }
}

fn unsent_ui(ui: &mut Ui, view: &View, local: &mut QueueLocal, out: &mut Vec<Command>) {
    let lines = view.model.queue_lines();
    let selected =
        lines.iter().position(|line| line.item().is_some() && line.item() == view.model.queue.selected);
    super::day::focus_table(ui, table_id());
    keys(ui, view, &lines, selected, local, out);
    page_head(ui, &view.text.get("queue-title"), "", |ui| {
        let label = view.text.get("queue-send-all");
        let button = Button::new(&label).icon(icons::SYNC).key(Cmd::Sync.key_name());
        if button.show(ui).clicked() {
            out.push(Command::Sync { full: false });
        }
        let label = Cmd::Journal.label(view.text);
        if Button::new(&label).key(Cmd::Journal.key_name()).show(ui).clicked() {
            out.push(Command::ShowTab(QueueTab::Journal));
        }
    });
    figures::figures_ui(ui, view);
    ui.add_space(theme::GAP - 8.0);
    let whole = ui.available_rect_before_wrap();
    let with_detail = !lines.is_empty();
    let above = if with_detail { whole.with_max_y(whole.bottom() - DETAIL - theme::GAP) } else { whole };
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| {
        table_ui(ui, view, &lines, selected, &mut local.table, out);
    });
    if with_detail {
        let below = whole.with_min_y(whole.bottom() - DETAIL);
        ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| {
            detail_ui(ui, view, selected.map(|at| &lines[at]), &mut local.question, out);
        });
    }
}

fn keys(
    ui: &Ui,
    view: &View,
    lines: &[QueueLine],
    selected: Option<usize>,
    local: &mut QueueLocal,
    out: &mut Vec<Command>,
) {
    let acts = selected.map(|at| acts(view, &lines[at])).unwrap_or_default();
    if view.model.queue.question.is_some() {
        // The keys that asked answer nothing: not even on a button that has the focus.
        for act in acts.iter().filter(|act| act.cmd != Cmd::Mend) {
            act.cmd.pressed(ui);
        }
        return;
    }
    let in_table = ui.memory(|memory| memory.has_focus(table_id()));
    if in_table {
        move_by_keys(ui, lines, selected, &mut local.table, out);
    }
    for act in acts {
        // Nothing is typed on this page: only Enter needs the table's focus, as it works on buttons too.
        if (in_table || !act.is_enter()) && act.cmd.pressed(ui) && act.enabled {
            out.push(act.command);
        }
    }
}

/// The keys of the table pass over headings.
fn move_by_keys(
    ui: &Ui,
    lines: &[QueueLine],
    selected: Option<usize>,
    table: &mut TableState,
    out: &mut Vec<Command>,
) {
    let stops: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].item().is_some()).collect();
    let stop = selected.and_then(|at| stops.iter().position(|stop| *stop == at));
    let Some(to) = table.keys(ui, stops.len(), stop, false) else { return };
    // With the first line its heading comes into sight.
    table.reveal(if to == 0 { 0 } else { stops[to] });
    out.extend(lines[stops[to]].item().map(Command::SelectInQueue));
}
