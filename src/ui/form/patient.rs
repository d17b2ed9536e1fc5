//! The patient form, in the order one dictates an animal: name, species, gender, birth date, breed; the owner last.

use egui::Ui;

use super::pick::{self, Pickers};
use super::{Sheet, id};
use crate::app::command::Command;
use crate::app::model::{Choosers, PatientForm};
use crate::domain::Gender;
use crate::ui::widgets::segments;

pub fn patient_form(
    ui: &mut Ui,
    sheet: &Sheet,
    form: &mut PatientForm,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let text = sheet.view.text;
    let read_only = sheet.page.is_read_only();
    let half = (sheet.width - 12.0) / 2.0;
    let choosers = &sheet.view.model.choosers;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let label = sheet.required("name");
        sheet.field("name", &label).width(half).show(ui, &mut form.name);
        let label = sheet.required("species");
        let field = sheet.field("species", &label).width(half);
        let offers = Choosers::matching(&choosers.species, &form.species);
        pick::free(ui, text, field, &offers, &mut form.species, &mut pick.species);
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let options: Vec<String> = Gender::ALL.into_iter().map(|gender| text.gender(gender)).collect();
        let chosen = Gender::ALL.iter().position(|gender| Some(*gender) == form.gender);
        let label = text.get("field-gender");
        if let Some(at) = segments(ui, id("gender"), &label, &options, chosen, half, !read_only) {
            form.gender = Gender::ALL.get(at).copied();
        }
        let (label, hint) = (text.get("field-birth_date"), text.get("hint-date"));
        sheet.field("birth_date", &label).width(half).hint(&hint).show(ui, &mut form.birth_date);
    });
    let label = text.get("field-breed");
    let field = sheet.field("breed", &label).width(sheet.width);
    if !read_only
        && ui.memory(|memory| memory.has_focus(id("breed")))
        && pick.breeds_for.as_ref() != Some(&form.species)
    {
        pick.breeds_for = Some(form.species.clone());
        out.push(Command::LookUpBreeds { species: form.species.clone() });
    }
    let offers = Choosers::matching(&choosers.breeds, &form.breed);
    pick::free(ui, text, field, &offers, &mut form.breed, &mut pick.breed);
    let label = sheet.required("owner");
    let error = sheet.choice_error("client_id", &form.owner);
    let field = sheet.field("client_id", &label).width(sheet.width).error(error);
    pick::client(ui, sheet.view, field, &mut form.owner, &mut pick.client, out);
}
