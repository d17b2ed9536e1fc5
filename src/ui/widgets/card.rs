//! Cards, and the head of a page.

use egui::{Frame, InnerResponse, Layout, Margin, Stroke, Ui};

use super::label::{Said, said};
use crate::ui::theme::{self, palette};

/// A sheet of the surface colour with a thin line around it.
pub fn card<R>(ui: &mut Ui, padding: i8, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let colours = palette(ui);
    Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.border))
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin::same(padding))
        .show(ui, content)
}

/// The title of a page at the left, its buttons at the right, drawn from the right edge.
pub fn page_head(ui: &mut Ui, title: &str, beside: &str, buttons: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), theme::FIELD),
        Layout::right_to_left(egui::Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            buttons(ui);
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                said(ui, title, Said::Screen);
                if !beside.is_empty() {
                    said(ui, beside, Said::Secondary);
                }
            });
        },
    );
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
}
