//! The status bar: dot and state, the facts beside it, who works where, the button that synchronises.
//!
//! Nothing on it covers anything else. Where it is too narrow for all of it the least important gives way first: the
//! user, then the branch, the age of the data, the last sync, what another clinic's store has not sent. Each takes two small lines before anything is cut, names
//! are cut before anything is left out, and the state and its counts always stand.

use egui::accesskit::Role;
use egui::{Align, Align2, Color32, Layout, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::commands::Cmd;
use super::theme::{self, palette};
use super::widgets::{Button, in_row};
use super::{View, icons, status_words};
use crate::app::command::Command;
use crate::app::model::{Download, Status};
use crate::domain::SyncState;

/// Between two facts, and around the line before user and branch.
const GAP: f32 = 14.0;
/// A name shorter than this says nothing.
const SHORTEST: f32 = 60.0;
const PROGRESS: f32 = 80.0;

pub fn status_bar_ui(ui: &mut Ui, view: &View, out: &mut Vec<Command>) {
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, palette(ui).border));
    let button = sync_button(ui, view, rect, out);
    let middle = rect.center().y;
    let mut left = state_ui(ui, view, rect);
    let mut right = button.left() - GAP;
    let done = view.model.status.download.and_then(|download| part_done(download, &view.model.status));
    let bar = done.map_or(0.0, |_| PROGRESS + GAP);
    let words = words(ui, view);
    let widths = widths(ui, &words, right - left - bar);
    let [facts, elsewhere, last, base, branch, user] = words;
    let [for_facts, for_elsewhere, for_last, for_base, for_branch, for_user] = widths;
    if for_facts > 0.0 {
        left = facts.show(ui, pos2(left, middle), Align2::LEFT_CENTER, for_facts).right() + GAP;
    }
    if let Some(done) = done {
        progress(ui, pos2(left, middle), done);
    }
    for (words, width) in [(branch, for_branch), (user, for_user)] {
        if width > 0.0 {
            right = words.show(ui, pos2(right, middle), Align2::RIGHT_CENTER, width).left() - GAP;
        }
    }
    if for_branch > 0.0 {
        ui.painter().vline(right, middle - 9.0..=middle + 9.0, Stroke::new(1.0, palette(ui).border));
        right -= GAP;
    }
    for (words, width) in [(base, for_base), (last, for_last), (elsewhere, for_elsewhere)] {
        if width > 0.0 {
            right = words.show(ui, pos2(right, middle), Align2::RIGHT_CENTER, width).left() - GAP;
        }
    }
}

/// Words on the bar; empty ones take no room.
struct Words {
    name: &'static str,
    text: String,
    ink: Color32,
    /// How short they may be cut.
    shortest: f32,
    /// Kept free beside them.
    gap: f32,
}

/// What stands beside the state, the most important first.
fn words(ui: &Ui, view: &View) -> [Words; 6] {
    let (text, status, now) = (view.text, &view.model.status, view.model.now);
    let colours = palette(ui);
    let fact = |name, words: Option<String>| {
        let text = words.unwrap_or_default();
        Words { name, text, ink: colours.secondary, shortest: f32::INFINITY, gap: GAP }
    };
    let name = |name, text: Option<&str>, ink, gap| Words {
        name,
        text: text.unwrap_or_default().to_owned(),
        ink,
        shortest: SHORTEST,
        gap,
    };
    let said_already = status.state == Some(SyncState::Synced);
    let last = status_words::last_sync(text, status, now).filter(|_| !said_already);
    let account = view.model.account.as_ref();
    let (branch, user) = account.map(|of| (of.branch.name.as_str(), of.user.shown_name())).unzip();
    [
        fact("sync facts", status.state.map(|state| status_words::facts(text, status, state))),
        fact("other clinics", status_words::elsewhere(text, status)),
        fact("last sync", last),
        fact("age of the data", status_words::base_from(text, status, now)),
        // The line takes a gap too.
        name("branch", branch, colours.secondary, 2.0 * GAP),
        name("user", user, colours.text, GAP),
    ]
}

impl Words {
    fn galley(&self, ui: &Ui, width: f32) -> std::sync::Arc<egui::Galley> {
        let galley = in_row(ui, &self.text, &theme::regular(13.0), self.ink, width);
        if !breaks_a_word(&galley) {
            return galley;
        }
        let mut job =
            egui::text::LayoutJob::simple_singleline(self.text.clone(), theme::regular(13.0), self.ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        ui.painter().layout_job(job)
    }

    /// How wide they are in one line.
    fn whole(&self, ui: &Ui) -> f32 {
        if self.text.is_empty() { 0.0 } else { self.galley(ui, f32::INFINITY).size().x.ceil() }
    }

    fn sizes(&self, ui: &Ui) -> Sizes {
        let whole = self.whole(ui);
        if whole == 0.0 {
            return Sizes::default();
        }
        // Both lines are filled where the words allow it: tried from half the width on.
        let width_of = |step: u8| whole * (0.5 + 0.02 * f32::from(step));
        let fits = |width: &f32| {
            let galley = self.galley(ui, *width);
            !galley.elided && !breaks_a_word(&galley)
        };
        let two_lines = (0..25).map(width_of).find(fits).unwrap_or(whole);
        Sizes { whole, two_lines, shortest: self.shortest.min(two_lines), gap: self.gap }
    }

    /// In no more than `width` points. What is cut is said by a tool tip, and whole by a screen reader.
    fn show(&self, ui: &Ui, at: Pos2, align: Align2, width: f32) -> Rect {
        let galley = self.galley(ui, width);
        let place = align.anchor_size(at, galley.size());
        let response = ui.interact(place, ui.scope_id().with(self.name), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &self.text));
        if galley.elided {
            response.on_hover_text(&self.text);
        }
        ui.painter().galley(place.min, galley, self.ink);
        place
    }
}

/// A line ends inside a word.
fn breaks_a_word(galley: &egui::Galley) -> bool {
    let first = galley.rows.first().map(|row| row.row.text()).unwrap_or_default();
    galley.rows.len() > 1 && first.ends_with(char::is_alphanumeric)
}

/// How wide words are: whole, in two small lines, and cut.
#[derive(Clone, Copy, Default)]
struct Sizes {
    whole: f32,
    two_lines: f32,
    shortest: f32,
    gap: f32,
}

/// The widths of the words. How they may be made narrower is only looked for where they have to be: it takes many trials.
fn widths<const N: usize>(ui: &Ui, words: &[Words; N], room: f32) -> [f32; N] {
    let whole = words.each_ref().map(|words| words.whole(ui));
    let used = words.iter().zip(whole).filter(|(_, width)| *width > 0.0);
    if used.map(|(words, width)| width + words.gap).sum::<f32>() <= room {
        return whole;
    }
    fit(words.each_ref().map(|words| words.sizes(ui)), room)
}

/// The widths of words, given the most important first, in `room` points; 0 for those that are left out.
fn fit<const N: usize>(all: [Sizes; N], room: f32) -> [f32; N] {
    let mut widths = all.map(|sizes| sizes.whole);
    let used = all.iter().filter(|sizes| sizes.whole > 0.0);
    let mut missing = used.map(|sizes| sizes.whole + sizes.gap).sum::<f32>() - room;
    for (width, sizes) in widths.iter_mut().zip(all).rev() {
        if missing > 0.0 {
            missing -= *width - sizes.two_lines;
            *width = sizes.two_lines;
        }
    }
    for (width, sizes) in widths.iter_mut().zip(all).rev() {
        let cut = missing.clamp(0.0, *width - sizes.shortest);
        *width -= cut;
        missing -= cut;
    }
    // The first is never left out.
    for (width, sizes) in widths.iter_mut().zip(all).skip(1).rev() {
        if missing > 0.0 && *width > 0.0 {
            missing -= *width + sizes.gap;
            *width = 0.0;
        }
    }
    if let Some(first) = widths.first_mut().filter(|_| missing > 0.0) {
        *first = (*first - missing).max(0.0);
    }
    // What was taken too much goes back: a cut name grows, and what can have one line again has it.
    for (width, sizes) in widths.iter_mut().zip(all).filter(|(width, _)| **width > 0.0) {
        let cut = (sizes.two_lines - *width).clamp(0.0, (-missing).max(0.0));
        let line = if sizes.whole - *width <= -missing { sizes.whole - *width } else { cut };
        *width += line;
        missing += line;
    }
    widths
}

fn sync_button(ui: &mut Ui, view: &View, rect: Rect, out: &mut Vec<Command>) -> Rect {
    let builder = egui::UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 2.0)));
    ui.scope_builder(builder.layout(Layout::right_to_left(Align::Center)), |ui| {
        let tip = format!("{} · {}", Cmd::SyncFull.label(view.text), Cmd::SyncFull.key_name());
        let label = status_words::sync_button(view.text, &view.model.status);
        let button = Button::new(&label).icon(icons::SYNC).key(Cmd::Sync.key_name()).small().tip(tip);
        // As wide with either of its words: what stands beside it stays where it is.
        let width_of = |label: &String| {
            Button::new(label).icon(icons::SYNC).key(Cmd::Sync.key_name()).small().natural_width(ui)
        };
        let widths = status_words::sync_buttons(view.text);
        let width = widths.iter().map(width_of).fold(button.natural_width(ui), f32::max);
        let button = button.width(width);
        let response = button.show(ui);
        if response.clicked() {
            out.push(Command::Sync { full: false });
        }
        response.rect
    })
    .inner
}

/// Dot and state; returns where what stands beside it begins.
fn state_ui(ui: &Ui, view: &View, rect: Rect) -> f32 {
    let status = &view.model.status;
    let Some(state) = status.state else { return rect.left() + GAP };
    let (middle, ink) = (rect.center().y, palette(ui).text);
    ui.painter().circle_filled(pos2(rect.left() + 17.0, middle), 5.0, dot(ui, state));
    let title = status_words::title(view.text, status, state);
    let galley = ui.painter().layout_no_wrap(title.clone(), theme::bold(13.0), ink);
    let place = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 36.0, middle), galley.size());
    let response = ui.interact(place, ui.scope_id().with("sync state"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &title));
    ui.painter().galley(place.min, galley, ink);
    place.right() + GAP
}

fn progress(ui: &Ui, left: Pos2, part: f32) {
    let colours = palette(ui);
    let bar = Rect::from_min_size(left - vec2(0.0, 3.0), vec2(PROGRESS, 6.0));
    ui.painter().rect_filled(bar, 3, colours.border);
    ui.painter().rect_filled(bar.with_max_x(bar.left() + PROGRESS * part), 3, colours.primary);
}

/// How much of a download has come, judged by what the last one brought.
#[expect(clippy::cast_precision_loss, reason = "a bar of eighty points")]
fn part_done(download: Download, status: &Status) -> Option<f32> {
    let counts = &status.counts;
    let all = counts.clients + counts.patients + counts.nomenclature;
    let here = download.clients + download.patients + download.nomenclature;
    (!download.first && all > 0).then(|| (here as f32 / all as f32).min(1.0))
}

fn dot(ui: &Ui, state: SyncState) -> Color32 {
    let dots = &palette(ui).dots;
    match state {
        SyncState::Synced => dots.green,
        SyncState::Waiting => dots.yellow,
        SyncState::Syncing => dots.blue,
        SyncState::Offline | SyncState::Attention => dots.red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "whole points")]
    fn the_least_important_gives_way_first() {
        let fact = Sizes { whole: 100.0, two_lines: 60.0, shortest: 60.0, gap: 10.0 };
        let name = Sizes { shortest: 40.0, ..fact };
        let all = [fact, fact, name];
        let cases = [
            (330.0, [100.0, 100.0, 100.0]),
            (329.0, [100.0, 100.0, 60.0]),
            (290.0, [100.0, 100.0, 60.0]),
            (280.0, [100.0, 60.0, 60.0]),
            (210.0, [60.0, 60.0, 60.0]),
            (205.0, [60.0, 60.0, 55.0]),
            (190.0, [60.0, 60.0, 40.0]),
            (180.0, [100.0, 60.0, 0.0]),
            (100.0, [60.0, 0.0, 0.0]),
            (50.0, [40.0, 0.0, 0.0]),
        ];
        for (room, expected) in cases {
            assert_eq!(fit(all, room), expected, "in {room}");
        }
        let nothing = Sizes::default();
        assert_eq!(fit([fact, nothing, name], 180.0), [100.0, 0.0, 60.0]);
    }
}
