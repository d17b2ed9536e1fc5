//! The sign-in: its form, its steps and what can go wrong on the way.

use std::fmt;

use super::ServerTrouble;
use crate::domain::{Branch, FieldError, Problem, User};

/// A text that must not show up in a log: its `Debug` is empty of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The sign-in as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignInForm {
    pub server: String,
    pub api_key: Secret,
    pub user: String,
    pub password: Secret,
}

/// The sign-in page.
#[derive(Debug, Default)]
pub struct SignInPage {
    /// A new number for every opening: a view takes `form` anew when it changes.
    pub seq: u64,
    pub occasion: SignInOccasion,
    /// What the form opens with.
    pub form: SignInForm,
    /// Server and key are known from before: the form needs not show them at first.
    pub server_known: bool,
    /// Someone is signed in: the page can be left.
    pub can_cancel: bool,
    pub step: SignInStep,
    pub trouble: Option<SignInTrouble>,
    /// Of the fields `server`, `api_key`, `username`, `password`.
    pub errors: Vec<FieldError>,
}

impl SignInPage {
    pub fn error(&self, field: &str) -> Option<&Problem> {
        self.errors.iter().find(|error| error.field == field).map(|error| &error.problem)
    }
}

/// What brought the sign-in up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignInOccasion {
    /// Nobody is remembered on this computer.
    First,
    /// The settings name another server.
    NewServer,
    /// Another user, or the same one anew.
    #[default]
    Again,
}

/// How far the sign-in is.
#[derive(Debug, Default)]
pub enum SignInStep {
    #[default]
    Form,
    /// The server is being asked.
    Asking,
    /// The server has several branches; the user's own is preselected.
    ChooseBranch { user: User, branches: Vec<Branch>, preselected: Option<String> },
    /// The session is being remembered and the store opened.
    Opening,
}

/// The server that was asked, and the question's number: an answer to an earlier one does not count.
#[derive(Debug)]
pub(in crate::app) struct PendingSignIn {
    pub ticket: u64,
    pub server: String,
    pub api_key: Secret,
}

/// Why the sign-in did not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInTrouble {
    /// `http://` to another machine: key and password would travel readable. Asked before they are sent.
    NotEncrypted { server: String },
    /// The server does not accept the API key, in its words.
    KeyRefused { message: String },
    /// The server does not accept user or password, in its words.
    WrongPassword { message: String },
    /// The server could not be asked.
    Server(ServerTrouble),
    /// What was remembered of the last sign-in could not be read.
    NotRemembered { detail: String },
    /// The settings know the server, but key and user are not found: the system's credential store is not to be had.
    NoSecrets,
    /// The server named no branch at all.
    NoBranches,
}

/// Who is signed in, where.
#[derive(Debug, Clone)]
pub struct Account {
    pub server: String,
    pub user: User,
    pub branch: Branch,
}
