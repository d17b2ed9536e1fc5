//! The lines of an invoice: named from the price list or freely, counted, priced. There is always an empty one to go on.

use egui::{Align2, Id, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use super::messages::{self, Edges, Message, messages_ui};
use super::pick::{Picker, Pickers, item_offers};
use super::{Sheet, id};
use crate::app::command::Command;
use crate::app::model::{InvoiceForm, LineForm};
use crate::domain::ItemKind;
use crate::ui::commands::Cmd;
use crate::ui::icons;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{Choose, Current, Field, Said, forget_carets};

const ROW: f32 = 36.0;
const HEAD: f32 = 33.0;

/// Where the cells of a row stand.
struct Lanes {
    number: (f32, f32),
    name: (f32, f32),
    kind: (f32, f32),
    quantity: (f32, f32),
    price: (f32, f32),
    total: (f32, f32),
    remove: (f32, f32),
}

impl Lanes {
    fn edges(&self) -> Edges {
        let inset = 10.0;
        Edges { name: self.name.0 + inset, quantity: self.quantity.1 - inset, price: self.price.1 - inset }
    }

    fn of(rect: Rect) -> Self {
        let widths = [44.0, 0.0, 96.0, 92.0, 116.0, 128.0, 40.0];
        let name = rect.width() - widths.iter().sum::<f32>();
        let mut left = rect.left();
        let mut next = |width: f32| {
            left += width;
            (left - width, left)
        };
        Self {
            number: next(widths[0]),
            name: next(name),
            kind: next(widths[2]),
            quantity: next(widths[3]),
            price: next(widths[4]),
            total: next(widths[5]),
            remove: next(widths[6]),
        }
    }
}

fn cell(lane: (f32, f32), row: Rect) -> Rect {
    Rect::from_x_y_ranges(lane.0..=lane.1, row.y_range())
}

/// The contract's name of a line's name.
pub fn name_field(line: usize) -> String {
    format!("items[{line}].name")
}

fn line_id(line: usize, part: &str) -> Id {
    id(&format!("items[{line}].{part}"))
}

pub fn lines_ui(
    ui: &mut Ui,
    sheet: &Sheet,
    form: &mut InvoiceForm,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let whole = ui.available_rect_before_wrap();
    let colours = palette(ui);
    let stroke = Stroke::new(1.0, colours.border);
    let said: Vec<Vec<Message>> = (0..form.lines.len()).map(|line| messages::messages(sheet, line)).collect();
    let wanted = HEAD + said.iter().map(|said| ROW + messages::height(said)).sum::<f32>() + 4.0;
    let sheet_rect = whole.with_max_y((whole.top() + wanted).min(whole.bottom()));
    ui.painter().rect(sheet_rect, theme::RADIUS_CARD, colours.surface, stroke, StrokeKind::Inside);
    let inner = sheet_rect.shrink(1.0);
    let lanes = Lanes::of(inner.with_max_x(inner.right() - 4.0));
    head(ui, sheet, &lanes, inner);
    ui.painter().hline(inner.x_range(), inner.top() + HEAD, stroke);
    let body = inner.with_min_y(inner.top() + HEAD + 1.0);
    let mut focused = None;
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ScrollArea::vertical().id_salt("invoice lines").auto_shrink(false).show(ui, |ui| {
            let mut removed = None;
            for (at, said) in said.iter().enumerate() {
                let size = vec2(ui.available_width(), ROW + messages::height(said));
                let (_, whole) = ui.allocate_space(size);
                let row = whole.with_max_y(whole.top() + ROW);
                let row_has_focus = row_ui(ui, sheet, &lanes, row, (at, form, said), pick, out);
                messages_ui(ui, &lanes.edges(), whole.with_min_y(row.bottom()), said);
                let line = Stroke::new(1.0, palette(ui).row_line);
                ui.painter().hline(whole.x_range(), whole.bottom() - 0.5, line);
                if sheet.brings.is_some_and(|field| field.starts_with(&format!("items[{at}]."))) {
                    ui.scroll_to_rect(whole, None);
                }
                focused = if row_has_focus { Some(at) } else { focused };
                if remove_sign(ui, sheet, cell(lanes.remove, row), at, &form.lines[at]) {
                    removed = Some(at);
                }
            }
            if let Some(at) = removed {
                remove(ui, form, at, out);
            }
        });
    });
    if !sheet.page.is_read_only() {
        keys(ui, form, focused, pick, out);
    }
}

/// Insert puts an empty line after this one, Ctrl+Del takes this one out.
fn keys(ui: &Ui, form: &mut InvoiceForm, focused: Option<usize>, pick: &mut Pickers, out: &mut Vec<Command>) {
    let Some(at) = focused else { return };
    if Cmd::AddLine.pressed(ui) {
        form.lines.insert(at + 1, LineForm::default());
        forget_carets(ui);
        out.push(Command::LineAdded(at + 1));
        pick.line = None;
        ui.memory_mut(|memory| memory.request_focus(line_id(at + 1, "name")));
    }
    if Cmd::RemoveLine.pressed(ui) {
        pick.line = None;
        remove(ui, form, at, out);
    }
}

fn remove(ui: &Ui, form: &mut InvoiceForm, at: usize, out: &mut Vec<Command>) {
    form.lines.remove(at);
    forget_carets(ui);
    out.push(Command::LineRemoved(at));
    let next = at.min(form.lines.len().saturating_sub(1));
    ui.memory_mut(|memory| memory.request_focus(line_id(next, "name")));
}

fn head(ui: &Ui, sheet: &Sheet, lanes: &Lanes, inner: Rect) {
    let row = inner.with_max_y(inner.top() + HEAD);
    let titles = [
        (lanes.number, "column-number", true),
        (lanes.name, "column-item", false),
        (lanes.kind, "column-kind", false),
        (lanes.quantity, "column-quantity", true),
        (lanes.price, "column-price", true),
        (lanes.total, "column-sum", true),
    ];
    for (lane, key, right) in titles {
        let place = cell(lane, row).shrink2(vec2(10.0, 0.0));
        let (at, align) = if right {
            (place.right_center(), Align2::RIGHT_CENTER)
        } else {
            (place.left_center(), Align2::LEFT_CENTER)
        };
        let words = sheet.view.text.get(key);
        ui.painter().text(at, align, words, Said::Label.font(), Said::Label.colour(ui));
    }
}

/// One line. True while one of its fields has the focus.
fn row_ui(
    ui: &mut Ui,
    sheet: &Sheet,
    lanes: &Lanes,
    row: Rect,
    (at, form, said): (usize, &mut InvoiceForm, &[Message]),
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) -> bool {
    let parts = ["name", "type", "quantity", "price"];
    let focused = ui.memory(egui::Memory::focused);
    let focused = parts.iter().any(|part| focused == Some(line_id(at, part)));
    let colours = palette(ui);
    if focused {
        ui.painter().rect_filled(row, 0, colours.selected);
        ui.painter().rect_filled(row.with_max_x(row.left() + 3.0), 0, colours.primary);
    }
    let number = cell(lanes.number, row).right_center() - vec2(10.0, 0.0);
    ui.painter().text(number, Align2::RIGHT_CENTER, at + 1, theme::regular(14.0), colours.secondary);
    let line = &mut form.lines[at];
    name_ui(ui, sheet, cell(lanes.name, row), (at, line, said), pick, out);
    kind_ui(ui, sheet, cell(lanes.kind, row), at, line);
    number_ui(ui, sheet, cell(lanes.quantity, row), (at, "quantity", line, said));
    number_ui(ui, sheet, cell(lanes.price, row), (at, "price", line, said));
    let total = line.total().filter(|_| !line.is_blank());
    let total = total.map_or_else(|| "—".to_owned(), crate::domain::Kopecks::to_grouped);
    let place = cell(lanes.total, row).right_center() - vec2(10.0, 0.0);
    ui.painter().text(place, Align2::RIGHT_CENTER, total, theme::medium(14.0), colours.text);
    focused
}

/// A place for one field inside a row.
fn in_cell<R>(ui: &mut Ui, place: Rect, content: impl FnOnce(&mut Ui, f32) -> R) -> R {
    let inner = place.shrink2(vec2(4.0, 4.0));
    content(&mut ui.new_child(UiBuilder::new().max_rect(inner)), inner.width())
}

fn name_ui(
    ui: &mut Ui,
    sheet: &Sheet,
    place: Rect,
    (at, line, said): (usize, &mut LineForm, &[Message]),
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let text = sheet.view.text;
    let name = text.with("line-name", [("n", (at + 1).into())]);
    let mut idle = Picker::default();
    let here = line_id(at, "name");
    if ui.memory(|memory| memory.has_focus(here)) && pick.line.as_ref().is_none_or(|(line, _)| *line != at) {
        pick.line = Some((at, Picker::default()));
    }
    let picker = match &mut pick.line {
        Some((line, picker)) if *line == at => picker,
        _ => &mut idle,
    };
    let slot = &sheet.view.model.choosers.items;
    let listing =
        slot.value().filter(|listing| picker.query.as_ref() == Some(&listing.text) && !slot.is_pending());
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let offers = item_offers(text, rows);
    let at_row = rows.iter().position(|row| Some(row.id) == line.item_id);
    let current = match at_row {
        Some(at) => Current::Among(at),
        None if line.name.trim().is_empty() || rows.is_empty() => Current::Nothing,
        None => Current::Beside,
    };
    let ready = listing.is_some() || slot.failure().is_some();
    let (footer, empty) = (text.get("choose-item"), text.get("choose-no-item"));
    let error = messages::in_cell(said, "name");
    let field =
        |width| Field::in_table(here, &name).width(width).error(error).read_only(sheet.page.is_read_only());
    let chosen = in_cell(ui, place, |ui, width| {
        let choose = Choose::new(field(width), &offers).ready(ready).free().list_width(560.0);
        choose.current(current).words(&footer, &empty).show(ui, &mut line.name, &mut picker.state)
    });
    if let Some(row) = chosen.offer.and_then(|at| rows.get(at)) {
        // The item that stands there already keeps the price that was typed.
        if line.item_id != Some(row.id) {
            *line = LineForm { quantity: line.quantity.clone(), ..LineForm::of_item(row) };
        }
        return;
    }
    if chosen.typed || chosen.asks {
        let query = if line.item_id.is_some() && !chosen.typed { String::new() } else { line.name.clone() };
        picker.query = Some(query.clone());
        out.push(Command::LookUpItems(query));
    }
    if chosen.typed {
        line.item_id = None;
    }
}

/// Service or product: an item of the price list knows, of a free line one says it.
fn kind_ui(ui: &mut Ui, sheet: &Sheet, place: Rect, at: usize, line: &mut LineForm) {
    let text = sheet.view.text;
    let words = text.item_kind(line.kind);
    let colours = palette(ui);
    let free = line.item_id.is_none() && !line.name.trim().is_empty() && !sheet.page.is_read_only();
    if !free {
        if !line.is_blank() {
            let at = place.left_center() + vec2(10.0, 0.0);
            ui.painter().text(at, Align2::LEFT_CENTER, words, theme::regular(14.0), colours.secondary);
        }
        return;
    }
    let here = line_id(at, "type");
    let other = if line.kind == ItemKind::Service { ItemKind::Product } else { ItemKind::Service };
    crate::ui::widgets::next_field_on_enter(ui, here);
    let frame = place.shrink2(vec2(4.0, 4.0));
    let response = ui.interact(frame, here, Sense::click());
    let name = text.with("line-kind", [("n", (at + 1).into()), ("kind", words.as_str().into())]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    ui.painter().rect(
        frame,
        theme::RADIUS_FIELD,
        colours.surface,
        Stroke::new(1.0, colours.border),
        StrokeKind::Inside,
    );
    ui.painter().text(frame.center(), Align2::CENTER_CENTER, words, theme::regular(14.0), colours.text);
    if response.has_focus() {
        theme::focus_frame(ui, frame, theme::RADIUS_FIELD);
    }
    if response.clicked() {
        line.kind = other;
    }
}

/// Quantity or price. After the last figure of a line Enter goes to the next line.
fn number_ui(
    ui: &mut Ui,
    sheet: &Sheet,
    place: Rect,
    (at, part, line, said): (usize, &str, &mut LineForm, &[Message]),
) {
    let quantity = part == "quantity";
    let key = if quantity { "line-quantity" } else { "line-price" };
    let name = sheet.view.text.with(key, [("n", (at + 1).into())]);
    // A price of the list stands already: after the quantity comes the next line.
    let done = (!quantity || line.item_id.is_some()) && !sheet.page.is_read_only();
    let value = if quantity { &mut line.quantity } else { &mut line.price };
    let error = messages::in_cell(said, part);
    in_cell(ui, place, |ui, width| {
        let field = Field::in_table(line_id(at, part), &name).width(width).error(error).right();
        let field = field.read_only(sheet.page.is_read_only()).select_on_focus();
        let field = if done { field.enter_to(line_id(at + 1, "name")) } else { field };
        field.show(ui, value);
    });
}

/// The cross at the end of a line. True when it was clicked.
fn remove_sign(ui: &Ui, sheet: &Sheet, place: Rect, at: usize, line: &LineForm) -> bool {
    if sheet.page.is_read_only() || line.is_blank() {
        return false;
    }
    let frame = Rect::from_center_size(place.center(), vec2(24.0, 24.0));
    let response = ui.interact(frame, line_id(at, "remove"), Sense::CLICK);
    let name = sheet.view.text.with("line-remove", [("n", (at + 1).into())]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    let colours = palette(ui);
    let ink = if response.hovered() { colours.wrong.text } else { colours.secondary };
    ui.painter().text(frame.center(), Align2::CENTER_CENTER, icons::CLOSE, theme::regular(14.0), ink);
    let tip = format!("{} · {}", Cmd::RemoveLine.label(sheet.view.text), Cmd::RemoveLine.key_name());
    let clicked = response.clicked();
    response.on_hover_text(tip);
    clicked
}
