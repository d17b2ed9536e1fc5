//! What fills the window: sign-in, or rail, page and status bar; the keys that work everywhere.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::commands::Cmd;
use super::fatal::{self, Fatal};
use super::theme::{self, palette};
use super::widgets::Button;
use super::{
    View, appointments, clients, day, form, icons, invoices, leave, prices, queue, rail, settings, sign_in,
    status_bar, toasts,
};
use crate::app::command::Command;
use crate::app::model::{Screen, Stage, StoreTrouble};

/// Scroll, focus and half-typed text of every page.
#[derive(Default)]
pub struct Local {
    clients: clients::ClientsLocal,
    appointments: day::DayLocal,
    invoices: invoices::InvoicesLocal,
    prices: prices::PricesLocal,
    queue: queue::QueueLocal,
    settings: settings::SettingsLocal,
    form: form::FormLocal,
    sign_in: sign_in::SignInLocal,
    leave: leave::LeaveLocal,
    /// What was shown last: another page begins without anyone's focus.
    place: Option<(Screen, Option<u64>)>,
}

/// The whole window.
pub fn window_ui(ui: &mut Ui, view: &View, local: &mut Local, out: &mut Vec<Command>) {
    toasts::dismiss_by_key(ui, view, out);
    if view.model.leaving.is_none() {
        local.leave.go_on(ui);
    }
    match &view.model.stage {
        Stage::Starting => fatal::starting_ui(ui, view.text),
        Stage::StoreUnusable(trouble) => unusable_ui(ui, view, trouble, out),
        Stage::SignIn(_) if let Some(asks) = view.model.leaving => {
            leave::leave_ui(ui, view, asks, &mut local.leave, out);
        }
        Stage::SignIn(page) => sign_in::sign_in_ui(ui, view, page, &mut local.sign_in, out),
        Stage::Working => working_ui(ui, view, local, out),
    }
    toasts::toasts_ui(ui, view, out);
}

/// Nothing is lost by closing: without its store the window holds nothing.
fn unusable_ui(ui: &mut Ui, view: &View, trouble: &StoreTrouble, out: &mut Vec<Command>) {
    let (again, close) = (view.text.get("fatal-again"), Cmd::Close.label(view.text));
    let buttons = [Button::new(&again).icon(icons::SYNC), Button::new(&close).key(Cmd::Close.key_name())];
    match fatal::fatal_ui(ui, view.text, &Fatal::Store(trouble.clone()), buttons) {
        Some(0) => out.push(Command::ReopenStore),
        Some(_) => ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close),
        None if Cmd::Close.pressed(ui) => ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close),
        None => {}
    }
}

fn working_ui(ui: &mut Ui, view: &View, local: &mut Local, out: &mut Vec<Command>) {
    leave_focus(ui, view, local);
    everywhere(ui, out);
    let colours = palette(ui);
    let surface = Frame::new().fill(colours.surface);
    Panel::bottom("status bar")
        .exact_size(theme::STATUS_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(surface)
        .show(ui, |ui| status_bar::status_bar_ui(ui, view, out));
    Panel::left("rail")
        .exact_size(theme::RAIL)
        .resizable(false)
        .show_separator_line(false)
        .frame(surface)
        .show(ui, |ui| rail::rail_ui(ui, view, out));
    let margin = Margin { left: theme::EDGE, right: theme::EDGE, top: 16, bottom: 16 };
    CentralPanel::no_frame()
        .frame(Frame::new().inner_margin(margin))
        .show(ui, |ui| page_ui(ui, view, local, out));
}

fn page_ui(ui: &mut Ui, view: &View, local: &mut Local, out: &mut Vec<Command>) {
    if let Some(asks) = view.model.leaving {
        return leave::leave_ui(ui, view, asks, &mut local.leave, out);
    }
    if let Some(page) = &view.model.form {
        return form::form_ui(ui, view, page, &mut local.form, out);
    }
    match view.model.screen {
        Screen::Clients => clients::clients_ui(ui, view, &mut local.clients, out),
        Screen::Appointments => appointments::appointments_ui(ui, view, &mut local.appointments, out),
        Screen::Invoices => invoices::invoices_ui(ui, view, &mut local.invoices, out),
        Screen::Prices => prices::prices_ui(ui, view, &mut local.prices, out),
        Screen::Queue => queue::queue_ui(ui, view, &mut local.queue, out),
        Screen::Settings => settings::settings_ui(ui, view, &mut local.settings, out),
    }
}

/// A page that was just opened gives the focus to where one types; what had it before is no longer drawn.
fn leave_focus(ui: &Ui, view: &View, local: &mut Local) {
    let place = (view.model.screen, view.model.form.as_ref().map(|form| form.seq));
    if local.place != Some(place) {
        local.place = Some(place);
        if let Some(id) = ui.memory(egui::Memory::focused) {
            ui.memory_mut(|memory| memory.surrender_focus(id));
        }
    }
}

/// The keys that work on every page.
fn everywhere(ui: &Ui, out: &mut Vec<Command>) {
    for screen in Screen::ALL {
        if Cmd::Go(screen).pressed(ui) {
            out.push(Command::Show(screen));
        }
    }
    if Cmd::ChangeUser.pressed(ui) {
        out.push(Command::ChangeUser);
    }
    for (cmd, full) in [(Cmd::Sync, false), (Cmd::SyncFull, true)] {
        if cmd.pressed(ui) {
            out.push(Command::Sync { full });
        }
    }
}
