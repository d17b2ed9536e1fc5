//! The rail at the left: the six screens with their keys.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::commands::Cmd;
use super::theme::{self, palette};
use super::widgets::{key_chip, key_chip_width};
use super::{View, icons};
use crate::app::command::Command;
use crate::app::model::Screen;

const ITEM: f32 = 36.0;
const TOP: f32 = 74.0;
/// Below it the rail is free.
#[expect(clippy::cast_precision_loss, reason = "six screens")]
pub const BOTTOM: f32 = TOP + (ITEM + 2.0) * Screen::ALL.len() as f32;

pub fn rail_ui(ui: &mut Ui, view: &View, out: &mut Vec<Command>) {
    let whole = ui.max_rect();
    ui.painter().vline(whole.right() - 0.5, whole.y_range(), Stroke::new(1.0, palette(ui).border));
    mark(ui, Rect::from_min_size(whole.min + vec2(16.0, 20.0), vec2(32.0, 32.0)));
    let name = view.text.get("app-name");
    let (first, second) = name.split_once(' ').unwrap_or((&name, ""));
    let ink = palette(ui).text;
    for (line, y) in [(first, 27.0), (second, 46.0)] {
        let at = pos2(whole.left() + 58.0, whole.top() + y);
        ui.painter().text(at, Align2::LEFT_CENTER, line, theme::bold(15.0), ink);
    }
    let mut top = whole.top() + TOP;
    for screen in Screen::ALL {
        let rect = Rect::from_min_size(pos2(whole.left() + 8.0, top), vec2(whole.width() - 17.0, ITEM));
        if item(ui, view, screen, rect) {
            out.push(Command::Show(screen));
        }
        top += ITEM + 2.0;
    }
}

/// The clinic's cross.
pub fn mark(ui: &Ui, rect: Rect) {
    let colours = palette(ui);
    let unit = rect.width() / 16.0;
    ui.painter().rect_filled(rect, 7, colours.primary);
    let cross = |size| Rect::from_center_size(rect.center(), size);
    ui.painter().rect_filled(cross(vec2(unit * 8.0, unit * 3.0)), 1, colours.on_primary);
    ui.painter().rect_filled(cross(vec2(unit * 3.0, unit * 8.0)), 1, colours.on_primary);
}

fn item(ui: &Ui, view: &View, screen: Screen, rect: Rect) -> bool {
    let (colours, cmd) = (palette(ui), Cmd::Go(screen));
    let label = cmd.label(view.text);
    // The screens have keys of their own: Tab goes through the page alone.
    let response = ui.interact(rect, ui.scope_id().with(("rail", screen)), Sense::CLICK);
    let on = view.model.screen == screen;
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &label));
    let painter = ui.painter();
    if on || response.hovered() {
        painter.rect_filled(rect, theme::RADIUS_FIELD, if on { colours.selected } else { colours.hovered });
    }
    let (ink, font) =
        if on { (colours.primary, theme::bold(14.0)) } else { (colours.text, theme::regular(14.0)) };
    let middle = rect.center().y;
    painter.text(
        pos2(rect.left() + 17.0, middle),
        Align2::CENTER_CENTER,
        icon(screen),
        theme::regular(18.0),
        ink,
    );
    painter.text(pos2(rect.left() + 35.0, middle), Align2::LEFT_CENTER, &label, font, ink);
    let key = cmd.key_name();
    let right = pos2(rect.right() - 8.0, middle);
    key_chip(ui, right, &key, colours.secondary, colours.border, colours.background);
    let attention = view.model.status.attention;
    if screen == Screen::Queue && attention > 0 {
        badge(ui, pos2(right.x - key_chip_width(ui, &key) - 6.0, middle), &attention.to_string());
    }
    response.clicked()
}

fn badge(ui: &Ui, right: egui::Pos2, words: &str) {
    let tone = palette(ui).wrong;
    let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::bold(12.0), tone.text);
    let size = vec2((galley.size().x + 12.0).max(20.0), 20.0);
    let rect = Rect::from_min_size(pos2(right.x - size.x, right.y - 10.0), size);
    ui.painter().rect_filled(rect, theme::RADIUS_CHIP, tone.ground);
    ui.painter().galley(
        Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min,
        galley,
        Color32::WHITE,
    );
}

fn icon(screen: Screen) -> &'static str {
    match screen {
        Screen::Clients => icons::CLIENTS,
        Screen::Appointments => icons::CALENDAR,
        Screen::Invoices => icons::INVOICE,
        Screen::Prices => icons::PRICES,
        Screen::Queue => icons::QUEUE,
        Screen::Settings => icons::SETTINGS,
    }
}
