//! Settings: server, key, branch, interval; who works here, and what this program is.

use egui::{Id, Layout, ScrollArea, Ui};

use super::commands::Cmd;
use super::theme;
use super::widgets::{
    Button, Choose, ChooseState, Current, Field, Look, Offer, Said, Sign, banner, card, page_head, said,
    side_link, wrapped,
};
use super::{View, trouble, words};
use crate::app::command::Command;
use crate::app::model::SettingsForm;
use crate::domain::SyncState;

#[derive(Default)]
pub struct SettingsLocal {
    seq: Option<u64>,
    form: SettingsForm,
    /// The branch as typed, and its list.
    branch: String,
    choose: ChooseState,
    /// The branches were asked for.
    asked: bool,
    /// What was last looked at while something is wrong with it.
    looked_at: Option<SettingsForm>,
    key_shown: bool,
}

/// From this width on the sections stand beside the form.
const WIDE: f32 = 900.0;

fn id(field: &str) -> Id {
    Id::unique(("settings", field))
}

pub fn settings_ui(ui: &mut Ui, view: &View, local: &mut SettingsLocal, out: &mut Vec<Command>) {
    let page = &view.model.settings;
    if local.seq != Some(page.seq) {
        let name = page.branches.iter().find(|branch| branch.id == page.form.branch_id);
        let branch = name.map(|branch| branch.name.clone()).unwrap_or_default();
        *local = SettingsLocal {
            seq: Some(page.seq),
            form: page.form.clone(),
            branch,
            ..SettingsLocal::default()
        };
    }
    if ui.memory(|memory| memory.focused().is_none()) {
        ui.memory_mut(|memory| memory.request_focus(id("server")));
    }
    page_head(ui, &view.text.get("cmd-settings"), "", |_| {});
    let wide = ui.available_width() >= WIDE;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let layout =
            if wide { Layout::left_to_right(egui::Align::Min) } else { Layout::top_down(egui::Align::Min) };
        ui.with_layout(layout, |ui| {
            ui.spacing_mut().item_spacing = egui::vec2(theme::GAP, theme::GAP);
            let width = if wide { theme::FORM } else { theme::FORM.min(ui.available_width() - 34.0) };
            section(ui, width, |ui| connection_ui(ui, view, width, local, out));
            ui.vertical(|ui| {
                let width = if wide { ui.available_width() - 34.0 } else { width };
                section(ui, width, |ui| user_ui(ui, view, out));
                section(ui, width, |ui| about_ui(ui, view));
            });
        });
    });
    if !page.errors.is_empty() && local.looked_at.as_ref() != Some(&local.form) {
        local.looked_at = Some(local.form.clone());
        out.push(Command::SettingsTyped(local.form.clone()));
    }
    if Cmd::Save.pressed(ui) {
        save(view, local, false, out);
    }
}

fn section(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    card(ui, 16, |ui| {
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 4.0;
            content(ui);
        });
    });
}

/// What will be said of the branch is not to be hidden by its list.
fn save(view: &View, local: &mut SettingsLocal, plain_http_ok: bool, out: &mut Vec<Command>) {
    local.choose = ChooseState::default();
    if !view.model.settings.saving {
        out.push(Command::SaveSettings { form: local.form.clone(), plain_http_ok });
    }
}

fn connection_ui(ui: &mut Ui, view: &View, width: f32, local: &mut SettingsLocal, out: &mut Vec<Command>) {
    let (text, page) = (view.text, &view.model.settings);
    let error = |field: &str| page.error(field).map(|problem| text.problem(problem));
    said(ui, &text.get("settings-connection"), Said::Title);
    ui.add_space(4.0);
    let label = text.get("field-server");
    let field = Field::new(id("server"), &label).width(width).hint("https://").error(error("server"));
    field.show(ui, &mut local.form.server);
    let label = text.get("field-api_key");
    let field = Field::new(id("api_key"), &label).width(width).password(!local.key_shown).room(72.0);
    let (frame, _) = field.error(error("api_key")).show(ui, &mut local.form.api_key.0);
    let words = text.get(if local.key_shown { "cmd-hide-password" } else { "cmd-show-password" });
    let right = egui::pos2(frame.right() - 11.0, frame.center().y);
    if side_link(ui, right, id("show key"), &words).clicked() {
        local.key_shown = !local.key_shown;
    }
    branch_ui(ui, view, width, error("branch_id"), local, out);
    let label = text.get("field-interval");
    let field = Field::new(id("interval"), &label).width(160.0).error(error("interval")).select_on_focus();
    field.show(ui, &mut local.form.interval);
    if let Some(trouble) = &page.trouble {
        banner(ui, Sign::Wrong, &trouble::of_server(text, trouble));
    }
    if page.not_encrypted {
        banner(ui, Sign::Waits, &text.get("error-insecure"));
        let label = text.get("settings-save-anyway");
        if Button::new(&label).small().show(ui).clicked() {
            save(view, local, true, out);
        }
    }
    ui.add_space(4.0);
    let label = Cmd::Save.label(text);
    let button = Button::new(&label).key(Cmd::Save.key_name()).look(Look::Primary).not_by_enter();
    if button.enabled(!page.saving).show(ui).clicked() {
        save(view, local, false, out);
    }
}

fn branch_ui(
    ui: &mut Ui,
    view: &View,
    width: f32,
    error: Option<String>,
    local: &mut SettingsLocal,
    out: &mut Vec<Command>,
) {
    let (text, page) = (view.text, &view.model.settings);
    let known = crate::domain::fold(&local.branch);
    let own = page.branches.iter().any(|branch| branch.name == local.branch);
    let fits = |name: &str| own || crate::domain::fold(name).contains(&known);
    let branches: Vec<_> = page.branches.iter().filter(|branch| fits(&branch.name)).collect();
    let offers: Vec<Offer> = branches
        .iter()
        .map(|branch| Offer {
            main: branch.name.clone(),
            detail: branch.address.clone().unwrap_or_default(),
            right: String::new(),
        })
        .collect();
    let label = text.get("field-branch");
    let field = Field::new(id("branch_id"), &label).width(width).error(error).key(Cmd::Choose.key_name());
    let (footer, empty) = (text.get("choose-footer"), text.get("choose-no-branch"));
    let own = branches.iter().position(|branch| branch.id == local.form.branch_id);
    let current = own.map_or(Current::Nothing, Current::Among);
    let choose =
        Choose::new(field, &offers).current(current).ready(!page.loading_branches).words(&footer, &empty);
    let picked = choose.show(ui, &mut local.branch, &mut local.choose);
    if let Some(branch) = picked.offer.and_then(|at| branches.get(at)) {
        local.branch.clone_from(&branch.name);
        local.form.branch_id.clone_from(&branch.id);
    }
    if (picked.asks || picked.typed) && !local.asked {
        local.asked = true;
        out.push(Command::LoadBranches);
    }
}

fn user_ui(ui: &mut Ui, view: &View, out: &mut Vec<Command>) {
    let text = view.text;
    said(ui, &text.get("settings-user"), Said::Title);
    if let Some(account) = &view.model.account {
        wrapped(ui, &format!("{} · {}", account.user.shown_name(), account.branch.name), Said::Text);
    }
    let status = &view.model.status;
    if status.pending > 0 {
        wrapped(ui, &words::unsent(text, status), Said::Secondary);
    }
    if let Some(aside) = words::put_aside(text, status) {
        wrapped(ui, &aside, Said::Secondary);
    }
    if status.attention > 0 {
        wrapped(ui, &text.sync_state(SyncState::Attention, status.attention), Said::Secondary);
    }
    ui.add_space(4.0);
    let label = Cmd::ChangeUser.label(text);
    if Button::new(&label).key(Cmd::ChangeUser.key_name()).show(ui).clicked() {
        out.push(Command::ChangeUser);
    }
}

fn about_ui(ui: &mut Ui, view: &View) {
    let text = view.text;
    let counts = &view.model.status.counts;
    said(ui, &text.get("settings-about"), Said::Title);
    let lines = [
        text.with("settings-version", [("version", env!("CARGO_PKG_VERSION").into())]),
        text.with("counted-clients", [("n", counts.clients.into())]),
        text.with("counted-patients", [("n", counts.patients.into())]),
        text.with("counted-nomenclature", [("n", counts.nomenclature.into())]),
    ];
    ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
        for line in lines {
            said(ui, &line, Said::Secondary);
        }
    });
}
