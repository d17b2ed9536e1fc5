//! The settings page: where the server is, which branch, how often to sync.

use super::{Secret, ServerTrouble};
use crate::domain::{Branch, FieldError, Problem};

/// The settings as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsForm {
    pub server: String,
    pub api_key: Secret,
    pub branch_id: String,
    /// Seconds between two automatic syncs.
    pub interval: String,
}

#[derive(Debug, Default)]
pub struct SettingsPage {
    /// A new number whenever `form` changed: a view takes it anew.
    pub seq: u64,
    /// As saved.
    pub form: SettingsForm,
    /// The branches that are known: the own one, all of them once the server was asked.
    pub branches: Vec<Branch>,
    pub loading_branches: bool,
    pub saving: bool,
    /// Of the fields `server`, `api_key`, `branch_id`, `interval`.
    pub errors: Vec<FieldError>,
    pub trouble: Option<ServerTrouble>,
    /// `http://` to another machine: asked before the key is sent there.
    pub not_encrypted: bool,
    /// Of the last question for the branches.
    pub(in crate::app) ticket: u64,
}

impl SettingsPage {
    pub fn error(&self, field: &str) -> Option<&Problem> {
        self.errors.iter().find(|error| error.field == field).map(|error| &error.problem)
    }
}
