//! Invoices of a day, the lines of the selected one beside them, the day's totals below.

use egui::{Align2, Id, Layout, ScrollArea, Ui, pos2, vec2};

use super::commands::Cmd;
use super::day::{DayLocal, DayPage};
use super::theme::{self, palette};
use super::widgets::{
    Cells, Column, STATE, Said, Table, card, in_row, record_chip, said, split, wrapped, wrapped_to,
};
use super::{View, words};
use crate::app::command::Command;
use crate::app::model::{DayScreen, DayTotals, InvoiceListRow, InvoiceRow, Sum};
use crate::domain::{Quantity, RecordKind};

const TOTALS: f32 = 76.0;

fn table_id() -> Id {
    Id::unique("invoices table")
}

pub fn invoices_ui(ui: &mut Ui, view: &View, local: &mut DayLocal, out: &mut Vec<Command>) {
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
    head.head(ui, view, local, out);
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
    #[expect(clippy::cast_precision_loss, reason = "five figures")]
    let width = (rect.width() - 16.0) / figures.len() as f32;
    let mut at = rect.left_top() + vec2(16.0, 8.0);
    for (key, sum, ink) in figures {
        let ink = if sum.count > 0 { ink } else { colours.text };
        figure(ui, at, width - 12.0, [&text.get(key), &sum_words(view, sum)], ink);
        at.x += width;
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

/// A small name over a figure, which has `width` points.
fn figure(ui: &Ui, at: egui::Pos2, width: f32, [name, value]: [&str; 2], ink: egui::Color32) {
    ui.painter().text(at, Align2::LEFT_TOP, name, Said::Hint.font(), palette(ui).secondary);
    let galley = in_row(ui, value, "", theme::bold(14.0), ink, width);
    ui.painter().galley(at + vec2(0.0, 26.0 - galley.size().y / 2.0), galley, ink);
}
