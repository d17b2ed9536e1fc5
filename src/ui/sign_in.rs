//! Sign-in: one card in the middle. Server and key are shown at the first run, and later when one asks for them.

use egui::{Id, Key, Layout, Ui, UiBuilder, pos2, vec2};

use super::commands::{Cmd, take_plain};
use super::theme;
use super::widgets::{ABOVE, Button, Field, Line, List, Look, Said, Sign, banner, card, said, side_link};
use super::{View, rail, trouble};
use crate::app::command::Command;
use crate::app::model::{SignInForm, SignInOccasion, SignInPage, SignInStep, SignInTrouble};
use crate::domain::Branch;

const WIDTH: f32 = 420.0;
const INNER: f32 = WIDTH - 66.0;

/// The form as it is typed.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one card, each read by name")]
pub struct SignInLocal {
    seq: Option<u64>,
    form: SignInForm,
    /// Server and key are shown.
    connection: bool,
    password_shown: bool,
    branch: Option<usize>,
    choosing: bool,
    asking: bool,
    /// Was handed in: the first field that is wrong then takes the focus.
    handed_in: bool,
    height: f32,
}

fn id(field: &str) -> Id {
    Id::unique(("sign-in", field))
}

pub fn sign_in_ui(
    ui: &mut Ui,
    view: &View,
    page: &SignInPage,
    local: &mut SignInLocal,
    out: &mut Vec<Command>,
) {
    if local.seq != Some(page.seq) {
        let height = local.height;
        *local =
            SignInLocal { seq: Some(page.seq), form: page.form.clone(), height, ..SignInLocal::default() };
        local.connection = !page.server_known;
        focus_first(ui, local);
    }
    let asking = !matches!(page.step, SignInStep::Form);
    if local.asking && !asking {
        // The answer was no: the password is what one most often mends.
        ui.memory_mut(|memory| memory.request_focus(id("password")));
    }
    local.asking = asking;
    show_wrong(ui, page, local);
    let whole = ui.max_rect();
    let height = if local.height > 0.0 { local.height } else { 480.0 };
    let top = (whole.center().y - height / 2.0).max(whole.top() + 12.0);
    let rect = egui::Rect::from_min_size(
        pos2((whole.center().x - WIDTH / 2.0).round(), top.round()),
        vec2(WIDTH, height),
    );
    let builder = UiBuilder::new().max_rect(rect);
    let shown = ui.scope_builder(builder, |ui| {
        card(ui, 32, |ui| {
            ui.set_width(INNER);
            ui.spacing_mut().item_spacing.y = 4.0;
            head(ui, view, page);
            match &page.step {
                SignInStep::ChooseBranch { branches, preselected, .. } => {
                    branches_ui(ui, view, branches, preselected.as_deref(), local, out);
                }
                SignInStep::Form | SignInStep::Asking | SignInStep::Opening => {
                    form_ui(ui, view, page, local, out);
                }
            }
        })
    });
    local.height = shown.inner.response.rect.height();
}

/// What is wrong with what was handed in: shown, and the first of it takes the focus.
fn show_wrong(ui: &Ui, page: &SignInPage, local: &mut SignInLocal) {
    if !std::mem::take(&mut local.handed_in) {
        return;
    }
    local.connection |= page.error("server").is_some() || page.error("api_key").is_some();
    let fields = ["server", "api_key", "username", "password"];
    if let Some(wrong) = fields.into_iter().find(|field| page.error(field).is_some()) {
        ui.memory_mut(|memory| memory.request_focus(id(wrong)));
    }
}

/// The first field that is still to be filled in.
fn focus_first(ui: &Ui, local: &SignInLocal) {
    let form = &local.form;
    let empty = [
        ("server", local.connection && form.server.is_empty()),
        ("api_key", local.connection && form.api_key.0.is_empty()),
        ("username", form.user.is_empty()),
    ];
    let first = empty.iter().find(|(_, empty)| *empty).map_or("password", |(field, _)| field);
    ui.memory_mut(|memory| memory.request_focus(id(first)));
}

fn head(ui: &mut Ui, view: &View, page: &SignInPage) {
    ui.horizontal(|ui| {
        let (mark, _) = ui.allocate_exact_size(vec2(44.0, 44.0), egui::Sense::hover());
        rail::mark(ui, mark);
        ui.add_space(4.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            said(ui, &view.text.get("app-name"), Said::Title);
            let branch = matches!(page.step, SignInStep::ChooseBranch { .. });
            said(
                ui,
                &view.text.get(if branch { "sign-in-branch" } else { "sign-in-title" }),
                Said::Secondary,
            );
        });
    });
    ui.add_space(theme::GAP);
}

fn form_ui(ui: &mut Ui, view: &View, page: &SignInPage, local: &mut SignInLocal, out: &mut Vec<Command>) {
    let busy = !matches!(page.step, SignInStep::Form);
    let error = |field: &str| page.error(field).map(|problem| view.text.problem(problem));
    let text = view.text;
    let in_password = ui.memory(|memory| memory.has_focus(id("password")));
    let enter = in_password && !busy && take_plain(ui, Key::Enter);
    if page.occasion == SignInOccasion::NewServer {
        banner(ui, Sign::Info, &text.get("sign-in-new-server"));
        ui.add_space(4.0);
    }
    if local.connection {
        let label = text.get("field-server");
        let field = Field::new(id("server"), &label).width(INNER).hint("https://").error(error("server"));
        field.read_only(busy).show(ui, &mut local.form.server);
        let label = text.get("field-api_key");
        let field = Field::new(id("api_key"), &label).width(INNER).password(true).error(error("api_key"));
        field.read_only(busy).show(ui, &mut local.form.api_key.0);
    }
    let label = text.get("field-user");
    let field = Field::new(id("username"), &label).width(INNER).error(error("username"));
    field.read_only(busy).show(ui, &mut local.form.user);
    password_ui(ui, view, error("password"), busy, local);
    trouble_ui(ui, view, page, local, out);
    ui.add_space(4.0);
    let label = if busy { text.get("sign-in-asking") } else { Cmd::SignIn.label(text) };
    let mut button = Button::new(&label).is("sign in").look(Look::Primary).width(INNER).enabled(!busy);
    if !busy {
        button = button.key(Cmd::SignIn.key_name());
    }
    if button.show(ui).clicked() || enter {
        local.handed_in = true;
        out.push(Command::SignIn { form: local.form.clone(), plain_http_ok: false });
    }
    if !local.connection || page.can_cancel {
        ui.add_space(theme::GAP);
        footer(ui, view, page, local, out);
    }
}

fn password_ui(ui: &mut Ui, view: &View, error: Option<String>, busy: bool, local: &mut SignInLocal) {
    let label = view.text.get("field-password");
    let russian = local.form.password.0.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    let shown = local.password_shown;
    let mut field =
        Field::new(id("password"), &label).width(INNER).password(!shown).error(error).read_only(busy);
    let link = view.text.get(if shown { "cmd-hide-password" } else { "cmd-show-password" });
    field = field.room(72.0);
    if russian {
        field = field.note(view.text.get("sign-in-russian-letters"));
    }
    let (frame, _) = field.show(ui, &mut local.form.password.0);
    let right = pos2(frame.right() - 11.0, frame.center().y);
    if side_link(ui, right, id("show password"), &link).clicked() {
        local.password_shown = !shown;
        ui.memory_mut(|memory| memory.request_focus(id("password")));
    }
}

fn trouble_ui(ui: &mut Ui, view: &View, page: &SignInPage, local: &SignInLocal, out: &mut Vec<Command>) {
    let Some(trouble) = &page.trouble else { return };
    let asks = matches!(trouble, SignInTrouble::NotEncrypted { .. });
    banner(
        ui,
        if asks { Sign::Waits } else { Sign::Wrong },
        &trouble::of_sign_in(view.text, trouble, page.occasion),
    );
    if asks {
        let label = view.text.get("sign-in-anyway");
        if Button::new(&label).small().show(ui).clicked() {
            out.push(Command::SignIn { form: local.form.clone(), plain_http_ok: true });
        }
    }
    ui.add_space(4.0);
}

/// The server's address, and the way to change it; back, where someone is signed in.
fn footer(ui: &mut Ui, view: &View, page: &SignInPage, local: &mut SignInLocal, out: &mut Vec<Command>) {
    if !local.connection {
        let words = view.text.get("sign-in-connection");
        let row = Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(vec2(INNER, 28.0), row, |ui| {
            if Button::new(&words).look(Look::Link).small().show(ui).clicked() {
                local.connection = true;
                ui.memory_mut(|memory| memory.request_focus(id("server")));
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                said(ui, &local.form.server, Said::Hint);
            });
        });
    }
    if page.can_cancel {
        let label = Cmd::Close.label(view.text);
        let back = Button::new(&label).key(Cmd::Close.key_name()).small().show(ui);
        if back.clicked() || Cmd::Close.pressed(ui) {
            out.push(Command::CancelSignIn);
        }
    }
}

fn branches_ui(
    ui: &mut Ui,
    view: &View,
    branches: &[Branch],
    preselected: Option<&str>,
    local: &mut SignInLocal,
    out: &mut Vec<Command>,
) {
    if !local.choosing {
        local.choosing = true;
        local.branch = branches.iter().position(|branch| Some(branch.id.as_str()) == preselected).or(Some(0));
        ui.memory_mut(|memory| memory.request_focus(id("branches")));
    }
    let enter = ui.memory(|memory| memory.has_focus(id("branches"))) && take_plain(ui, Key::Enter);
    let line = |branch: &Branch| Line {
        strong: branch.name.clone(),
        text: branch.address.clone().unwrap_or_default(),
        ..Line::default()
    };
    let lines: Vec<Line> = branches.iter().map(line).collect();
    let name = view.text.get("field-branch");
    let selected = local.branch;
    let list =
        List { id: id("branches"), name: &name, lines: &lines, selected, lead: ABOVE, most_height: 264.0 };
    local.branch = list.show(ui).selected.or(selected);
    ui.add_space(theme::GAP);
    let label = Cmd::SignIn.label(view.text);
    let go =
        Button::new(&label).look(Look::Primary).width(INNER).key(Cmd::SignIn.key_name()).show(ui).clicked();
    if (go || enter)
        && let Some(branch) = local.branch.and_then(|row| branches.get(row))
    {
        out.push(Command::ChooseBranch(branch.id.clone()));
    }
    let label = view.text.get("sign-in-back");
    ui.add_space(theme::GAP);
    if Button::new(&label).key(Cmd::Close.key_name()).small().show(ui).clicked() || Cmd::Close.pressed(ui) {
        local.choosing = false;
        out.push(Command::CancelSignIn);
    }
}
