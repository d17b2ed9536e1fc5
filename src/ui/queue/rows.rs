//! The queue's table: problems above the actions, which stand under the reason they have in common.

use egui::Ui;

use super::table_id;
use crate::app::command::Command;
use crate::app::model::{QueueLine, QueueRow, ServerProblem, problem_brief, problem_title, problem_words};
use crate::domain::{ActionKind, KindState, QueueState, own_code};
use crate::ui::widgets::{Cells, Column, STATE, Sign, Table, TableState, chip_of, held_chip};
use crate::ui::{View, theme, words};

/// The longest state in one line; on narrower pages it has two.
const HELD: f32 = 184.0;

pub fn table_ui(
    ui: &mut Ui,
    view: &View,
    lines: &[QueueLine],
    selected: Option<usize>,
    state: &mut TableState,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let wide = ui.available_width() >= theme::WIDE;
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
    let name = |at: usize| lines.get(at).map(|line| line_name(view, line)).unwrap_or_default();
    let empty = text.get("empty-queue");
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-actions"),
        columns: &columns,
        rows: lines.len(),
        selected,
        row_name: &name,
        empty: view.model.queue.list.value().map(|_| empty.as_str()),
    };
    let is_heading = |at: usize| matches!(lines[at], QueueLine::Heading { .. });
    let shown = table.show_headed(ui, state, is_heading, |at, cells| match &lines[at] {
        QueueLine::Problem(problem) => problem_row(view, problem, cells),
        QueueLine::Heading { first, count } => cells.heading(&heading(view, first, *count)),
        QueueLine::Kind { first, count, state } => kind_row(view, first, *count, *state, cells),
        QueueLine::Action(row) => action_row(view, row, wide, cells),
    });
    if let Some(at) = shown.clicked {
        out.extend(lines[at].item().map(Command::SelectInQueue));
    }
}

/// As a screen reader says the line.
fn line_name(view: &View, line: &QueueLine) -> String {
    match line {
        QueueLine::Problem(problem) => {
            let (title, words) = (problem_title(view.text, problem), problem_words(view.text, problem));
            format!("{title}. {words}")
        }
        QueueLine::Heading { first, count } => heading(view, first, *count),
        QueueLine::Kind { first, count, .. } => kind_words(view, first, *count),
        QueueLine::Action(row) => what(view, row),
    }
}

/// The reason that actions have in common, and how many they are.
fn heading(view: &View, first: &QueueRow, count: usize) -> String {
    let text = view.text;
    let reason = match first.state {
        QueueState::Refused if !said_by_us(first) => {
            text.with("error-refused", [("reason", answer(view, first).into())])
        }
        QueueState::Refused | QueueState::InDoubt => answer(view, first),
        QueueState::Waiting | QueueState::Sending => text.get("queue-because-waiting"),
        QueueState::Held => text.get("queue-because-held"),
        QueueState::Settling => text.get("queue-because-settling"),
        QueueState::Resending => text.get("queue-because-resending"),
        // Its kind stands above it.
        QueueState::Aside => text.queue_state(first.state),
    };
    text.with("queue-because", [("reason", reason.trim_end_matches('.').into()), ("n", count.into())])
}

fn problem_row(view: &View, problem: &ServerProblem, cells: &mut Cells<'_>) {
    cells.strong(&format!("{} {}", Sign::Wrong.mark(), problem_title(view.text, problem)));
    cells.rest(&problem_brief(view.text, problem));
}

/// «Сервер не принимает записи · 12».
pub fn kind_words(view: &View, first: &QueueRow, count: usize) -> String {
    let reason = view.text.get(match first.kind {
        ActionKind::CreateClient => "queue-kind-clients",
        ActionKind::CreatePatient => "queue-kind-patients",
        ActionKind::CreateAppointment => "queue-kind-appointments",
        ActionKind::CreateInvoice => "queue-kind-invoices",
    });
    view.text.with("queue-because", [("reason", reason.into()), ("n", count.into())])
}

fn kind_row(view: &View, first: &QueueRow, count: usize, state: KindState, cells: &mut Cells<'_>) {
    let sign = if state == KindState::Held { Sign::Wrong } else { Sign::Quiet };
    cells.rest(&format!("{} {}", sign.mark(), kind_words(view, first, count)));
}

/// «Клиент Иванова Мария Петровна», «Счёт».
pub fn what(view: &View, row: &QueueRow) -> String {
    titled(view, row, &words::action_title(&row.title, view.model.today()))
}

fn titled(view: &View, row: &QueueRow, title: &str) -> String {
    format!("{} {title}", view.text.record_kind(row.kind.record())).trim_end().to_owned()
}

/// «Белов Андрей Ильич · 5 000,00 ₽», as far as the record has them.
pub fn who(view: &View, row: &QueueRow, name: impl Fn(&str) -> String) -> String {
    let amount = row.amount.map(|amount| view.text.roubles(amount));
    let about = about(row, name);
    [about, amount].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The client the record belongs to, of a client the phone.
pub fn about(row: &QueueRow, name: impl Fn(&str) -> String) -> Option<String> {
    let client = row.kind == ActionKind::CreateClient;
    row.about.as_deref().map(|about| if client { words::phone(about) } else { name(about) })
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
pub fn state_chip(view: &View, row: &QueueRow) -> (Sign, String) {
    // No answer was lost where nothing is known to have gone.
    if row.state == QueueState::InDoubt && row.error_code.as_deref() == Some(own_code::KEYS_GONE) {
        return (Sign::Doubt, view.text.get("state-may-have-gone"));
    }
    let parent = row.held_by.and_then(|id| view.model.queue.row(id));
    match parent.filter(|_| row.state == QueueState::Held) {
        Some(parent) => held_chip(view.text, parent.kind.record()),
        None => chip_of(view.text, row.state),
    }
}

/// A code of this program's own has a whole sentence; a server's words stand after ours.
pub fn said_by_us(row: &QueueRow) -> bool {
    own_code::ALL.contains(&row.error_code.as_deref().unwrap_or_default())
}

/// Why the action is stuck, in plain words.
pub fn answer(view: &View, row: &QueueRow) -> String {
    view.text.stuck(row.error_code.as_deref(), row.error_message.as_deref())
}
