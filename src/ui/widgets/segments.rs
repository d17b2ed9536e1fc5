//! A few choices side by side, one of them taken: by click, by the arrows, or by a first letter.

use egui::accesskit::Role;
use egui::{
    Align2, Event, EventFilter, Id, Key, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::field::next_field_on_enter;
use super::label::Said;
use crate::ui::commands::take_plain;
use crate::ui::theme::{self, palette};

/// The choice just made, if one was.
pub fn segments(
    ui: &mut Ui,
    id: Id,
    label: &str,
    options: &[String],
    chosen: Option<usize>,
    width: f32,
    enabled: bool,
) -> Option<usize> {
    next_field_on_enter(ui, id);
    let (_, whole) = ui.allocate_space(vec2(width, 16.0 + 4.0 + theme::FIELD + 20.0));
    let frame = Rect::from_min_size(whole.min + vec2(0.0, 20.0), vec2(width, theme::FIELD));
    ui.painter().text(whole.min, Align2::LEFT_TOP, label, Said::Label.font(), Said::Label.colour(ui));
    // What can no longer be changed is no stop of the Tab key, but keeps a focus that it had before.
    let stop = enabled || ui.memory(|memory| memory.has_focus(id));
    let sense = if stop { Sense::focusable_noninteractive() } else { Sense::hover() };
    let group = ui.interact(frame, id, sense);
    group.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, enabled, label));
    let mut picked = None;
    if enabled && group.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        picked = by_key(ui, options, chosen);
    }
    let colours = palette(ui);
    ui.painter().rect(
        frame,
        theme::RADIUS_FIELD,
        if enabled { colours.surface } else { colours.background },
        Stroke::new(1.0, colours.border),
        StrokeKind::Inside,
    );
    let cells = cells(frame, options.len());
    for (index, (option, cell)) in options.iter().zip(cells).enumerate() {
        let on = chosen == Some(index);
        let sense = if enabled { Sense::CLICK } else { Sense::hover() };
        let response = ui.interact(cell, id.with(index), sense);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, on, option));
        if response.clicked() {
            picked = Some(index);
            group.request_focus();
        }
        let font = if on { theme::medium(14.0) } else { theme::regular(14.0) };
        let ink = if on { colours.primary } else { colours.text };
        if on {
            ui.painter().rect_filled(cell.shrink(3.0), 4, colours.selected);
        }
        ui.painter().text(cell.center(), Align2::CENTER_CENTER, option, font, ink);
    }
    if group.has_focus() {
        theme::focus_frame(ui, frame, theme::RADIUS_FIELD);
    }
    picked
}

fn cells(frame: Rect, count: usize) -> Vec<Rect> {
    #[expect(clippy::cast_precision_loss, reason = "two or three")]
    let width = frame.width() / count.max(1) as f32;
    let mut left = frame.left();
    let mut next = || {
        left += width;
        Rect::from_min_max(pos2(left - width, frame.top()), pos2(left, frame.bottom()))
    };
    (0..count).map(|_| next()).collect()
}

fn by_key(ui: &Ui, options: &[String], chosen: Option<usize>) -> Option<usize> {
    let last = options.len().checked_sub(1)?;
    let pressed = |keys: &[Key]| keys.iter().any(|key| take_plain(ui, *key));
    if pressed(&[Key::ArrowRight, Key::ArrowDown, Key::Space]) {
        return Some(chosen.map_or(0, |at| if at == last { 0 } else { at + 1 }));
    }
    if pressed(&[Key::ArrowLeft, Key::ArrowUp]) {
        return Some(chosen.map_or(last, |at| at.checked_sub(1).unwrap_or(last)));
    }
    let typed = ui.input(|input| {
        input
            .events
            .iter()
            .find_map(|event| if let Event::Text(typed) = event { Some(typed.to_lowercase()) } else { None })
    })?;
    options
        .iter()
        .position(|option| option.to_lowercase().starts_with(typed.trim()) && !typed.trim().is_empty())
}
