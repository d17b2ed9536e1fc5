//! Invoices of a day, the lines of the selected one beside them, the day's totals below.

use egui::{Align2, Id, Layout, ScrollArea, Ui, pos2, vec2};

use super::commands::Cmd;
use super::day::{self, DayLocal};
use super::theme::{self, palette};
use super::widgets::{
    Button, Cells, Column, Look, Said, Table, TableState, card, in_the_middle, page_head, record_chip, said,
    split, wrapped,
};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::{DayScreen, DayTotals, InvoiceListRow, InvoiceRow, Sum};
use crate::domain::{Quantity, RecordKind};

const TOTALS: f32 = 76.0;

#[derive(Default)]
pub struct InvoicesLocal {
    table: TableState,
    day: DayLocal,
}

fn table_id() -> Id {
    Id::unique("invoices table")
}

pub fn invoices_ui(ui: &mut Ui, view: &View, local: &mut InvoicesLocal, out: &mut Vec<Command>) {
    let page = &view.model.invoices;
    let rows = page.list.value().map_or(&[][..], |rows| rows);
    let selected = rows.iter().position(|row| Some(row.id) == page.selected);
    day::focus_table(ui, table_id());
    if let Some(first) = rows.first().filter(|_| selected.is_none()) {
        out.push(Command::SelectInvoice(first.id));
    }
    keys(ui, view, rows, selected, local, out);
    let label = Cmd::NewInvoice.label(view.text);
    page_head(ui, &view.text.get("cmd-invoices"), "", |ui| {
        let new = Button::new(&label).icon(icons::PLUS).key(Cmd::NewInvoice.key_name()).look(Look::Primary);
        if new.show(ui).clicked() {
            out.push(new_invoice());
        }
        let open = Cmd::Open.label(view.text);
        if Button::new(&open).key(Cmd::Open.key_name()).enabled(selected.is_some()).show(ui).clicked() {
            open_selected(rows, selected, out);
        }
    });
    day::day_row(ui, view, DayScreen::Invoices, page.day, page.day_problem.as_ref(), &mut local.day, out);
    said(ui, &view.text.get("only-this-computer-invoices"), Said::Secondary);
    let whole = ui.available_rect_before_wrap();
    let above = whole.with_max_y(whole.bottom() - TOTALS - theme::GAP);
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| {
        let shared = &mut (local, out);
        split(
            ui,
            312.0,
            118.0,
            shared,
            |ui, (local, out)| table_ui(ui, view, rows, selected, local, out),
            |ui, _, wide| selected_ui(ui, view, wide),
        );
    });
    let below = whole.with_min_y(whole.bottom() - TOTALS);
    ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| totals_ui(ui, view, &page.totals()));
}

fn new_invoice() -> Command {
    Command::New { kind: RecordKind::Invoice, client: None, patient: None }
}

fn open_selected(rows: &[InvoiceListRow], selected: Option<usize>, out: &mut Vec<Command>) {
    if let Some(row) = selected {
        out.push(Command::Open(RecordKind::Invoice, rows[row].id));
    }
}

fn keys(
    ui: &Ui,
    view: &View,
    rows: &[InvoiceListRow],
    selected: Option<usize>,
    local: &mut InvoicesLocal,
    out: &mut Vec<Command>,
) {
    day::keys(ui, view, DayScreen::Invoices, out);
    if ui.memory(|memory| memory.has_focus(table_id())) {
        if let Some(row) = local.table.keys(ui, rows.len(), selected, false) {
            out.push(Command::SelectInvoice(rows[row].id));
        }
        if Cmd::Open.pressed(ui) {
            open_selected(rows, selected, out);
        }
    }
    if Cmd::NewInvoice.pressed(ui) {
        out.push(new_invoice());
    }
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[InvoiceListRow],
    selected: Option<usize>,
    local: &mut InvoicesLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let columns = [
        Column::points(text.get("column-number"), 48.0).right(),
        Column::points(text.get("column-time"), 60.0),
        Column::share(text.get("column-client-patient"), 1.0),
        Column::points(text.get("column-sum"), 100.0).right(),
        Column::points(text.get("column-payment"), 124.0),
        Column::points(text.get("column-state"), 130.0),
    ];
    let name = |row: usize| {
        rows.get(row)
            .map(|row| format!("{}, {}", row.client_name, text.roubles(row.total)))
            .unwrap_or_default()
    };
    let rect = ui.available_rect_before_wrap();
    let title = text.get("list-of-invoices");
    let table = Table {
        id: table_id(),
        name: &title,
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
    };
    let shown = table.show(ui, &mut local.table, |row, cells| invoice_row(view, &rows[row], cells));
    if let Some(row) = shown.clicked {
        out.push(Command::SelectInvoice(rows[row].id));
    }
    if rows.is_empty() && view.model.invoices.list.value().is_some() {
        let today = view.model.invoices.day == view.model.today();
        let key = if today { "empty-invoices" } else { "empty-invoices-day" };
        let inside = egui::UiBuilder::new().max_rect(rect.shrink(theme::GAP));
        ui.scope_builder(inside, |ui| in_the_middle(ui, &text.get(key)));
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
            wrapped(ui, &invoice.head.client_name, Said::Title);
            let beside = [invoice.head.patient_name.clone(), Some(invoice.head.author.clone())];
            wrapped(ui, &beside.into_iter().flatten().collect::<Vec<_>>().join(" · "), Said::Secondary);
            ui.add_space(4.0);
        }
        lines_ui(ui, invoice);
        if wide {
            ui.add_space(4.0);
            ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
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

/// Figures of the day, then its authors.
fn totals_ui(ui: &mut Ui, view: &View, totals: &DayTotals) {
    let rect = ui.available_rect_before_wrap();
    let colours = palette(ui);
    let stroke = egui::Stroke::new(1.0, colours.border);
    ui.painter().rect(rect, theme::RADIUS_CARD, colours.surface, stroke, egui::StrokeKind::Inside);
    let text = view.text;
    let figures = [
        ("totals-all", totals.all, colours.text),
        ("totals-sent", totals.sent, colours.ok.text),
        ("totals-unsent", totals.unsent, colours.waiting.text),
        ("totals-paid", totals.paid, colours.text),
        ("totals-unpaid", totals.unpaid, colours.text),
    ];
    let mut left = rect.left() + 16.0;
    for (key, sum, ink) in figures {
        left = figure(ui, pos2(left, rect.top() + 8.0), &text.get(key), &sum_words(view, sum), ink) + 28.0;
    }
    let authors = totals.authors.iter().map(|of| format!("{}: {}", of.author, sum_words(view, of.sum)));
    let authors = authors.collect::<Vec<_>>().join("    ");
    let at = pos2(rect.left() + 16.0, rect.bottom() - 14.0);
    let mut job = egui::text::LayoutJob::simple_singleline(authors, Said::Hint.font(), colours.secondary);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 32.0);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(at - vec2(0.0, galley.size().y / 2.0), galley, colours.secondary);
}

fn sum_words(view: &View, sum: Sum) -> String {
    format!("{} · {}", sum.count, view.text.roubles(sum.amount))
}

/// A small name over a figure; returns its right edge.
fn figure(ui: &Ui, at: egui::Pos2, name: &str, value: &str, ink: egui::Color32) -> f32 {
    let painter = ui.painter();
    let above = painter.text(at, Align2::LEFT_TOP, name, Said::Hint.font(), palette(ui).secondary);
    let below = painter.text(at + vec2(0.0, 17.0), Align2::LEFT_TOP, value, theme::bold(14.0), ink);
    above.right().max(below.right())
}
