//! Invoices of a day, the lines of the selected one, the day's totals below.

use egui::{Id, Layout, ScrollArea, Ui, vec2};

use super::commands::Cmd;
use super::day::{DayLocal, DayPage};
use super::day_totals::{self, TotalsLocal};
use super::theme::{self, palette};
use super::widgets::{Cells, Column, STATE, Said, Table, card, record_chip, said, wrapped, wrapped_to};
use super::{View, words};
use crate::app::command::Command;
use crate::app::model::{DayScreen, InvoiceListRow, InvoiceRow};
use crate::domain::{Quantity, RecordKind};

const SIDE: f32 = 312.0;
const NARROW_SIDE: f32 = 258.0;

/// What the screen keeps for itself.
#[derive(Default)]
pub struct InvoicesLocal {
    day: DayLocal,
    totals: TotalsLocal,
}

fn table_id() -> Id {
    Id::unique("invoices table")
}

pub fn invoices_ui(ui: &mut Ui, view: &View, local: &mut InvoicesLocal, out: &mut Vec<Command>) {
    let page = &view.model.invoices;
    let rows = page.list.value().map_or(&[][..], |rows| rows);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let selected = ids.iter().position(|id| Some(*id) == page.selected);
    let head = DayPage {
        screen: DayScreen::Invoices,
        kind: RecordKind::Invoice,
        new: Cmd::NewInvoice,
        title: "cmd-invoices",
        note: "only-this-computer-invoices",
        table: table_id(),
        day: page.day,
        problem: page.day_problem.as_ref(),
        ids: &ids,
        selected,
        select: Command::SelectInvoice,
    };
    head.head(ui, view, &mut local.day, out);
    let whole = ui.available_rect_before_wrap();
    let cut = whole.bottom() - day_totals::HEIGHT;
    let (above, below) = (whole.with_max_y(cut - theme::GAP), whole.with_min_y(cut));
    let InvoicesLocal { day: local, totals } = local;
    let mut main = |ui: &mut Ui, out: &mut Vec<Command>| table_ui(ui, view, rows, selected, local, out);
    let day = page.totals();
    let sum_up = |ui: &mut Ui| day_totals::totals_ui(ui, view, &day, totals);
    if whole.width() >= theme::WIDE {
        let side = above.right() - SIDE;
        part(ui, above.with_max_x(side - theme::GAP), |ui| main(ui, out));
        part(ui, above.with_min_x(side), |ui| selected_ui(ui, view, true));
        part(ui, below, sum_up);
    } else {
        // The lines of the selected one stand beside the totals, and the list is all the higher.
        let side = below.left() + NARROW_SIDE;
        part(ui, above, |ui| main(ui, out));
        part(ui, below.with_max_x(side), |ui| selected_ui(ui, view, false));
        part(ui, below.with_min_x(side + theme::GAP), sum_up);
    }
}

fn part(ui: &mut Ui, rect: egui::Rect, content: impl FnOnce(&mut Ui)) {
    let layout = Layout::top_down(egui::Align::Min);
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect).layout(layout), content);
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[InvoiceListRow],
    selected: Option<usize>,
    local: &mut DayLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let columns = [
        Column::points(text.get("column-number"), 52.0).right(),
        Column::points(text.get("column-time"), 58.0),
        Column::at_least(text.get("column-client-patient"), 196.0, 1.0),
        Column::points(text.get("column-sum"), 112.0).right(),
        Column::points(text.get("column-payment"), 128.0),
        Column::points(text.get("column-state"), STATE + 4.0),
    ];
    let name = |row: usize| {
        rows.get(row)
            .map(|row| format!("{}, {}", row.client_name, text.roubles(row.total)))
            .unwrap_or_default()
    };
    let today = view.model.invoices.day == view.model.today();
    let empty = text.get(if today { "empty-invoices" } else { "empty-invoices-day" });
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-invoices"),
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
        empty: view.model.invoices.list.value().map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |row, cells| invoice_row(view, &rows[row], cells));
    if let Some(row) = shown.clicked {
        out.push(Command::SelectInvoice(rows[row].id));
    }
}

fn invoice_row(view: &View, row: &InvoiceListRow, cells: &mut Cells<'_>) {
    cells.secondary(&row.id.to_string());
    cells.secondary(&words::clock(&row.created_at.with_timezone(&chrono::Local)));
    let who = [Some(row.client_name.as_str()), row.patient_name.as_deref()];
    cells.text(&who.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    cells.strong(&row.total.to_grouped());
    cells.secondary(&view.text.payment(row.payment_status));
    let (sign, words) = record_chip(view.text, row.state);
    cells.chip(sign, &words);
}

/// The lines of the selected invoice.
fn selected_ui(ui: &mut Ui, view: &View, wide: bool) {
    let size = ui.available_size_before_wrap();
    let page = &view.model.invoices;
    let invoice = page.invoice.value().filter(|invoice| Some(invoice.head.id) == page.selected);
    card(ui, 12, |ui| {
        ui.set_min_size(size - vec2(26.0, 26.0));
        ui.set_max_size(size - vec2(26.0, 26.0));
        ui.spacing_mut().item_spacing.y = 4.0;
        let Some(invoice) = invoice else {
            said(ui, &view.text.get("invoice-nobody"), Said::Secondary);
            return;
        };
        if wide {
            wrapped_to(ui, &invoice.head.client_name, Said::Title, 3);
            let beside = [invoice.head.patient_name.clone(), Some(invoice.head.author.clone())];
            wrapped_to(ui, &beside.into_iter().flatten().collect::<Vec<_>>().join(" · "), Said::Secondary, 3);
            ui.add_space(4.0);
        }
        lines_ui(ui, invoice);
        if wide {
            ui.add_space(4.0);
            let line = vec2(ui.available_width(), 24.0);
            ui.allocate_ui_with_layout(line, Layout::right_to_left(egui::Align::Center), |ui| {
                said(ui, &view.text.roubles(invoice.head.total), Said::Title);
                said(
                    ui,
                    &view.text.with("counted-lines", [("n", invoice.lines.len().into())]),
                    Said::Secondary,
                );
            });
        }
    });
}

/// Each line whole, its total at the right.
fn lines_ui(ui: &mut Ui, invoice: &InvoiceRow) {
    let height = (ui.available_height() - 40.0).max(34.0);
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for line in &invoice.lines {
            let name = if line.quantity == Quantity::ONE {
                line.name.clone()
            } else {
                format!("{} × {}", line.name, line.quantity)
            };
            ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
                said(ui, &line.total.to_grouped(), Said::Text);
                ui.with_layout(Layout::top_down(egui::Align::Min), |ui| wrapped(ui, &name, Said::Secondary));
            });
            let below = ui.cursor().top() - 2.0;
            ui.painter().hline(ui.max_rect().x_range(), below, egui::Stroke::new(1.0, palette(ui).row_line));
        }
    });
}
