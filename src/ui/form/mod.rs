//! Forms stand as pages in the place of a screen: what is typed stays here until it is saved. A form that is read-only
//! shows the record as it is, and beside it what was typed and not saved.

mod appointment;
mod client;
mod invoice;
mod lines;
mod messages;
mod patient;
mod pick;
mod unsaved;

use egui::{Id, Layout, ScrollArea, Ui, vec2};

use super::commands::Cmd;
use super::theme;
use super::widgets::{Button, Field, Look, Said, Sign, banner, forget_carets, said};
use super::{View, trouble};
use crate::app::command::Command;
use crate::app::model::{Access, Choice, FormInput, FormPage, Refusal};
use crate::domain::{Problem, RecordKind};
use crate::text::Text;
use pick::Pickers;

/// The form as it is typed, and its lists.
#[derive(Default)]
pub struct FormLocal {
    seq: Option<u64>,
    input: Option<FormInput>,
    /// Refused saves whose first wrong field has had the focus.
    refused_saves: u32,
    /// What was last asked about while something is wrong with it.
    asked: Option<FormInput>,
    pick: Pickers,
}

/// Banners above a form are no higher.
const MOST_SAID: f32 = 120.0;

fn id(field: &str) -> Id {
    Id::unique(("form", field))
}

/// What every form needs to draw a field.
struct Sheet<'a> {
    view: &'a View<'a>,
    page: &'a FormPage,
    width: f32,
    /// The field to be brought into sight now.
    brings: Option<&'a str>,
}

impl Sheet<'_> {
    /// A field of the record, with what is wrong with it.
    fn field<'f>(&self, field: &str, label: &'f str) -> Field<'f> {
        let edit = Field::new(id(field), label).error(self.error(field)).bring(self.brings == Some(field));
        edit.read_only(self.page.is_read_only())
    }

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

    /// The label of a field that must be filled in; where nothing can be, just its name.
    fn required(&self, field: &str) -> String {
        let name = self.view.text.get(&format!("field-{field}"));
        if self.page.is_read_only() {
            return name;
        }
        self.view.text.with("field-required-mark", [("name", name.into())])
    }
}

pub fn form_ui(ui: &mut Ui, view: &View, page: &FormPage, local: &mut FormLocal, out: &mut Vec<Command>) {
    let opened = local.seq != Some(page.seq);
    if opened {
        forget_carets(ui);
        *local = FormLocal { seq: Some(page.seq), input: Some(page.input.clone()), ..FormLocal::default() };
        if !page.loading {
            focus_first(ui, page);
        }
    }
    let brings = first_wrong(ui, page, local);
    let Some(mut typed) = local.input.take() else { return };
    head(ui, view, page, &typed, out);
    banners_ui(ui, view, page);
    unsaved::unsaved_ui(ui, view, &page.unsaved(&typed));
    ui.add_space(4.0);
    let mut sheet = Sheet { view, page, width: ui.available_width(), brings: brings.as_deref() };
    let mut record = page.is_read_only().then(|| page.input.clone());
    let shown = record.as_mut().unwrap_or(&mut typed);
    if let FormInput::Invoice(form) = shown {
        invoice::invoice_form(ui, &sheet, form, &mut local.pick, out);
    } else {
        sheet.width = theme::FORM.min(sheet.width);
        fields_ui(ui, &sheet, shown, &mut local.pick, out);
        ui.add_space(4.0);
        ui.horizontal(|ui| buttons(ui, view, page, &typed, out));
    }
    if !page.errors.is_empty() && local.asked.as_ref() != Some(&typed) {
        local.asked = Some(typed.clone());
        out.push(Command::Typed(typed.clone()));
    }
    if Cmd::Save.pressed(ui) && page.can_save() {
        out.push(Command::Save(typed.clone()));
    }
    if let Some(copy) = copy(page)
        && Cmd::Copy.pressed(ui)
    {
        out.push(copy);
    }
    if Cmd::Close.pressed(ui) {
        out.push(Command::CloseForm);
    }
    local.input = Some(typed);
}

/// The forms that are one column of fields.
fn fields_ui(ui: &mut Ui, sheet: &Sheet, form: &mut FormInput, pick: &mut Pickers, out: &mut Vec<Command>) {
    let room = ui.available_height() - theme::FIELD - theme::GAP;
    ScrollArea::vertical().auto_shrink([false, true]).max_height(room).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        match form {
            FormInput::Client(form) => client::client_form(ui, sheet, form),
            FormInput::Patient(form) => patient::patient_form(ui, sheet, form, pick, out),
            FormInput::Appointment(form) => appointment::appointment_form(ui, sheet, form, pick, out),
            FormInput::Invoice(_) => {}
        }
    });
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

/// After a refused save the first wrong field is where one goes on, also when one stands there already.
fn first_wrong(ui: &Ui, page: &FormPage, local: &mut FormLocal) -> Option<String> {
    if std::mem::replace(&mut local.refused_saves, page.refused_saves) == page.refused_saves {
        return None;
    }
    local.asked = None;
    local.pick.close();
    let field = messages::first_wrong(page)?;
    ui.memory_mut(|memory| memory.request_focus(id(&field)));
    Some(field)
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

/// Why the record is stuck: this program's words, or the server's as such.
fn refused(text: &Text, why: &Refusal) -> String {
    let words = text.stuck(why.code.as_deref(), why.message.as_deref());
    if why.is_ours() { words } else { text.with("error-refused", [("reason", words.into())]) }
}

/// What is to be said of the record as a whole.
fn banners(view: &View, page: &FormPage) -> Vec<(Sign, String)> {
    let text = view.text;
    let access = match page.access {
        Access::Editable => None,
        Access::OnServer => Some((Sign::Info, text.get("error-on-server"))),
        Access::BeingSent => Some((Sign::Waits, text.get("error-in-flight"))),
        Access::Resending => Some((Sign::Waits, text.get("form-resending"))),
        Access::Settling => Some((Sign::Waits, text.get("form-settling"))),
        Access::Aside => Some((Sign::Quiet, text.get("form-aside"))),
        Access::LocalOnly => Some((Sign::Quiet, text.get("error-local-only"))),
        // Why stands below, with what can be done.
        Access::InDoubt => None,
    };
    let refusal = page.refusal.as_ref().map(|why| {
        let words = refused(text, why);
        let words = match page.access {
            Access::InDoubt => text.with("form-in-doubt", [("reason", words.trim_end_matches('.').into())]),
            _ => words,
        };
        (Sign::Wrong, words)
    });
    let trouble = page.trouble.as_ref().map(|trouble| (Sign::Wrong, trouble::of_saving(text, trouble)));
    [access, refusal, trouble].into_iter().flatten().collect()
}

/// However much a server has to say, the form stays in sight.
fn banners_ui(ui: &mut Ui, view: &View, page: &FormPage) {
    let banners = banners(view, page);
    if banners.is_empty() {
        return;
    }
    ScrollArea::vertical().id_salt("banners").max_height(MOST_SAID).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for (sign, words) in banners {
                banner(ui, sign, &words);
            }
        },
    );
}

/// What can only be read can be copied.
fn copy(page: &FormPage) -> Option<Command> {
    let readable = page.is_read_only() && !page.loading;
    page.id.filter(|_| readable).map(|id| Command::Copy(page.kind, id))
}

/// Save or copy, and close under a form, with their keys.
fn buttons(ui: &mut Ui, view: &View, page: &FormPage, input: &FormInput, out: &mut Vec<Command>) {
    let (save, close) = (Cmd::Save.label(view.text), Cmd::Close.label(view.text));
    if !page.is_read_only() && save_button(&save, page).show(ui).clicked() {
        out.push(Command::Save(input.clone()));
    }
    if let Some(copy) = copy(page)
        && copy_button(&Cmd::Copy.label(view.text)).show(ui).clicked()
    {
        out.push(copy);
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
    let copies = Cmd::Copy.label(view.text);
    let copy = copy(page).map(|command| (copy_button(&copies), command));
    let beside = [save.as_ref(), copy.as_ref().map(|(button, _)| button)];
    let beside: f32 = beside.into_iter().flatten().map(|button| theme::GAP + button.natural_width(ui)).sum();
    let width = close.natural_width(ui) + beside;
    let size = vec2(width, theme::FIELD);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
        if close.show(ui).clicked() {
            out.push(Command::CloseForm);
        }
        if let Some((button, command)) = copy
            && button.show(ui).clicked()
        {
            out.push(command);
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

fn copy_button(label: &str) -> Button<'_> {
    Button::new(label).key(Cmd::Copy.key_name())
}

fn close_button(label: &str) -> Button<'_> {
    Button::new(label).key(Cmd::Close.key_name())
}
