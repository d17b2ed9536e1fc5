//! All that a view may read. Facts only: words are chosen in `ui`, in the user's language.
//!
//! Row types come from the store as they are; lists are shared (`Arc<[Row]>`), so that cloning a value is cheap.

mod day_totals;
mod form;
mod form_page;
mod leaving;
mod notice;
mod pages;
mod problem;
mod queue;
mod settings;
mod sign_in;
mod status;
mod trouble;
mod unsaved;

use chrono::{DateTime, Local, NaiveDate};

use super::session::Session;
pub use super::slot::Slot;
pub use crate::store::{
    AppointmentRow, ClientListRow, ClientRow, Counts, InvoiceListRow, InvoiceRow, ItemRow, JournalRow,
    LeftOutRow, PatientListRow, PatientRow, ProblemKind, QueueRow, RowState, SaveWarning, ServerProblem,
    Shrink, Tally,
};
pub use day_totals::{DayTotals, Split, Sum};
pub use form::{AppointmentForm, Choice, ClientForm, FormInput, InvoiceForm, LineForm, PatientForm};
pub(in crate::app) use form_page::Record;
pub use form_page::{Access, Choosers, FormPage, Refusal, SaveTrouble};
pub use leaving::Leaving;
pub use notice::{Notice, NoticeKind};
pub use pages::{AppointmentsPage, Card, ClientsPage, DayScreen, InvoicesPage, Listing, PricesPage, Screen};
pub use problem::{problem_brief, problem_title, problem_words};
pub use queue::{
    Asks, Decision, Journal, JournalPage, QueueGroups, QueueItem, QueueLine, QueuePage, QueueQuestion,
    QueueTab,
};
pub use settings::{SettingsForm, SettingsPage};
pub(in crate::app) use sign_in::PendingSignIn;
pub use sign_in::{Account, Secret, SignInForm, SignInOccasion, SignInPage, SignInStep, SignInTrouble};
pub(in crate::app) use status::SyncFacts;
pub use status::{Download, Status, Stopped};
pub use trouble::{ServerTrouble, StoreTrouble};

pub use crate::domain::TroubleKind;
pub use unsaved::{Unsaved, UnsavedValue};

/// What fills the window.
#[derive(Debug, Default)]
#[expect(clippy::large_enum_variant, reason = "there is one stage, and it is never moved about")]
pub enum Stage {
    /// The remembered session and its store are being opened.
    #[default]
    Starting,
    /// The store cannot be used: a full-window message. [`super::command::Command::ReopenStore`] tries again.
    StoreUnusable(StoreTrouble),
    SignIn(SignInPage),
    Working,
}

/// The whole state of the window, but for scroll, focus and half-typed text.
#[derive(Debug, Default)]
pub struct Model {
    /// The clock, read before every change.
    pub now: DateTime<Local>,
    pub stage: Stage,
    /// Who is signed in; also while the stage is `SignIn` for another user.
    pub account: Option<Account>,
    pub screen: Screen,
    /// A form stands above the screen while this is some.
    pub form: Option<FormPage>,
    pub choosers: Choosers,
    pub clients: ClientsPage,
    pub appointments: AppointmentsPage,
    pub invoices: InvoicesPage,
    pub prices: PricesPage,
    pub queue: QueuePage,
    pub journal: JournalPage,
    pub settings: SettingsPage,
    /// Asked before the window is closed or another user signs in, while something is unsent.
    pub leaving: Option<Leaving>,
    /// The window may go now.
    pub closed: bool,
    /// What the status bar says at this moment.
    pub status: Status,
    /// Newest last.
    pub notices: Vec<Notice>,
    pub(super) sync: SyncFacts,
    pub(super) session: Option<Session>,
    /// The session whose store is being opened.
    pub(super) opening: Option<Session>,
    /// The server and key the sign-in under way speaks to.
    pub(super) pending_sign_in: Option<PendingSignIn>,
    pub(super) counter: u64,
}

impl Model {
    /// The day on this workstation's calendar.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// All lines of the queue's page from the top.
    pub fn queue_lines(&self) -> Vec<QueueLine<'_>> {
        self.queue.lines(self.sync.problems())
    }

    /// How long the model stays as it is if nothing happens.
    pub(super) fn next_change(&self) -> Option<std::time::Duration> {
        let going = self.notices.iter().filter(|notice| notice.kind.goes_by_time());
        let notices = going.map(|notice| notice::STAYS - (self.now - notice.since)).min();
        let status = self.sync.next_change(self.now);
        let soonest = [notices, status].into_iter().flatten().min()?;
        Some(soonest.to_std().unwrap_or_default())
    }

    pub(super) fn notify(&mut self, kind: NoticeKind) {
        let notice = Notice { id: self.next_number(), since: self.now, kind };
        self.notices.push(notice);
    }

    /// Numbers that never repeat while the program runs.
    pub(super) fn next_number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }
}
