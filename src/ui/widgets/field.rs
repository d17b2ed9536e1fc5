//! A field of a form: name above, what is wrong below, its key inside at the right.

use std::sync::Arc;

use egui::accesskit::Invalid;
use egui::{
    Align, EventFilter, FocusDirection, Frame, Galley, Id, Key, Rect, Response, ScrollArea, Sense, Stroke,
    StrokeKind, TextBuffer, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::key_chip::{self, key_chip};
use super::label::Said;
use crate::ui::commands::take_plain;
use crate::ui::theme::{self, palette};

const LABEL: f32 = 16.0;
const UNDER: f32 = 20.0;

#[expect(clippy::struct_excessive_bools, reason = "independent facts of one field, each set by name")]
pub struct Field<'a> {
    pub id: Id,
    label: &'a str,
    /// What a screen reader says; the label unless there is none to see.
    name: &'a str,
    error: Option<String>,
    note: Option<String>,
    key: Option<String>,
    hint: &'a str,
    password: bool,
    read_only: bool,
    rows: usize,
    height: f32,
    width: f32,
    /// Kept free at the right inside the frame.
    room: f32,
    align: Align,
    select_on_focus: bool,
    enter_to: Option<Id>,
    bring: bool,
}

impl<'a> Field<'a> {
    pub fn new(id: Id, label: &'a str) -> Self {
        Self {
            id,
            label,
            name: label,
            error: None,
            note: None,
            key: None,
            hint: "",
            password: false,
            read_only: false,
            rows: 1,
            height: theme::FIELD,
            width: theme::FORM,
            room: 0.0,
            align: Align::Min,
            select_on_focus: false,
            enter_to: None,
            bring: false,
        }
    }

    /// A field in a table: no label above, nothing below.
    pub fn in_table(id: Id, name: &'a str) -> Self {
        Self { name, height: 28.0, ..Self::new(id, "") }
    }

    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Stands below where nothing is wrong.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub fn key(mut self, key: String) -> Self {
        self.key = Some(key);
        self
    }

    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    pub fn password(mut self, password: bool) -> Self {
        self.password = password;
        self
    }

    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// More than one line; Enter then begins a new one.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    pub fn room(mut self, room: f32) -> Self {
        self.room = room;
        self
    }

    /// A click selects what stands there too, as coming by key does in every field of one line: typing replaces it.
    pub fn select_on_focus(mut self) -> Self {
        self.select_on_focus = true;
        self
    }

    /// Enter goes there instead of to the next field.
    pub fn enter_to(mut self, id: Id) -> Self {
        self.enter_to = Some(id);
        self
    }

    /// Scrolls to it now, with what is said under it.
    pub fn bring(mut self, bring: bool) -> Self {
        self.bring = bring;
        self
    }

    pub fn right(mut self) -> Self {
        self.align = Align::Max;
        self
    }

    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The frame's place and the text field's response. Enter moves on to the next field.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> (Rect, Response) {
        match self.enter_to {
            Some(to) if ui.memory(|memory| memory.has_focus(self.id)) && take_plain(ui, Key::Enter) => {
                ui.memory_mut(|memory| memory.request_focus(to));
            }
            None if self.rows == 1 => next_field_on_enter(ui, self.id),
            _ => {}
        }
        let in_table = self.label.is_empty();
        let frame_height = if self.rows == 1 { self.height } else { 20.0 * count(self.rows) + 16.0 };
        let wrong = self.error.as_ref().filter(|_| !in_table).map(|error| self.wrong_words(ui, error));
        let size = if in_table {
            vec2(self.width, frame_height)
        } else {
            let under = wrong.as_ref().map_or(UNDER, |words| UNDER.max(words.size().y + 4.0));
            vec2(self.width, LABEL + 4.0 + frame_height + under)
        };
        let (_, whole) = ui.allocate_space(size);
        let top = if in_table { whole.top() } else { whole.top() + LABEL + 4.0 };
        let frame = Rect::from_min_size(pos2(whole.left(), top), vec2(self.width, frame_height));
        if !in_table {
            self.paint_words(ui, whole, frame, wrong);
        }
        let response = self.edit(ui, frame, text);
        if self.bring || response.gained_focus() {
            ui.scroll_to_rect(whole, None);
        }
        (frame, response)
    }

    /// What is wrong, in as many lines as it takes.
    fn wrong_words(&self, ui: &Ui, error: &str) -> Arc<Galley> {
        ui.painter().layout(format!("! {error}"), Said::Wrong.font(), Said::Wrong.colour(ui), self.width)
    }

    fn paint_words(&self, ui: &Ui, whole: Rect, frame: Rect, wrong: Option<Arc<Galley>>) {
        let line = |words: &str, part: Said| {
            let mut job =
                egui::text::LayoutJob::simple_singleline(words.to_owned(), part.font(), part.colour(ui));
            job.wrap = egui::text::TextWrapping::truncate_at_width(self.width);
            ui.painter().layout_job(job)
        };
        let ink = Said::Label.colour(ui);
        ui.painter().galley(whole.min, line(self.label, Said::Label), ink);
        let below = pos2(frame.left(), frame.bottom() + 2.0);
        if let Some(wrong) = wrong {
            ui.painter().galley(below, wrong, ink);
        } else if let Some(note) = &self.note {
            ui.painter().galley(below, line(note, Said::Hint), ink);
        }
    }

    fn edit(&self, ui: &mut Ui, frame: Rect, text: &mut String) -> Response {
        let colours = palette(ui);
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        let fill = if self.read_only { colours.background } else { colours.surface };
        let line = if self.error.is_some() { colours.wrong.text } else { colours.border };
        ui.painter().rect(frame, theme::RADIUS_FIELD, fill, Stroke::new(1.0, line), StrokeKind::Inside);
        if focused {
            theme::focus_frame_of(ui, frame, theme::RADIUS_FIELD, self.error.is_some());
        }
        let mut right = frame.right() - 10.0 - self.room;
        if let Some(key) = self.key.as_ref().filter(|_| !self.read_only) {
            key_chip(
                ui,
                pos2(right, frame.center().y),
                key,
                colours.secondary,
                colours.border,
                colours.background,
            );
            right -= key_chip::width(ui, key) + 6.0;
        }
        let (left, pad) = (frame.left() + 10.0, if self.rows == 1 { 0.0 } else { 8.0 });
        let inner = Rect::from_min_max(pos2(left, frame.top() + pad), pos2(right, frame.bottom() - pad));
        let mut fixed: &str;
        let buffer: &mut dyn TextBuffer = if self.read_only {
            fixed = text;
            &mut fixed
        } else {
            text
        };
        let mut place = ui.new_child(UiBuilder::new().max_rect(inner));
        let edit = self.text_edit(buffer, inner);
        let response = if self.rows == 1 {
            place.add(edit)
        } else {
            // More lines than there is room for scroll inside the frame.
            let scroll = ScrollArea::vertical().id_salt(self.id).auto_shrink(false);
            scroll.show(&mut place, |ui| ui.add(edit)).inner
        };
        let by_key = self.rows == 1 && !ui.input(|input| input.pointer.any_down());
        if (self.select_on_focus || by_key) && response.gained_focus() {
            select_all(ui, self.id, text);
        }
        if let Some(error) = &self.error {
            say_wrong(ui, self.id, error);
        }
        response.accessible_name(self.name.trim_end_matches(" *"))
    }

    /// What cannot be changed can still be read, selected and copied.
    fn text_edit<'t>(&self, text: &'t mut dyn TextBuffer, inner: Rect) -> TextEdit<'t> {
        let one_line = self.rows == 1;
        let edit =
            if one_line { TextEdit::singleline(text).return_key(None) } else { TextEdit::multiline(text) };
        // Up and down leave a one-line field to whoever lists below it; Esc belongs to the form.
        let filter = EventFilter { escape: true, horizontal_arrows: true, vertical_arrows: true, tab: false };
        edit.id(self.id)
            .frame(Frame::NONE)
            .hint_text(if self.read_only { "" } else { self.hint })
            .password(self.password)
            .desired_rows(self.rows)
            .align(egui::Align2([self.align, if one_line { Align::Center } else { Align::Min }]))
            .min_size(inner.size())
            .desired_width(inner.width())
            .event_filter(filter)
    }
}

/// A screen reader hears what is wrong with the field as it comes to it.
pub fn say_wrong(ui: &Ui, id: Id, error: &str) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_description(error);
        node.set_invalid(Invalid::True);
    });
}

/// Call before the field is drawn: Enter in it moves the focus on and never does more.
pub fn next_field_on_enter(ui: &Ui, id: Id) {
    if ui.memory(|memory| memory.has_focus(id)) && take_plain(ui, Key::Enter) {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
    }
}

/// What is drawn from now on is another text, if in the same place: its caret and its undo are its own.
pub fn forget_carets(ui: &Ui) {
    ui.data_mut(egui::util::IdTypeMap::remove_by_type::<egui::text_edit::TextEditState>);
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = egui::text_edit::TextEditState::load(ui, id).unwrap_or_default();
    let all = egui::text::CCursorRange::select_all_str(text);
    state.cursor.set_char_range(Some(all));
    state.store(ui, id);
}

#[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
fn count(rows: usize) -> f32 {
    rows as f32
}

/// Words that can be clicked but are no stop of the Tab key.
pub fn side_link(ui: &Ui, right: egui::Pos2, id: Id, words: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::regular(12.0), palette(ui).secondary);
    let rect = egui::Align2::RIGHT_CENTER.anchor_size(right, galley.size());
    let response = ui.interact(rect.expand(4.0), id, Sense::CLICK);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, words));
    ui.painter().galley(rect.min, galley, palette(ui).secondary);
    response
}
