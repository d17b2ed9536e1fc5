//! «Закрыть программу?» and «Сменить пользователя?» in the place of the page, while something has not gone. The answer that
//! changes nothing has the focus.

use egui::{Id, Ui};

use super::commands::Cmd;
use super::widgets::{Button, Said, card, said, wrapped};
use super::{View, theme, words};
use crate::app::command::Command;
use crate::app::model::{Leaving, Status};
use crate::text::Text;

/// What had the focus before the question.
#[derive(Default)]
pub struct LeaveLocal {
    asked: Option<Leaving>,
    before: Option<Id>,
}

impl LeaveLocal {
    /// Without a question, the focus is given back to what had it.
    pub fn go_on(&mut self, ui: &Ui) {
        if self.asked.take().is_some()
            && let Some(before) = self.before.take()
        {
            ui.memory_mut(|memory| memory.request_focus(before));
        }
    }

    /// True for the first frame of each question.
    fn opens(&mut self, ui: &Ui, asks: Leaving) -> bool {
        let before = self.asked.replace(asks);
        if before.is_none() {
            self.before = ui.memory(egui::Memory::focused);
        }
        before != Some(asks)
    }
}

pub fn leave_ui(ui: &mut Ui, view: &View, asks: Leaving, local: &mut LeaveLocal, out: &mut Vec<Command>) {
    let text = view.text;
    let (title, stay, go) = match asks {
        Leaving::Close => ("leave-close", "leave-close-no", "leave-close-yes"),
        Leaving::ChangeUser => ("leave-user", "leave-user-no", "cmd-change-user"),
    };
    let (stay, go) = (text.get(stay), text.get(go));
    let opens = local.opens(ui, asks);
    if Cmd::Close.pressed(ui) {
        out.push(Command::Stay);
    }
    ui.vertical_centered(|ui| {
        ui.set_max_width(theme::FORM.min(ui.available_width()));
        ui.add_space((ui.available_height() * 0.25).max(16.0));
        card(ui, 24, |ui| {
            ui.set_width(ui.available_width());
            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 8.0;
                said(ui, &text.get(title), Said::Screen);
                for line in lines(text, &view.model.status, asks) {
                    wrapped(ui, &line, Said::Text);
                }
                ui.add_space(8.0);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = theme::GAP;
                    let stays = Button::new(&stay).key(Cmd::Close.key_name()).show(ui);
                    if opens {
                        stays.request_focus();
                    }
                    if stays.clicked() {
                        out.push(Command::Stay);
                    }
                    if Button::new(&go).show(ui).clicked() {
                        out.push(Command::Leave);
                    }
                });
            });
        });
    });
}

/// What goes by itself, then what needs a person, then what stays.
fn lines(text: &Text, status: &Status, asks: Leaving) -> Vec<String> {
    let mut lines = Vec::new();
    if status.pending > 0 {
        lines.push(match asks {
            Leaving::ChangeUser => words::unsent(text, status),
            Leaving::Close => words::unsent_till_opened(text, status),
        });
    }
    if status.stuck() > 0 {
        lines.push(words::stuck(text, status));
    }
    lines.extend(words::put_aside(text, status));
    if lines.is_empty() {
        lines.push(text.get("empty-queue"));
    }
    lines
}
