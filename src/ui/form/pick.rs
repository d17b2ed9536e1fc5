//! Fields of a form that are chosen from lists: clients, patients, and texts used before.

use egui::Ui;

use super::Sheet;
use crate::app::command::Command;
use crate::app::model::{Choice, ClientListRow, ItemRow, PatientListRow};
use crate::domain::pretty_phone;
use crate::text::Text;
use crate::ui::commands::Cmd;
use crate::ui::widgets::{Choose, ChooseState, Current, Field, Offer};
use crate::ui::{View, words};

/// One list's state, and what was last looked up for it.
#[derive(Default)]
pub struct Picker {
    pub state: ChooseState,
    pub query: Option<String>,
}

/// The lists of one form.
#[derive(Default)]
pub struct Pickers {
    pub client: Picker,
    pub patient: Picker,
    pub doctor: ChooseState,
    pub species: ChooseState,
    pub breed: ChooseState,
    pub breeds_for: Option<String>,
    /// Of the invoice line that is being named.
    pub line: Option<(usize, Picker)>,
    /// The client whose patient is chosen, also while another name is being typed.
    whose: Option<i64>,
}

impl Pickers {
    /// What is said under a field is not to be hidden by its list.
    pub fn close(&mut self) {
        let line = self.line.as_mut().map(|(_, picker)| &mut picker.state);
        let others = [&mut self.client.state, &mut self.patient.state];
        let texts = [&mut self.doctor, &mut self.species, &mut self.breed];
        for state in others.into_iter().chain(texts).chain(line) {
            *state = ChooseState::default();
        }
    }
}

/// Where the record that is chosen stands among these.
fn current(chosen: Option<i64>, mut ids: impl Iterator<Item = i64>) -> Current {
    chosen.map_or(Current::Nothing, |chosen| {
        ids.position(|id| id == chosen).map_or(Current::Beside, Current::Among)
    })
}

/// What is looked up when a list is opened or typed in: everything where a record is chosen already.
pub fn query(choice: &Choice, typed: bool) -> String {
    if choice.id.is_some() && !typed { String::new() } else { choice.text.clone() }
}

/// A text that may be anything, with a list of those used before.
pub fn free(
    ui: &mut Ui,
    text: &Text,
    field: Field<'_>,
    used: &[&str],
    value: &mut String,
    state: &mut ChooseState,
) {
    let offers: Vec<Offer> = used.iter().map(|text| Offer::plain(*text)).collect();
    let footer = text.get("choose-free");
    let field = if used.is_empty() { field } else { field.key(Cmd::Choose.key_name()) };
    let current = match used.iter().position(|used| *used == value) {
        Some(at) => Current::Among(at),
        None if value.trim().is_empty() || used.is_empty() => Current::Nothing,
        None => Current::Beside,
    };
    let choose = Choose::new(field, &offers).current(current).free().words(&footer, "");
    let picked = choose.show(ui, value, state);
    if let Some(chosen) = picked.offer.and_then(|at| used.get(at)) {
        (*chosen).clone_into(value);
    }
}

/// A client by name, phone or animal.
pub fn client(
    ui: &mut Ui,
    view: &View,
    field: Field<'_>,
    choice: &mut Choice,
    picker: &mut Picker,
    out: &mut Vec<Command>,
) {
    let slot = &view.model.choosers.clients;
    let listing =
        slot.value().filter(|listing| picker.query.as_ref() == Some(&listing.text) && !slot.is_pending());
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let offer = |row: &ClientListRow| Offer {
        main: row.client.full_name.clone(),
        detail: [pretty_phone(&row.client.phone), row.animals.clone()]
            .join(" · ")
            .trim_end_matches(" · ")
            .to_owned(),
        right: String::new(),
    };
    let offers: Vec<Offer> = rows.iter().map(offer).collect();
    let (footer, empty) = (view.text.get("choose-footer"), view.text.get("choose-no-client"));
    let choose = Choose::new(field.key(Cmd::Choose.key_name()), &offers)
        .ready(listing.is_some() || slot.failure().is_some());
    let choose = choose.current(current(choice.id, rows.iter().map(|row| row.client.id)));
    let chosen =
        choose.list_width(560.0).words(&footer, &empty).show(ui, &mut choice.text, &mut picker.state);
    if let Some(row) = chosen.offer.and_then(|at| rows.get(at)) {
        *choice = Choice::of(row.client.id, row.client.full_name.clone());
        return;
    }
    if chosen.typed || chosen.asks {
        let query = query(choice, chosen.typed);
        picker.query = Some(query.clone());
        out.push(Command::LookUpClients(query));
    }
    if chosen.typed {
        choice.id = None;
    }
}

/// A patient of `client_id`, or of anyone where no client is chosen yet. The row where one was accepted.
fn patient(
    ui: &mut Ui,
    view: &View,
    field: Field<'_>,
    (client_id, choice): (Option<i64>, &mut Choice),
    picker: &mut Picker,
    out: &mut Vec<Command>,
) -> Option<PatientListRow> {
    let slot = &view.model.choosers.patients;
    let listing =
        slot.value().filter(|listing| picker.query.as_ref() == Some(&listing.text) && !slot.is_pending());
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let offer = |row: &PatientListRow| {
        let kind = words::kind_of(&row.patient);
        let owner = row.owner_name.clone().filter(|_| client_id.is_none());
        Offer {
            main: row.patient.name.clone(),
            detail: [Some(kind), owner].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            right: String::new(),
        }
    };
    let offers: Vec<Offer> = rows.iter().map(offer).collect();
    let (footer, empty) = (view.text.get("choose-footer"), view.text.get("choose-no-patient"));
    let choose = Choose::new(field.key(Cmd::Choose.key_name()), &offers)
        .ready(listing.is_some() || slot.failure().is_some());
    let choose = choose.current(current(choice.id, rows.iter().map(|row| row.patient.id)));
    let chosen =
        choose.list_width(440.0).words(&footer, &empty).show(ui, &mut choice.text, &mut picker.state);
    if let Some(row) = chosen.offer.and_then(|at| rows.get(at)) {
        *choice = Choice::of(row.patient.id, row.patient.name.clone());
        return Some(row.clone());
    }
    if chosen.typed || chosen.asks {
        let text = query(choice, chosen.typed);
        picker.query = Some(text.clone());
        out.push(Command::LookUpPatients { client_id, text });
    }
    if chosen.typed {
        choice.id = None;
    }
    None
}

/// Client and patient under each other, or beside each other where the second has a width of its own. Another client
/// empties the patient; a patient chosen first brings its owner.
pub fn client_and_patient(
    ui: &mut Ui,
    sheet: &Sheet,
    (owner, animal): (&mut Choice, &mut Choice),
    width: f32,
    patient_width: Option<f32>,
    pick: &mut Pickers,
    out: &mut Vec<Command>,
) {
    let label = sheet.required("client_id");
    let error = sheet.choice_error("client_id", owner);
    let field = sheet.field("client_id", &label).width(width).error(error);
    let before = owner.id.or(pick.whose);
    client(ui, sheet.view, field, owner, &mut pick.client, out);
    if owner.id.is_some() && before.is_some() && owner.id != before {
        *animal = Choice::default();
    }
    let label = match patient_width {
        None => sheet.required("patient_id"),
        Some(_) => sheet.view.text.get("field-patient_id"),
    };
    let field = sheet.field("patient_id", &label).width(patient_width.unwrap_or(width));
    let field = field.error(sheet.choice_error("patient_id", animal));
    let row = patient(ui, sheet.view, field, (owner.id, animal), &mut pick.patient, out);
    if let Some(row) = row
        && owner.id.is_none()
        && let (Some(id), Some(name)) = (row.patient.client_id, row.owner_name)
    {
        *owner = Choice::of(id, name);
    }
    pick.whose = owner.id.or(before);
}

/// The lines of a list of price items.
pub fn item_offers(text: &Text, rows: &[ItemRow]) -> Vec<Offer> {
    let offer = |row: &ItemRow| Offer {
        main: row.name.clone(),
        detail: text.item_kind(row.kind),
        right: row.price.to_grouped(),
    };
    rows.iter().map(offer).collect()
}
