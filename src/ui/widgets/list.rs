//! A short list inside a card: one Tab stop, arrows move the selection, a click selects.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    EventFilter, FontId, Galley, Id, Key, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
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

/// The strong words stand above the text, both of them whole, in as many lines as they take.
pub const ABOVE: f32 = 0.0;

/// Between the edges of a line and its words.
const LEFT: f32 = 11.0;
const RIGHT: f32 = 10.0;

pub struct List<'a> {
    pub id: Id,
    pub name: &'a str,
    pub lines: &'a [Line],
    pub selected: Option<usize>,
    /// How wide the strong words at the left are, or [`ABOVE`].
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
        let row = self.row(ui);
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let height = (row * self.lines.len() as f32).min(self.most_height).max(row);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height + 2.0));
        let response = ui.interact(rect, self.id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, self.name));
        if response.gained_focus() {
            // In a part that scrolls Tab may come to what is out of sight.
            ui.scroll_to_rect(rect, None);
        }
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
        area.show_rows(&mut inside, row, self.lines.len(), |ui, range| {
            for (index, line) in self.lines.iter().enumerate().take(range.end).skip(range.start) {
                if self.line(ui, row, index, line, out.selected == Some(index)) {
                    out.selected = Some(index);
                }
            }
        });
        if out.focused {
            theme::focus_frame(ui, rect, theme::RADIUS_CARD);
        }
        out
    }

    /// How high a line is: as the one that takes the most.
    fn row(&self, ui: &Ui) -> f32 {
        if self.lead > ABOVE {
            return theme::ROW;
        }
        // As if there were a bar: its coming must not break the lines anew.
        let width = ui.available_width() - 2.0 - ui.spacing().scroll.allocated_width() - LEFT - RIGHT;
        let height = |line| whole(ui, line, width).iter().map(|words| words.size().y).sum::<f32>() + 12.0;
        self.lines.iter().map(height).fold(theme::ROW, f32::max).ceil()
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
    fn line(&self, ui: &mut Ui, row: f32, index: usize, line: &Line, reveal: bool) -> bool {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), row));
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
        if self.lead > ABOVE {
            self.words(ui, rect, line);
        } else {
            whole_words(ui, rect, line);
        }
        if response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        response.clicked()
    }

    /// Side by side where all of it fits, else the text in small letters under the strong words.
    fn words(&self, ui: &Ui, rect: Rect, line: &Line) {
        let colours = palette(ui);
        let (left, mut right) = (rect.left() + LEFT, rect.right() - RIGHT);
        if let Some((sign, words)) = &line.chip {
            let width = chip::width(ui, *sign, words);
            chip::paint(ui, pos2(right - width, rect.center().y), f32::INFINITY, *sign, words);
            right -= width + 8.0;
        }
        let one_line = |words: &str, font| ui.painter().layout_no_wrap(words.to_owned(), font, colours.text);
        let aside = one_line(&line.right, theme::regular(14.0)).size().x;
        let middle_end = if aside > 0.0 { right - aside - 8.0 } else { right };
        let fits = one_line(&line.strong, theme::medium(14.0)).size().x <= self.lead - 8.0
            && one_line(&line.text, theme::regular(14.0)).size().x <= middle_end - left - self.lead;
        let put = |words: &str, font: FontId, ink, x: f32, y: f32, most: f32| {
            let mut job = LayoutJob::simple_singleline(words.to_owned(), font, ink);
            job.wrap = TextWrapping::truncate_at_width(most.max(0.0));
            let galley = ui.painter().layout_job(job);
            let size = galley.size();
            ui.painter().galley(pos2(x, rect.top() + y - size.y / 2.0), galley, ink);
            x + size.x
        };
        let (text, secondary) = (colours.text, colours.secondary);
        if fits {
            let y = rect.height() / 2.0;
            put(&line.strong, theme::medium(14.0), text, left, y, self.lead);
            put(&line.text, theme::regular(14.0), secondary, left + self.lead, y, f32::INFINITY);
            put(&line.right, theme::regular(14.0), secondary, right - aside, y, f32::INFINITY);
        } else {
            let most = right - left;
            let end = put(&line.strong, theme::medium(14.0), text, left, 10.0, most - aside - 12.0);
            put(&line.right, theme::regular(14.0), secondary, end + 12.0, 10.0, right - end - 12.0);
            put(&line.text, theme::regular(12.0), secondary, left, 25.0, most);
        }
    }
}

/// Strong words and the text below them, what there is of them.
fn whole(ui: &Ui, line: &Line, width: f32) -> Vec<Arc<Galley>> {
    let colours = palette(ui);
    let parts = [
        (&line.strong, theme::medium(14.0), colours.text),
        (&line.text, theme::regular(12.0), colours.secondary),
    ];
    let parts = parts.into_iter().filter(|(words, ..)| !words.is_empty());
    parts.map(|(words, font, ink)| ui.painter().layout(words.clone(), font, ink, width)).collect()
}

fn whole_words(ui: &Ui, rect: Rect, line: &Line) {
    let parts = whole(ui, line, rect.width() - LEFT - RIGHT);
    let height: f32 = parts.iter().map(|words| words.size().y).sum();
    let mut at = pos2(rect.left() + LEFT, rect.center().y - height / 2.0);
    for words in parts {
        let below = words.size().y;
        ui.painter().galley(at, words, palette(ui).text);
        at.y += below;
    }
}

impl Line {
    fn name(&self) -> String {
        let chip = self.chip.as_ref().map_or("", |(_, words)| words.as_str());
        let parts = [self.strong.as_str(), self.text.as_str(), self.right.as_str(), chip];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}
