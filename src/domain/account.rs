//! Who works here: the signed-in user and the branch of the clinic.

use serde::{Deserialize, Serialize};

/// A user as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: String,
    pub username: String,
    pub full_name: Option<String>,
    pub role: Option<String>,
    /// The branch the server has for this user.
    pub branch_id: Option<String>,
    pub tenant_id: String,
}

impl User {
    /// The name to show: the full one where the server gave it.
    pub fn shown_name(&self) -> &str {
        self.full_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.username)
    }
}

/// A branch of the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    pub id: String,
    pub name: String,
    pub address: Option<String>,
}
