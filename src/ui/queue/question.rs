//! A question in the queue's detail: only its button does what is asked, and the focus begins on the other one.

use egui::Ui;

use super::what;
use crate::app::command::Command;
use crate::app::model::{Asks, QueuePage, QueueQuestion};
use crate::domain::QueueState;
use crate::ui::View;
use crate::ui::commands::Cmd;
use crate::ui::widgets::{Button, Said, said, wrapped};

/// The question that has had the focus.
#[derive(Default)]
pub struct QuestionLocal {
    asked: Option<(i64, Asks)>,
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
        let asked = Some((question.queue_id, question.asks.clone()));
        std::mem::replace(&mut self.asked, asked.clone()) != asked
    }
}

/// «Отозвать?» with the names of those that cannot go without it, or «Отправить ещё раз?».
pub fn question_ui(
    ui: &mut Ui,
    view: &View,
    page: &QueuePage,
    question: &QueueQuestion,
    local: &mut QuestionLocal,
    out: &mut Vec<Command>,
) {
    let text = view.text;
    let name = page.row(question.queue_id).map(|row| what(view, row)).unwrap_or_default();
    let (title, means, yes) = match &question.asks {
        Asks::Withdraw { dependants } => {
            let (means, yes) = withdrawing(view, page, question.queue_id, dependants);
            ("queue-withdraw", means, yes)
        }
        Asks::SendAgain => {
            ("queue-send-again", text.get("queue-send-again-means"), Cmd::SendAgain.label(text))
        }
    };
    said(ui, &text.with(title, [("name", name.into())]), Said::Title);
    wrapped(ui, &means, Said::Text);
    if Cmd::Close.pressed(ui) && !question.busy {
        out.push(Command::CancelQuestion);
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let label = text.get("queue-keep");
        let keep = Button::new(&label).key(Cmd::Close.key_name()).small().enabled(!question.busy).show(ui);
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

/// What withdrawing means, and the words of its button.
fn withdrawing(view: &View, page: &QueuePage, queue_id: i64, dependants: &[i64]) -> (String, String) {
    let text = view.text;
    if !dependants.is_empty() {
        let names = dependants.iter().filter_map(|id| page.row(*id)).map(|row| what(view, row));
        let names = names.collect::<Vec<_>>().join(", ");
        let means = text.with("queue-withdraw-dependants", [("names", names.into())]);
        return (means, text.get("queue-withdraw-all"));
    }
    let in_doubt = page.row(queue_id).is_some_and(|row| row.state == QueueState::InDoubt);
    let means = if in_doubt { "queue-withdraw-doubt" } else { "queue-withdraw-means" };
    (text.get(means), text.get("queue-withdraw-yes"))
}
