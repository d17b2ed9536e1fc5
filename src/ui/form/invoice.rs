//! The invoice form: head, lines, and the total at the lower right where the eye looks for it.

use egui::{Align2, Ui, pos2, vec2};

use super::pick::{self, Pickers};
use super::{Sheet, id, lines};
use crate::app::command::Command;
use crate::app::model::{InvoiceForm, LineForm};
use crate::domain::PaymentStatus;
use crate::ui::commands::Cmd;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{Said, key_chip, say_wrong, segments};

/// The note and the total below the lines.
const FOOT: f32 = 78.0;

pub fn invoice_form(
    ui: &mut Ui,
    sheet: &Sheet,
    form: &mut InvoiceForm,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let read_only = sheet.page.is_read_only();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let rest = sheet.width - 268.0 - 2.0 * theme::GAP;
        let people = (&mut form.client, &mut form.patient);
        pick::client_and_patient(ui, sheet, people, rest * 0.6, Some(rest * 0.4), pick, out);
        payment(ui, sheet, form);
    });
    if !read_only && form.lines.last().is_none_or(|line| !line.is_blank()) {
        form.lines.push(LineForm::default());
    }
    let whole = ui.available_rect_before_wrap();
    let above = whole.with_max_y(whole.bottom() - FOOT - 8.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| {
        lines::lines_ui(ui, sheet, form, pick, out);
    });
    let foot = whole.with_min_y(whole.bottom() - FOOT);
    ui.scope_builder(egui::UiBuilder::new().max_rect(foot), |ui| foot_ui(ui, sheet, form));
}

/// Paid or not; F7 turns it over.
fn payment(ui: &mut Ui, sheet: &Sheet, form: &mut InvoiceForm) {
    let text = sheet.view.text;
    let read_only = sheet.page.is_read_only();
    let options: Vec<String> = PaymentStatus::ALL.into_iter().map(|status| text.payment(status)).collect();
    let chosen = PaymentStatus::ALL.iter().position(|status| *status == form.payment_status);
    let label = text.get("field-payment_status");
    let left = ui.cursor().min;
    let picked = segments(ui, id("payment_status"), &label, &options, chosen, 268.0, !read_only);
    let colours = palette(ui);
    let at = pos2(left.x + 268.0, left.y + 8.0);
    if !read_only {
        key_chip(ui, at, &Cmd::Paid.key_name(), colours.secondary, colours.border, colours.background);
    }
    let turned = (!read_only && Cmd::Paid.pressed(ui)).then(|| chosen.map_or(0, |at| 1 - at.min(1)));
    if let Some(status) = picked.or(turned).and_then(|at| PaymentStatus::ALL.get(at)) {
        form.payment_status = *status;
    }
}

fn foot_ui(ui: &mut Ui, sheet: &Sheet, form: &mut InvoiceForm) {
    let text = sheet.view.text;
    let rect = ui.available_rect_before_wrap();
    let colours = palette(ui);
    let right = pos2(rect.right(), rect.top() + 38.0);
    let total = text.with("invoice-total", [("sum", text.roubles(form.total()).into())]);
    let drawn = ui.painter().text(right, Align2::RIGHT_CENTER, &total, theme::bold(20.0), colours.text);
    let name = ui.interact(drawn, id("total"), egui::Sense::hover());
    name.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &total));
    if let Some(error) = sheet.error("total_amount") {
        let under = pos2(rect.right(), rect.top() + 62.0);
        let words = format!("! {error}");
        ui.painter().text(under, Align2::RIGHT_CENTER, words, Said::Wrong.font(), Said::Wrong.colour(ui));
        say_wrong(ui, id("total"), &error);
    }
    let count = form.lines.iter().filter(|line| !line.is_blank()).count();
    let count = text.with("counted-lines", [("n", count.into())]);
    let at = drawn.left_center() - vec2(24.0, 0.0);
    let drawn = ui.painter().text(at, Align2::RIGHT_CENTER, count, theme::regular(14.0), colours.secondary);
    let label = text.get("field-invoice-notes");
    let width = (drawn.left() - rect.left() - 24.0).clamp(160.0, 420.0);
    sheet.field("notes", &label).width(width).show(ui, &mut form.notes);
}
