//! A table of many rows: only those in sight are drawn, and all of it goes by keys.
//!
//! Arrows, `PgUp`/`PgDn`, Home/End move the selection while the table has the focus; while a search field has it, the
//! vertical ones do. A click selects; there is no double click.

use std::ops::Range;

use egui::accesskit::Role;
use egui::{Align, Align2, EventFilter, Id, Key, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};
use egui_extras::{Column as Lane, TableBuilder};

use super::cells::Cells;
use super::label::{Said, least_in_row};
use super::panel::in_the_middle;
use crate::ui::commands::take_plain;
use crate::ui::theme::{self, palette};

/// From the selected row, the rows of a page and the last row to the new one.
type Move = fn(usize, usize, usize) -> usize;

const HEAD: f32 = 33.0;
/// Between the edge of a column and its words: on the side where they begin, and on the other.
pub(super) const PAD: f32 = 8.0;
pub(super) const PAD_END: f32 = 4.0;

/// The width of a column of chips: the longest state and its sign.
pub const STATE: f32 = 122.0;

/// A column: its head, how wide it is, where its words stand.
#[derive(Clone)]
pub struct Column {
    title: String,
    /// Points.
    least: f32,
    /// Of what is left of the table when every column has its least.
    share: f32,
    pub(super) align: Align,
}

impl Column {
    /// A column of `least` points in every window.
    pub fn points(title: String, least: f32) -> Self {
        Self::at_least(title, least, 0.0)
    }

    /// A column of `least` points in the narrowest window, and a share of the room in a wider one.
    pub fn at_least(title: String, least: f32, share: f32) -> Self {
        Self { title, least, share, align: Align::Min }
    }

    /// A column as wide as the longest of `words` needs, between `least` and `most` points, and a share of the rest.
    pub fn of_words<'a>(
        ui: &Ui,
        title: String,
        (least, most): (f32, f32),
        share: f32,
        words: impl Iterator<Item = &'a str>,
    ) -> Self {
        let need = words.map(|words| least_in_row(ui, words)).fold(0.0, f32::max) + PAD + PAD_END;
        Self::at_least(title, need.clamp(least, most), share)
    }

    pub fn right(mut self) -> Self {
        self.align = Align::Max;
        self
    }

    /// Where the words of a cell stand.
    pub(super) fn inside(&self, cell: Rect) -> Rect {
        let (left, right) = if self.align == Align::Max { (PAD_END, PAD) } else { (PAD, PAD_END) };
        Rect::from_x_y_ranges(cell.left() + left..=cell.right() - right, cell.y_range())
    }
}

/// What the table keeps between frames.
#[derive(Debug, Default)]
pub struct TableState {
    scroll_to: Option<usize>,
    /// The selected row, and whether it was in sight.
    selected: Option<usize>,
    in_sight: bool,
    /// Rows in sight, for `PgUp` and `PgDn`.
    page: usize,
}

impl TableState {
    /// Brings a row into sight with the next frame.
    pub fn reveal(&mut self, row: usize) {
        self.scroll_to = Some(row);
    }

    /// A selected row that was in sight stays so where others come above it. One that a person scrolled away from does
    /// not come back by itself.
    fn follow(&mut self, selected: Option<usize>) {
        if std::mem::replace(&mut self.selected, selected) != selected && self.in_sight {
            self.scroll_to = self.scroll_to.or(selected);
        }
    }

    /// The row that the keys move to. Called before a search field is drawn, or it would take the arrows.
    pub fn keys(&mut self, ui: &Ui, rows: usize, selected: Option<usize>, searching: bool) -> Option<usize> {
        let last = rows.checked_sub(1)?;
        let page = self.page.max(2) - 1;
        let moves: [(Key, Move); 4] = [
            (Key::ArrowDown, |at, _, last| (at + 1).min(last)),
            (Key::ArrowUp, |at, _, _| at.saturating_sub(1)),
            (Key::PageDown, |at, page, last| (at + page).min(last)),
            (Key::PageUp, |at, page, _| at.saturating_sub(page)),
        ];
        let mut target = None;
        for (key, step) in moves {
            if take_plain(ui, key) {
                // Without a selection the first press takes the first row.
                target = Some(selected.map_or(0, |at| step(at.min(last), page, last)));
            }
        }
        if !searching {
            target = if take_plain(ui, Key::Home) { Some(0) } else { target };
            target = if take_plain(ui, Key::End) { Some(last) } else { target };
        }
        self.scroll_to = target.or(self.scroll_to);
        target
    }
}

pub struct Table<'a> {
    pub id: Id,
    /// What a screen reader calls the table.
    pub name: &'a str,
    pub columns: &'a [Column],
    pub rows: usize,
    pub selected: Option<usize>,
    /// A screen reader's name of a row.
    pub row_name: &'a dyn Fn(usize) -> String,
    /// Stands in the place of the rows where there are none; nothing does while they are on their way.
    pub empty: Option<&'a str>,
}

/// What happened in a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TableOut {
    pub clicked: Option<usize>,
    /// The end of the list is in sight.
    pub at_end: bool,
    /// The rows in sight, unless they are about to move.
    pub seen: Option<Range<usize>>,
}

impl Table<'_> {
    /// Fills what is left of the page, or `ui`'s height. `cells` draws one row's cells.
    pub fn show(
        &self,
        ui: &mut Ui,
        state: &mut TableState,
        cells: impl FnMut(usize, &mut Cells<'_>),
    ) -> TableOut {
        self.show_headed(ui, state, |_| false, cells)
    }

    /// As [`Self::show`], with rows that head those below them and cannot be clicked.
    pub fn show_headed(
        &self,
        ui: &mut Ui,
        state: &mut TableState,
        is_heading: impl Fn(usize) -> bool,
        mut cells: impl FnMut(usize, &mut Cells<'_>),
    ) -> TableOut {
        let whole = ui.available_rect_before_wrap();
        let colours = palette(ui);
        ui.painter().rect(
            whole,
            theme::RADIUS_CARD,
            colours.surface,
            Stroke::new(1.0, colours.border),
            egui::StrokeKind::Inside,
        );
        let focused = self.take_focus(ui, whole);
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let inner = whole.shrink(1.0);
        // The bar's room is kept where there is none: columns do not move when one comes.
        let bar = ui.spacing().scroll.allocated_width();
        let widths = self.widths(inner.width() - bar);
        let across =
            inner.left()..=inner.right() - if self.scrolls(inner.height() - HEAD) { bar } else { 0.0 };
        let below_head = inner.with_min_y(inner.top() + HEAD);
        state.follow(self.selected);
        state.in_sight = false;
        let mut out = TableOut::default();
        let (mut seen, mut sight) = (0_usize, 0..0);
        let scroll_to = state.scroll_to.take().filter(|row| *row < self.rows);
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
            let table = scrolled(self.builder(ui, &widths), scroll_to).header(HEAD, |mut row| {
                row.col(|ui| {
                    for (column, rect) in self.columns.iter().zip(side_by_side(ui.max_rect(), &widths)) {
                        head_cell(ui, column, rect);
                    }
                });
            });
            table.body(|body| {
                body.rows(theme::ROW, self.rows, |mut row| {
                    let index = row.index();
                    seen += 1;
                    sight = if seen == 1 { index..index + 1 } else { sight.start..index + 1 };
                    out.at_end |= index + 1 == self.rows;
                    row.col(|ui| {
                        if is_heading(index) {
                            self.head_line(ui, across.clone(), index);
                        } else if self.line(ui, across.clone(), index) {
                            out.clicked = Some(index);
                        }
                        let place = ui.max_rect();
                        state.in_sight |= self.selected == Some(index) && below_head.contains(place.center());
                        let rects: Vec<Rect> = side_by_side(place, &widths).collect();
                        cells(index, &mut Cells::new(ui, &rects, self.columns));
                    });
                });
            });
        });
        state.page = seen;
        out.seen = Some(sight).filter(|_| seen > 0 && scroll_to.is_none_or(|row| row == 0));
        ui.painter().hline(inner.x_range(), inner.top() + HEAD - 0.5, Stroke::new(1.0, colours.border));
        if let Some(words) = self.empty.filter(|_| self.rows == 0) {
            let inside = egui::UiBuilder::new().max_rect(whole.shrink(theme::GAP));
            ui.scope_builder(inside, |ui| in_the_middle(ui, words));
        }
        if focused {
            theme::focus_frame(ui, whole, theme::RADIUS_CARD);
        }
        if out.clicked.is_some() {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        out
    }

    fn builder<'a>(&self, ui: &'a mut Ui, widths: &[f32]) -> TableBuilder<'a> {
        TableBuilder::new(ui)
            .id_salt(self.id)
            .sense(Sense::hover())
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .max_scroll_height(f32::INFINITY)
            .animate_scrolling(false)
            // The cells of a row are painted in one area: one each would take longer than what is in them.
            .column(Lane::exact(widths.iter().sum()).clip(false))
    }

    fn take_focus(&self, ui: &Ui, whole: Rect) -> bool {
        let response = ui.interact(whole, self.id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
        if response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        }
        response.has_focus()
    }

    /// The ground of a row, its line and its click. True when it was clicked.
    fn line(&self, ui: &Ui, across: std::ops::RangeInclusive<f32>, index: usize) -> bool {
        let rect = Rect::from_x_y_ranges(across, ui.max_rect().y_range());
        let response = ui.interact(rect, self.id.with(("row", index)), Sense::CLICK);
        let selected = self.selected == Some(index);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, (self.row_name)(index)));
        let colours = palette(ui);
        if selected {
            ui.painter().rect_filled(rect, 0, colours.selected);
            ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0, colours.primary);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0, colours.hovered);
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, colours.row_line));
        response.clicked()
    }

    /// The ground of a row that heads others.
    fn head_line(&self, ui: &Ui, across: std::ops::RangeInclusive<f32>, index: usize) {
        let rect = Rect::from_x_y_ranges(across, ui.max_rect().y_range());
        let response = ui.interact(rect, self.id.with(("row", index)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::RowHeader, true, (self.row_name)(index)));
        let colours = palette(ui);
        ui.painter().rect_filled(rect, 0, colours.background);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, colours.row_line));
    }

    #[expect(clippy::cast_precision_loss, reason = "a screen's worth of rows decides")]
    fn scrolls(&self, height: f32) -> bool {
        self.rows as f32 * theme::ROW > height
    }

    fn widths(&self, whole: f32) -> Vec<f32> {
        let least: f32 = self.columns.iter().map(|column| column.least).sum();
        let shares: f32 = self.columns.iter().map(|column| column.share).sum();
        let rest = (whole - least).max(0.0) / shares.max(0.01);
        // Where there is not room for all, those give that take a share elsewhere.
        let giving = self.columns.iter().filter(|column| column.share > 0.0);
        let giving: f32 = giving.map(|column| column.least).sum();
        let left = 1.0 - (least - whole).max(0.0) / giving.max(1.0);
        let width = |column: &Column| match column.share {
            0.0 => column.least,
            share => (column.least * left).max(0.0) + rest * share,
        };
        self.columns.iter().map(width).collect()
    }
}

fn scrolled(table: TableBuilder<'_>, to: Option<usize>) -> TableBuilder<'_> {
    match to {
        // The beginning needs no frame to get there.
        Some(0) => table.vertical_scroll_offset(0.0),
        Some(row) => table.scroll_to_row(row, None),
        None => table,
    }
}

/// The places of a row's cells.
fn side_by_side(row: Rect, widths: &[f32]) -> impl Iterator<Item = Rect> {
    widths.iter().scan(row.left(), move |left, width| {
        let from = std::mem::replace(left, *left + width);
        Some(Rect::from_x_y_ranges(from..=*left, row.y_range()))
    })
}

fn head_cell(ui: &Ui, column: &Column, cell: Rect) {
    let rect = column.inside(cell);
    let (anchor, at) = match column.align {
        Align::Max => (Align2::RIGHT_CENTER, rect.right_center()),
        _ => (Align2::LEFT_CENTER, rect.left_center()),
    };
    ui.painter().text(at, anchor, &column.title, Said::Label.font(), Said::Label.colour(ui));
}
