//! The patient form, in the order one dictates an animal: name, species, gender, birth date, breed; the owner last.

use egui::Ui;

use super::pick::{self, Pickers};
use super::{Sheet, date_hint, id};
use crate::app::command::Command;
use crate::app::model::{Choosers, PatientForm};
use crate::domain::Gender;
use crate::ui::widgets::{Field, segments};

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
        let field =
            Field::new(id("name"), &label).width(half).error(sheet.error("name")).read_only(read_only);
        if field.show(ui, &mut form.name).1.changed() {
            sheet.changed("name", out);
        }
        let label = sheet.required("species");
        let field = Field::new(id("species"), &label).width(half).error(sheet.error("species"));
        let offers = Choosers::matching(&choosers.species, &form.species);
        if pick::free(ui, text, field.read_only(read_only), &offers, &mut form.species, &mut pick.species) {
            sheet.changed("species", out);
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let options: Vec<String> = Gender::ALL.into_iter().map(|gender| text.gender(gender)).collect();
        let chosen = Gender::ALL.iter().position(|gender| Some(*gender) == form.gender);
        let label = text.get("field-gender");
        if let Some(at) = segments(ui, id("gender"), &label, &options, chosen, half, !read_only) {
            form.gender = Gender::ALL.get(at).copied();
            sheet.changed("gender", out);
        }
        let (label, hint) = (text.get("field-birth_date"), date_hint(sheet.view));
        let field =
            Field::new(id("birth_date"), &label).width(half).hint(&hint).error(sheet.error("birth_date"));
        if field.read_only(read_only).show(ui, &mut form.birth_date).1.changed() {
            sheet.changed("birth_date", out);
        }
    });
    let label = text.get("field-breed");
    let field = Field::new(id("breed"), &label).width(sheet.width).error(sheet.error("breed"));
    if ui.memory(|memory| memory.has_focus(id("breed"))) && pick.breeds_for.as_ref() != Some(&form.species) {
        pick.breeds_for = Some(form.species.clone());
        out.push(Command::LookUpBreeds { species: form.species.clone() });
    }
    let offers = Choosers::matching(&choosers.breeds, &form.breed);
    if pick::free(ui, text, field.read_only(read_only), &offers, &mut form.breed, &mut pick.breed) {
        sheet.changed("breed", out);
    }
    let owner = text.get("field-owner");
    let label = text.with("field-required-mark", [("name", owner.into())]);
    let error = sheet.choice_error("client_id", &form.owner);
    let field = Field::new(id("client_id"), &label).width(sheet.width).error(error).read_only(read_only);
    if pick::client(ui, sheet.view, field, &mut form.owner, &mut pick.client, out) {
        sheet.changed("client_id", out);
    }
}
