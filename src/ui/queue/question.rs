//! A question in the queue's detail: only its button does what is asked, and the focus begins on the other one.

use egui::Ui;

use super::rows::{what, who};
use crate::app::command::Command;
use crate::app::model::{Asks, QueueItem, QueueLine, QueuePage, QueueQuestion, QueueRow, problem_title};
use crate::domain::{ActionKind, QueueState};
use crate::ui::commands::Cmd;
use crate::ui::widgets::{Button, Said, fitted, wrapped};
use crate::ui::{View, words};

/// The height of the buttons and of what is between them and the words.
const BUTTONS: f32 = 42.0;

/// The question that has had the focus.
#[derive(Default)]
pub struct QuestionLocal {
    asked: Option<(QueueItem, Asks)>,
}

impl QuestionLocal {
    /// One that is asked again later takes the focus again.
    pub fn seen(&mut self, question: Option<&QueueQuestion>) {
        if question.is_none() {
            self.asked = None;
        }
    }

    /// True for the first frame of each question.
    fn opens(&mut self, question: &QueueQuestion) -> bool {
        let asked = Some((question.about, question.asks.clone()));
        std::mem::replace(&mut self.asked, asked.clone()) != asked
    }
}

/// What is asked, what yes means, and the two buttons.
pub fn question_ui(
    ui: &mut Ui,
    view: &View,
    page: &QueuePage,
    question: &QueueQuestion,
    local: &mut QuestionLocal,
    out: &mut Vec<Command>,
) {
    let Asked { title, means, yes, keep } = asked(view, page, question);
    fitted(ui, &title, Said::Title);
    let room = ui.available_height() - BUTTONS;
    egui::ScrollArea::vertical().auto_shrink([false, true]).max_height(room).show(ui, |ui| {
        wrapped(ui, &means, Said::Text);
    });
    if Cmd::Close.pressed(ui) && !question.busy {
        out.push(Command::CancelQuestion);
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let keep = Button::new(&keep).key(Cmd::Close.key_name()).small().enabled(!question.busy).show(ui);
        if local.opens(question) {
            keep.request_focus();
        }
        if keep.clicked() {
            out.push(Command::CancelQuestion);
        }
        if Button::new(&yes).is("yes").small().enabled(!question.busy).show(ui).clicked() {
            out.push(Command::ConfirmAction);
        }
    });
}

/// The words of a question and of its two buttons.
struct Asked {
    title: String,
    means: String,
    yes: String,
    keep: String,
}

fn asked(view: &View, page: &QueuePage, question: &QueueQuestion) -> Asked {
    let text = view.text;
    let row = match question.about {
        QueueItem::Action(id) => page.row(id),
        QueueItem::Problem(_) | QueueItem::Kind(_) => None,
    };
    let name = row.map(|row| whole_name(view, row)).unwrap_or_default();
    let named = |key: &str| text.with(key, [("name", name.as_str().into())]);
    let keep = text.get("queue-keep");
    let later = text.get("attention-later");
    let cmd = |cmd: Cmd| cmd.label(text);
    match &question.asks {
        Asks::Withdraw { dependants } => withdrawing(view, page, row, dependants),
        Asks::SendAgain => Asked {
            title: named("queue-send-again"),
            means: text.get("queue-send-again-means"),
            yes: cmd(Cmd::SendAgain),
            keep,
        },
        Asks::AlreadyThere => Asked {
            title: named("queue-already-there"),
            means: text.get("queue-already-there-means"),
            yes: cmd(Cmd::AlreadyThere),
            keep,
        },
        Asks::AcceptShrink => Asked {
            title: text.get("attention-shrink-accept"),
            means: text.get("attention-shrink-means"),
            yes: cmd(Cmd::Accept),
            keep: text.get("attention-shrink-wait"),
        },
        Asks::DeclineShrink => Asked {
            title: text.get("attention-shrink-decline"),
            means: text.get("attention-shrink-decline-means"),
            yes: cmd(Cmd::Decline),
            keep: later,
        },
        Asks::Dismiss => Asked {
            title: text.with("attention-leave", [("title", problem_name(view, question).into())]),
            means: text.get("attention-leave-means"),
            yes: cmd(Cmd::Dismissed),
            keep: later,
        },
    }
}

/// Its key's own word is on the question and on the button, and nothing is promised of what the server may have.
fn withdrawing(view: &View, page: &QueuePage, row: Option<&QueueRow>, dependants: &[i64]) -> Asked {
    let text = view.text;
    let is_doubt = row.is_some_and(QueuePage::is_doubt);
    let may_be_there = is_doubt || row.is_some_and(|row| row.state == QueueState::Settling);
    let (title, cmd) =
        if is_doubt { ("queue-do-not-send", Cmd::DoNotSend) } else { ("queue-withdraw", Cmd::Withdraw) };
    let names = dependants.iter().filter_map(|id| page.row(*id)).map(|row| whole_name(view, row));
    let names = names.collect::<Vec<_>>().join("; ");
    let means = match (dependants.is_empty(), may_be_there) {
        (true, false) => text.get("queue-withdraw-means"),
        (true, true) => text.get("queue-withdraw-doubt"),
        (false, false) => text.with("queue-withdraw-dependants", [("names", names.into())]),
        (false, true) => text.with("queue-withdraw-doubt-dependants", [("names", names.into())]),
    };
    let name = row.map(|row| whole_name(view, row)).unwrap_or_default();
    Asked {
        title: text.with(title, [("name", name.into())]),
        means,
        yes: cmd.label(text),
        keep: text.get("queue-keep"),
    }
}

/// «Счёт, Иванова М. П. · 1 500,00 ₽»: nobody is asked about just an invoice.
fn whole_name(view: &View, row: &QueueRow) -> String {
    let name = what(view, row);
    match who(view, row, words::short_name) {
        who if who.is_empty() || row.kind == ActionKind::CreateClient => name,
        who => format!("{name}, {who}"),
    }
}

/// «Деньги за 23.11»
fn problem_name(view: &View, question: &QueueQuestion) -> String {
    let lines = view.model.queue_lines();
    let about = lines.iter().find(|line| line.item() == Some(question.about));
    match about {
        Some(QueueLine::Problem(problem)) => problem_title(view.text, problem),
        _ => String::new(),
    }
}
