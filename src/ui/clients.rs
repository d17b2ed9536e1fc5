//! Clients: search on top, the table, and the card of the selected one beside or below it.

use egui::{Id, Ui};

use super::client_card::{self, CardLocal};
use super::commands::Cmd;
use super::theme;
use super::widgets::{
    Button, Cells, Column, Look, STATE, Table, TableState, page_head, record_chip, search_field, split,
};
use super::{View, begin_typing, icons, typed_ahead, words};
use crate::app::command::Command;
use crate::app::model::{ClientListRow, Listing, RowState};
use crate::domain::RecordKind;

/// What the screen keeps for itself.
#[derive(Default)]
pub struct ClientsLocal {
    text: String,
    sent: String,
    table: TableState,
    card: CardLocal,
    shown: Option<i64>,
    /// Enter came before the search was done.
    open_waits: bool,
}

fn search_id() -> Id {
    Id::unique("clients search")
}

fn table_id() -> Id {
    Id::unique("clients table")
}

pub fn clients_ui(ui: &mut Ui, view: &View, local: &mut ClientsLocal, out: &mut Vec<Command>) {
    let page = &view.model.clients;
    take_text(view, local);
    let listing = page.list.value();
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let selected = rows.iter().position(|row| Some(row.client.id) == page.selected);
    reveal_selected(page.selected, selected, local);
    local.card.go_back(ui);
    begin_typing(ui, search_id(), &[table_id(), client_card::patients_id(), client_card::records_id()]);
    keys(ui, view, rows, selected, local, out);

    let label = Cmd::NewClient.label(view.text);
    page_head(ui, &view.text.get("cmd-clients"), "", |ui| {
        let new = Button::new(&label).icon(icons::PLUS).key(Cmd::NewClient.key_name()).look(Look::Primary);
        if new.show(ui).clicked() {
            out.push(new_client());
        }
    });
    let name = view.text.get("search-clients");
    search_field(ui, search_id(), &name, &mut local.text, &figures(view, listing));
    if local.text != local.sent {
        local.sent.clone_from(&local.text);
        out.push(Command::SearchClients(local.text.clone()));
    }
    ui.add_space(theme::GAP - 8.0);
    let shared = &mut (local, out);
    split(
        ui,
        theme::CARD,
        204.0,
        shared,
        |ui, (local, out)| table_ui(ui, view, listing, selected, local, out),
        |ui, (local, out), wide| client_card::card_ui(ui, view, wide, &mut local.card, out),
    );
}

/// The model's text is taken where it was changed by something else than this field.
fn take_text(view: &View, local: &mut ClientsLocal) {
    let page = &view.model.clients;
    if page.text != local.sent && !page.list.is_pending() {
        local.text.clone_from(&page.text);
        local.sent.clone_from(&page.text);
    }
}

/// A selection that the screen did not make itself is brought into sight.
fn reveal_selected(id: Option<i64>, row: Option<usize>, local: &mut ClientsLocal) {
    if id != local.shown {
        local.shown = id;
        if let Some(row) = row {
            local.table.reveal(row);
        }
    }
}

fn keys(
    ui: &Ui,
    view: &View,
    rows: &[ClientListRow],
    selected: Option<usize>,
    local: &mut ClientsLocal,
    out: &mut Vec<Command>,
) {
    let focused = ui.memory(egui::Memory::focused);
    let searching = focused == Some(search_id());
    if searching || focused == Some(table_id()) {
        if let Some(row) = local.table.keys(ui, rows.len(), selected, searching) {
            local.shown = Some(rows[row].client.id);
            out.push(Command::SelectClient(rows[row].client.id));
        }
        local.open_waits |= Cmd::Open.pressed(ui);
        if Cmd::Copy.pressed(ui)
            && !view.model.clients.list.is_pending()
            && let Some(row) = selected
        {
            out.push(Command::Copy(RecordKind::Client, rows[row].client.id));
        }
    } else {
        local.open_waits = false;
    }
    open_selected(ui, view, rows, selected, local, out);
    client_card::keys(ui, view, &mut local.card, out);
    if Cmd::NewClient.pressed(ui) {
        out.push(new_client());
    }
    if Cmd::Search.pressed(ui) {
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
    if Cmd::ClearSearch.pressed(ui) {
        local.text.clear();
        ui.memory_mut(|memory| memory.request_focus(search_id()));
    }
}

/// What was found so far belongs to other letters while a search is under way: opening waits for its end.
fn open_selected(
    ui: &Ui,
    view: &View,
    rows: &[ClientListRow],
    selected: Option<usize>,
    local: &mut ClientsLocal,
    out: &mut Vec<Command>,
) {
    if !local.open_waits {
        return;
    }
    if view.model.clients.list.is_pending() {
        typed_ahead::hold(ui);
        return;
    }
    local.open_waits = false;
    if let Some(row) = selected {
        out.push(Command::Open(RecordKind::Client, rows[row].client.id));
    }
}

fn new_client() -> Command {
    Command::New { kind: RecordKind::Client, client: None, patient: None }
}

/// How many were found of how many, and how fast.
fn figures(view: &View, listing: Option<&Listing<ClientListRow>>) -> String {
    let all = view.model.status.counts.clients;
    let Some(listing) = listing else { return String::new() };
    if listing.text.trim().is_empty() {
        return view.text.with("search-all", [("all", all.into())]);
    }
    let millis = u64::try_from(listing.elapsed.as_millis()).unwrap_or(u64::MAX);
    let found = view.text.with(
        "search-found",
        [("found", listing.total.into()), ("all", all.into()), ("ms", millis.to_string().into())],
    );
    match &listing.swapped {
        Some(text) => view.text.with("search-swapped", [("text", text.into()), ("found", found.into())]),
        None => found,
    }
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    listing: Option<&Listing<ClientListRow>>,
    selected: Option<usize>,
    local: &mut ClientsLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    // The least widths are those of the table beside its card at 1280 points. The room of a chip is kept where no row has
    // one: nothing moves when one comes.
    let columns = [
        Column::at_least(text.get("column-full-name"), 218.0, 1.0),
        Column::points(text.get("column-phone"), 166.0),
        Column::at_least(text.get("column-animals"), 80.0, 1.2),
        Column::points(text.get("column-state"), STATE),
    ];
    let name = |row: usize| rows.get(row).map(|row| row.client.full_name.clone()).unwrap_or_default();
    let searched = listing.map_or("", |listing| listing.swapped.as_deref().unwrap_or(&listing.text));
    // Before the first download nobody can say that someone is not there.
    let empty = text.get(match (view.model.status.last_download, searched.trim()) {
        (Some(_), _) => "empty-clients",
        (None, "") => "empty-base",
        (None, _) => "empty-clients-partial",
    });
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-clients"),
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
        empty: listing.map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |row, cells| client_row(view, &rows[row], searched, cells));
    if let Some(row) = shown.clicked {
        local.shown = Some(rows[row].client.id);
        out.push(Command::SelectClient(rows[row].client.id));
    }
    if shown.at_end && listing.is_some_and(Listing::has_more) && !view.model.clients.list.is_pending() {
        out.push(Command::MoreClients);
    }
}

fn client_row(view: &View, row: &ClientListRow, searched: &str, cells: &mut Cells<'_>) {
    cells.found(&row.client.full_name, searched);
    cells.found(&words::phone(&row.client.phone), searched);
    cells.found_names(&row.animals, searched);
    // Almost all are on the server: only what is not is worth a sign.
    if row.client.state == RowState::OnServer {
        cells.skip();
    } else {
        let (sign, words) = record_chip(view.text, row.client.state);
        cells.chip(sign, &words);
    }
}
