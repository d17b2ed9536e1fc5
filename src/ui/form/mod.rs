//! Forms stand as pages in the place of a screen: what is typed stays here until it is saved.

mod appointment;
mod client;
mod invoice;
mod lines;
mod patient;
mod pick;

use egui::{Id, Layout, ScrollArea, Ui, vec2};

use super::commands::Cmd;
use super::theme;
use super::widgets::{Button, Look, Said, Sign, banner, said};
use super::{View, trouble, words};
use crate::app::command::Command;
use crate::app::model::{Access, Choice, FormInput, FormPage};
use crate::domain::{FieldError, Problem, RecordKind};
use pick::Pickers;

/// The form as it is typed, and its lists.
#[derive(Default)]
pub struct FormLocal {
    seq: Option<u64>,
    input: Option<FormInput>,
    /// Errors whose first field has had the focus.
    shown_errors: Vec<FieldError>,
    pick: Pickers,
}

fn id(field: &str) -> Id {
    Id::unique(("form", field))
}

/// What every form needs to draw a field.
struct Sheet<'a> {
    view: &'a View<'a>,
    page: &'a FormPage,
    width: f32,
}

impl Sheet<'_> {
    fn error(&self, field: &str) -> Option<String> {
        self.page.error(field).map(|problem| self.view.text.problem(problem))
    }

    /// Letters that name nobody yet are not an empty field: one is to be chosen.
    fn choice_error(&self, field: &str, choice: &Choice) -> Option<String> {
        let typed = choice.id.is_none() && !choice.text.trim().is_empty();
        let key = if field == "patient_id" { "problem-choose-patient" } else { "problem-choose" };
        match self.page.error(field)? {
            Problem::Required if typed => Some(self.view.text.get(key)),
            problem => Some(self.view.text.problem(problem)),
        }
    }

    /// What was wrong with a field that is being changed is no longer shown.
    fn changed(&self, field: &str, out: &mut Vec<Command>) {
        if self.page.error(field).is_some() {
            out.push(Command::ClearFieldError(field.to_owned()));
        }
    }

    fn required(&self, field: &str) -> String {
        let name = self.view.text.get(&format!("field-{field}"));
        self.view.text.with("field-required-mark", [("name", name.into())])
    }
}

pub fn form_ui(ui: &mut Ui, view: &View, page: &FormPage, local: &mut FormLocal, out: &mut Vec<Command>) {
    let opened = local.seq != Some(page.seq);
    if opened {
        *local = FormLocal { seq: Some(page.seq), input: Some(page.input.clone()), ..FormLocal::default() };
        if !page.loading {
            focus_first(ui, page);
        }
    }
    focus_first_error(ui, page, local);
    let Some(mut input) = local.input.take() else { return };
    head(ui, view, page, &input, out);
    banners(ui, view, page);
    ui.add_space(4.0);
    if let FormInput::Invoice(form) = &mut input {
        let sheet = Sheet { view, page, width: ui.available_width() };
        invoice::invoice_form(ui, &sheet, form, &mut local.pick, out);
    } else {
        let sheet = Sheet { view, page, width: theme::FORM.min(ui.available_width()) };
        let room = ui.available_height() - theme::FIELD - theme::GAP;
        ScrollArea::vertical().auto_shrink([false, true]).max_height(room).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            match &mut input {
                FormInput::Client(form) => client::client_form(ui, &sheet, form, out),
                FormInput::Patient(form) => patient::patient_form(ui, &sheet, form, &mut local.pick, out),
                FormInput::Appointment(form) => {
                    appointment::appointment_form(ui, &sheet, form, &mut local.pick, out);
                }
                FormInput::Invoice(_) => {}
            }
        });
        ui.add_space(4.0);
        ui.horizontal(|ui| buttons(ui, view, page, &input, out));
    }
    if Cmd::Save.pressed(ui) && page.can_save() {
        out.push(Command::Save(input.clone()));
    }
    if Cmd::Close.pressed(ui) {
        out.push(Command::CloseForm);
    }
    local.input = Some(input);
}

/// Where one begins to type.
fn focus_first(ui: &Ui, page: &FormPage) {
    let field = match &page.input {
        FormInput::Client(_) => "full_name".to_owned(),
        FormInput::Patient(_) => "name".to_owned(),
        FormInput::Appointment(form) if form.client.id.is_none() => "client_id".to_owned(),
        FormInput::Appointment(form) if form.patient.id.is_none() => "patient_id".to_owned(),
        FormInput::Appointment(_) => "appointment_date".to_owned(),
        FormInput::Invoice(form) if form.client.id.is_none() => "client_id".to_owned(),
        FormInput::Invoice(_) => lines::name_field(0),
    };
    ui.memory_mut(|memory| memory.request_focus(id(&field)));
}

/// After a save that failed the first wrong field is where one goes on.
fn focus_first_error(ui: &Ui, page: &FormPage, local: &mut FormLocal) {
    let fresh = page.errors.len() > local.shown_errors.len()
        || page.errors.iter().any(|error| !local.shown_errors.contains(error));
    if fresh && let Some(error) = page.errors.first() {
        let field = if error.field == "items" { lines::name_field(0) } else { error.field.clone() };
        ui.memory_mut(|memory| memory.request_focus(id(&field)));
    }
    local.shown_errors.clone_from(&page.errors);
}

fn head(ui: &mut Ui, view: &View, page: &FormPage, input: &FormInput, out: &mut Vec<Command>) {
    let title = title(view, page);
    let place = Cmd::Go(view.model.screen).label(view.text);
    let kind = view.text.get(match page.kind {
        RecordKind::Client => "kind-client-lower",
        RecordKind::Patient => "kind-patient-lower",
        RecordKind::Appointment => "kind-appointment-lower",
        RecordKind::Invoice => "kind-invoice-lower",
    });
    let size = vec2(ui.available_width(), 44.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        if page.kind == RecordKind::Invoice {
            head_buttons(ui, view, page, input, out);
        }
        ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            said(ui, &format!("{place} › {kind}"), Said::Hint);
            said(ui, &title, Said::Screen);
        });
    });
}

fn title(view: &View, page: &FormPage) -> String {
    let text = view.text;
    if page.id.is_none() {
        return text.get(match page.kind {
            RecordKind::Client => "form-new-client",
            RecordKind::Patient => "form-new-patient",
            RecordKind::Appointment => "form-new-appointment",
            RecordKind::Invoice => "form-new-invoice",
        });
    }
    match &page.input {
        FormInput::Client(form) => form.full_name.clone(),
        FormInput::Patient(form) => form.name.clone(),
        FormInput::Appointment(form) => {
            format!("{} {} {}", text.record_kind(page.kind), form.date, form.time)
        }
        FormInput::Invoice(form) => format!("{} · {}", text.record_kind(page.kind), form.client.text),
    }
}

fn banners(ui: &mut Ui, view: &View, page: &FormPage) {
    let text = view.text;
    let access = match page.access {
        Access::Editable => None,
        Access::OnServer => Some((Sign::Info, "error-on-server")),
        Access::BeingSent => Some((Sign::Waits, "error-in-flight")),
        Access::LocalOnly => Some((Sign::Quiet, "error-local-only")),
    };
    if let Some((sign, key)) = access {
        banner(ui, sign, &text.get(key));
    }
    if let Some(reason) = &page.refusal {
        banner(ui, Sign::Wrong, &text.with("error-refused", [("reason", reason.as_str().into())]));
    }
    if let Some(trouble) = &page.trouble {
        banner(ui, Sign::Wrong, &trouble::of_saving(text, trouble));
    }
}

/// Save and close under a form, with their keys.
fn buttons(ui: &mut Ui, view: &View, page: &FormPage, input: &FormInput, out: &mut Vec<Command>) {
    let (save, close) = (Cmd::Save.label(view.text), Cmd::Close.label(view.text));
    if !page.is_read_only() && save_button(&save, page).show(ui).clicked() {
        out.push(Command::Save(input.clone()));
    }
    if close_button(&close).show(ui).clicked() {
        out.push(Command::CloseForm);
    }
}

/// Close and save at the right of a head. Drawn from left to right: Tab goes as one reads.
fn head_buttons(ui: &mut Ui, view: &View, page: &FormPage, input: &FormInput, out: &mut Vec<Command>) {
    let (save, close) = (Cmd::Save.label(view.text), Cmd::Close.label(view.text));
    let (save, close) = (save_button(&save, page), close_button(&close));
    let save = (!page.is_read_only()).then_some(save);
    let width =
        close.natural_width(ui) + save.as_ref().map_or(0.0, |save| theme::GAP + save.natural_width(ui));
    let size = vec2(width, theme::FIELD);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
        if close.show(ui).clicked() {
            out.push(Command::CloseForm);
        }
        if save.is_some_and(|save| save.show(ui).clicked()) {
            out.push(Command::Save(input.clone()));
        }
    });
}

/// Enter on it does nothing: Ctrl+Enter saves.
fn save_button<'a>(label: &'a str, page: &FormPage) -> Button<'a> {
    let button = Button::new(label).key(Cmd::Save.key_name()).look(Look::Primary).not_by_enter();
    button.enabled(page.can_save())
}

fn close_button(label: &str) -> Button<'_> {
    Button::new(label).key(Cmd::Close.key_name())
}

/// The example of a date that stands in an empty field.
fn date_hint(view: &View) -> String {
    words::date(view.model.today())
}
