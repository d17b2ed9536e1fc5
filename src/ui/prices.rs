//! The price list, searched as one types.

use egui::{Id, Ui};

use super::View;
use super::begin_typing;
use super::commands::Cmd;
use super::theme;
use super::widgets::{Column, Table, TableState, page_head, search_field};
use crate::app::command::Command;
use crate::app::model::Listing;

#[derive(Default)]
pub struct PricesLocal {
    text: String,
    sent: String,
    table: TableState,
    selected: Option<usize>,
}

fn search_id() -> Id {
    Id::unique("prices search")
}

fn table_id() -> Id {
    Id::unique("prices table")
}

pub fn prices_ui(ui: &mut Ui, view: &View, local: &mut PricesLocal, out: &mut Vec<Command>) {
    let page = &view.model.prices;
    if page.text != local.sent && !page.list.is_pending() {
        local.text.clone_from(&page.text);
        local.sent.clone_from(&page.text);
    }
    let listing = page.list.value();
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    local.selected = local.selected.filter(|row| *row < rows.len());
    begin_typing(ui, search_id(), &[table_id()]);
    keys(ui, rows.len(), local);
    page_head(ui, &view.text.get("cmd-prices"), "", |_| {});
    let name = view.text.get("search-prices");
    let all = view.model.status.counts.nomenclature;
    let figures = listing.map_or_else(String::new, |listing| {
        let found = listing.total;
        view.text.with("search-found-short", [("found", found.into()), ("all", all.into())])
    });
    search_field(ui, search_id(), &name, &mut local.text, &figures);
    if local.text != local.sent {
        local.sent.clone_from(&local.text);
        local.selected = None;
        out.push(Command::SearchPrices(local.text.clone()));
    }
    ui.add_space(theme::GAP - 8.0);
    table_ui(ui, view, local, out);
}

fn keys(ui: &Ui, rows: usize, local: &mut PricesLocal) {
    let focused = ui.memory(egui::Memory::focused);
    let searching = focused == Some(search_id());
    if searching || focused == Some(table_id()) {
        local.selected = local.table.keys(ui, rows, local.selected, searching).or(local.selected);
    }
    if Cmd::Search.pressed(ui) {
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
    if Cmd::ClearSearch.pressed(ui) {
        local.text.clear();
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
}

fn table_ui(ui: &mut Ui, view: &View, local: &mut PricesLocal, out: &mut Vec<Command>) {
    let text = view.text;
    let page = &view.model.prices;
    let listing = page.list.value();
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let searched = listing.map_or("", |listing| listing.swapped.as_deref().unwrap_or(&listing.text));
    let columns = [
        Column::at_least(text.get("column-item"), 420.0, 2.0),
        Column::at_least(text.get("column-category"), 140.0, 1.0),
        Column::points(text.get("column-kind"), 78.0),
        Column::points(text.get("column-price"), 116.0).right(),
    ];
    let name = |row: usize| rows.get(row).map(|row| row.name.clone()).unwrap_or_default();
    let none = view.model.status.counts.nomenclature == 0;
    let empty = text.get(if none { "empty-prices" } else { "empty-prices-search" });
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-prices"),
        columns: &columns,
        rows: rows.len(),
        selected: local.selected,
        row_name: &name,
        empty: listing.map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |row, cells| {
        let row = &rows[row];
        cells.found(&row.name, searched);
        cells.secondary(row.category.as_deref().unwrap_or_default());
        cells.secondary(&text.item_kind(row.kind));
        cells.strong(&row.price.to_grouped());
    });
    local.selected = shown.clicked.or(local.selected);
    if shown.at_end && listing.is_some_and(Listing::has_more) && !page.list.is_pending() {
        out.push(Command::MorePrices);
    }
}
