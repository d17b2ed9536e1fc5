//! Short messages at the foot of the rail, between the screens' names and the status bar: they take no focus and cover
//! nothing. Those that have no room there wait until newer ones have gone.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Area, Frame, Galley, Id, Margin, Order, Stroke, Ui, vec2};
use std::sync::Arc;

use super::commands::Cmd;
use super::theme::{self, palette};
use super::widgets::{Button, Said, Sign};
use super::{View, rail, trouble};
use crate::app::command::Command;
use crate::app::model::{Notice, NoticeKind, Stage};
use crate::domain::RecordKind;
use crate::text::Text;

const WIDTH: f32 = theme::RAIL - 17.0;
const INSIDE: Margin = Margin { left: 14, right: 12, top: 10, bottom: 10 };
/// Between two of them, and around all.
const GAP: f32 = 8.0;
const BUTTON: f32 = 28.0;

pub fn toasts_ui(ui: &Ui, view: &View, out: &mut Vec<Command>) {
    if view.model.notices.is_empty() {
        return;
    }
    let shown = shown(ui, view);
    let corner = vec2(GAP, -theme::STATUS_BAR - GAP);
    let area = Area::new(Id::unique("toasts")).order(Order::Foreground);
    area.anchor(Align2::LEFT_BOTTOM, corner).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = GAP;
        for toast in shown.iter().rev() {
            ui.push_id(toast.notice.id, |ui| {
                if toast.show(ui, view) {
                    out.push(Command::DismissNotice(toast.notice.id));
                }
            });
        }
    });
}

/// The newest of those that stay until they are dismissed goes first. Called before a field could take the key.
pub fn dismiss_by_key(ui: &Ui, view: &View, out: &mut Vec<Command>) {
    let newest = view.model.notices.iter().rev().find(|notice| notice.kind.stays());
    if let Some(notice) = newest
        && Cmd::Dismiss.pressed(ui)
    {
        out.push(Command::DismissNotice(notice.id));
    }
}

/// A message laid out for its place.
struct Toast<'a> {
    notice: &'a Notice,
    sign: Sign,
    words: String,
    galley: Arc<Galley>,
}

/// Newest first, as many as there is room for.
fn shown<'a>(ui: &Ui, view: &View<'a>) -> Vec<Toast<'a>> {
    let top = if matches!(view.model.stage, Stage::Working) { rail::BOTTOM } else { 0.0 };
    let mut room = ui.max_rect().height() - top - theme::STATUS_BAR - GAP;
    let mut shown = Vec::new();
    for notice in view.model.notices.iter().rev() {
        let toast = Toast::of(ui, view, notice, room - GAP);
        let height = toast.height() + GAP;
        if height > room && !shown.is_empty() {
            break;
        }
        room -= height;
        shown.push(toast);
    }
    shown
}

impl<'a> Toast<'a> {
    fn of(ui: &Ui, view: &View, notice: &'a Notice, room: f32) -> Self {
        let (sign, words) = say(view.text, &notice.kind);
        let ink = palette(ui).text;
        let mut job = LayoutJob::single_section(
            words.clone(),
            egui::TextFormat { line_height: Some(LINE), ..egui::TextFormat::simple(Said::Text.font(), ink) },
        );
        let width = WIDTH - f32::from(INSIDE.left) - f32::from(INSIDE.right);
        let lines = (room - around(&notice.kind)) / LINE;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a screen's worth of lines"
        )]
        let max_rows = lines.floor().max(1.0) as usize;
        job.wrap = TextWrapping { max_width: width, max_rows, ..TextWrapping::default() };
        Self { notice, sign, words, galley: ui.painter().layout_job(job) }
    }

    fn height(&self) -> f32 {
        self.galley.size().y + around(&self.notice.kind)
    }

    /// True when it is to go.
    fn show(&self, ui: &mut Ui, view: &View) -> bool {
        let colours = palette(ui);
        let frame = Frame::new()
            .fill(colours.surface)
            .stroke(Stroke::new(1.0, colours.border))
            .corner_radius(theme::RADIUS_CARD)
            .inner_margin(INSIDE);
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            // What is cut is said by a tool tip, and whole by a screen reader.
            let elided = self.galley.elided;
            let label = ui.label(self.galley.clone());
            let label = label.accessible_name(&self.words);
            if elided {
                label.on_hover_text(&self.words);
            }
            let dismiss = view.text.get("toast-dismiss");
            self.notice.kind.stays()
                && Button::new(&dismiss).key(Cmd::Dismiss.key_name()).small().show(ui).clicked()
        });
        let edge = shown.response.rect.with_max_x(shown.response.rect.left() + 4.0);
        ui.painter().rect_filled(edge.shrink2(vec2(0.0, 6.0)), 2, self.sign.tone(ui).text);
        shown.inner
    }
}

const LINE: f32 = 20.0;

/// What a message takes beside its words.
fn around(kind: &NoticeKind) -> f32 {
    let frame = f32::from(INSIDE.top) + f32::from(INSIDE.bottom) + 2.0;
    if kind.stays() { frame + BUTTON + 4.0 } else { frame }
}

/// How many go, and how many wait for an answer; of an empty kind, that it goes.
fn tried_again(text: &Text, goes: u64, doubts: u64) -> (Sign, String) {
    let counted = |key: &str, n: u64| (n > 0).then(|| text.with(key, [("n", n.into())]));
    let parts = [counted("kind-goes", goes), counted("kind-doubts", doubts)];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(". ");
    let words = if words.is_empty() { text.get("kind-goes-again") } else { words };
    (if doubts > 0 { Sign::Doubt } else { Sign::Good }, words)
}

pub fn say(text: &Text, kind: &NoticeKind) -> (Sign, String) {
    match kind {
        NoticeKind::Saved { kind, warnings, .. } => {
            let saved = text.get(match kind {
                RecordKind::Client => "saved-client",
                RecordKind::Patient => "saved-patient",
                RecordKind::Appointment => "saved-appointment",
                RecordKind::Invoice => "saved-invoice",
            });
            if warnings.is_empty() {
                return (Sign::Good, saved);
            }
            (Sign::Waits, format!("{saved}. {}", text.get("warning-no-patient")))
        }
        NoticeKind::NotSaved { kind, trouble } => {
            let reason = trouble::of_saving(text, trouble);
            let kind = text.record_kind(*kind);
            (Sign::Wrong, text.with("not-saved", [("kind", kind.into()), ("reason", reason.into())]))
        }
        NoticeKind::BackInLine => (Sign::Good, text.get("back-in-line")),
        NoticeKind::TriedAgain { goes, doubts } => tried_again(text, *goes, *doubts),
        NoticeKind::KindPutAside => (Sign::Quiet, text.get("queue-kind-aside")),
        NoticeKind::Discarded { actions } => {
            (Sign::Quiet, text.with("discarded", [("n", (*actions).into())]))
        }
        NoticeKind::QueueUnchanged => (Sign::Quiet, text.get("queue-unchanged")),
        NoticeKind::ActionBeingSent => (Sign::Waits, text.get("error-in-flight")),
        NoticeKind::NotDownloaded => (Sign::Waits, text.get("queue-not-downloaded")),
        NoticeKind::SettingsSaved => (Sign::Good, text.get("settings-saved")),
        NoticeKind::SecretInFile(path) => {
            let path = path.display().to_string();
            (Sign::Waits, text.with("secret-in-file", [("path", path.into())]))
        }
        NoticeKind::SettingsTrouble { detail } => {
            (Sign::Wrong, text.with("error-settings", [("reason", detail.as_str().into())]))
        }
        NoticeKind::StoreTrouble(trouble) => (Sign::Wrong, trouble::of_store(text, trouble)),
        NoticeKind::StoreMending => (Sign::Waits, text.get("store-mending")),
        NoticeKind::SyncTrouble { detail } => {
            (Sign::Wrong, text.with("error-sync", [("reason", detail.as_str().into())]))
        }
    }
}
