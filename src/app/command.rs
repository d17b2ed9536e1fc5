//! Everything a view may ask for. A command says what a person wants; what follows is `update`'s business.

use std::ops::Range;

use chrono::NaiveDate;

use super::model::{
    Choice, DayScreen, Decision, FormInput, QueueItem, QueueTab, Screen, SettingsForm, SignInForm,
};
use crate::domain::RecordKind;

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    // Sign-in.
    /// Asks the server; `plain_http_ok` once the person has read [`super::model::SignInTrouble::NotEncrypted`].
    SignIn {
        form: SignInForm,
        plain_http_ok: bool,
    },
    /// The id of one of the branches offered in [`super::model::SignInStep::ChooseBranch`].
    ChooseBranch(String),
    /// Back from the choice of a branch to the form; from the form to the window, where someone is still signed in.
    CancelSignIn,
    /// Opens the sign-in for another user; everything stays and the sync goes on until someone has signed in. Asks first
    /// while something is unsent.
    ChangeUser,
    /// The window is to be closed: asks first while something is unsent.
    CloseWindow,
    /// Yes to the question of [`super::model::Leaving`].
    Leave,
    Stay,
    /// Tries again to open a store that could not be opened.
    ReopenStore,

    // Moving about.
    /// Leaves the form, if one is open.
    Show(Screen),
    /// F5, and with `full` Shift+F5.
    Sync {
        full: bool,
    },
    DismissNotice(u64),

    // Lists.
    SearchClients(String),
    SelectClient(i64),
    /// The table shows these rows, and not all of them are here.
    ShowClients(Range<usize>),
    SearchPrices(String),
    /// The table was scrolled to its end and the store has more.
    MorePrices,
    ShowDay(DayScreen, NaiveDate),
    /// Days forward, or back when negative.
    StepDay(DayScreen, i64),
    /// A day as typed; one that is not understood is named in `day_problem`.
    TypeDay(DayScreen, String),
    SelectAppointment(i64),
    SelectInvoice(i64),

    // The queue.
    ShowTab(QueueTab),
    SearchJournal(String),
    SelectInQueue(QueueItem),
    /// By queue id, as in all of these. Asks first where the server may have it already: see [`super::model::QueueQuestion`].
    RetryAction(i64),
    /// Asks first.
    DiscardAction(i64),
    /// Asks first where it cannot be undone.
    Decide(Decision),
    /// Yes to the question.
    ConfirmAction,
    CancelQuestion,
    /// Opens the record that the action makes.
    OpenAction(i64),

    // Forms.
    /// A new record, its parents filled in where given. An only patient of the client is filled in by itself.
    New {
        kind: RecordKind,
        client: Option<Choice>,
        patient: Option<Choice>,
    },
    /// An existing record, by local id.
    Open(RecordKind, i64),
    /// A new record with what stands in an existing one, by local id.
    Copy(RecordKind, i64),
    /// Saves the open form as it was typed.
    Save(FormInput),
    CloseForm,
    /// The open form as it stands, while something is wrong with it: what is no longer true is no longer said.
    Typed(FormInput),
    /// A line of the invoice was put in at this place: what is said of those below moves down.
    LineAdded(usize),
    /// A line of the invoice was taken out: what was said of it goes, what is said of those below moves up.
    LineRemoved(usize),

    // Choosing inside a form.
    LookUpClients(String),
    /// Among the client's patients, or all where no client is chosen yet.
    LookUpPatients {
        client_id: Option<i64>,
        text: String,
    },
    LookUpItems(String),
    LookUpBreeds {
        species: String,
    },

    // Settings.
    SaveSettings {
        form: SettingsForm,
        plain_http_ok: bool,
    },
    /// The settings as they stand, while something is wrong with them.
    SettingsTyped(SettingsForm),
    /// Asks the server for its branches, for the choice in the settings.
    LoadBranches,
}
