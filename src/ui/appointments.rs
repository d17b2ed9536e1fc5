//! Appointments of a day: those made on this computer, and the page says so.

use egui::{Id, Ui};

use super::commands::Cmd;
use super::day::{self, DayLocal};
use super::theme;
use super::widgets::{
    Button, Cells, Column, Look, Said, Table, TableState, in_the_middle, page_head, record_chip, said,
};
use super::{View, icons, words};
use crate::app::command::Command;
use crate::app::model::{AppointmentRow, DayScreen};
use crate::domain::RecordKind;

#[derive(Default)]
pub struct AppointmentsLocal {
    table: TableState,
    day: DayLocal,
}

fn table_id() -> Id {
    Id::unique("appointments table")
}

pub fn appointments_ui(ui: &mut Ui, view: &View, local: &mut AppointmentsLocal, out: &mut Vec<Command>) {
    let page = &view.model.appointments;
    let rows = page.list.value().map_or(&[][..], |rows| rows);
    let selected = rows.iter().position(|row| Some(row.id) == page.selected);
    day::focus_table(ui, table_id());
    if let Some(first) = rows.first().filter(|_| selected.is_none()) {
        out.push(Command::SelectAppointment(first.id));
    }
    keys(ui, view, rows, selected, local, out);
    let label = Cmd::NewAppointment.label(view.text);
    page_head(ui, &view.text.get("cmd-appointments"), "", |ui| {
        let new = Button::new(&label).icon(icons::PLUS).key(Cmd::NewAppointment.key_name());
        if new.look(Look::Primary).show(ui).clicked() {
            out.push(new_appointment());
        }
        let open = Cmd::Open.label(view.text);
        let open = Button::new(&open).key(Cmd::Open.key_name()).enabled(selected.is_some());
        if open.show(ui).clicked() {
            open_selected(rows, selected, out);
        }
    });
    day::day_row(ui, view, DayScreen::Appointments, page.day, page.day_problem.as_ref(), &mut local.day, out);
    said(ui, &view.text.get("only-this-computer"), Said::Secondary);
    table_ui(ui, view, rows, selected, local, out);
}

fn new_appointment() -> Command {
    Command::New { kind: RecordKind::Appointment, client: None, patient: None }
}

fn open_selected(rows: &[AppointmentRow], selected: Option<usize>, out: &mut Vec<Command>) {
    if let Some(row) = selected {
        out.push(Command::Open(RecordKind::Appointment, rows[row].id));
    }
}

fn keys(
    ui: &Ui,
    view: &View,
    rows: &[AppointmentRow],
    selected: Option<usize>,
    local: &mut AppointmentsLocal,
    out: &mut Vec<Command>,
) {
    day::keys(ui, view, DayScreen::Appointments, out);
    if ui.memory(|memory| memory.has_focus(table_id())) {
        if let Some(row) = local.table.keys(ui, rows.len(), selected, false) {
            out.push(Command::SelectAppointment(rows[row].id));
        }
        if Cmd::Open.pressed(ui) {
            open_selected(rows, selected, out);
        }
    }
    if Cmd::NewAppointment.pressed(ui) {
        out.push(new_appointment());
    }
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[AppointmentRow],
    selected: Option<usize>,
    local: &mut AppointmentsLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let columns = [
        Column::points(text.get("column-time"), 68.0),
        Column::share(text.get("column-patient"), 0.9),
        Column::share(text.get("column-client"), 1.9),
        Column::share(text.get("column-doctor"), 1.0),
        Column::share(text.get("column-reason"), 1.5),
        Column::points(text.get("column-state"), 136.0),
    ];
    let name = |row: usize| {
        rows.get(row)
            .map(|row| format!("{} {}, {}", words::clock(&row.time), row.patient_name, row.client_name))
            .unwrap_or_default()
    };
    let rect = ui.available_rect_before_wrap();
    let title = text.get("list-of-appointments");
    let table = Table {
        id: table_id(),
        name: &title,
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
    };
    let shown = table.show(ui, &mut local.table, |row, cells| appointment_row(view, &rows[row], cells));
    if let Some(row) = shown.clicked {
        out.push(Command::SelectAppointment(rows[row].id));
    }
    if rows.is_empty() && view.model.appointments.list.value().is_some() {
        let inside = egui::UiBuilder::new().max_rect(rect.shrink(theme::GAP));
        ui.scope_builder(inside, |ui| in_the_middle(ui, &text.get("empty-appointments")));
    }
}

fn appointment_row(view: &View, row: &AppointmentRow, cells: &mut Cells<'_>) {
    cells.strong(&words::clock(&row.time));
    cells.text(&row.patient_name);
    cells.text(&row.client_name);
    cells.secondary(row.doctor_name.as_deref().unwrap_or_default());
    cells.secondary(row.notes.as_deref().unwrap_or_default().lines().next().unwrap_or_default());
    let (sign, words) = record_chip(view.text, row.state);
    cells.chip(sign, &words);
}
