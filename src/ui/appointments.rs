//! Appointments of a day: those made on this computer, and the page says so.

use egui::{Id, Ui};

use super::commands::Cmd;
use super::day::{DayLocal, DayPage};
use super::widgets::{Cells, Column, STATE, Table, record_chip};
use super::{View, words};
use crate::app::command::Command;
use crate::app::model::{AppointmentRow, DayScreen};
use crate::domain::RecordKind;

fn table_id() -> Id {
    Id::unique("appointments table")
}

pub fn appointments_ui(ui: &mut Ui, view: &View, local: &mut DayLocal, out: &mut Vec<Command>) {
    let page = &view.model.appointments;
    let rows = page.list.value().map_or(&[][..], |rows| rows);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let selected = ids.iter().position(|id| Some(*id) == page.selected);
    let head = DayPage {
        screen: DayScreen::Appointments,
        kind: RecordKind::Appointment,
        new: Cmd::NewAppointment,
        title: "cmd-appointments",
        note: "only-this-computer",
        table: table_id(),
        day: page.day,
        problem: page.day_problem.as_ref(),
        ids: &ids,
        selected,
        select: Command::SelectAppointment,
    };
    head.head(ui, view, local, out);
    table_ui(ui, view, rows, selected, local, out);
}

fn table_ui(
    ui: &mut Ui,
    view: &View,
    rows: &[AppointmentRow],
    selected: Option<usize>,
    local: &mut DayLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let patients = rows.iter().map(|row| row.patient_name.as_str());
    let clients = rows.iter().map(|row| row.client_name.as_str());
    let doctors = rows.iter().filter_map(|row| row.doctor_name.as_deref());
    let reasons = rows.iter().filter_map(|row| row.notes.as_deref());
    let columns = [
        Column::points(text.get("column-time"), 58.0),
        Column::of_words(ui, text.get("column-patient"), (76.0, 180.0), 0.3, patients),
        Column::of_words(ui, text.get("column-client"), (120.0, 240.0), 1.0, clients),
        Column::of_words(ui, text.get("column-doctor"), (84.0, 200.0), 0.5, doctors),
        Column::of_words(ui, text.get("column-reason"), (110.0, 240.0), 1.0, reasons),
        Column::points(text.get("column-state"), STATE + 4.0),
    ];
    let name = |row: usize| {
        rows.get(row)
            .map(|row| format!("{} {}, {}", words::clock(&row.time), row.patient_name, row.client_name))
            .unwrap_or_default()
    };
    let empty = text.get("empty-appointments");
    let table = Table {
        id: table_id(),
        name: &text.get("list-of-appointments"),
        columns: &columns,
        rows: rows.len(),
        selected,
        row_name: &name,
        empty: view.model.appointments.list.value().map(|_| empty.as_str()),
    };
    let shown = table.show(ui, &mut local.table, |row, cells| appointment_row(view, &rows[row], cells));
    if let Some(row) = shown.clicked {
        out.push(Command::SelectAppointment(rows[row].id));
    }
}

fn appointment_row(view: &View, row: &AppointmentRow, cells: &mut Cells<'_>) {
    cells.strong(&words::clock(&row.time));
    cells.text(&row.patient_name);
    cells.text(&row.client_name);
    cells.secondary(row.doctor_name.as_deref().unwrap_or_default());
    cells.secondary(row.notes.as_deref().unwrap_or_default());
    let (sign, words) = record_chip(view.text, row.state);
    cells.chip(sign, &words);
}
