//! The six screens: what each one shows and what is selected on it.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::{
    AppointmentRow, ClientListRow, ClientRow, DayTotals, InvoiceListRow, InvoiceRow, ItemRow, PatientRow,
    QueueRow, Slot,
};
use crate::domain::{Problem, QueueState};

/// In the order of Ctrl+1…6.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    #[default]
    Clients,
    Appointments,
    Invoices,
    Prices,
    Queue,
    Settings,
}

impl Screen {
    pub const ALL: [Self; 6] =
        [Self::Clients, Self::Appointments, Self::Invoices, Self::Prices, Self::Queue, Self::Settings];
}

/// The two screens that show one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayScreen {
    Appointments,
    Invoices,
}

/// What a search brought.
#[derive(Debug, Clone)]
pub struct Listing<Row> {
    /// What was searched for.
    pub text: String,
    /// The first of the hits, best first.
    pub rows: Arc<[Row]>,
    /// All hits, also those beyond `rows`.
    pub total: u64,
    /// Found in the other keyboard layout: by this text.
    pub swapped: Option<String>,
    /// How long the store took.
    pub elapsed: Duration,
}

impl<Row> Listing<Row> {
    pub fn has_more(&self) -> bool {
        self.total > self.rows.len() as u64
    }
}

#[derive(Debug, Default)]
pub struct ClientsPage {
    /// What is searched for: a view takes it anew where it differs from its own text and `list` is not pending.
    pub text: String,
    pub list: Slot<Listing<ClientListRow>>,
    pub selected: Option<i64>,
    /// Of the selected client; the one before it while pending.
    pub card: Slot<Arc<Card>>,
    pub(in crate::app) limit: u32,
    /// The answer to come selects its first row.
    pub(in crate::app) follow: bool,
}

/// All that is known here of one client.
#[derive(Debug)]
pub struct Card {
    pub client: ClientRow,
    pub patients: Arc<[PatientRow]>,
    pub appointments: Arc<[AppointmentRow]>,
    pub invoices: Arc<[InvoiceListRow]>,
}

#[derive(Debug, Default)]
pub struct AppointmentsPage {
    pub day: NaiveDate,
    /// What is wrong with the day last typed.
    pub day_problem: Option<Problem>,
    /// By time.
    pub list: Slot<Arc<[AppointmentRow]>>,
    pub selected: Option<i64>,
}

impl AppointmentsPage {
    pub fn selected_row(&self) -> Option<&AppointmentRow> {
        self.list.value()?.iter().find(|row| Some(row.id) == self.selected)
    }
}

#[derive(Debug, Default)]
pub struct InvoicesPage {
    pub day: NaiveDate,
    pub day_problem: Option<Problem>,
    /// Newest first.
    pub list: Slot<Arc<[InvoiceListRow]>>,
    pub selected: Option<i64>,
    /// Of the selected one, with its lines.
    pub invoice: Slot<Arc<InvoiceRow>>,
}

impl InvoicesPage {
    /// Of the day that is shown.
    pub fn totals(&self) -> DayTotals {
        self.list.value().map(|rows| DayTotals::of(rows)).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
pub struct PricesPage {
    pub text: String,
    pub list: Slot<Listing<ItemRow>>,
    pub(in crate::app) limit: u32,
}

#[derive(Debug, Default)]
pub struct QueuePage {
    /// Those that need attention first, then the oldest.
    pub list: Slot<Arc<[QueueRow]>>,
    /// Queue id.
    pub selected: Option<i64>,
    /// Asked before something is done with an action that cannot be undone.
    pub question: Option<QueueQuestion>,
}

impl QueuePage {
    pub fn selected_row(&self) -> Option<&QueueRow> {
        self.row(self.selected?)
    }

    pub fn row(&self, queue_id: i64) -> Option<&QueueRow> {
        self.list.value()?.iter().find(|row| row.id == queue_id)
    }

    /// A refused action can be sent again as it is, one in doubt after a question.
    pub fn can_retry(row: &QueueRow) -> bool {
        row.state.needs_attention()
    }

    /// What is being sent cannot be taken back.
    pub fn can_discard(row: &QueueRow) -> bool {
        row.state != QueueState::Sending
    }
}

/// A question about an action of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueQuestion {
    pub queue_id: i64,
    pub asks: Asks,
    /// The store is doing it.
    pub busy: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// «Отозвать?», and with it those that cannot go without it: queue ids, none until the store has named some, and
    /// then the question is asked again with them.
    Withdraw { dependants: Vec<i64> },
    /// «Отправить ещё раз?»: the server may have the record, and would then have two.
    SendAgain,
}

impl QueueQuestion {
    /// What is asked can be done with the action as it stands now.
    pub fn suits(&self, row: &QueueRow) -> bool {
        match self.asks {
            Asks::Withdraw { .. } => QueuePage::can_discard(row),
            Asks::SendAgain => row.state == QueueState::InDoubt,
        }
    }
}
