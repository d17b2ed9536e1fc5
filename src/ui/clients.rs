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
use crate::app::model::{ClientListRow, ClientsPage, Listing, RowState};
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
    /// The number of the row that was selected last: it may be far from those that are here.
    at: Option<(i64, usize)>,
    /// The keys went to a row that is not here yet.
    going_to: Option<usize>,
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
    let selected = number_of_selected(page, local);
    reveal_selected(page.selected, selected, local);
    local.card.go_back(ui);
    begin_typing(ui, search_id(), &[table_id(), client_card::patients_id(), client_card::records_id()]);
    keys(ui, view, selected, local, out);

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
        local.going_to = None;
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

fn number_of_selected(page: &ClientsPage, local: &mut ClientsLocal) -> Option<usize> {
    let id = page.selected?;
    let here = page.list.value().and_then(|list| list.number_of(|row| row.client.id == id));
    local.at = here.map(|row| (id, row)).or(local.at);
    let far = |row: &usize| page.list.value().is_some_and(|list| list.row(*row).is_none());
    local.at.filter(|(of, _)| *of == id).map(|(_, row)| row).filter(|row| here.is_some() || far(row))
}

/// Selects a row once it is here.
fn go_to(view: &View, row: usize, local: &mut ClientsLocal, out: &mut Vec<Command>) {
    let there = view.model.clients.list.value().and_then(|listing| listing.row(row));
    local.going_to = there.is_none().then_some(row);
    if let Some(row) = there {
        local.shown = Some(row.client.id);
        out.push(Command::SelectClient(row.client.id));
    }
}

fn keys(ui: &Ui, view: &View, selected: Option<usize>, local: &mut ClientsLocal, out: &mut Vec<Command>) {
    let focused = ui.memory(egui::Memory::focused);
    let searching = focused == Some(search_id());
    if searching || focused == Some(table_id()) {
        let rows = view.model.clients.list.value().map_or(0, Listing::count);
        local.going_to = local.going_to.filter(|row| *row < rows);
        let target = local.table.keys(ui, rows, local.going_to.or(selected), searching);
        if let Some(row) = target.or(local.going_to) {
            go_to(view, row, local, out);
        }
        local.open_waits |= Cmd::Open.pressed(ui);
        if Cmd::Copy.pressed(ui)
            && !waits(view, local)
            && let Some(id) = view.model.clients.selected.filter(|_| selected.is_some())
        {
            out.push(Command::Copy(RecordKind::Client, id));
        }
    } else {
        local.open_waits = false;
        local.going_to = None;
    }
    open_selected(ui, view, selected.is_some(), local, out);
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
fn open_selected(ui: &Ui, view: &View, listed: bool, local: &mut ClientsLocal, out: &mut Vec<Command>) {
    if !local.open_waits {
        return;
    }
    if waits(view, local) {
        typed_ahead::hold(ui);
        return;
    }
    local.open_waits = false;
    if let Some(id) = view.model.clients.selected.filter(|_| listed) {
        out.push(Command::Open(RecordKind::Client, id));
    }
}

/// What is selected is another row than the one that was asked for.
fn waits(view: &View, local: &ClientsLocal) -> bool {
    view.model.clients.list.is_pending() || local.going_to.is_some()
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
    let row = |number: usize| listing.and_then(|listing| listing.row(number));
    // The least widths are those of the table beside its card at 1280 points. The room of a chip is kept where no row has
    // one: nothing moves when one comes.
    let columns = [
        Column::at_least(text.get("column-full-name"), 218.0, 1.0),
        Column::points(text.get("column-phone"), 166.0),
        Column::at_least(text.get("column-animals"), 80.0, 1.2),
        Column::points(text.get("column-state"), STATE),
    ];
    let name = |number: usize| row(number).map(|row| row.client.full_name.clone()).unwrap_or_default();
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
        rows: listing.map_or(0, Listing::count),
        selected,
        row_name: &name,
        empty: listing.map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |number, cells| {
        if let Some(row) = row(number) {
            client_row(view, row, searched, cells);
        }
    });
    if let Some(row) = shown.clicked {
        go_to(view, row, local, out);
    }
    if let (Some(listing), Some(seen)) = (listing, shown.seen)
        && !(listing.holds(&seen) || view.model.clients.list.is_pending())
    {
        out.push(Command::ShowClients(seen));
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
