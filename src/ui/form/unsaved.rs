//! What was typed into a form whose record left meanwhile: said under the notice, to be read and copied.

use egui::{Frame, Id, Margin, ScrollArea, TextEdit, Ui};

use crate::app::model::{LineForm, Unsaved, UnsavedValue};
use crate::text::Text;
use crate::ui::View;
use crate::ui::theme;
use crate::ui::widgets::{Said, Sign};

/// No more of it is seen at once: there is a form below.
const MOST: f32 = 72.0;

pub fn unsaved_ui(ui: &mut Ui, view: &View, unsaved: &[Unsaved]) {
    if unsaved.is_empty() {
        return;
    }
    let words = words(view.text, unsaved);
    let tone = Sign::Waits.tone(ui);
    let id = Id::unique(("form", "unsaved"));
    let frame = Frame::new().fill(tone.ground).corner_radius(theme::RADIUS_FIELD);
    let shown = frame.inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ScrollArea::vertical().id_salt("unsaved").max_height(MOST).auto_shrink([false, true]).show(ui, |ui| {
            // A text that cannot be changed: selected by mouse or Shift and arrows, all of it by Ctrl+A.
            let mut fixed = words.as_str();
            let edit = TextEdit::multiline(&mut fixed).id(id).frame(Frame::NONE).font(Said::Label.font());
            let edit = edit.desired_rows(1).desired_width(ui.available_width()).text_color(tone.text);
            edit.margin(Margin::ZERO).show(ui).response.response
        })
    });
    if shown.inner.inner.has_focus() {
        theme::focus_frame(ui, shown.response.rect, theme::RADIUS_FIELD);
    }
    shown.inner.inner.accessible_name(view.text.get("form-unsaved-name"));
}

fn words(text: &Text, unsaved: &[Unsaved]) -> String {
    let values: Vec<String> = unsaved.iter().map(|unsaved| value(text, unsaved)).collect();
    text.with("form-unsaved", [("values", values.join("; ").into())])
}

fn value(text: &Text, unsaved: &Unsaved) -> String {
    let value = match &unsaved.value {
        UnsavedValue::Text(typed) if typed.is_empty() => text.get("form-unsaved-emptied"),
        UnsavedValue::Text(typed) => typed.clone(),
        UnsavedValue::Gender(gender) => {
            gender.map_or_else(|| text.get("form-unsaved-emptied"), |gender| text.gender(gender))
        }
        UnsavedValue::Payment(status) => text.payment(*status),
        UnsavedValue::Line(LineForm { name, quantity, price, .. }) => {
            format!("{}, {} × {}", name.trim(), quantity.trim(), price.trim())
        }
        UnsavedValue::LineRemoved => text.get("form-unsaved-removed"),
    };
    let field = text.field(&unsaved.field);
    text.with("form-unsaved-value", [("field", field.into()), ("value", value.into())])
}
