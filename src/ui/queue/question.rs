//! A question in the queue's detail: only its button does what is asked, and the focus begins on the other one.

use egui::Ui;

use super::rows::what;
use crate::app::command::Command;
use crate::app::model::{Asks, QueueItem, QueuePage, QueueQuestion};
use crate::ui::View;
use crate::ui::commands::Cmd;
use crate::ui::widgets::{Button, Said, said, wrapped};

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
    said(ui, &title, Said::Title);
    wrapped(ui, &means, Said::Text);
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
    let name = row.map(|row| what(view, row)).unwrap_or_default();
    let named = |key: &str| text.with(key, [("name", name.as_str().into())]);
    let keep = text.get("queue-keep");
    let cmd = |cmd: Cmd| cmd.label(text);
    match &question.asks {
        Asks::Withdraw { dependants } => {
            let in_doubt = row.is_some_and(QueuePage::is_doubt);
            let (means, yes) = withdrawing(view, page, in_doubt, dependants);
            let title = named(if in_doubt { "queue-do-not-send" } else { "queue-withdraw" });
            Asked { title, means, yes, keep }
        }
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
    }
}

/// What withdrawing means, and the words of its button.
fn withdrawing(view: &View, page: &QueuePage, in_doubt: bool, dependants: &[i64]) -> (String, String) {
    let text = view.text;
    if !dependants.is_empty() {
        let names = dependants.iter().filter_map(|id| page.row(*id)).map(|row| what(view, row));
        let names = names.collect::<Vec<_>>().join(", ");
        let means = text.with("queue-withdraw-dependants", [("names", names.into())]);
        return (means, text.get("queue-withdraw-all"));
    }
    if in_doubt {
        return (text.get("queue-withdraw-doubt"), Cmd::DoNotSend.label(text));
    }
    (text.get("queue-withdraw-means"), text.get("queue-withdraw-yes"))
}
