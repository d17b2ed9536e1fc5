//! The client form: full name, phone, email, address.

use egui::Ui;

use super::{Sheet, id};
use crate::app::command::Command;
use crate::app::model::ClientForm;
use crate::ui::widgets::Field;

pub fn client_form(ui: &mut Ui, sheet: &Sheet, form: &mut ClientForm, out: &mut Vec<Command>) {
    let text = sheet.view.text;
    let fields = [
        ("full_name", sheet.required("full_name"), &mut form.full_name, ""),
        ("phone", sheet.required("phone"), &mut form.phone, "+7 916 123-45-67"),
        ("email", text.get("field-email"), &mut form.email, ""),
        ("address", text.get("field-address"), &mut form.address, ""),
    ];
    for (field, label, value, hint) in fields {
        let edit = Field::new(id(field), &label).width(sheet.width).hint(hint).error(sheet.error(field));
        if edit.read_only(sheet.page.is_read_only()).show(ui, value).1.changed() {
            sheet.changed(field, out);
        }
    }
}
