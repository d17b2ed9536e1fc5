//! The little cap that shows which key does the same.

use egui::{Align2, Color32, Pos2, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::ui::theme;

const HEIGHT: f32 = 18.0;

/// How wide the cap of this key is.
pub fn width(ui: &Ui, key: &str) -> f32 {
    let galley = ui.painter().layout_no_wrap(key.to_owned(), theme::medium(11.0), Color32::WHITE);
    (galley.size().x + 12.0).max(HEIGHT + 2.0).ceil()
}

/// Draws the cap with its right edge at `right`.
pub fn key_chip(ui: &Ui, right: Pos2, key: &str, ink: Color32, line: Color32, ground: Color32) -> Rect {
    let size = vec2(width(ui, key), HEIGHT);
    let rect = Rect::from_min_size(Pos2::new(right.x - size.x, right.y - size.y / 2.0).round(), size);
    let painter = ui.painter();
    painter.rect(rect, theme::RADIUS_KEY, ground, Stroke::new(1.0, line), StrokeKind::Inside);
    painter.text(rect.center(), Align2::CENTER_CENTER, key, theme::medium(11.0), ink);
    rect
}
