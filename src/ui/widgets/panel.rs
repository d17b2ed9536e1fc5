//! How a page is divided, and the banners that say something about all of it.

use egui::{Frame, Margin, Rect, Ui, UiBuilder, pos2, vec2};

use super::chip::Sign;
use super::label::{Said, wrapped};
use crate::ui::theme;

/// Divides what is left of the page: the main part, and a side of `side` points at the right, or of `below` points
/// underneath where the page is narrow. Both get whether the page is wide.
pub fn split<T>(
    ui: &mut Ui,
    side: f32,
    below: f32,
    shared: &mut T,
    main: impl FnOnce(&mut Ui, &mut T),
    aside: impl FnOnce(&mut Ui, &mut T, bool),
) {
    let whole = ui.available_rect_before_wrap();
    let wide = whole.width() >= theme::WIDE;
    let (first, second) = if wide {
        let cut = whole.right() - side;
        (whole.with_max_x(cut - theme::GAP), whole.with_min_x(cut))
    } else {
        let cut = whole.bottom() - below;
        (whole.with_max_y(cut - theme::GAP), whole.with_min_y(cut))
    };
    place(ui, first, "main", |ui| main(ui, shared));
    place(ui, second, "aside", |ui| aside(ui, shared, wide));
    ui.advance_cursor_after_rect(whole);
}

fn place(ui: &mut Ui, rect: Rect, salt: &str, content: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::top_down(egui::Align::Min);
    let builder = UiBuilder::new().max_rect(rect).layout(layout).id_salt(salt);
    let mut child = ui.new_child(builder);
    child.set_min_size(vec2(rect.width(), 0.0));
    content(&mut child);
}

/// Words on a ground of their own, over the whole width.
pub fn banner(ui: &mut Ui, sign: Sign, words: &str) {
    let tone = sign.tone(ui);
    let mark = sign.mark();
    Frame::new()
        .fill(tone.ground)
        .corner_radius(theme::RADIUS_FIELD)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let colour = egui::RichText::new(format!("{mark} {words}"))
                .font(Said::Label.font())
                .line_height(Some(18.0))
                .color(tone.text);
            ui.add(egui::Label::new(colour).wrap());
        });
}

/// The middle of what is left of the page, for words where a list would stand.
pub fn in_the_middle(ui: &mut Ui, words: &str) {
    let rect = ui.available_rect_before_wrap();
    let top = pos2(rect.left(), rect.top() + (rect.height() * 0.4).max(48.0) - 20.0);
    let line = Rect::from_min_size(top, vec2(rect.width(), 60.0));
    ui.scope_builder(
        UiBuilder::new().max_rect(line).layout(egui::Layout::top_down(egui::Align::Center)),
        |ui| {
            wrapped(ui, words, Said::Secondary);
        },
    );
}
