//! The full-window message where the program cannot work: the store does not open, or another window has it.

use egui::{Layout, Ui, UiBuilder, vec2};

use super::theme;
use super::widgets::{Button, Look, Said, Sign, banner, card, said, wrapped};
use super::{rail, trouble};
use crate::app::model::StoreTrouble;
use crate::text::Text;

const WIDTH: f32 = 520.0;

/// Why the window cannot work.
pub enum Fatal {
    /// The store cannot be opened.
    Store(StoreTrouble),
    /// The program runs already on this data folder.
    SecondStart,
}

/// Which of the buttons was pressed. The first one has the focus until another takes it.
pub fn fatal_ui<'a>(
    ui: &mut Ui,
    text: &Text,
    fatal: &Fatal,
    buttons: impl IntoIterator<Item = Button<'a>>,
) -> Option<usize> {
    let (title, lines) = match fatal {
        Fatal::Store(trouble) => ("fatal-title", store_lines(text, trouble)),
        Fatal::SecondStart => ("fatal-second-title", vec![text.get("fatal-second")]),
    };
    let height = 250.0;
    let whole = ui.max_rect();
    let rect = egui::Rect::from_center_size(whole.center(), vec2(WIDTH.min(whole.width() - 40.0), height));
    let mut pressed = None;
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        card(ui, 32, |ui| {
            ui.set_width(rect.width() - 66.0);
            ui.horizontal(|ui| {
                let (mark, _) = ui.allocate_exact_size(vec2(32.0, 32.0), egui::Sense::hover());
                rail::mark(ui, mark);
                ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
                    wrapped(ui, &text.get(title), Said::Title);
                });
            });
            ui.add_space(theme::GAP);
            if let Some((first, rest)) = lines.split_first() {
                let second = matches!(fatal, Fatal::SecondStart);
                banner(ui, if second { Sign::Info } else { Sign::Wrong }, first);
                for line in rest {
                    wrapped(ui, line, Said::Secondary);
                }
            }
            ui.add_space(theme::GAP);
            pressed = ui.horizontal(|ui| buttons_ui(ui, buttons)).inner;
        });
    });
    pressed
}

fn buttons_ui<'a>(ui: &mut Ui, buttons: impl IntoIterator<Item = Button<'a>>) -> Option<usize> {
    ui.spacing_mut().item_spacing.x = theme::GAP;
    let mut pressed = None;
    for (at, button) in buttons.into_iter().enumerate() {
        let first = at == 0;
        let shown = button.look(if first { Look::Primary } else { Look::Plain }).show(ui);
        if first && ui.memory(|memory| memory.focused().is_none()) {
            shown.request_focus();
        }
        if shown.clicked() {
            pressed = Some(at);
        }
    }
    pressed
}

fn store_lines(text: &Text, trouble: &StoreTrouble) -> Vec<String> {
    let mut lines = vec![trouble::of_store(text, trouble)];
    if let Some(path) = &trouble.path {
        lines.push(text.with("fatal-place", [("path", path.display().to_string().into())]));
    }
    lines.push(text.get("fatal-advice"));
    lines
}

/// While the store is being opened: nothing that could be pressed in vain.
pub fn starting_ui(ui: &mut Ui, text: &Text) {
    let middle = egui::Rect::from_center_size(ui.max_rect().center(), vec2(360.0, 28.0));
    let layout = Layout::top_down(egui::Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(middle).layout(layout), |ui| {
        said(ui, &text.get("starting"), Said::Secondary);
    });
}
