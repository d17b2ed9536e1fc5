//! `sign-in`: who works here, for which branch, remembered. Downloads nothing.

use std::io::BufRead;
use std::process::ExitCode;

use super::Context;
use super::args::SignIn;
use super::failure::Failure;
use crate::app::address::{is_plain_http, parse_server};
use crate::app::session::{self, Session, store_path};
use crate::platform::credentials::SecretPlace;
use crate::store::Store;
use crate::sync::{CallError, Connection, SignInError};

pub(super) fn run(context: &Context, wanted: &SignIn) -> Result<ExitCode, Failure> {
    let text = &context.text;
    let server = parse_server(&wanted.server)
        .ok_or_else(|| Failure::SignIn(SignInError::Call(CallError::BadAddress(wanted.server.clone()))))?;
    // What cannot be read any more is replaced: a sign-in is the way out of it.
    let before = session::load(&context.data_dir).unwrap_or_else(|error| {
        tracing::warn!(%error, "the earlier sign-in cannot be read");
        None
    });
    let known_key =
        before.as_ref().filter(|before| before.server == server).map(|before| before.api_key.clone());
    let api_key = from_environment("VETSYSTEM_API_KEY")
        .map(|key| key.trim().to_owned())
        .or(known_key)
        .ok_or(Failure::NoApiKey)?;
    let password = password()?;
    if is_plain_http(&server) {
        eprintln!("{}", text.get("error-insecure"));
    }
    let connection = Connection { server: server.clone(), api_key: api_key.clone() };
    let signed_in = crate::sync::sign_in(&connection, &wanted.user, &password, context.timing)?;
    let branch =
        signed_in.branch(wanted.branch.as_deref()).cloned().ok_or_else(|| Failure::NoSuchBranch {
            wanted: wanted.branch.clone(),
            known: signed_in.branches.iter().map(|branch| branch.name.clone()).collect(),
        })?;
    let store_path = store_path(&context.data_dir, &server, &signed_in.user.tenant_id);
    Store::open(&store_path)?.record_sign_in()?;
    if let Some(before) = before.as_ref().filter(|before| before.store_path != store_path) {
        warn_of_what_stays_behind(context, before);
    }
    let interval = before.map_or(context.timing.interval, |before| before.interval);
    let session = Session { server, api_key, user: signed_in.user, branch, store_path, interval };
    if let SecretPlace::OwnerOnlyFile(path) = session::save(&context.data_dir, &session)? {
        eprintln!("{}", text.with("cli-secrets-in-file", [("path", path.display().to_string().into())]));
    }
    eprintln!(
        "{}",
        text.with(
            "cli-signed-in",
            [("user", session.user.shown_name().into()), ("branch", session.branch.name.as_str().into())]
        )
    );
    Ok(ExitCode::SUCCESS)
}

/// Another server or clinic has another store: what the earlier one has not sent waits there for a sign-in to it.
fn warn_of_what_stays_behind(context: &Context, before: &Session) {
    let report =
        Store::open_reader(&before.store_path).and_then(|mut store| store.report(context.timing.local_now()));
    let unsent = report.map_or(0, |report| report.unsent().actions);
    if unsent > 0 {
        let facts = [("n", unsent.into()), ("server", before.server.as_str().into())];
        eprintln!("{}", context.text.with("cli-left-behind", facts));
    }
}

/// From the environment, else the first line of stdin.
fn password() -> Result<String, Failure> {
    if let Some(password) = from_environment("VETSYSTEM_PASSWORD") {
        return Ok(password);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::Other(error.to_string()))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() { Err(Failure::NoPassword) } else { Ok(password) }
}

/// A variable that is set and not empty.
fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
