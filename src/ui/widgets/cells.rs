//! The cells of one row of a table, drawn from left to right.

use std::sync::Arc;

use egui::{Align, Color32, FontId, Galley, Rect, Ui, pos2};

use super::chip::{self, Sign};
use super::label::{in_row, is_found, paint_found};
use super::table::{Column, PAD, PAD_END};
use crate::ui::theme::{self, palette};

/// Draws the cells of one row, from left to right.
pub struct Cells<'a> {
    ui: &'a mut Ui,
    rects: &'a [Rect],
    columns: &'a [Column],
    at: usize,
}

impl<'a> Cells<'a> {
    pub(super) fn new(ui: &'a mut Ui, rects: &'a [Rect], columns: &'a [Column]) -> Self {
        Self { ui, rects, columns, at: 0 }
    }
}

impl Cells<'_> {
    pub fn text(&mut self, words: &str) {
        self.words(words, &theme::regular(14.0), palette(self.ui).text);
    }

    pub fn strong(&mut self, words: &str) {
        self.words(words, &theme::medium(14.0), palette(self.ui).text);
    }

    pub fn secondary(&mut self, words: &str) {
        self.words(words, &theme::regular(14.0), palette(self.ui).secondary);
    }

    /// Words with the searched letters marked.
    pub fn found(&mut self, words: &str, searched: &str) {
        let Some((rect, align)) = self.next() else { return };
        let ink = palette(self.ui).text;
        let galley = in_row(self.ui, words, &theme::regular(14.0), ink, rect.width());
        self.paint(rect, align, galley, ink, searched);
    }

    /// Names one after the other: all of them, or those that fit whole and how many there are besides: `Мурка, Барсик +2`.
    pub fn names(&mut self, names: &str) {
        self.found_names(names, "");
    }

    /// Names, those that the search found first.
    pub fn found_names(&mut self, names: &str, searched: &str) {
        let Some((rect, align)) = self.next() else { return };
        let ink = palette(self.ui).secondary;
        let mut names: Vec<&str> = names.split(", ").collect();
        names.sort_by_key(|name| !is_found(name, searched));
        let mut shown = names.len();
        let galley = loop {
            let more = names.len() - shown;
            let more = if more == 0 { String::new() } else { format!(" +{more}") };
            let words = format!("{}{more}", names[..shown].join(", "));
            let galley = in_row(self.ui, &words, &theme::regular(14.0), ink, rect.width());
            if !galley.elided || shown <= 1 {
                break galley;
            }
            shown -= 1;
        };
        self.paint(rect, align, galley, ink, searched);
    }

    pub fn chip(&mut self, sign: Sign, words: &str) {
        let Some((rect, _)) = self.next() else { return };
        // A chip may reach into the padding: its own ground keeps it apart.
        chip::paint(self.ui, rect.left_center(), rect.width() + PAD_END, sign, words);
    }

    pub fn skip(&mut self) {
        self.next();
    }

    /// Words over all the columns.
    pub fn heading(&mut self, words: &str) {
        self.across(words, &theme::medium(12.0), palette(self.ui).secondary);
    }

    /// Words over the columns that are left.
    pub fn rest(&mut self, words: &str) {
        self.across(words, &theme::regular(14.0), palette(self.ui).text);
    }

    fn across(&mut self, words: &str, font: &FontId, ink: Color32) {
        let (Some((rect, _)), Some(last)) = (self.next(), self.rects.last()) else { return };
        self.at = self.columns.len();
        let rect = rect.with_max_x(last.right() - PAD);
        let galley = in_row(self.ui, words, font, ink, rect.width());
        self.paint(rect, Align::Min, galley, ink, "");
    }

    fn words(&mut self, words: &str, font: &FontId, ink: Color32) {
        let Some((rect, align)) = self.next() else { return };
        let galley = in_row(self.ui, words, font, ink, rect.width());
        self.paint(rect, align, galley, ink, "");
    }

    fn paint(&self, rect: Rect, align: Align, galley: Arc<Galley>, ink: Color32, searched: &str) {
        let left = if align == Align::Max { rect.right() - galley.size().x } else { rect.left() };
        let at = pos2(left, rect.center().y - galley.size().y / 2.0);
        paint_found(self.ui, at, galley, ink, searched);
    }

    fn next(&mut self) -> Option<(Rect, Align)> {
        let column = self.columns.get(self.at)?;
        let rect = column.inside(*self.rects.get(self.at)?);
        self.at += 1;
        Some((rect, column.align))
    }
}
