//! The figures above the queue: sent today, not yet sent, needing a person.

use egui::{Ui, vec2};

use crate::domain::Kopecks;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{Said, in_row};
use crate::ui::{View, words};

const FIGURES: f32 = 92.0;

pub fn figures_ui(ui: &mut Ui, view: &View) {
    let (text, status) = (view.text, &view.model.status);
    let colours = palette(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), FIGURES));
    let stroke = egui::Stroke::new(1.0, colours.border);
    ui.painter().rect(rect, theme::RADIUS_CARD, colours.surface, stroke, egui::StrokeKind::Inside);
    let oldest = status.oldest_unsent.filter(|_| status.pending > 0).map(|age| text.age(age));
    let oldest = oldest.map(|age| text.with("status-oldest", [("age", age.into())]));
    let parts = [oldest, words::of_them_put_aside(text, status)];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let aside = status.put_aside;
    let counted = |n: u64, money: Kopecks| format!("{n} · {}", text.roubles(money));
    let attention = match status.stuck_money() {
        Kopecks::ZERO => status.attention.to_string(),
        money => counted(status.attention, money),
    };
    let ink = |n: u64, tone: theme::Tone| if n > 0 { tone.text } else { colours.text };
    let sent = &status.sent_today;
    let figures = [
        ("queue-sent-today", counted(sent.actions, sent.money), colours.text, String::new()),
        (
            "queue-unsent",
            counted(status.pending + aside.actions, status.unsent_money + aside.money),
            ink(status.pending, colours.waiting),
            parts,
        ),
        (
            "queue-attention",
            attention,
            ink(status.attention, colours.wrong),
            words::needs_a_person(text, status),
        ),
    ];
    // What needs a person says most.
    let unit = (rect.width() / 10.0).min(90.0);
    let mut left = rect.left() + 16.0;
    for (index, (name, value, ink, below)) in figures.into_iter().enumerate() {
        let last = index == 2;
        let painter = ui.painter();
        let at = |y: f32| egui::pos2(left, rect.top() + y);
        let top = egui::Align2::LEFT_TOP;
        painter.text(at(12.0), top, text.get(name), Said::Hint.font(), colours.secondary);
        painter.text(at(32.0), top, value, theme::bold(20.0), ink);
        let room = if last { rect.right() - 12.0 - left } else { 3.0 * unit - 24.0 };
        let below = in_row(ui, &below, &Said::Hint.font(), colours.secondary, room);
        ui.painter().galley(at(if below.rows.len() > 1 { 58.0 } else { 64.0 }), below, colours.secondary);
        left += 3.0 * unit;
        if !last {
            ui.painter().vline(left - 16.0, rect.top() + 20.0..=rect.bottom() - 20.0, stroke);
        }
    }
}
