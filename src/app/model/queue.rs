//! The queue's page: what stands on it in which order, what is selected, what is asked before something is done.

use std::collections::HashMap;
use std::sync::Arc;

use super::{JournalRow, LeftOutRow, ProblemKind, QueueRow, ServerProblem, Slot};
use crate::domain::{ActionKind, KindState, KnownRefusal, QueueState, own_code};

#[derive(Debug, Default)]
pub struct QueuePage {
    pub list: Slot<QueueGroups>,
    pub tab: QueueTab,
    pub selected: Option<QueueItem>,
    /// Asked before something is done that cannot be undone.
    pub question: Option<QueueQuestion>,
}

/// All queued actions, in groups of one reason: those that need attention before the others, the group of the oldest
/// action first. Collected from rows in any order.
#[derive(Debug, Clone, Default)]
pub struct QueueGroups {
    rows: Arc<[QueueRow]>,
    /// How many rows each group has.
    sizes: Arc<[usize]>,
}

/// The two halves of the queue's screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueTab {
    /// What has not gone.
    #[default]
    Queue,
    /// What the server has.
    Journal,
}

/// What went from this computer, as far back as it is remembered.
#[derive(Debug, Default)]
pub struct JournalPage {
    pub text: String,
    /// The newest first.
    pub list: Slot<Journal>,
}

/// What the journal says.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// What was sent.
    pub rows: Arc<[JournalRow]>,
    /// What a download brought that has no place in the store.
    pub left_out: Arc<[LeftOutRow]>,
}

/// What can be selected on the queue's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueItem {
    Problem(ProblemKind),
    /// A kind of action that the server does not take.
    Kind(ActionKind),
    /// By queue id.
    Action(i64),
}

/// A line of the queue's table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QueueLine<'a> {
    /// What is no single action's stands above them all.
    Problem(&'a ServerProblem),
    /// Stands above the actions that are there for the reason that the first of them has; it cannot be selected.
    Heading {
        first: &'a QueueRow,
        count: usize,
    },
    /// Stands in the place of a heading above the actions of a kind that the server does not take.
    Kind {
        first: &'a QueueRow,
        count: usize,
        state: KindState,
    },
    Action(&'a QueueRow),
}

impl QueueLine<'_> {
    pub fn item(&self) -> Option<QueueItem> {
        match self {
            Self::Problem(problem) => Some(QueueItem::Problem(problem.kind())),
            Self::Heading { .. } => None,
            Self::Kind { first, .. } => Some(QueueItem::Kind(first.kind)),
            Self::Action(row) => Some(QueueItem::Action(row.id)),
        }
    }

    /// A person must decide about it.
    pub fn needs_attention(&self) -> bool {
        match self {
            Self::Problem(_) => true,
            Self::Heading { .. } => false,
            Self::Kind { state, .. } => *state == KindState::Held,
            Self::Action(row) => row.kind_state.is_none() && row.state.needs_attention(),
        }
    }
}

impl QueuePage {
    /// All lines from the top.
    pub fn lines<'a>(&'a self, problems: &'a [ServerProblem]) -> Vec<QueueLine<'a>> {
        let mut lines: Vec<_> = problems.iter().map(QueueLine::Problem).collect();
        for group in self.list.value().into_iter().flat_map(QueueGroups::groups) {
            let count = group.len();
            lines.extend(group.first().map(|first| match first.kind_state {
                Some(state) => QueueLine::Kind { first, count, state },
                None => QueueLine::Heading { first, count },
            }));
            lines.extend(group.iter().map(QueueLine::Action));
        }
        lines
    }

    pub fn selected_row(&self) -> Option<&QueueRow> {
        match self.selected? {
            QueueItem::Action(id) => self.row(id),
            QueueItem::Problem(_) | QueueItem::Kind(_) => None,
        }
    }

    pub fn row(&self, queue_id: i64) -> Option<&QueueRow> {
        self.list.value()?.rows().iter().find(|row| row.id == queue_id)
    }

    /// The actions that cannot go without the record of this one.
    pub fn dependants(&self, queue_id: i64) -> Vec<i64> {
        let rows = self.list.value().map_or(&[][..], |queue| queue.rows());
        let Some(parent) = self.row(queue_id) else { return Vec::new() };
        let needs = |row: &&QueueRow| match parent.kind {
            ActionKind::CreateClient => row.client_id == Some(parent.local_id),
            ActionKind::CreatePatient => row.patient_id == Some(parent.local_id),
            ActionKind::CreateAppointment | ActionKind::CreateInvoice => false,
        };
        rows.iter().filter(needs).map(|row| row.id).collect()
    }

    /// A refused action can be sent again as it is, one in doubt after a question; alone nothing goes of a kind that the
    /// server does not take.
    pub fn can_retry(row: &QueueRow) -> bool {
        row.kind_state.is_none() && row.state.needs_attention()
    }

    /// The server may have it, whether or not anyone is asked.
    pub fn is_doubt(row: &QueueRow) -> bool {
        row.state.is_doubt(row.error_code.as_deref())
    }

    /// What is being sent, or has to be sent again before anyone knows of it, cannot be taken back.
    pub fn can_discard(row: &QueueRow) -> bool {
        !matches!(row.state, QueueState::Sending | QueueState::Resending)
    }
}

/// Why an action is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reason<'a> {
    Stuck(QueueState, Cause<'a>),
    Goes(QueueState),
    OfKind(KindState, ActionKind),
}

/// What a stuck action's code and words come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Cause<'a> {
    Known(Option<&'a str>, KnownRefusal),
    Said(Option<&'a str>, Option<&'a str>),
}

impl<'a> Reason<'a> {
    fn of(row: &'a QueueRow) -> Self {
        if let Some(state) = row.kind_state {
            return Self::OfKind(state, row.kind);
        }
        match row.state {
            state @ (QueueState::Refused | QueueState::InDoubt) => Self::Stuck(state, Cause::of(row)),
            // Both go by themselves, and the one soon becomes the other.
            QueueState::Sending => Self::Goes(QueueState::Waiting),
            state => Self::Goes(state),
        }
    }
}

impl<'a> Cause<'a> {
    /// Servers' codes beside words that say more are none of it.
    fn of(row: &'a QueueRow) -> Self {
        let (code, message) = (row.error_code.as_deref(), row.error_message.as_deref());
        let own = code.filter(|code| own_code::ALL.contains(code));
        message.and_then(KnownRefusal::of).map_or(Self::Said(own, message), |known| Self::Known(own, known))
    }
}

impl QueueGroups {
    pub fn rows(&self) -> &[QueueRow] {
        &self.rows
    }

    fn groups(&self) -> impl Iterator<Item = &[QueueRow]> {
        let mut rest = &*self.rows;
        self.sizes.iter().map(move |size| {
            let (group, others) = rest.split_at(*size);
            rest = others;
            group
        })
    }
}

impl FromIterator<QueueRow> for QueueGroups {
    fn from_iter<I: IntoIterator<Item = QueueRow>>(rows: I) -> Self {
        // What was put aside needs nobody and goes nowhere.
        let rank = |row: &QueueRow| match row.kind_state {
            Some(KindState::Held) => 0,
            None if row.state.needs_attention() => 0,
            None => 1,
            Some(KindState::Aside) => 2,
        };
        let mut rows: Vec<QueueRow> = rows.into_iter().collect();
        rows.sort_by_key(|row| (rank(row), row.id));
        let mut groups = HashMap::new();
        let groups_of_rows: Vec<usize> = rows
            .iter()
            .map(|row| {
                let next = groups.len();
                *groups.entry(Reason::of(row)).or_insert(next)
            })
            .collect();
        let mut grouped: Vec<(usize, QueueRow)> = groups_of_rows.into_iter().zip(rows).collect();
        grouped.sort_by_key(|(group, _)| *group);
        let sizes = grouped.chunk_by(|(one, _), (next, _)| one == next).map(<[_]>::len).collect();
        Self { rows: grouped.into_iter().map(|(_, row)| row).collect(), sizes }
    }
}

/// What a person decides about a line of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The server has the action's record: by queue id.
    AlreadyThere(i64),
    /// All that ever went from here goes again.
    SendMissing,
    /// The patient goes without a birth date, which the server refused: by queue id.
    WithoutBirthDate(i64),
    /// A kind that the server does not take is known to be so, and counts no more.
    PutAside(ActionKind),
    /// Such a kind is tried again.
    TryAgain(ActionKind),
    /// The download that takes so much away is to be applied.
    AcceptShrink,
    /// It is not: the store stays as it is.
    DeclineShrink,
    /// The problem is known, and is to be said no more.
    Dismiss(ProblemKind),
}

/// A question about a line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueQuestion {
    pub about: QueueItem,
    pub asks: Asks,
    /// The store is doing it.
    pub busy: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// «Отозвать?», and with it those that cannot go without it: queue ids.
    Withdraw { dependants: Vec<i64> },
    /// «Отправить ещё раз?»: the server may have the record, and would then have two.
    SendAgain,
    /// «Уже там?»: it will not be sent any more.
    AlreadyThere,
    /// «Принять?»: rows go out of sight.
    AcceptShrink,
    /// «Не принимать?»: what is here stays.
    DeclineShrink,
    /// «Оставить как есть?»: nobody will say it again, and what is missing on the server is not sent.
    Dismiss,
}

impl QueueQuestion {
    /// What is asked can be done with the line as it stands now.
    pub fn suits(&self, line: &QueueLine) -> bool {
        match (&self.asks, line) {
            (Asks::Withdraw { .. }, QueueLine::Action(row)) => QueuePage::can_discard(row),
            (Asks::SendAgain | Asks::AlreadyThere, QueueLine::Action(row)) => {
                row.state == QueueState::InDoubt
            }
            (Asks::AcceptShrink | Asks::DeclineShrink | Asks::Dismiss, QueueLine::Problem(_)) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn row(id: i64, state: QueueState, message: &str) -> QueueRow {
        QueueRow {
            id,
            kind: ActionKind::CreatePatient,
            local_id: id,
            client_id: None,
            patient_id: None,
            title: String::new(),
            about: None,
            amount: None,
            author: String::new(),
            state,
            kind_state: None,
            held_by: None,
            held_by_name: None,
            attempts: 0,
            error_message: Some(message.to_owned()),
            error_code: None,
            error_field: None,
            idempotency_key: String::new(),
            payload: String::new(),
            created_at: DateTime::default(),
            updated_at: DateTime::default(),
        }
    }

    #[test]
    fn actions_of_one_reason_stand_together_what_needs_attention_first_then_the_oldest() {
        use QueueState::{Held, InDoubt, Refused, Sending, Waiting};
        let rows = [
            row(1, Waiting, ""),
            row(2, Held, ""),
            row(3, Refused, "invalid input syntax for type integer: \"0.5\""),
            row(4, InDoubt, ""),
            row(5, Refused, "плохой телефон"),
            row(6, Refused, "invalid input syntax for type integer: \"1.5\""),
            row(7, Sending, ""),
            QueueRow {
                kind: ActionKind::CreateInvoice,
                kind_state: Some(KindState::Aside),
                ..row(8, Refused, "")
            },
            QueueRow {
                kind: ActionKind::CreateAppointment,
                kind_state: Some(KindState::Held),
                ..row(9, Held, "")
            },
        ];
        let list = Slot::done(rows.into_iter().collect());
        let page = QueuePage { list, ..QueuePage::default() };
        let lines = page.lines(&[ServerProblem::ServerRestored]);
        let shown = lines.iter().map(|line| match line {
            QueueLine::Problem(_) => "problem".to_owned(),
            QueueLine::Heading { count, .. } => format!("{count}:"),
            QueueLine::Kind { count, .. } => format!("kind {count}:"),
            QueueLine::Action(row) => row.id.to_string(),
        });
        let shown = shown.collect::<Vec<_>>().join(" ");
        assert_eq!(shown, "problem 2: 3 6 1: 4 1: 5 kind 1: 9 2: 1 7 1: 2 kind 1: 8");
    }

    #[test]
    fn groups_are_made_when_rows_come_and_not_for_every_frame() {
        let rows = ["a", "b"].map(|words| row(1, QueueState::Refused, words));
        let as_one = QueueGroups { rows: rows.into(), sizes: [2].into() };
        let page = QueuePage { list: Slot::done(as_one), ..QueuePage::default() };
        let lines = page.lines(&[]);
        assert!(matches!(lines[..], [QueueLine::Heading { count: 2, .. }, _, _]), "{lines:?}");
    }
}
