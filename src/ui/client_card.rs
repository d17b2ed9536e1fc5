//! The card of the selected client: contacts, patients, and what this computer knows of appointments and invoices.

use egui::{Id, Layout, ScrollArea, Ui};

use super::commands::Cmd;
use super::widgets::{Button, Line, List, Said, card, chip, fitted, record_chip, said, wrapped_to};
use super::{View, words};
use crate::app::command::Command;
use crate::app::model::{Card, Choice, ClientRow, PatientRow, RowState};
use crate::domain::{RecordKind, pretty_phone};

/// What the card keeps for itself.
#[derive(Default)]
pub struct CardLocal {
    patient: Option<i64>,
    record: Option<(RecordKind, i64)>,
    /// The list out of which a form was opened: there one goes on after it.
    back: Option<Id>,
}

impl CardLocal {
    /// Once the form is gone, the list out of which it was opened has the focus again.
    pub fn go_back(&mut self, ui: &Ui) {
        if let Some(list) = self.back.take()
            && ui.memory(|memory| memory.focused().is_none())
        {
            ui.memory_mut(|memory| memory.request_focus(list));
        }
    }
}

pub fn patients_id() -> Id {
    Id::unique("patients of the client")
}

pub fn records_id() -> Id {
    Id::unique("records of the client")
}

/// The selected client: as the list has it until its own card has come, never the one before it.
struct Selected<'a> {
    client: &'a ClientRow,
    card: Option<&'a Card>,
}

fn selected<'a>(view: &View<'a>) -> Option<Selected<'a>> {
    let page = &view.model.clients;
    let id = page.selected?;
    if let Some(card) = page.card.value().filter(|card| card.client.id == id) {
        return Some(Selected { client: &card.client, card: Some(card) });
    }
    let row = page.list.value()?.rows.iter().find(|row| row.client.id == id)?;
    Some(Selected { client: &row.client, card: None })
}

impl Selected<'_> {
    fn patients(&self) -> &[PatientRow] {
        self.card.map_or(&[], |card| &card.patients)
    }

    fn patient(&self, local: &CardLocal) -> Option<&PatientRow> {
        self.patients().iter().find(|patient| Some(patient.id) == local.patient)
    }

    fn new_record(&self, kind: RecordKind, patient: Option<&PatientRow>) -> Command {
        let client = Some(Choice::of(self.client.id, self.client.full_name.clone()));
        let patient = patient.map(|patient| Choice::of(patient.id, patient.name.clone()));
        Command::New { kind, client, patient }
    }
}

/// Keys of the two lists, where one of them has the focus.
pub fn keys(ui: &Ui, view: &View, local: &mut CardLocal, out: &mut Vec<Command>) {
    let Some(of) = selected(view) else { return };
    let focused = ui.memory(egui::Memory::focused);
    let before = out.len();
    if focused == Some(patients_id()) {
        if Cmd::NewPatient.pressed(ui) {
            out.push(of.new_record(RecordKind::Patient, None));
        }
        if Cmd::Open.pressed(ui)
            && let Some(patient) = of.patient(local)
        {
            out.push(Command::Open(RecordKind::Patient, patient.id));
        }
        if Cmd::Copy.pressed(ui)
            && let Some(patient) = of.patient(local)
        {
            out.push(Command::Copy(RecordKind::Patient, patient.id));
        }
    } else if focused == Some(records_id()) {
        if Cmd::NewAppointment.pressed(ui) {
            out.push(of.new_record(RecordKind::Appointment, of.patient(local)));
        }
        if Cmd::Open.pressed(ui)
            && let Some((kind, id)) = local.record
        {
            out.push(Command::Open(kind, id));
        }
        if Cmd::Copy.pressed(ui)
            && let Some((kind, id)) = local.record
        {
            out.push(Command::Copy(kind, id));
        }
    }
    if out.len() > before {
        local.back = focused;
    }
}

pub fn card_ui(ui: &mut Ui, view: &View, wide: bool, local: &mut CardLocal, out: &mut Vec<Command>) {
    let size = ui.available_size_before_wrap();
    card(ui, 16, |ui| {
        ui.set_min_size(size - egui::vec2(34.0, 34.0));
        ui.set_max_size(size - egui::vec2(34.0, 34.0));
        ui.spacing_mut().item_spacing.y = 4.0;
        let Some(of) = selected(view) else {
            said(ui, &view.text.get("card-nobody"), Said::Secondary);
            return;
        };
        if wide {
            head(ui, view, of.client, true, out);
            ui.add_space(10.0);
            said(ui, &view.text.get("card-patients"), Said::Label);
            patients_list(ui, view, &of, local, 176.0);
            ui.add_space(4.0);
            new_buttons(ui, view, &of, local, out);
            records(ui, view, of.card, local, f32::INFINITY);
        } else {
            let whole = ui.available_rect_before_wrap();
            let cut = whole.left() + NARROW_HEAD;
            part(ui, whole.with_max_x(cut), "head", |ui| head(ui, view, of.client, false, out));
            part(ui, whole.with_min_x(cut + 16.0), "lists", |ui| {
                ScrollArea::vertical().id_salt("lists").auto_shrink(false).show(ui, |ui| {
                    patients_list(ui, view, &of, local, 108.0);
                    new_buttons(ui, view, &of, local, out);
                    records(ui, view, of.card, local, 108.0);
                });
            });
        }
    });
}

fn part(ui: &mut Ui, rect: egui::Rect, salt: &str, content: impl FnOnce(&mut Ui)) {
    let layout = Layout::top_down(egui::Align::Min);
    let builder = egui::UiBuilder::new().max_rect(rect).layout(layout).id_salt(salt);
    content(&mut ui.new_child(builder));
}

/// Who it is. A name too long even so is whole in its form.
fn head(ui: &mut Ui, view: &View, client: &ClientRow, wide: bool, out: &mut Vec<Command>) {
    if wide {
        ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
            open_button(ui, view, client, out);
            ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
                wrapped_to(ui, &client.full_name, Said::Title, 4);
            });
        });
    } else {
        wrapped_to(ui, &client.full_name, Said::Title, 2);
    }
    fitted(ui, &pretty_phone(&client.phone), Said::Text);
    let more = [client.email.as_deref(), client.address.as_deref()];
    for line in more.into_iter().flatten().filter(|line| !line.is_empty()) {
        fitted(ui, line, Said::Secondary);
    }
    let state = (client.state != RowState::OnServer).then(|| record_chip(view.text, client.state));
    if wide && state.is_none() {
        return;
    }
    ui.horizontal(|ui| {
        if !wide {
            open_button(ui, view, client, out);
        }
        if let Some((sign, words)) = state {
            chip(ui, sign, &words);
        }
    });
}

fn open_button(ui: &mut Ui, view: &View, client: &ClientRow, out: &mut Vec<Command>) {
    let label = Cmd::Open.label(view.text);
    if Button::new(&label).key(Cmd::Open.key_name()).small().show(ui).clicked() {
        out.push(Command::Open(RecordKind::Client, client.id));
    }
}

/// Contacts at the left, patients at the right, where the card stands below the table.
const NARROW_HEAD: f32 = 310.0;

fn patients_list(ui: &mut Ui, view: &View, of: &Selected<'_>, local: &mut CardLocal, height: f32) {
    let patients = of.patients();
    // A list that is still to come keeps its place, and the focus if it had it.
    if patients.is_empty() && of.card.is_some() {
        said(ui, &view.text.get("card-no-patients"), Said::Secondary);
        return;
    }
    let today = view.model.today();
    let line = |patient: &PatientRow| Line {
        strong: patient.name.clone(),
        text: words::kind_of(patient),
        right: words::age_and_gender(view.text, patient, today),
        chip: (patient.state != RowState::OnServer).then(|| record_chip(view.text, patient.state)),
    };
    let lines: Vec<Line> = patients.iter().map(line).collect();
    let selected = patients.iter().position(|patient| Some(patient.id) == local.patient);
    let name = view.text.get("list-of-patients");
    let list =
        List { id: patients_id(), name: &name, lines: &lines, selected, lead: 84.0, most_height: height };
    let shown = list.show(ui);
    let first = (shown.focused && selected.is_none()).then_some(0);
    if let Some(row) = shown.selected.or(first) {
        local.patient = patients.get(row).map(|patient| patient.id);
    }
}

fn new_buttons(ui: &mut Ui, view: &View, of: &Selected<'_>, local: &CardLocal, out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        let focused = ui.memory(egui::Memory::focused);
        let labels = [
            (RecordKind::Patient, view.text.get("cmd-new-patient")),
            (RecordKind::Appointment, view.text.get("card-new-appointment")),
            (RecordKind::Invoice, view.text.get("card-new-invoice")),
        ];
        for (kind, label) in labels {
            let mut button = Button::new(&label).icon(super::icons::PLUS).small();
            // Insert acts on the list that has the focus.
            let here = match kind {
                RecordKind::Patient => focused == Some(patients_id()),
                RecordKind::Appointment => focused == Some(records_id()),
                RecordKind::Client | RecordKind::Invoice => false,
            };
            if here {
                button = button.key(Cmd::NewPatient.key_name());
            }
            if button.show(ui).clicked() {
                let patient = of.patient(local).filter(|_| kind != RecordKind::Patient);
                out.push(of.new_record(kind, patient));
            }
        }
    });
}

/// Appointments, then invoices.
fn records(ui: &mut Ui, view: &View, card: Option<&Card>, local: &mut CardLocal, height: f32) {
    ui.add_space(10.0);
    said(ui, &view.text.get("card-records"), Said::Label);
    let all = card.map(|card| lines_of(view, card)).unwrap_or_default();
    if all.is_empty() && card.is_some() {
        said(ui, &view.text.get("card-no-records"), Said::Secondary);
        return;
    }
    let selected = all.iter().position(|record| Some((record.kind, record.id)) == local.record);
    let keys: Vec<(RecordKind, i64)> = all.iter().map(|record| (record.kind, record.id)).collect();
    let lines: Vec<Line> = all.into_iter().map(|record| record.line).collect();
    let name = view.text.get("card-records");
    let most_height = height.min(ui.available_height() - 8.0);
    let list = List { id: records_id(), name: &name, lines: &lines, selected, lead: 92.0, most_height };
    let shown = list.show(ui);
    let first = (shown.focused && selected.is_none()).then_some(0);
    if let Some(row) = shown.selected.or(first) {
        local.record = keys.get(row).copied();
    }
}

struct Record {
    kind: RecordKind,
    id: i64,
    line: Line,
}

fn lines_of(view: &View, card: &Card) -> Vec<Record> {
    let today = view.model.today();
    let appointments = card.appointments.iter().map(|row| Record {
        kind: RecordKind::Appointment,
        id: row.id,
        line: Line {
            strong: format!("{} {}", words::short_date(row.date, today), words::clock(&row.time)),
            text: [Some(row.patient_name.as_str()), row.doctor_name.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            chip: Some(record_chip(view.text, row.state)),
            ..Line::default()
        },
    });
    let invoices = card.invoices.iter().map(|row| {
        let day = row.created_at.with_timezone(&chrono::Local).date_naive();
        Record {
            kind: RecordKind::Invoice,
            id: row.id,
            line: Line {
                strong: words::short_date(day, today),
                text: view.text.roubles(row.total),
                chip: Some(record_chip(view.text, row.state)),
                ..Line::default()
            },
        }
    });
    appointments.chain(invoices).collect()
}
