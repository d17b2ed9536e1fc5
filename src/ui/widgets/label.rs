//! Plain words in the type sizes of the look, and words with the found letters marked.

use std::ops::Range;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{CharIndex, LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Label, Pos2, Rect, Response, RichText, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme::{self, palette};

/// What part words play, which decides size, weight and colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Title of a screen, totals.
    Screen,
    /// Title of a card.
    Title,
    Text,
    Secondary,
    Hint,
    /// Name of a field or column.
    Label,
    Wrong,
}

impl Said {
    pub fn font(self) -> FontId {
        match self {
            Self::Screen => theme::bold(20.0),
            Self::Title => theme::bold(16.0),
            Self::Text | Self::Secondary => theme::regular(14.0),
            Self::Hint => theme::regular(12.0),
            Self::Label | Self::Wrong => theme::medium(12.0),
        }
    }

    fn line(self) -> f32 {
        match self {
            Self::Screen => 28.0,
            Self::Title => 24.0,
            Self::Text | Self::Secondary => 20.0,
            Self::Hint | Self::Label | Self::Wrong => 16.0,
        }
    }

    pub fn colour(self, ui: &Ui) -> Color32 {
        let colours = palette(ui);
        match self {
            Self::Screen | Self::Title | Self::Text => colours.text,
            Self::Secondary | Self::Hint | Self::Label => colours.secondary,
            Self::Wrong => colours.wrong.text,
        }
    }
}

fn rich(ui: &Ui, words: &str, part: Said) -> RichText {
    RichText::new(words).font(part.font()).color(part.colour(ui)).line_height(Some(part.line()))
}

/// One line; what does not fit ends in `…`.
pub fn said(ui: &mut Ui, words: &str, part: Said) -> Response {
    let words = rich(ui, words, part);
    ui.add(Label::new(words).truncate())
}

/// As many lines as it takes.
pub fn wrapped(ui: &mut Ui, words: &str, part: Said) -> Response {
    let words = rich(ui, words, part);
    ui.add(Label::new(words).wrap())
}

/// In the flow of a page, as [`in_row`] has it.
pub fn fitted(ui: &mut Ui, words: &str, part: Said) -> Response {
    let ink = part.colour(ui);
    let galley = in_row(ui, words, &part.font(), ink, ui.available_width());
    let size = vec2(galley.size().x, galley.size().y.max(part.line()));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    response
}

/// The small type of a row whose words need two lines; both stand in the height of a row.
const SMALL: f32 = 12.0;
const SMALL_LINE: f32 = 15.0;
/// Somewhat more than a space between two words of it.
const SPACE: f32 = 4.0;

/// Words that stand in a row `width` points wide: one line where it fits, a hair smaller if
/// need be, else two small ones. Only what is longer still ends in `…`, and then [`Galley::elided`] says so.
pub fn in_row(ui: &Ui, words: &str, font: &FontId, ink: Color32, width: f32) -> Arc<Galley> {
    let words = words.replace('\n', " ");
    let of_size = |size| {
        let format = TextFormat::simple(FontId { size, ..font.clone() }, ink);
        LayoutJob::single_section(words.clone(), format)
    };
    let line = ui.painter().layout_job(of_size(font.size));
    if line.size().x <= width {
        return line;
    }
    let smaller = font.size - 1.0;
    // Most of what is too wide is far too wide: that need not be laid out to be seen.
    if line.size().x * smaller / font.size <= width + 1.0 {
        let line = ui.painter().layout_job(of_size(smaller));
        if line.size().x <= width {
            return line;
        }
    }
    let mut lines = of_size(SMALL);
    for section in &mut lines.sections {
        section.format.line_height = Some(SMALL_LINE);
    }
    lines.wrap = TextWrapping { max_width: width.max(0.0), max_rows: 2, ..TextWrapping::default() };
    let galley = ui.painter().layout_job(lines.clone());
    // A space that has no room at the end of a line would begin the next one.
    if galley.rows.iter().skip(1).any(|row| row.row.text().starts_with(' ')) {
        lines.wrap.max_width += SPACE;
        return ui.painter().layout_job(lines);
    }
    galley
}

/// The least width at which [`in_row`] has all of the words.
pub fn least_in_row(ui: &Ui, words: &str) -> f32 {
    // No column is as wide as this many letters: the rest would not be seen either way.
    let words: String = words.chars().take(80).collect();
    let font = theme::regular(SMALL);
    let width =
        |part: &str| ui.painter().layout_no_wrap(part.to_owned(), font.clone(), Color32::WHITE).size().x;
    let broken = words.match_indices(' ').map(|(at, _)| width(&words[..at]).max(width(&words[at + 1..])));
    broken.fold(width(&words), f32::min) + SPACE
}

/// At most so many lines; what is longer ends in `…`.
pub fn wrapped_to(ui: &mut Ui, words: &str, part: Said, lines: usize) -> Response {
    let format =
        TextFormat { line_height: Some(part.line()), ..TextFormat::simple(part.font(), part.colour(ui)) };
    let mut job = LayoutJob::single_section(words.to_owned(), format);
    job.wrap.max_rows = lines;
    ui.add(Label::new(job).wrap())
}

/// Paints words, the letters that `searched` found on a ground of their own. It is not part of the layout: that stays as it is
/// while someone types.
pub fn paint_found(ui: &Ui, at: Pos2, galley: Arc<Galley>, ink: Color32, searched: &str) {
    let ground = palette(ui).found;
    let words = galley.text();
    for (start, end) in hits(words, searched) {
        let from = words[..start].chars().count();
        for letters in places(&galley, from..from + words[start..end].chars().count()) {
            ui.painter().rect_filled(letters.translate(at.to_vec2()).expand(1.0), 0, ground);
        }
    }
    ui.painter().galley(at, galley, ink);
}

/// Where letters of a galley stand, by their numbers: a place in each line that has some of them. What was cut off has none.
fn places(galley: &Galley, letters: Range<usize>) -> impl Iterator<Item = Rect> {
    let mut first = 0;
    galley.rows.iter().filter_map(move |row| {
        let line = first..first + row.glyphs.len();
        first = line.end + usize::from(row.ends_with_newline);
        let (from, to) = (letters.start.max(line.start), letters.end.min(line.end));
        let x = |at: usize| row.pos.x + row.x_offset(CharIndex(at - line.start));
        (from < to).then(|| Rect::from_x_y_ranges(x(from)..=x(to), row.min_y()..=row.max_y()))
    })
}

/// Whether any of the searched words is among these.
pub fn is_found(words: &str, searched: &str) -> bool {
    !hits(words, searched).is_empty()
}

/// Byte ranges of `words` in order, none overlapping: each searched word once, ё as е, in any letter case.
fn hits(words: &str, searched: &str) -> Vec<(usize, usize)> {
    if searched.is_empty() {
        return Vec::new();
    }
    let simple = |c: char| match c.to_lowercase().next().unwrap_or(c) {
        'ё' => 'е',
        lower => lower,
    };
    let letters: Vec<(usize, char)> = words.char_indices().map(|(at, c)| (at, simple(c))).collect();
    let byte = |index: usize| letters.get(index).map_or(words.len(), |(at, _)| *at);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in searched.split_whitespace() {
        let wanted: Vec<char> = word.chars().map(simple).collect();
        let fits = |from: &usize| {
            let here = letters.iter().skip(*from).map(|(_, c)| *c);
            here.take(wanted.len()).eq(wanted.iter().copied())
                && found.iter().all(|(start, end)| byte(from + wanted.len()) <= *start || byte(*from) >= *end)
        };
        if let Some(from) = (0..letters.len()).find(fits) {
            found.push((byte(from), byte(from + wanted.len())));
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_letters_are_marked_in_any_case() {
        let marked = |words: &str, searched: &str| -> Vec<String> {
            hits(words, searched).into_iter().map(|(start, end)| words[start..end].to_owned()).collect()
        };
        assert_eq!(marked("Иванова Мария Петровна", "иванов"), ["Иванов"]);
        assert_eq!(marked("Фёдоров Пётр", "петр федор"), ["Фёдор", "Пётр"]);
        assert_eq!(marked("Анна", "анна а"), ["Анна"]);
        assert_eq!(marked("Рекс", "мурка"), Vec::<String>::new());
        assert_eq!(marked("", ""), Vec::<String>::new());
    }
}
