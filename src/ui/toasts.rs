//! Short messages at the foot of the rail, where nothing else stands: they take no focus and cover nothing.

use egui::{Align2, Area, Frame, Id, Layout, Margin, Order, Stroke, Ui, vec2};

use super::theme::{self, palette};
use super::widgets::{Button, Look, Said, Sign, wrapped};
use super::{View, icons, trouble};
use crate::app::command::Command;
use crate::app::model::NoticeKind;
use crate::domain::RecordKind;
use crate::text::Text;

pub fn toasts_ui(ui: &Ui, view: &View, out: &mut Vec<Command>) {
    if view.model.notices.is_empty() {
        return;
    }
    let corner = vec2(8.0, -theme::STATUS_BAR - 8.0);
    Area::new(Id::unique("toasts")).order(Order::Foreground).anchor(Align2::LEFT_BOTTOM, corner).show(
        ui.ctx(),
        |ui| {
            ui.set_width(theme::RAIL - 17.0);
            for notice in &view.model.notices {
                let (sign, words) = say(view.text, &notice.kind);
                if toast(ui, view, sign, &words, notice.kind.stays()) {
                    out.push(Command::DismissNotice(notice.id));
                }
            }
        },
    );
}

/// True when it is to go.
fn toast(ui: &mut Ui, view: &View, sign: Sign, words: &str, stays: bool) -> bool {
    let colours = palette(ui);
    let tone = sign.tone(ui);
    let frame = Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.border))
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin { left: 14, right: 8, top: 10, bottom: 10 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
            let label = view.text.get("toast-dismiss");
            let close = Button::new(&label).icon(icons::CLOSE).icon_only().small().look(Look::Link);
            let gone = stays && close.show(ui).clicked();
            ui.with_layout(Layout::top_down(egui::Align::Min), |ui| wrapped(ui, words, Said::Text));
            gone
        })
        .inner
    });
    let edge = shown.response.rect.with_max_x(shown.response.rect.left() + 4.0);
    ui.painter().rect_filled(edge.shrink2(vec2(0.0, 6.0)), 2, tone.text);
    shown.inner
}

fn say(text: &Text, kind: &NoticeKind) -> (Sign, String) {
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
        NoticeKind::Discarded { actions } => {
            (Sign::Quiet, text.with("discarded", [("n", (*actions).into())]))
        }
        NoticeKind::QueueUnchanged => (Sign::Quiet, text.get("queue-unchanged")),
        NoticeKind::ActionBeingSent => (Sign::Waits, text.get("error-in-flight")),
        NoticeKind::SettingsSaved => (Sign::Good, text.get("settings-saved")),
        NoticeKind::SecretInFile(path) => {
            let path = path.display().to_string();
            (Sign::Waits, text.with("secret-in-file", [("path", path.into())]))
        }
        NoticeKind::SettingsTrouble { detail } => {
            (Sign::Wrong, text.with("error-settings", [("reason", detail.as_str().into())]))
        }
        NoticeKind::StoreTrouble(trouble) => (Sign::Wrong, trouble::of_store(text, trouble)),
        NoticeKind::SyncTrouble { detail } => {
            (Sign::Wrong, text.with("error-sync", [("reason", detail.as_str().into())]))
        }
    }
}
