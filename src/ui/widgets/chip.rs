//! The chip that says where a record stands: a sign and a word, never a colour alone.

use egui::{Align2, Pos2, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::model::RowState;
use crate::domain::{QueueState, RecordKind};
use crate::text::Text;
use crate::ui::theme::{self, Tone, palette};

const HEIGHT: f32 = 20.0;

/// What a chip tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Good,
    Waits,
    Wrong,
    Doubt,
    Quiet,
    Info,
}

impl Sign {
    pub fn tone(self, ui: &Ui) -> Tone {
        let colours = palette(ui);
        match self {
            Self::Good => colours.ok,
            Self::Waits => colours.waiting,
            Self::Wrong | Self::Doubt => colours.wrong,
            Self::Info => colours.info,
            Self::Quiet => Tone { text: colours.secondary, ground: colours.row_line },
        }
    }

    pub fn mark(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Waits => "◷",
            Self::Wrong => "!",
            Self::Doubt => "?",
            Self::Quiet => "○",
            Self::Info => "i",
        }
    }
}

/// Sign and word of a queued action.
pub fn chip_of(text: &Text, state: QueueState) -> (Sign, String) {
    let sign = match state {
        QueueState::Waiting
        | QueueState::Sending
        | QueueState::Held
        | QueueState::Settling
        | QueueState::Resending => Sign::Waits,
        QueueState::Refused => Sign::Wrong,
        QueueState::InDoubt => Sign::Doubt,
        QueueState::Aside => Sign::Quiet,
    };
    (sign, text.queue_state(state))
}

/// Sign and word of a held action, by what it waits for.
pub fn held_chip(text: &Text, parent: RecordKind) -> (Sign, String) {
    let key = if parent == RecordKind::Patient { "state-held-patient" } else { "state-held-client" };
    (Sign::Waits, text.get(key))
}

/// Sign and word of a record.
pub fn record_chip(text: &Text, state: RowState) -> (Sign, String) {
    match state {
        RowState::OnServer => (Sign::Good, text.get("state-on-server")),
        RowState::Queued(state) => chip_of(text, state),
        RowState::LocalOnly => (Sign::Quiet, text.get("state-local-only")),
    }
}

/// Paints a chip with its left edge in the middle of `left`, no wider than `most` points: what does not fit in one line
/// has two, and is cut there.
pub fn paint(ui: &Ui, left: Pos2, most: f32, sign: Sign, words: &str) -> Rect {
    let tone = sign.tone(ui);
    let galley = galley(ui, sign, words, most - 18.0);
    let height = HEIGHT.max(galley.size().y + 4.0);
    let size = vec2(galley.size().x + 18.0, height);
    let rect = Rect::from_min_size(pos2(left.x, left.y - height / 2.0), size);
    ui.painter().rect_filled(rect, theme::RADIUS_CHIP, tone.ground);
    ui.painter().galley(
        Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min,
        galley,
        tone.text,
    );
    rect
}

fn galley(ui: &Ui, sign: Sign, words: &str, most: f32) -> std::sync::Arc<egui::Galley> {
    let tone = sign.tone(ui);
    let words = if words.is_empty() { sign.mark().to_owned() } else { format!("{} {words}", sign.mark()) };
    let mut job = egui::text::LayoutJob::simple_singleline(words, theme::medium(12.0), tone.text);
    job.wrap =
        egui::text::TextWrapping { max_rows: 2, ..egui::text::TextWrapping::wrap_at_width(most.max(12.0)) };
    ui.painter().layout_job(job)
}

/// How wide the chip is where nothing cuts it.
pub fn width(ui: &Ui, sign: Sign, words: &str) -> f32 {
    galley(ui, sign, words, f32::INFINITY).size().x + 18.0
}

/// A chip in the flow of a page.
pub fn chip(ui: &mut Ui, sign: Sign, words: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width(ui, sign, words), HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    paint(ui, rect.left_center(), f32::INFINITY, sign, words);
    response
}
