//! The search field: 44 high, first thing the eye finds.

use egui::{
    Align2, EventFilter, Frame, Id, Response, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use crate::ui::icons;
use crate::ui::theme::{self, palette};

const HEIGHT: f32 = 44.0;

/// `beside` stands at the right: how many were found. Enter and the vertical arrows are left to the list below.
pub fn search_field(ui: &mut Ui, id: Id, name: &str, text: &mut String, beside: &str) -> Response {
    let colours = palette(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    let focused = ui.memory(|memory| memory.has_focus(id));
    ui.painter().rect(
        rect,
        theme::RADIUS_CARD,
        colours.surface,
        Stroke::new(1.0, colours.border),
        StrokeKind::Inside,
    );
    if focused {
        theme::focus_frame(ui, rect, theme::RADIUS_CARD);
    }
    let icon = pos2(rect.left() + 22.0, rect.center().y);
    ui.painter().text(icon, Align2::CENTER_CENTER, icons::SEARCH, theme::regular(18.0), colours.secondary);
    let right = pos2(rect.right() - 12.0, rect.center().y);
    let figures =
        ui.painter().text(right, Align2::RIGHT_CENTER, beside, theme::regular(13.0), colours.secondary);
    let inner = egui::Rect::from_min_max(
        pos2(rect.left() + 40.0, rect.top()),
        pos2((figures.left() - 12.0).min(rect.right() - 12.0), rect.bottom()),
    );
    let filter = EventFilter { escape: true, horizontal_arrows: true, vertical_arrows: true, tab: false };
    let edit = TextEdit::singleline(text)
        .id(id)
        .frame(Frame::NONE)
        .font(theme::regular(16.0))
        .hint_text(name)
        .align(Align2::LEFT_CENTER)
        .min_size(inner.size())
        .desired_width(inner.width())
        .return_key(None)
        .event_filter(filter);
    let response = ui.new_child(UiBuilder::new().max_rect(inner)).add(edit);
    response.accessible_name(name)
}
