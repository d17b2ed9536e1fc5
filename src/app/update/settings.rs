//! The settings: another key, branch or interval is taken at once; another server means signing in there.

use std::time::Duration;

use super::super::address::{is_plain_http, parse_server};
use super::super::message::{Effect, Errand, NewSession};
use super::super::model::{
    Model, NoticeKind, Secret, ServerTrouble, SettingsForm, SignInForm, SignInOccasion,
};
use super::super::session::{SecretPlace, Session, SessionError};
use super::{mending, sign_in};
use crate::domain::{Branch, FieldError, Problem};
use crate::sync::{CallError, SyncCommand};

/// The interval may be between these, in seconds.
const INTERVALS: std::ops::RangeInclusive<u64> = 5..=3600;

pub(super) fn secret(text: &str) -> Secret {
    Secret(text.to_owned())
}

/// Fills the page with the session's settings.
pub(super) fn fill(model: &mut Model) {
    let seq = model.next_number();
    let (Some(session), page) = (&model.session, &mut model.settings) else { return };
    page.seq = seq;
    page.form = SettingsForm {
        server: session.server.clone(),
        api_key: secret(&session.api_key),
        branch_id: session.branch.id.clone(),
        interval: session.interval.as_secs().to_string(),
    };
    if !page.branches.contains(&session.branch) {
        page.branches = vec![session.branch.clone()];
    }
    page.saving = false;
    page.not_encrypted = false;
    page.errors.clear();
}

/// Opens the page as saved, whatever was typed before.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    if !model.settings.saving {
        model.settings.trouble = None;
        fill(model);
    }
    Vec::new()
}

pub(super) fn load_branches(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let (Some(session), page) = (&model.session, &mut model.settings) else { return Vec::new() };
    page.ticket = ticket;
    page.loading_branches = true;
    page.trouble = None;
    let (server, api_key) = (session.server.clone(), secret(&session.api_key));
    vec![Effect::Errand(Errand::Branches { ticket, server, api_key })]
}

pub(super) fn branches(
    model: &mut Model,
    ticket: u64,
    answer: Result<Vec<Branch>, CallError>,
) -> Vec<Effect> {
    let page = &mut model.settings;
    if page.ticket != ticket {
        return Vec::new();
    }
    page.loading_branches = false;
    match answer {
        Ok(branches) => page.branches = branches,
        Err(error) => page.trouble = Some(ServerTrouble::of(error, model.now)),
    }
    Vec::new()
}

/// What is no longer wrong is no longer said; nothing new is said before the next save.
pub(super) fn typed(model: &mut Model, form: &SettingsForm) -> Vec<Effect> {
    let page = &mut model.settings;
    let true_now = check(form, &page.branches).err().unwrap_or_default();
    page.errors.retain_mut(|said| mending::still_true(said, &true_now));
    Vec::new()
}

pub(super) fn save(model: &mut Model, form: SettingsForm, plain_http_ok: bool) -> Vec<Effect> {
    let (Some(session), page) = (model.session.clone(), &mut model.settings) else { return Vec::new() };
    if page.saving {
        return Vec::new();
    }
    page.not_encrypted = false;
    let checked = match check(&form, &page.branches) {
        Ok(checked) => checked,
        Err(errors) => {
            page.errors = errors;
            return Vec::new();
        }
    };
    page.errors.clear();
    if checked.server != session.server {
        return elsewhere(model, form, checked.server, plain_http_ok);
    }
    let api_key = secret(form.api_key.0.trim());
    let Checked { server, branch, interval } = checked;
    let unchanged = (&api_key.0, &branch, interval) == (&session.api_key, &session.branch, session.interval);
    if unchanged {
        fill(model);
        return Vec::new();
    }
    page.saving = true;
    let session = NewSession {
        server,
        api_key,
        user: session.user,
        branch,
        interval,
        store_path: Some(session.store_path),
        signed_in: false,
    };
    vec![Effect::Errand(Errand::Remember(Box::new(session)))]
}

/// Another server: its sign-in opens, and the session here goes on until someone has signed in there.
fn elsewhere(model: &mut Model, form: SettingsForm, server: String, plain_http_ok: bool) -> Vec<Effect> {
    if is_plain_http(&server) && !plain_http_ok {
        model.settings.not_encrypted = true;
        return Vec::new();
    }
    fill(model);
    let user = model.session.as_ref().map(|session| session.user.username.clone()).unwrap_or_default();
    let form = SignInForm { server, api_key: form.api_key, user, ..SignInForm::default() };
    sign_in::show_form(model, form).occasion = SignInOccasion::NewServer;
    Vec::new()
}

struct Checked {
    server: String,
    branch: Branch,
    interval: Duration,
}

fn check(form: &SettingsForm, branches: &[Branch]) -> Result<Checked, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, problem| errors.push(FieldError::new(field, problem));
    let server = parse_server(&form.server);
    if server.is_none() {
        let empty = form.server.trim().is_empty();
        wrong("server", if empty { Problem::Required } else { Problem::NotOneOf(sign_in::SERVER_FORMS) });
    }
    if form.api_key.0.trim().is_empty() {
        wrong("api_key", Problem::Required);
    }
    let branch = branches.iter().find(|branch| branch.id == form.branch_id).cloned();
    if branch.is_none() {
        wrong("branch_id", Problem::Required);
    }
    let interval = form.interval.trim().parse().ok().filter(|seconds| INTERVALS.contains(seconds));
    if interval.is_none() {
        wrong("interval", Problem::NotOneOf("5–3600"));
    }
    match (server, branch, interval) {
        (Some(server), Some(branch), Some(seconds)) if errors.is_empty() => {
            Ok(Checked { server, branch, interval: Duration::from_secs(seconds) })
        }
        _ => Err(errors),
    }
}

/// The session is as it will be: a new one opens its store, changed settings go to the sync.
pub(super) fn remembered(
    model: &mut Model,
    session: Session,
    signed_in: bool,
    kept: Result<SecretPlace, SessionError>,
) -> Vec<Effect> {
    match kept {
        Ok(SecretPlace::System) => {}
        Ok(SecretPlace::OwnerOnlyFile(path)) if signed_in => {
            // It stands until it is dismissed: the next user's says the same.
            model.notices.retain(|notice| !matches!(notice.kind, NoticeKind::SecretInFile(_)));
            model.notify(NoticeKind::SecretInFile(path));
        }
        Ok(SecretPlace::OwnerOnlyFile(_)) => {}
        Err(error) => model.notify(NoticeKind::SettingsTrouble { detail: error.to_string() }),
    }
    if signed_in {
        return sign_in::open_store(model, session, true);
    }
    let before = model.session.replace(session.clone());
    model.account = Some(sign_in::account(&session));
    fill(model);
    model.notify(NoticeKind::SettingsSaved);
    let only_interval =
        before.is_some_and(|before| before.api_key == session.api_key && before.branch == session.branch);
    if only_interval {
        vec![Effect::Sync(SyncCommand::SetInterval(session.interval))]
    } else {
        vec![Effect::StartSync(Box::new(session))]
    }
}
