//! The journal: what the server has of this computer, searched as one types.

use egui::{Id, Ui, vec2};

use crate::app::command::Command;
use crate::app::model::{JournalRow, LeftOutRow, QueueTab};
use crate::domain::ActionKind;
use crate::ui::commands::Cmd;
use crate::ui::widgets::{
    Button, Cells, Column, Said, Table, TableState, card, fitted, page_head, said, search_field, wrapped,
};
use crate::ui::{View, begin_typing, theme, words};

const DETAIL: f32 = 132.0;
/// Three rows and a half: there are more.
const LEFT_OUT: f32 = 62.0;

#[derive(Default)]
pub struct JournalLocal {
    text: String,
    sent: String,
    table: TableState,
    /// By journal id.
    selected: Option<i64>,
}

fn search_id() -> Id {
    Id::unique("journal search")
}

fn table_id() -> Id {
    Id::unique("journal table")
}

pub fn journal_ui(ui: &mut Ui, view: &View, local: &mut JournalLocal, out: &mut Vec<Command>) {
    let page = &view.model.journal;
    if page.text != local.sent && !page.list.is_pending() {
        local.text.clone_from(&page.text);
        local.sent.clone_from(&page.text);
    }
    let (rows, left_out) = page.list.value().map_or((&[][..], &[][..]), |it| (&it.rows, &it.left_out));
    let selected = rows.iter().position(|row| Some(row.id) == local.selected);
    let selected = selected.or((!rows.is_empty()).then_some(0));
    begin_typing(ui, search_id(), &[table_id()]);
    keys(ui, rows, selected, local);
    page_head(ui, &view.text.get("journal-title"), "", |ui| {
        let label = view.text.get("cmd-queue");
        if Button::new(&label).key(Cmd::Journal.key_name()).show(ui).clicked() {
            out.push(Command::ShowTab(QueueTab::Queue));
        }
    });
    search_field(ui, search_id(), &view.text.get("search-journal"), &mut local.text, "");
    if local.text != local.sent {
        local.sent.clone_from(&local.text);
        local.selected = None;
        out.push(Command::SearchJournal(local.text.clone()));
    }
    left_out_ui(ui, view, left_out);
    ui.add_space(theme::GAP - 8.0);
    let whole = ui.available_rect_before_wrap();
    let cut = if rows.is_empty() { whole.bottom() + theme::GAP } else { whole.bottom() - DETAIL };
    ui.scope_builder(egui::UiBuilder::new().max_rect(whole.with_max_y(cut - theme::GAP)), |ui| {
        table_ui(ui, view, rows, selected, local);
    });
    if let Some(row) = selected.map(|at| &rows[at]) {
        ui.scope_builder(egui::UiBuilder::new().max_rect(whole.with_min_y(cut)), |ui| {
            detail_ui(ui, view, row);
        });
    }
}

/// What the last download brought that has no place in the store: each row with the reason.
fn left_out_ui(ui: &mut Ui, view: &View, rows: &[LeftOutRow]) {
    if rows.is_empty() {
        return;
    }
    said(ui, &view.text.with("journal-left-out", [("n", rows.len().into())]), Said::Wrong);
    let some =
        egui::ScrollArea::vertical().id_salt("left out").max_height(LEFT_OUT).auto_shrink([false, true]);
    some.show(ui, |ui| {
        for row in rows {
            let facts =
                [view.text.list_name(&row.list), view.text.left_out_reason(&row.reason), row.row.clone()];
            fitted(ui, &facts.join(" · "), Said::Hint);
        }
    });
}

fn keys(ui: &Ui, rows: &[JournalRow], selected: Option<usize>, local: &mut JournalLocal) {
    let focused = ui.memory(egui::Memory::focused);
    let searching = focused == Some(search_id());
    if (searching || focused == Some(table_id()))
        && let Some(to) = local.table.keys(ui, rows.len(), selected, searching)
    {
        local.selected = Some(rows[to].id);
    }
    if Cmd::Search.pressed(ui) {
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
    if Cmd::ClearSearch.pressed(ui) {
        local.text.clear();
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[JournalRow],
    selected: Option<usize>,
    local: &mut JournalLocal,
) {
    let text = view.text;
    let columns = [
        Column::points(text.get("column-sent"), 116.0),
        Column::at_least(text.get("column-what"), 160.0, 1.0),
        Column::at_least(text.get("column-who-and-sum"), 170.0, 1.0),
        Column::at_least(text.get("column-author"), 108.0, 0.5),
        Column::at_least(text.get("column-result"), 150.0, 0.5),
    ];
    let name = |at: usize| rows.get(at).map(|row| what(view, row)).unwrap_or_default();
    let empty = text.get(if local.sent.is_empty() { "empty-journal" } else { "empty-journal-search" });
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-sent"),
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
        empty: view.model.journal.list.value().map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |at, cells| journal_row(view, &rows[at], cells));
    if let Some(at) = shown.clicked {
        local.selected = Some(rows[at].id);
    }
}

fn journal_row(view: &View, row: &JournalRow, cells: &mut Cells<'_>) {
    cells.secondary(&words::day_and_time(view.text, &row.at, view.model.now));
    cells.strong(&what(view, row));
    cells.names(&who(view, row));
    cells.secondary(&words::short_name(&row.author));
    cells.secondary(&result(view, row));
}

/// «Клиент Иванова М. П.», «Счёт».
fn what(view: &View, row: &JournalRow) -> String {
    let title = words::action_title(row.title.as_deref().unwrap_or_default(), view.model.today());
    let title = if row.kind == ActionKind::CreateClient { words::short_name(&title) } else { title };
    format!("{} {title}", view.text.record_kind(row.kind.record())).trim_end().to_owned()
}

fn who(view: &View, row: &JournalRow) -> String {
    let client = row.kind == ActionKind::CreateClient;
    let about = row.about.as_deref();
    let about = about.map(|about| if client { words::phone(about) } else { words::short_name(about) });
    let amount = row.amount.map(|amount| view.text.roubles(amount));
    [about, amount].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How the server came to have it.
fn result(view: &View, row: &JournalRow) -> String {
    view.text.journal_result(&row.result)
}

fn detail_ui(ui: &mut Ui, view: &View, row: &JournalRow) {
    let text = view.text;
    let size = ui.available_size_before_wrap();
    card(ui, 12, |ui| {
        ui.set_min_size(size - vec2(26.0, 26.0));
        ui.set_max_size(size - vec2(26.0, 26.0));
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            said(ui, &what(view, row), Said::Title);
            let saved = row.saved_at.map(|at| words::day_and_time(text, &at, view.model.now));
            let saved = saved.map(|at| text.with("journal-saved", [("time", at.into())]));
            let facts = [Some(who(view, row)), Some(row.author.clone()), saved];
            let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
            fitted(ui, &facts.join(" · "), Said::Secondary);
        });
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let mut line = |key: &str, value: &str| {
                if !value.is_empty() {
                    wrapped(ui, &text.with(key, [("value", value.into())]), Said::Hint);
                }
            };
            line("journal-key", &row.idempotency_key);
            line("journal-server-id", &row.server_id);
            line("journal-server", row.server.as_deref().unwrap_or_default());
            line("journal-payload", &row.payload);
        });
    });
}
