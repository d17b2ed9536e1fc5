//! The client form: full name, phone, email, address.

use egui::Ui;

use super::Sheet;
use crate::app::model::ClientForm;

pub fn client_form(ui: &mut Ui, sheet: &Sheet, form: &mut ClientForm) {
    let text = sheet.view.text;
    let fields = [
        ("full_name", sheet.required("full_name"), &mut form.full_name, ""),
        ("phone", sheet.required("phone"), &mut form.phone, "+7 916 123-45-67"),
        ("email", text.get("field-email"), &mut form.email, ""),
        ("address", text.get("field-address"), &mut form.address, ""),
    ];
    for (field, label, value, hint) in fields {
        sheet.field(field, &label).width(sheet.width).hint(hint).show(ui, value);
    }
}
