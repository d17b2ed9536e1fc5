//! What the day came to, as a small table: the day, services and products, paid and due, then the authors; each as a whole,
//! on the server, and not sent. What has no room comes with the arrows once Tab is there, or with the wheel.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, EventFilter, Id, Key, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::commands::take_plain;
use super::theme::{self, palette};
use super::widgets::{Said, in_row};
use super::{View, words};
use crate::app::model::{DayTotals, Split, Sum};
use crate::text::Text;

/// The first of the rows that are in sight.
#[derive(Default)]
pub struct TotalsLocal {
    first: usize,
}

/// Of a row, and of the line of headings.
const ROW: f32 = 20.0;
const EDGE: f32 = 8.0;
const SIDE: f32 = 12.0;
/// The names of rows, which are short ones.
const NAME: f32 = 116.0;
/// The table with its headings and this many rows.
pub const HEIGHT: f32 = 2.0 * EDGE + 6.0 * ROW;

fn id() -> Id {
    Id::unique("totals of the day")
}

type Row = (String, Split);

pub fn totals_ui(ui: &mut Ui, view: &View, totals: &DayTotals, local: &mut TotalsLocal) {
    let text = view.text;
    let rect = ui.available_rect_before_wrap();
    let colours = palette(ui);
    let stroke = Stroke::new(1.0, colours.border);
    ui.painter().rect(rect, theme::RADIUS_CARD, colours.surface, stroke, StrokeKind::Inside);
    let parts = [
        ("totals-all", totals.day),
        ("totals-services", totals.services),
        ("totals-products", totals.products),
        ("totals-paid", totals.paid),
        ("totals-unpaid", totals.unpaid),
    ];
    let parts: Vec<Row> = parts.into_iter().map(|(key, split)| (text.get(key), split)).collect();
    let inner = rect.shrink2(vec2(SIDE, EDGE));
    if rect.width() >= theme::WIDE {
        let (left, right) = inner.split_left_right_at_x(inner.center().x);
        table(ui, text, left.with_max_x(left.right() - 16.0), &parts);
        if !totals.authors.is_empty() {
            scrolled(ui, view, right.with_min_x(right.left() + 16.0), &totals.authors, local);
        }
    } else {
        let rows = [parts, totals.authors.clone()].concat();
        scrolled(ui, view, inner, &rows, local);
    }
}

/// Those of the rows that have room, moved by the arrows and the wheel where there are more.
fn scrolled(ui: &mut Ui, view: &View, rect: Rect, rows: &[Row], local: &mut TotalsLocal) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few rows")]
    let room = ((rect.height() / ROW).round() as usize).saturating_sub(1).max(1);
    let last = rows.len().saturating_sub(room);
    if last > 0 {
        local.first = moved(ui, view.text, rect, local.first, last);
    }
    local.first = local.first.min(last);
    let shown = &rows[local.first..rows.len().min(local.first + room)];
    table(ui, view.text, rect, shown);
    if last > 0 {
        bar(ui, rect, local.first, room, rows.len());
    }
}

fn moved(ui: &mut Ui, text: &Text, rect: Rect, first: usize, last: usize) -> usize {
    let response = ui.interact(rect, id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, text.get("totals-name")));
    let mut first = first;
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
        theme::focus_frame(ui, rect.expand2(vec2(SIDE, EDGE)), theme::RADIUS_CARD);
        if take_plain(ui, Key::ArrowDown) {
            first += 1;
        }
        if take_plain(ui, Key::ArrowUp) {
            first = first.saturating_sub(1);
        }
    }
    let over = ui.rect_contains_pointer(rect);
    let wheel = if over { ui.input(|input| input.smooth_scroll_delta().y) } else { 0.0 };
    if wheel < 0.0 {
        first += 1;
    } else if wheel > 0.0 {
        first = first.saturating_sub(1);
    }
    first.min(last)
}

/// Where the rows in sight are among all.
#[expect(clippy::cast_precision_loss, reason = "a few rows")]
fn bar(ui: &Ui, rect: Rect, first: usize, room: usize, all: usize) {
    let part = |rows: usize| rect.top() + ROW + (rect.height() - ROW) * (rows as f32 / all as f32);
    let x = rect.right() + 5.0;
    let place = Rect::from_min_max(pos2(x, part(first)), pos2(x + 3.0, part(first + room)));
    ui.painter().rect_filled(place, 1.5, palette(ui).border);
}

fn table(ui: &Ui, text: &Text, rect: Rect, rows: &[Row]) {
    let colours = palette(ui);
    let figures = (rect.width() - NAME) / 3.0;
    let right = |column: f32| rect.right() - column * figures;
    let heads = [(2.0, "totals-whole"), (1.0, "totals-sent"), (0.0, "totals-unsent")];
    for (column, key) in heads {
        let at = pos2(right(column), rect.top() + ROW / 2.0);
        ui.painter().text(at, Align2::RIGHT_CENTER, text.get(key), Said::Hint.font(), colours.secondary);
    }
    let mut middle = rect.top() + 1.5 * ROW;
    for (name, split) in rows {
        let row = Rect::from_x_y_ranges(rect.x_range(), middle - ROW / 2.0..=middle + ROW / 2.0);
        let response = ui.interact(row, id().with((name, "row")), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(text, name, *split)));
        let galley = in_row(
            ui,
            &words::short_name(name),
            &theme::regular(13.0),
            colours.text,
            right(3.0) - rect.left() - 8.0,
        );
        let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left(), middle), galley.size()).min;
        ui.painter().galley(at, galley, colours.text);
        let sums = [
            (2.0, split.all, colours.text),
            (1.0, split.sent, colours.ok.text),
            (0.0, split.unsent, colours.waiting.text),
        ];
        for (column, sum, ink) in sums {
            figure(ui, text, pos2(right(column), middle), sum, ink);
        }
        middle += ROW;
    }
}

/// Nothing is said of nothing, and it is not coloured.
fn figure(ui: &Ui, text: &Text, at: egui::Pos2, sum: Sum, ink: Color32) {
    let ink = if sum.count > 0 { ink } else { palette(ui).secondary };
    ui.painter().text(at, Align2::RIGHT_CENTER, sum_words(text, sum), theme::medium(12.0), ink);
}

fn sum_words(text: &Text, sum: Sum) -> String {
    format!("{} · {}", sum.count, text.roubles(sum.amount))
}

/// A row as a screen reader says it.
fn spoken(text: &Text, name: &str, split: Split) -> String {
    let part = |key: &str, sum| format!("{}: {}", text.get(key), sum_words(text, sum));
    format!("{name}: {}, {}", sum_words(text, split.all), part("totals-unsent", split.unsent))
}
