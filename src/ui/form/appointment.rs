//! The appointment form: who, with which animal, when, to whom, why.

use egui::Ui;

use super::Sheet;
use super::pick::{self, Pickers};
use crate::app::command::Command;
use crate::app::model::{AppointmentForm, Choosers};

pub fn appointment_form(
    ui: &mut Ui,
    sheet: &Sheet,
    form: &mut AppointmentForm,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let text = sheet.view.text;
    pick::client_and_patient(ui, sheet, (&mut form.client, &mut form.patient), sheet.width, None, pick, out);
    let half = (sheet.width - 12.0) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (label, hint) = (sheet.required("appointment_date"), text.get("hint-date"));
        let field = sheet.field("appointment_date", &label).width(half).hint(&hint);
        field.select_on_focus().show(ui, &mut form.date);
        let (label, hint) = (sheet.required("appointment_time"), text.get("hint-time"));
        sheet.field("appointment_time", &label).width(half).hint(&hint).show(ui, &mut form.time);
    });
    let label = text.get("field-doctor_name");
    let field = sheet.field("doctor_name", &label).width(sheet.width);
    let offers = Choosers::matching(&sheet.view.model.choosers.doctors, &form.doctor_name);
    pick::free(ui, text, field, &offers, &mut form.doctor_name, &mut pick.doctor);
    let label = text.get("field-notes");
    sheet.field("notes", &label).width(sheet.width).rows(3).show(ui, &mut form.notes);
}
