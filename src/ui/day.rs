//! What the two screens of one day share: stepping through the days, and a day typed in full.

use egui::{Id, Key, Ui};

use super::commands::{Cmd, take_plain};
use super::widgets::{Button, Field, Said, said};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::DayScreen;
use crate::domain::Problem;
use chrono::NaiveDate;

/// The day as it is being typed.
#[derive(Default)]
pub struct DayLocal {
    text: String,
    shown: Option<NaiveDate>,
}

fn field_id(screen: DayScreen) -> Id {
    Id::unique(("day", screen))
}

/// Ctrl+PgUp, Ctrl+PgDn, Ctrl+Home.
pub fn keys(ui: &Ui, view: &View, screen: DayScreen, out: &mut Vec<Command>) {
    if Cmd::DayBefore.pressed(ui) {
        out.push(Command::StepDay(screen, -1));
    }
    if Cmd::DayAfter.pressed(ui) {
        out.push(Command::StepDay(screen, 1));
    }
    if Cmd::Today.pressed(ui) {
        out.push(Command::ShowDay(screen, view.model.today()));
    }
}

pub fn day_row(
    ui: &mut Ui,
    view: &View,
    screen: DayScreen,
    day: NaiveDate,
    problem: Option<&Problem>,
    local: &mut DayLocal,
    out: &mut Vec<Command>,
) {
    if local.shown != Some(day) {
        local.shown = Some(day);
        local.text = words::date(day);
    }
    ui.horizontal(|ui| {
        let step = |ui: &mut Ui, cmd: Cmd, icon| {
            let label = cmd.label(view.text);
            Button::new(&label).icon(icon).icon_only().key(cmd.key_name()).tip(&label).show(ui).clicked()
        };
        if step(ui, Cmd::DayBefore, icons::LEFT) {
            out.push(Command::StepDay(screen, -1));
        }
        typed_day(ui, view, screen, local, out);
        if step(ui, Cmd::DayAfter, icons::RIGHT) {
            out.push(Command::StepDay(screen, 1));
        }
        let today = Cmd::Today.label(view.text);
        if Button::new(&today).key(Cmd::Today.key_name()).show(ui).clicked() {
            out.push(Command::ShowDay(screen, view.model.today()));
        }
        match problem {
            Some(problem) => said(ui, &view.text.problem(problem), Said::Wrong),
            None => said(ui, &words::long_date(view.text, day), Said::Secondary),
        };
    });
}

fn typed_day(ui: &mut Ui, view: &View, screen: DayScreen, local: &mut DayLocal, out: &mut Vec<Command>) {
    let id = field_id(screen);
    let enter = ui.memory(|memory| memory.has_focus(id)) && take_plain(ui, Key::Enter);
    if enter {
        out.push(Command::TypeDay(screen, local.text.clone()));
    }
    let name = view.text.get("field-appointment_date");
    Field::in_table(id, &name).height(36.0).width(108.0).select_on_focus().show(ui, &mut local.text);
}

/// The day's table takes the keys whenever nothing else has them.
pub fn focus_table(ui: &Ui, table: Id) {
    if ui.memory(|memory| memory.focused().is_none()) {
        ui.memory_mut(|memory| memory.request_focus(table));
    }
}
