//! The way into the working window: the remembered session, or the server, its branches, and the store.

use super::super::address::{is_plain_http, parse_server};
use super::super::message::{Effect, Errand, NewSession};
use super::super::model::{
    Account, Model, PendingSignIn, ServerTrouble, SignInForm, SignInOccasion, SignInPage, SignInStep,
    SignInTrouble, Stage, StoreTrouble,
};
use super::super::session::{Session, SessionError};
use crate::domain::{Branch, FieldError, Problem, User};
use crate::sync::{SignInError, SignedIn};

/// What a server's address begins with.
pub(super) const SERVER_FORMS: &str = "https://…, http://…";

/// The interval of the document, until the settings say another.
const INTERVAL: std::time::Duration = std::time::Duration::from_secs(60);

pub(super) fn account(session: &Session) -> Account {
    let Session { server, user, branch, .. } = session;
    Account { server: server.clone(), user: user.clone(), branch: branch.clone() }
}

/// The remembered session opens its store; without one the sign-in opens.
pub(super) fn loaded(model: &mut Model, loaded: Result<Option<Session>, SessionError>) -> Vec<Effect> {
    match loaded {
        Ok(Some(session)) => open_store(model, session, false),
        Ok(None) => {
            show_form(model, SignInForm::default()).occasion = SignInOccasion::First;
            Vec::new()
        }
        Err(SessionError::NoSecrets { server }) => {
            let page = show_form(model, SignInForm { server, ..SignInForm::default() });
            page.trouble = Some(SignInTrouble::NoSecrets);
            Vec::new()
        }
        Err(error) => {
            let page = show_form(model, SignInForm::default());
            page.trouble = Some(SignInTrouble::NotRemembered { detail: error.to_string() });
            Vec::new()
        }
    }
}

pub(super) fn open_store(model: &mut Model, session: Session, new_sign_in: bool) -> Vec<Effect> {
    model.opening = Some(session.clone());
    if let Stage::SignIn(page) = &mut model.stage {
        page.step = SignInStep::Opening;
    } else {
        model.stage = Stage::Starting;
    }
    vec![Effect::Open { session: Box::new(session), new_sign_in }]
}

pub(super) fn store_unusable(model: &mut Model, trouble: StoreTrouble) -> Vec<Effect> {
    model.stage = Stage::StoreUnusable(trouble);
    Vec::new()
}

pub(super) fn reopen(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.stage, Stage::StoreUnusable(_)) {
        return Vec::new();
    }
    let session = model.opening.clone().or_else(|| model.session.clone());
    session.map(|session| open_store(model, session, false)).unwrap_or_default()
}

/// Shows the sign-in filled in as given.
pub(super) fn show_form(model: &mut Model, form: SignInForm) -> &mut SignInPage {
    let page = SignInPage {
        seq: model.next_number(),
        server_known: !form.server.is_empty() && !form.api_key.0.is_empty(),
        can_cancel: model.session.is_some(),
        form,
        ..SignInPage::default()
    };
    model.stage = Stage::SignIn(page);
    match &mut model.stage {
        Stage::SignIn(page) => page,
        _ => unreachable!("set above"),
    }
}

pub(super) fn change_user(model: &mut Model) -> Vec<Effect> {
    let Some(session) = model.session.as_ref().filter(|_| matches!(model.stage, Stage::Working)) else {
        return Vec::new();
    };
    let (server, api_key) = (session.server.clone(), super::settings::secret(&session.api_key));
    show_form(model, SignInForm { server, api_key, ..SignInForm::default() });
    Vec::new()
}

pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    let signed_in = model.session.is_some();
    if signed_in && matches!(model.stage, Stage::StoreUnusable(_)) {
        model.stage = Stage::Working;
    }
    let Stage::SignIn(page) = &mut model.stage else { return Vec::new() };
    match page.step {
        SignInStep::Opening => {}
        SignInStep::Asking | SignInStep::ChooseBranch { .. } => {
            page.step = SignInStep::Form;
            model.pending_sign_in = None;
        }
        SignInStep::Form if signed_in => model.stage = Stage::Working,
        SignInStep::Form => {}
    }
    Vec::new()
}

/// Checks the form and asks the server; before key and password travel readable, the person is asked.
pub(super) fn submit(model: &mut Model, form: SignInForm, plain_http_ok: bool) -> Vec<Effect> {
    let ticket = model.next_number();
    let Stage::SignIn(page) = &mut model.stage else { return Vec::new() };
    if !matches!(page.step, SignInStep::Form) {
        return Vec::new();
    }
    page.trouble = None;
    let server = match check(&form) {
        Ok(server) => server,
        Err(errors) => {
            page.errors = errors;
            return Vec::new();
        }
    };
    page.errors.clear();
    if is_plain_http(&server) && !plain_http_ok {
        page.trouble = Some(SignInTrouble::NotEncrypted { server });
        return Vec::new();
    }
    page.step = SignInStep::Asking;
    let SignInForm { api_key, user, password, .. } = form;
    model.pending_sign_in = Some(PendingSignIn { ticket, server: server.clone(), api_key: api_key.clone() });
    let user = user.trim().to_owned();
    vec![Effect::Errand(Errand::SignIn { ticket, server, api_key, user, password })]
}

/// The server's address, or what is missing.
fn check(form: &SignInForm) -> Result<String, Vec<FieldError>> {
    let texts = [
        ("server", &form.server),
        ("api_key", &form.api_key.0),
        ("username", &form.user),
        ("password", &form.password.0),
    ];
    let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
    let mut errors: Vec<_> = empty.map(|(field, _)| FieldError::new(field, Problem::Required)).collect();
    let server = parse_server(&form.server);
    if server.is_none() && !form.server.trim().is_empty() {
        errors.push(FieldError::new("server", Problem::NotOneOf(SERVER_FORMS)));
    }
    server.filter(|_| errors.is_empty()).ok_or(errors)
}

/// The server's answer: on with the only branch, or the choice between several.
pub(super) fn answered(model: &mut Model, ticket: u64, answer: Result<SignedIn, SignInError>) -> Vec<Effect> {
    if model.pending_sign_in.as_ref().is_none_or(|pending| pending.ticket != ticket) {
        return Vec::new();
    }
    let Stage::SignIn(page) = &mut model.stage else { return Vec::new() };
    page.step = SignInStep::Form;
    match answer {
        Err(error) => {
            page.trouble = Some(match error {
                SignInError::KeyRefused(message) => SignInTrouble::KeyRefused { message },
                SignInError::WrongPassword(message) => SignInTrouble::WrongPassword { message },
                SignInError::Call(error) => SignInTrouble::Server(ServerTrouble::of(error, model.now)),
            });
        }
        Ok(SignedIn { branches, .. }) if branches.is_empty() => {
            page.trouble = Some(SignInTrouble::NoBranches);
        }
        Ok(SignedIn { user, branches }) => {
            if let [branch] = &*branches {
                let branch = branch.clone();
                return remember(model, user, branch);
            }
            let own = branches.iter().find(|branch| Some(&branch.id) == user.branch_id.as_ref());
            let preselected = own.map(|branch| branch.id.clone());
            page.step = SignInStep::ChooseBranch { user, branches, preselected };
        }
    }
    Vec::new()
}

pub(super) fn choose_branch(model: &mut Model, id: &str) -> Vec<Effect> {
    let Stage::SignIn(SignInPage { step: SignInStep::ChooseBranch { user, branches, .. }, .. }) =
        &model.stage
    else {
        return Vec::new();
    };
    let Some(branch) = branches.iter().find(|branch| branch.id == id) else { return Vec::new() };
    let (user, branch) = (user.clone(), branch.clone());
    remember(model, user, branch)
}

fn remember(model: &mut Model, user: User, branch: Branch) -> Vec<Effect> {
    let Some(PendingSignIn { server, api_key, .. }) = model.pending_sign_in.take() else { return Vec::new() };
    if let Stage::SignIn(page) = &mut model.stage {
        page.step = SignInStep::Opening;
    }
    let before = model.session.as_ref();
    let interval = before.map_or(INTERVAL, |session| session.interval);
    let same_clinic =
        before.filter(|before| (&before.server, &before.user.tenant_id) == (&server, &user.tenant_id));
    let store_path = same_clinic.map(|before| before.store_path.clone());
    let session = NewSession { server, api_key, user, branch, interval, store_path, signed_in: true };
    vec![Effect::Errand(Errand::Remember(Box::new(session)))]
}
