//! The appointment form: who, with which animal, when, to whom, why.

use egui::Ui;

use super::pick::{self, Pickers};
use super::{Sheet, date_hint, id};
use crate::app::command::Command;
use crate::app::model::{AppointmentForm, Choosers};
use crate::ui::widgets::Field;

pub fn appointment_form(
    ui: &mut Ui,
    sheet: &Sheet,
    form: &mut AppointmentForm,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let text = sheet.view.text;
    let read_only = sheet.page.is_read_only();
    pick::client_and_patient(ui, sheet, (&mut form.client, &mut form.patient), sheet.width, None, pick, out);
    let half = (sheet.width - 12.0) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (label, hint) = (sheet.required("appointment_date"), date_hint(sheet.view));
        let field = Field::new(id("appointment_date"), &label).width(half).hint(&hint);
        let field = field.error(sheet.error("appointment_date")).read_only(read_only).select_on_focus();
        if field.show(ui, &mut form.date).1.changed() {
            sheet.changed("appointment_date", out);
        }
        let label = sheet.required("appointment_time");
        let field = Field::new(id("appointment_time"), &label).width(half).hint("14:30");
        let field = field.error(sheet.error("appointment_time")).read_only(read_only);
        if field.show(ui, &mut form.time).1.changed() {
            sheet.changed("appointment_time", out);
        }
    });
    let label = text.get("field-doctor_name");
    let field = Field::new(id("doctor_name"), &label).width(sheet.width).error(sheet.error("doctor_name"));
    let offers = Choosers::matching(&sheet.view.model.choosers.doctors, &form.doctor_name);
    if pick::free(ui, text, field.read_only(read_only), &offers, &mut form.doctor_name, &mut pick.doctor) {
        sheet.changed("doctor_name", out);
    }
    let label = text.get("field-notes");
    let field = Field::new(id("notes"), &label).width(sheet.width).rows(3).error(sheet.error("notes"));
    if field.read_only(read_only).show(ui, &mut form.notes).1.changed() {
        sheet.changed("notes", out);
    }
}
