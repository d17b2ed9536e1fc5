//! The selected line of the queue in words, with what can be done about it.

use egui::{Ui, vec2};

use super::acts::{Act, acts};
use super::question::{QuestionLocal, question_ui};
use super::rows::{about, answer, kind_words, said_by_us, state_chip, what, who};
use crate::app::command::Command;
use crate::app::model::{QueueLine, QueueRow, ServerProblem, problem_title, problem_words};
use crate::domain::{ActionKind, KindState, QueueState, own_code};
use crate::ui::widgets::{Button, Said, card, chip, fitted, said, wrapped};
use crate::ui::{View, words};

/// The height of the buttons and of what is between them and the words.
const BUTTONS: f32 = 34.0;

pub fn detail_ui(
    ui: &mut Ui,
    view: &View,
    line: Option<&QueueLine>,
    asked: &mut QuestionLocal,
    out: &mut Vec<Command>,
) {
    let size = ui.available_size_before_wrap();
    let page = &view.model.queue;
    card(ui, 16, |ui| {
        ui.set_min_size(size - vec2(34.0, 34.0));
        ui.set_max_size(size - vec2(34.0, 34.0));
        ui.spacing_mut().item_spacing.y = 4.0;
        asked.seen(page.question.as_ref());
        if let Some(question) = &page.question {
            question_ui(ui, view, page, question, asked, out);
            return;
        }
        match line {
            Some(QueueLine::Action(row)) => action_ui(ui, view, row),
            Some(QueueLine::Kind { first, count, state }) => {
                said(ui, &kind_words(view, first, *count), Said::Title);
                let held = *state == KindState::Held;
                let means = view.text.get(if held { "queue-kind-held" } else { "queue-kind-aside" });
                let words = first.error_message.as_deref();
                let words =
                    words.map(|words| view.text.with("queue-server-words", [("words", words.into())]));
                told(ui, &means, words.as_deref());
            }
            Some(QueueLine::Problem(problem)) => problem_ui(ui, view, problem),
            Some(QueueLine::Heading { .. }) | None => {
                said(ui, &view.text.get("queue-nobody"), Said::Secondary);
            }
        }
        let acts = line.map(|line| acts(view, line)).unwrap_or_default();
        ui.horizontal(|ui| acts.into_iter().for_each(|act| button(ui, act, out)));
    });
}

fn button(ui: &mut Ui, act: Act, out: &mut Vec<Command>) {
    let is = format!("{:?}", act.cmd);
    let button = Button::new(&act.label).is(&is).key(act.cmd.key_name()).small().enabled(act.enabled);
    if button.show(ui).clicked() {
        out.push(act.command);
    }
}

/// What there is to say, in the room above the buttons.
fn told(ui: &mut Ui, words: &str, below: Option<&str>) {
    let room = ui.available_height() - BUTTONS;
    egui::ScrollArea::vertical().auto_shrink(false).max_height(room).show(ui, |ui| {
        wrapped(ui, words, Said::Text);
        if let Some(below) = below {
            wrapped(ui, below, Said::Hint);
        }
    });
}

fn action_ui(ui: &mut Ui, view: &View, row: &QueueRow) {
    let made = words::day_and_time(view.text, &row.created_at, view.model.now);
    let facts = [who(view, row, str::to_owned), row.author.clone(), made];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    ui.horizontal(|ui| {
        let (sign, words) = state_chip(view, row);
        chip(ui, sign, &words);
        let title = what(view, row);
        let most = ui.available_width() * 0.5;
        ui.scope(|ui| {
            ui.set_max_width(most);
            fitted(ui, &title, Said::Title);
        });
        fitted(ui, &facts.join(" · "), Said::Secondary);
    });
    let raw = row.error_message.as_deref().filter(|raw| answered(row) && !answer(view, row).contains(raw));
    let raw = raw.map(|raw| view.text.with("queue-server-words", [("words", raw.into())]));
    told(ui, &advice(view, row), raw.as_deref());
}

fn problem_ui(ui: &mut Ui, view: &View, problem: &ServerProblem) {
    said(ui, &problem_title(view.text, problem), Said::Title);
    let (means, raw) = match problem {
        ServerProblem::SignInNeeded { message } => {
            (view.text.get("queue-waiting-key"), Some(message.as_str()))
        }
        ServerProblem::ServerRestored => (view.text.get("attention-server-means"), None),
        ServerProblem::MoneyDiffers { days } => {
            (view.text.with("attention-money-means", [("days", days.len().into())]), None)
        }
        ServerProblem::Shrinking(_) => (view.text.get("attention-shrink-means"), None),
        ServerProblem::StoreRestored(_) => (view.text.get("attention-store-means"), None),
    };
    let facts = problem_words(view.text, problem);
    let raw = raw.map(|raw| view.text.with("queue-server-words", [("words", raw.into())]));
    told(ui, &format!("{}. {}", facts.trim_end_matches('.'), means), raw.as_deref());
}

/// Are the words kept with the action the server's? Where no answer came they are the network's, and no use to anyone here.
fn answered(row: &QueueRow) -> bool {
    !matches!(
        row.error_code.as_deref(),
        Some(own_code::NO_ANSWER | own_code::INTERRUPTED | own_code::KEYS_GONE)
    )
}

/// What became of the action and what a person can do.
fn advice(view: &View, row: &QueueRow) -> String {
    let text = view.text;
    let reason = || answer(view, row).trim_end_matches('.').to_owned();
    match row.state {
        QueueState::Waiting if view.model.status.refused.is_some() => text.get("queue-waiting-key"),
        QueueState::Waiting => text.get("queue-waiting"),
        QueueState::Sending => text.get("queue-sending"),
        QueueState::Resending => text.get("queue-resending"),
        QueueState::Settling => text.get("queue-settling"),
        QueueState::Aside => text.get("queue-kind-aside"),
        QueueState::Held if row.kind_state.is_some() => text.get("queue-kind-aside"),
        QueueState::Held => {
            let parent = row.held_by_name.as_deref().map(words::short_name).unwrap_or_default();
            let kind = row.held_by.and_then(|id| view.model.queue.row(id)).map(|parent| parent.kind);
            let after_patient = kind == Some(ActionKind::CreatePatient);
            let key = if after_patient { "queue-after-patient" } else { "queue-after-client" };
            text.with(key, [("parent", parent.into())])
        }
        QueueState::Refused => {
            let key = if said_by_us(row) { "queue-refused-own" } else { "queue-refused" };
            text.with(key, [("reason", reason().into())])
        }
        QueueState::InDoubt => {
            text.with("queue-in-doubt", [("reason", reason().into()), ("record", sought(view, row).into())])
        }
    }
}

/// What to look for on the server: «Иванова М. П., 22.11, 5 000,00 ₽».
fn sought(view: &View, row: &QueueRow) -> String {
    let title = words::action_title(&row.title, view.model.today());
    let about = about(row, words::short_name);
    let made = row.created_at.with_timezone(&chrono::Local).format("%d.%m").to_string();
    let facts = match row.kind {
        ActionKind::CreateClient => [Some(words::short_name(&title)), about, None],
        ActionKind::CreatePatient | ActionKind::CreateAppointment => [Some(title), about, None],
        ActionKind::CreateInvoice => [about, Some(made), row.amount.map(|sum| view.text.roubles(sum))],
    };
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
