//! The six screens: what each one shows and what is selected on it.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;

use super::{
    AppointmentRow, ClientListRow, ClientRow, DayTotals, InvoiceListRow, InvoiceRow, ItemRow, PatientRow,
    Slot,
};
use crate::domain::Problem;

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
    /// A part of the hits, best first: those from the number `first` on.
    pub rows: Arc<[Row]>,
    pub first: usize,
    /// All hits, also those that are not among `rows`.
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

    /// All hits, as a table numbers its rows.
    pub fn count(&self) -> usize {
        usize::try_from(self.total).unwrap_or(usize::MAX).max(self.first + self.rows.len())
    }

    /// The hit of this number, where it is here.
    pub fn row(&self, number: usize) -> Option<&Row> {
        self.rows.get(number.checked_sub(self.first)?)
    }

    /// The number of the first row here that is such.
    pub fn number_of(&self, is_it: impl Fn(&Row) -> bool) -> Option<usize> {
        self.rows.iter().position(is_it).map(|at| self.first + at)
    }

    pub fn holds(&self, numbers: &Range<usize>) -> bool {
        self.first <= numbers.start && numbers.end.min(self.count()) <= self.first + self.rows.len()
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
    /// From which row on the list is asked for.
    pub(in crate::app) first: usize,
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
