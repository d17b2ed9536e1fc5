//! A field that is filled from a list by typing: arrows move, one Enter accepts and goes on, Esc closes the list, F4 opens it.
//!
//! Nothing is accepted from a list that belongs to other letters: while the list is on its way Enter waits for it.

use egui::accesskit::Role;
use egui::{
    Align2, Area, FocusDirection, Frame, Id, Key, Order, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::field::Field;
use super::label::{Said, in_row, paint_found};
use crate::ui::commands::{Cmd, take_plain};
use crate::ui::theme::{self, palette};
use crate::ui::typed_ahead;

/// Rows of the list that are seen at once.
const SEEN: usize = 7;

/// What stands at the right edge has as much room in every line.
const PRICE: f32 = 92.0;

/// A line of the list.
pub struct Offer {
    pub main: String,
    pub detail: String,
    /// Stands at the right edge: a price.
    pub right: String,
}

impl Offer {
    pub fn plain(main: impl Into<String>) -> Self {
        Self { main: main.into(), detail: String::new(), right: String::new() }
    }
}

/// Where what is chosen already stands: a list opened by key begins there, so that Enter keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Current {
    #[default]
    Nothing,
    Among(usize),
    /// Not among the offers: it stands before them.
    Beside,
}

/// What the list knows between two frames.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one list, set by different keys")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChooseState {
    open: bool,
    /// Opened by key, not by typing.
    by_key: bool,
    at: usize,
    /// The arrows have been used.
    moved: bool,
    /// Enter came before the list did.
    enter_waits: bool,
}

/// What happened in the field.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// The line that was accepted.
    pub offer: Option<usize>,
    /// Letters were typed.
    pub typed: bool,
    /// The list was opened, or the field entered: it should hold what fits the text.
    pub asks: bool,
}

pub struct Choose<'a> {
    field: Field<'a>,
    offers: &'a [Offer],
    current: Current,
    /// The offers belong to the text as it stands.
    ready: bool,
    /// What is typed may stay as it is: the list only helps.
    free: bool,
    list_width: f32,
    footer: &'a str,
    empty: &'a str,
}

impl<'a> Choose<'a> {
    pub fn new(field: Field<'a>, offers: &'a [Offer]) -> Self {
        // What was chosen before gives way to what is typed.
        let field = field.select_on_focus();
        let current = Current::Nothing;
        Self { field, offers, current, ready: true, free: false, list_width: 0.0, footer: "", empty: "" }
    }

    pub fn current(mut self, current: Current) -> Self {
        self.current = current;
        self
    }

    pub fn ready(mut self, ready: bool) -> Self {
        self.ready = ready;
        self
    }

    pub fn free(mut self) -> Self {
        self.free = true;
        self
    }

    pub fn list_width(mut self, width: f32) -> Self {
        self.list_width = width;
        self
    }

    /// The line under the list, and the one in the place of an empty list.
    pub fn words(mut self, footer: &'a str, empty: &'a str) -> Self {
        self.footer = footer;
        self.empty = empty;
        self
    }

    pub fn show(self, ui: &mut Ui, text: &mut String, state: &mut ChooseState) -> Picked {
        let Self { field, offers, current, ready, free, list_width, footer, empty } = self;
        let (id, read_only) = (field.id, field.is_read_only());
        let focused = !read_only && ui.memory(|memory| memory.has_focus(id));
        let mut picked = Picked::default();
        if read_only {
            *state = ChooseState::default();
        }
        let asks = focused && opens(ui, state);
        let chosen = Offer::plain(text.clone());
        let beside = state.by_key && ready && current == Current::Beside;
        let offers: Vec<&Offer> = beside.then_some(&chosen).into_iter().chain(offers).collect();
        if focused {
            let home = if let Current::Among(at) = current { at } else { 0 };
            let keys = Keys { offers: offers.len(), home, ready, free, typed: !text.trim().is_empty() };
            picked.offer = keys.handle(ui, state);
        } else {
            state.enter_waits = false;
        }
        picked.asks = asks;
        let (frame, response) = field.show(ui, text);
        if response.changed() {
            *state = ChooseState { open: true, ..ChooseState::default() };
            picked.typed = true;
        }
        if state.open {
            let list = List {
                offers: &offers,
                frame,
                width: list_width.max(frame.width()),
                searched: text,
                footer,
                empty,
                ready,
            };
            let (clicked, touched) = list.show(ui, id, state.at);
            if clicked.is_some() {
                picked.offer = clicked;
            }
            if clicked.is_some() || !(response.has_focus() || touched) {
                *state = ChooseState::default();
            }
            if clicked.is_some() {
                response.request_focus();
            }
        }
        if beside {
            picked.offer = picked.offer.and_then(|at| at.checked_sub(1));
        }
        picked
    }
}

/// Opens the list by key. Called before the text field sees the keys.
fn opens(ui: &Ui, state: &mut ChooseState) -> bool {
    let opens = !state.open && (Cmd::Choose.pressed(ui) || take_plain(ui, Key::ArrowDown));
    if opens {
        *state = ChooseState { open: true, by_key: true, ..ChooseState::default() };
    }
    opens
}

/// What the keys need to know.
struct Keys {
    offers: usize,
    /// Where a list opened by key begins.
    home: usize,
    ready: bool,
    free: bool,
    typed: bool,
}

impl Keys {
    /// The line that was accepted. Called before the text field sees the keys.
    fn handle(&self, ui: &Ui, state: &mut ChooseState) -> Option<usize> {
        if !state.open {
            return None;
        }
        self.arrows(ui, state);
        if take_plain(ui, Key::Escape) || Cmd::Choose.pressed(ui) {
            *state = ChooseState::default();
            return None;
        }
        let mut accepted = None;
        let tab = self.typed
            && !self.free
            && ui.input(|input| input.key_pressed(Key::Tab) && !input.modifiers.shift);
        let enter = state.enter_waits || take_plain(ui, Key::Enter);
        if enter && !self.ready {
            state.enter_waits = true;
            typed_ahead::hold(ui);
        } else if enter && self.offers == 0 && !self.free && self.typed {
            // Nothing fits what was typed: one goes on typing here.
            state.enter_waits = false;
        } else if enter || (tab && self.ready) {
            accepted = (state.at < self.offers).then_some(state.at);
            *state = ChooseState::default();
            if enter {
                ui.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
            }
        }
        accepted
    }

    fn arrows(&self, ui: &Ui, state: &mut ChooseState) {
        let last = self.offers.saturating_sub(1);
        if state.by_key && !state.moved {
            state.at = self.home;
        }
        let (down, up) = (take_plain(ui, Key::ArrowDown), take_plain(ui, Key::ArrowUp));
        if down {
            state.at = (state.at + 1).min(last);
        }
        if up {
            state.at = state.at.saturating_sub(1);
        }
        state.moved |= (down || up) && self.ready;
        state.at = state.at.min(last);
    }
}

/// The list that drops under the field.
struct List<'a> {
    offers: &'a [&'a Offer],
    frame: Rect,
    width: f32,
    searched: &'a str,
    footer: &'a str,
    empty: &'a str,
    ready: bool,
}

impl List<'_> {
    /// The line that was clicked, and whether the pointer is at work in the list.
    fn show(&self, ui: &Ui, id: Id, at: usize) -> (Option<usize>, bool) {
        let nothing = self.offers.is_empty() && (self.empty.is_empty() || !self.ready);
        if nothing {
            return (None, false);
        }
        let first = (at + 1).saturating_sub(SEEN).min(self.offers.len().saturating_sub(SEEN));
        let seen = self.offers.len().min(SEEN);
        #[expect(clippy::cast_precision_loss, reason = "at most seven rows")]
        let rows = theme::ROW * seen.max(1) as f32;
        let footer = if self.footer.is_empty() || self.offers.is_empty() { 0.0 } else { 30.0 };
        let size = vec2(self.width, rows + footer + 2.0);
        let below = self.frame.bottom() + 4.0;
        let fits = below + size.y <= ui.ctx().content_rect().bottom();
        let top = if fits { below } else { self.frame.top() - 4.0 - size.y };
        let colours = palette(ui);
        let area =
            Area::new(id.with("list")).order(Order::Foreground).fixed_pos(pos2(self.frame.left(), top));
        let shown = area.show(ui.ctx(), |ui| {
            Frame::new()
                .fill(colours.surface)
                .stroke(Stroke::new(1.0, colours.border))
                .corner_radius(theme::RADIUS_CARD)
                .shadow(theme::drop_shadow(ui.theme()))
                .show(ui, |ui| {
                    let (rect, _) = ui.allocate_exact_size(size - vec2(2.0, 2.0), Sense::hover());
                    self.lines(ui, rect, id, first, seen, at)
                })
                .inner
        });
        let over = shown.response.contains_pointer() && ui.input(|input| input.pointer.any_down());
        (shown.inner, over)
    }

    fn lines(&self, ui: &Ui, rect: Rect, id: Id, first: usize, seen: usize, at: usize) -> Option<usize> {
        let mut clicked = None;
        let mut top = rect.top();
        let detail = self.detail_lane(ui, rect.width());
        for (index, offer) in self.offers.iter().enumerate().skip(first).take(seen) {
            let line = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), theme::ROW));
            let response = ui.interact(line, id.with(("offer", index)), Sense::CLICK);
            response
                .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, index == at, &offer.main));
            self.line(ui, line, offer, detail, index == at, response.hovered());
            if response.clicked() {
                clicked = Some(index);
            }
            top += theme::ROW;
        }
        let hint = if self.offers.is_empty() { self.empty } else { self.footer };
        let middle = f32::midpoint(top, rect.bottom());
        let part = if self.offers.is_empty() { Said::Secondary } else { Said::Hint };
        ui.painter().text(
            pos2(rect.left() + 11.0, middle),
            Align2::LEFT_CENTER,
            hint,
            part.font(),
            part.colour(ui),
        );
        clicked
    }

    /// All details begin under each other: as wide as the widest, and no wider than leaves room for the names.
    fn detail_lane(&self, ui: &Ui, width: f32) -> f32 {
        let font = theme::regular(14.0);
        let size = |offer: &&Offer| {
            ui.painter().layout_no_wrap(offer.detail.clone(), font.clone(), palette(ui).secondary).size().x
        };
        self.offers.iter().take(50).map(size).fold(0.0, f32::max).ceil().min(width * 0.5)
    }

    fn line(&self, ui: &Ui, line: Rect, offer: &Offer, detail: f32, selected: bool, hovered: bool) {
        let colours = palette(ui);
        let painter = ui.painter();
        if selected || hovered {
            painter.rect_filled(line, 0, if selected { colours.selected } else { colours.hovered });
        }
        if selected {
            painter.rect_filled(line.with_max_x(line.left() + 3.0), 0, colours.primary);
        }
        painter.hline(line.x_range(), line.bottom() - 0.5, Stroke::new(1.0, colours.row_line));
        let middle = line.center().y;
        let mut right = line.right() - 11.0;
        if !offer.right.is_empty() {
            let price = pos2(right, middle);
            painter.text(price, Align2::RIGHT_CENTER, &offer.right, theme::regular(14.0), colours.text);
            right -= PRICE;
        }
        let left = line.left() + 11.0;
        let half = if detail > 0.0 { right - left - detail - 12.0 } else { right - left };
        let font = theme::regular(14.0);
        let galley = in_row(ui, &offer.main, &font, colours.text, half);
        let end = left + half + 12.0;
        let at = pos2(left, middle - galley.size().y / 2.0);
        paint_found(ui, at, galley, colours.text, self.searched);
        let galley = in_row(ui, &offer.detail, &font, colours.secondary, right - end);
        let at = pos2(end, middle - galley.size().y / 2.0);
        paint_found(ui, at, galley, colours.secondary, self.searched);
    }
}
