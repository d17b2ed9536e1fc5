//! A button with its key on it. The words are its accessible name, and who it is: what comes or goes before it on the
//! page does not take the focus from it.

use egui::{
    Align2, Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::key_chip::{self, key_chip};
use crate::ui::theme::{self, palette};

/// How much a button asks for attention.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What one comes to the page for: one of them a page.
    Primary,
    Plain,
    /// Words only.
    Link,
}

pub struct Button<'a> {
    label: &'a str,
    /// Who it is among the buttons of its part of the page.
    is: &'a str,
    key: Option<String>,
    icon: Option<&'a str>,
    look: Look,
    height: f32,
    width: Option<f32>,
    enabled: bool,
    enter_works: bool,
    tip: Option<String>,
    /// The key cap alone is shown, the words are said by a screen reader.
    icon_only: bool,
}

impl<'a> Button<'a> {
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            is: label,
            key: None,
            icon: None,
            look: Look::Plain,
            height: theme::FIELD,
            width: None,
            enabled: true,
            enter_works: true,
            tip: None,
            icon_only: false,
        }
    }

    /// It stays the same button, and keeps the focus, while its words change.
    pub fn is(mut self, name: &'a str) -> Self {
        self.is = name;
        self
    }

    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub fn icon(mut self, icon: &'a str) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// 28 high instead of 36.
    pub fn small(mut self) -> Self {
        self.height = 28.0;
        self
    }

    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    pub fn tip(mut self, tip: impl Into<String>) -> Self {
        self.tip = Some(tip.into());
        self
    }

    pub fn icon_only(mut self) -> Self {
        self.icon_only = true;
        self
    }

    /// Enter on the focused button does nothing: it never saves. Space, click and the key do.
    pub fn not_by_enter(mut self) -> Self {
        self.enter_works = false;
        self
    }

    pub fn show(self, ui: &mut Ui) -> Response {
        // Never egui's own number of the widget: it changes with what is drawn before.
        let id = ui.make_persistent_id(("button", self.is));
        let focused = ui.memory(|memory| memory.has_focus(id));
        if !self.enter_works && focused {
            super::super::commands::take_plain(ui, egui::Key::Enter);
        }
        let size = vec2(self.width.unwrap_or_else(|| self.natural_width(ui)), self.height);
        let (_, space) = ui.allocate_space(size);
        let rect = ui.layout().align_size_within_rect(size, space);
        let response = ui.interact(rect, id, self.sense(focused));
        let (label, enabled) = (self.label, self.enabled);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
        if response.gained_focus() {
            // On a page that scrolls Tab may come to what is out of sight.
            response.scroll_to_me(None);
        }
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response);
        }
        match self.tip {
            Some(tip) => response.on_hover_text(tip),
            None => response,
        }
    }

    /// One that does nothing now is no stop of the Tab key, but keeps a focus that it had before.
    fn sense(&self, focused: bool) -> Sense {
        match (self.enabled, focused) {
            (true, _) => Sense::click(),
            (false, true) => Sense::focusable_noninteractive(),
            (false, false) => Sense::hover(),
        }
    }

    fn padding(&self) -> f32 {
        if self.look == Look::Link {
            0.0
        } else if self.height < 30.0 {
            10.0
        } else {
            12.0
        }
    }

    fn font(&self) -> egui::FontId {
        theme::medium(if self.height < 30.0 { 13.0 } else { 14.0 })
    }

    /// How wide it is where no width is given.
    pub fn natural_width(&self, ui: &Ui) -> f32 {
        let label = ui.painter().layout_no_wrap(self.label.to_owned(), self.font(), Color32::WHITE).size().x;
        let label = if self.icon_only { 0.0 } else { label };
        let icon = self.icon.map_or(0.0, |_| if self.icon_only { 16.0 } else { 22.0 });
        let key = self.key.as_ref().map_or(0.0, |key| key_chip::width(ui, key) + 8.0);
        (label + icon + key + 2.0 * self.padding()).ceil()
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let colours = palette(ui);
        let hovered = response.hovered() && self.enabled;
        let (fill, line, ink) = match self.look {
            Look::Primary if self.enabled => {
                (mix(colours.primary, colours.text, hovered), colours.primary, colours.on_primary)
            }
            Look::Primary => (colours.border, colours.border, colours.secondary),
            Look::Plain => {
                let fill = if hovered { colours.hovered } else { colours.surface };
                (fill, colours.border, if self.enabled { colours.text } else { colours.secondary })
            }
            Look::Link => (Color32::TRANSPARENT, Color32::TRANSPARENT, colours.primary),
        };
        let painter = ui.painter();
        painter.rect(rect, theme::RADIUS_FIELD, fill, Stroke::new(1.0, line), StrokeKind::Inside);
        if response.has_focus() {
            let around = if self.look == Look::Primary { rect.expand(3.0) } else { rect };
            theme::focus_frame(
                ui,
                around,
                theme::RADIUS_FIELD + if self.look == Look::Primary { 3 } else { 0 },
            );
        }
        let spare = (rect.width() - self.natural_width(ui)).max(0.0) / 2.0;
        let mut x = rect.left() + self.padding() + spare;
        let y = rect.center().y;
        if let Some(icon) = self.icon {
            painter.text(pos2(x + 8.0, y), Align2::CENTER_CENTER, icon, theme::regular(16.0), ink);
            x += if self.icon_only { 16.0 } else { 22.0 };
        }
        if !self.icon_only {
            x = painter.text(pos2(x, y), Align2::LEFT_CENTER, self.label, self.font(), ink).right();
        }
        if let Some(key) = &self.key {
            let right = pos2(x + 8.0 + key_chip::width(ui, key), y);
            let faint = ink.gamma_multiply(0.6);
            key_chip(ui, right, key, ink.gamma_multiply(0.85), faint, Color32::TRANSPARENT);
        }
    }
}

fn mix(colour: Color32, with: Color32, hovered: bool) -> Color32 {
    if hovered { colour.lerp_to_gamma(with, 0.12) } else { colour }
}
