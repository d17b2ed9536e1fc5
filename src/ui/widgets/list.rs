//! A short list inside a card: one Tab stop, arrows move the selection, a click selects.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, EventFilter, Id, Key, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::chip::{self, Sign};
use crate::ui::commands::take_plain;
use crate::ui::theme::{self, palette};

/// A line of the list, left to right.
#[derive(Default)]
pub struct Line {
    pub strong: String,
    pub text: String,
    pub right: String,
    pub chip: Option<(Sign, String)>,
}

pub struct List<'a> {
    pub id: Id,
    pub name: &'a str,
    pub lines: &'a [Line],
    pub selected: Option<usize>,
    /// How wide the strong words at the left are.
    pub lead: f32,
    pub most_height: f32,
}

/// What happened in a list.
#[derive(Default)]
pub struct ListOut {
    pub focused: bool,
    /// The selection moved here.
    pub selected: Option<usize>,
}

impl List<'_> {
    pub fn show(&self, ui: &mut Ui) -> ListOut {
        let mut out = ListOut { focused: ui.memory(|memory| memory.has_focus(self.id)), selected: None };
        if out.focused {
            out.selected = self.keys(ui);
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let height = (theme::ROW * self.lines.len() as f32).min(self.most_height).max(theme::ROW);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height + 2.0));
        let response = ui.interact(rect, self.id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, self.name));
        if out.focused {
            let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        }
        let colours = palette(ui);
        let stroke = Stroke::new(1.0, colours.border);
        ui.painter().rect(rect, theme::RADIUS_CARD, colours.surface, stroke, StrokeKind::Inside);
        let inner = rect.shrink(1.0);
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        inside.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt(self.id).auto_shrink(false).max_height(inner.height());
        area.show_rows(&mut inside, theme::ROW, self.lines.len(), |ui, range| {
            for (index, line) in self.lines.iter().enumerate().take(range.end).skip(range.start) {
                if self.line(ui, index, line, out.selected == Some(index)) {
                    out.selected = Some(index);
                }
            }
        });
        if out.focused {
            theme::focus_frame(ui, rect, theme::RADIUS_CARD);
        }
        out
    }

    fn keys(&self, ui: &Ui) -> Option<usize> {
        let last = self.lines.len().checked_sub(1)?;
        let mut target = None;
        if take_plain(ui, Key::ArrowDown) {
            target = Some(self.selected.map_or(0, |at| (at + 1).min(last)));
        }
        if take_plain(ui, Key::ArrowUp) {
            target = Some(self.selected.map_or(0, |at| at.saturating_sub(1)));
        }
        target
    }

    /// True when it was clicked.
    fn line(&self, ui: &mut Ui, index: usize, line: &Line, reveal: bool) -> bool {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::ROW));
        let response = ui.interact(rect, self.id.with(("line", index)), Sense::CLICK);
        let selected = self.selected == Some(index);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, line.name()));
        let colours = palette(ui);
        if selected {
            ui.painter().rect_filled(rect, 0, colours.selected);
            ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0, colours.primary);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0, colours.hovered);
        }
        if index + 1 < self.lines.len() {
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, colours.row_line));
        }
        if reveal {
            ui.scroll_to_rect(rect, None);
        }
        self.words(ui, rect, line);
        if response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        response.clicked()
    }

    fn words(&self, ui: &Ui, rect: Rect, line: &Line) {
        let colours = palette(ui);
        let (middle, mut right) = (rect.center().y, rect.right() - 10.0);
        if let Some((sign, words)) = &line.chip {
            let width = chip::width(ui, *sign, words);
            chip::paint(ui, pos2(right - width, middle), f32::INFINITY, *sign, words);
            right -= width + 8.0;
        }
        if !line.right.is_empty() {
            let at = pos2(right, middle);
            let words = ui.painter().text(
                at,
                Align2::RIGHT_CENTER,
                &line.right,
                theme::regular(14.0),
                colours.secondary,
            );
            right = words.left() - 8.0;
        }
        let left = rect.left() + 11.0;
        let cut = |words: &str, font, ink, most: f32| {
            let mut job = LayoutJob::simple_singleline(words.to_owned(), font, ink);
            job.wrap = TextWrapping::truncate_at_width(most.max(0.0));
            ui.painter().layout_job(job)
        };
        let lead = cut(&line.strong, theme::medium(14.0), colours.text, self.lead - 8.0);
        ui.painter().galley(pos2(left, middle - lead.size().y / 2.0), lead, colours.text);
        let start = left + self.lead;
        let words = cut(&line.text, theme::regular(14.0), colours.secondary, right - start);
        ui.painter().galley(pos2(start, middle - words.size().y / 2.0), words, colours.secondary);
    }
}

impl Line {
    fn name(&self) -> String {
        let chip = self.chip.as_ref().map_or("", |(_, words)| words.as_str());
        let parts = [self.strong.as_str(), self.text.as_str(), self.right.as_str(), chip];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}
