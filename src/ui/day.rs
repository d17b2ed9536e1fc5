//! What the two screens of one day share: the head with its buttons, stepping through the days, a day typed in full,
//! and the keys of the table below.

use egui::{Id, Key, Ui};

use super::commands::{Cmd, take_plain};
use super::widgets::{Button, Field, Look, Said, TableState, page_head, said};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::DayScreen;
use crate::domain::{Problem, RecordKind};
use chrono::NaiveDate;

/// What a screen of one day keeps for itself.
#[derive(Default)]
pub struct DayLocal {
    pub table: TableState,
    text: String,
    shown: Option<NaiveDate>,
}

/// A screen of one day, as far as its head and its keys go.
pub struct DayPage<'a> {
    pub screen: DayScreen,
    /// What the rows are.
    pub kind: RecordKind,
    pub new: Cmd,
    /// Keys of the title and of the line under the day.
    pub title: &'a str,
    pub note: &'a str,
    pub table: Id,
    pub day: NaiveDate,
    /// What is wrong with the day last typed.
    pub problem: Option<&'a Problem>,
    /// The rows' local ids, and the place of the selected one.
    pub ids: &'a [i64],
    pub selected: Option<usize>,
    pub select: fn(i64) -> Command,
}

impl DayPage<'_> {
    /// The keys of the page, then its head down to the table.
    pub fn head(&self, ui: &mut Ui, view: &View, local: &mut DayLocal, out: &mut Vec<Command>) {
        focus_table(ui, self.table);
        self.keys(ui, view, local, out);
        let label = self.new.label(view.text);
        page_head(ui, &view.text.get(self.title), "", |ui| {
            let new = Button::new(&label).icon(icons::PLUS).key(self.new.key_name()).look(Look::Primary);
            if new.show(ui).clicked() {
                out.push(self.new_record());
            }
            let open = Cmd::Open.label(view.text);
            let open = Button::new(&open).key(Cmd::Open.key_name()).enabled(self.selected.is_some());
            if open.show(ui).clicked() {
                out.extend(self.open());
            }
            let copy = Cmd::Copy.label(view.text);
            let copy = Button::new(&copy).key(Cmd::Copy.key_name()).enabled(self.selected.is_some());
            if copy.show(ui).clicked() {
                out.extend(self.copy());
            }
        });
        self.day_row(ui, view, local, out);
        said(ui, &view.text.get(self.note), Said::Secondary);
    }

    fn keys(&self, ui: &Ui, view: &View, local: &mut DayLocal, out: &mut Vec<Command>) {
        for (cmd, days) in [(Cmd::DayBefore, -1), (Cmd::DayAfter, 1)] {
            if cmd.pressed(ui) {
                out.push(Command::StepDay(self.screen, days));
            }
        }
        if Cmd::Today.pressed(ui) {
            out.push(Command::ShowDay(self.screen, view.model.today()));
        }
        if ui.memory(|memory| memory.has_focus(self.table)) {
            if let Some(row) = local.table.keys(ui, self.ids.len(), self.selected, false) {
                out.push((self.select)(self.ids[row]));
            }
            if Cmd::Open.pressed(ui) {
                out.extend(self.open());
            }
            if Cmd::Copy.pressed(ui) {
                out.extend(self.copy());
            }
        }
        if self.new.pressed(ui) {
            out.push(self.new_record());
        }
    }

    fn new_record(&self) -> Command {
        Command::New { kind: self.kind, client: None, patient: None }
    }

    fn open(&self) -> Option<Command> {
        self.selected.map(|row| Command::Open(self.kind, self.ids[row]))
    }

    fn copy(&self) -> Option<Command> {
        self.selected.map(|row| Command::Copy(self.kind, self.ids[row]))
    }

    fn day_row(&self, ui: &mut Ui, view: &View, local: &mut DayLocal, out: &mut Vec<Command>) {
        if local.shown != Some(self.day) {
            local.shown = Some(self.day);
            local.text = words::date(self.day);
        }
        ui.horizontal(|ui| {
            let step = |ui: &mut Ui, cmd: Cmd, icon| {
                let label = cmd.label(view.text);
                Button::new(&label).icon(icon).icon_only().key(cmd.key_name()).tip(&label).show(ui).clicked()
            };
            if step(ui, Cmd::DayBefore, icons::LEFT) {
                out.push(Command::StepDay(self.screen, -1));
            }
            typed_day(ui, view, self.screen, local, out);
            if step(ui, Cmd::DayAfter, icons::RIGHT) {
                out.push(Command::StepDay(self.screen, 1));
            }
            let today = Cmd::Today.label(view.text);
            if Button::new(&today).key(Cmd::Today.key_name()).show(ui).clicked() {
                out.push(Command::ShowDay(self.screen, view.model.today()));
            }
            match self.problem {
                Some(problem) => said(ui, &view.text.problem(problem), Said::Wrong),
                None => said(ui, &words::long_date(view.text, self.day), Said::Secondary),
            };
        });
    }
}

fn field_id(screen: DayScreen) -> Id {
    Id::unique(("day", screen))
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
