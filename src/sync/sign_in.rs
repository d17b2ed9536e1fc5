//! Signing in: who the user is, and the branches to choose from.

use serde_json::json;

use super::Timing;
use super::http::{CallError, Connection, Http};
use super::protocol::{self, Branches, LoginAnswer};
use crate::domain::{Branch, User};

/// A user the server accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub user: User,
    pub branches: Vec<Branch>,
}

/// Why a sign-in failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The server's words.
    #[error("wrong user or password: {0}")]
    WrongPassword(String),
    /// The server's words.
    #[error("the API key was refused: {0}")]
    KeyRefused(String),
    #[error(transparent)]
    Call(#[from] CallError),
}

impl SignedIn {
    /// The branch meant by an id or a name; without one, the user's own or the only one.
    pub fn branch(&self, wanted: Option<&str>) -> Option<&Branch> {
        let named = |name: &str| {
            self.branches
                .iter()
                .find(|branch| branch.id == name)
                .or_else(|| self.branches.iter().find(|branch| branch.name == name))
        };
        match (wanted, &self.user.branch_id, self.branches.as_slice()) {
            (Some(wanted), _, _) => named(wanted),
            (None, _, [only]) => Some(only),
            (None, Some(own), _) => self.branches.iter().find(|branch| branch.id == *own),
            (None, None, _) => None,
        }
    }
}

/// Asks the server who the user is and which branches there are. Downloads nothing.
pub fn sign_in(
    connection: &Connection,
    user: &str,
    password: &str,
    timing: Timing,
) -> Result<SignedIn, SignInError> {
    let http = Http::new(connection.clone(), &timing)?;
    let login = http.post("/api/sync/login", &json!({ "username": user, "password": password }));
    let user = match login {
        Ok(LoginAnswer { user }) => user.into(),
        Err(CallError::Refused { message, .. }) => return Err(who_was_refused(&http, message)),
        Err(error) => return Err(error.into()),
    };
    let branches = ask_branches(&http)?;
    Ok(SignedIn { user, branches })
}

/// Asks the server for its branches, with the key alone.
pub fn branches(connection: &Connection, timing: Timing) -> Result<Vec<Branch>, CallError> {
    ask_branches(&Http::new(connection.clone(), &timing)?)
}

/// A 401 may mean the key or the password: the branches, which need the key alone, tell.
fn who_was_refused(http: &Http, message: String) -> SignInError {
    match ask_branches(http) {
        Err(CallError::Refused { message, .. }) => SignInError::KeyRefused(message),
        _ => SignInError::WrongPassword(message),
    }
}

fn ask_branches(http: &Http) -> Result<Vec<Branch>, CallError> {
    let (answer, _): (Branches, _) = http.get("/api/sync/branches", true)?;
    Ok(answer.branches.into_iter().map(Branch::from).collect())
}

impl From<protocol::User> for User {
    fn from(user: protocol::User) -> Self {
        Self {
            id: user.id,
            username: user.username,
            full_name: user.full_name,
            role: user.role,
            branch_id: user.branch_id,
            tenant_id: user.tenant_id,
        }
    }
}

impl From<protocol::Branch> for Branch {
    fn from(branch: protocol::Branch) -> Self {
        Self { id: branch.id, name: branch.name, address: branch.address }
    }
}
