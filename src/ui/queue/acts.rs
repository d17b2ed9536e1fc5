//! What can be done with a line of the queue: its keys and its buttons come from one list.

use crate::app::command::Command;
use crate::app::model::{Decision, ProblemKind, QueueLine, QueuePage, QueueRow, Screen};
use crate::domain::{ActionKind, KindState, QueueState, own_code};
use crate::ui::View;
use crate::ui::commands::Cmd;

/// Something to do, with its key and its words.
pub struct Act {
    pub cmd: Cmd,
    pub label: String,
    pub command: Command,
    pub enabled: bool,
}

impl Act {
    fn new(view: &View, cmd: Cmd, command: Command) -> Self {
        Self { cmd, label: cmd.label(view.text), command, enabled: true }
    }

    /// Its key does something else where a button has the focus.
    pub fn is_enter(&self) -> bool {
        self.cmd == Cmd::Mend
    }
}

/// In the order of the buttons.
pub fn acts(view: &View, line: &QueueLine) -> Vec<Act> {
    match line {
        QueueLine::Problem(problem) => of_problem(view, problem.kind()),
        QueueLine::Heading { .. } => Vec::new(),
        QueueLine::Kind { first, state, .. } => of_kind(view, first.kind, *state),
        QueueLine::Action(row) => of_action(view, row),
    }
}

fn of_problem(view: &View, kind: ProblemKind) -> Vec<Act> {
    match kind {
        ProblemKind::SignInNeeded => {
            vec![Act::new(view, Cmd::Go(Screen::Settings), Command::Show(Screen::Settings))]
        }
        ProblemKind::Shrinking => vec![
            Act::new(view, Cmd::Accept, Command::Decide(Decision::AcceptShrink)),
            Act::new(view, Cmd::Decline, Command::Decide(Decision::DeclineShrink)),
        ],
        ProblemKind::ServerRestored | ProblemKind::MoneyDiffers => vec![
            Act::new(view, Cmd::SendMissing, Command::Decide(Decision::SendMissing)),
            Act::new(view, Cmd::Dismissed, Command::Decide(Decision::Dismiss(kind))),
        ],
        ProblemKind::StoreRestored => {
            vec![Act::new(view, Cmd::Understood, Command::Decide(Decision::Dismiss(kind)))]
        }
    }
}

fn of_kind(view: &View, kind: ActionKind, state: KindState) -> Vec<Act> {
    let again = Act::new(view, Cmd::TryAgain, Command::Decide(Decision::TryAgain(kind)));
    let aside = Act::new(view, Cmd::PutAside, Command::Decide(Decision::PutAside(kind)));
    if state == KindState::Held { vec![aside, again] } else { vec![again] }
}

fn of_action(view: &View, row: &QueueRow) -> Vec<Act> {
    let open = Act::new(view, Cmd::Mend, Command::OpenAction(row.id));
    let open = match row.state {
        QueueState::Refused => open,
        _ => Act { label: Cmd::Open.label(view.text), ..open },
    };
    // One by one nothing goes of a kind that the server does not take.
    let again = match row.kind_state {
        Some(_) => Some(Act::new(view, Cmd::TryAgain, Command::Decide(Decision::TryAgain(row.kind)))),
        None => {
            QueuePage::can_retry(row).then(|| Act::new(view, Cmd::SendAgain, Command::RetryAction(row.id)))
        }
    };
    if QueuePage::is_doubt(row) {
        // Nobody is asked where its kind was put aside.
        let there = (row.state == QueueState::InDoubt)
            .then(|| Act::new(view, Cmd::AlreadyThere, Command::Decide(Decision::AlreadyThere(row.id))));
        let do_not = Act::new(view, Cmd::DoNotSend, Command::DiscardAction(row.id));
        return [Some(open), there, again, Some(do_not)].into_iter().flatten().collect();
    }
    let enabled = QueuePage::can_discard(row);
    let withdraw = Act { enabled, ..Act::new(view, Cmd::Withdraw, Command::DiscardAction(row.id)) };
    let birth_date = refused_for_birth_date(row)
        .then(|| Act::new(view, Cmd::WithoutBirthDate, Command::Decide(Decision::WithoutBirthDate(row.id))));
    [Some(open), birth_date, again, Some(withdraw)].into_iter().flatten().collect()
}

/// It goes if only the date does not.
fn refused_for_birth_date(row: &QueueRow) -> bool {
    row.state == QueueState::Refused
        && row.kind == ActionKind::CreatePatient
        && row.error_code.as_deref() == Some(own_code::BIRTH_DATE)
}
