//! Why a command failed: its exit code and its words.

use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use crate::app::model::{StoreTrouble, problem_words};
use crate::app::session::SessionError;
use crate::domain::{FieldError, Problem, RecordKind, TroubleKind};
use crate::store::{QueueError, SaveError, ServerProblem, Shrink, StoreError};
use crate::sync::{CallError, CycleOutcome, EngineError, SignInError, Unfinished};
use crate::text::Text;

/// What ended a command early.
#[derive(Debug)]
pub(super) enum Failure {
    NotSignedIn,
    NoApiKey,
    NoPassword,
    Session(SessionError),
    Store(StoreTrouble),
    SignIn(SignInError),
    NoSuchBranch {
        wanted: Option<String>,
        known: Vec<String>,
    },
    Sync(CycleOutcome),
    /// Not one JSON object: the parser's words.
    NotAnObject(String),
    Fields(Vec<FieldError>),
    /// The server has the record: the API only creates.
    OnServer,
    /// The record's action went out and its fate is not known yet.
    BeingSent,
    /// The record was taken out of the queue.
    LocalOnly,
    /// No record, or no action, of this number.
    Missing(i64),
    /// Only of a doubt a person can say how it ended.
    NotInDoubt,
    /// Only a patient that the server refused can go without its birth date.
    NotRefused,
    /// No such problem stands.
    NoSuchProblem,
    /// The server was not seen to refuse all of that kind.
    KindNotHeld,
    /// Nothing of the action's kind goes to this server.
    PutAside,
    /// No downloaded row is like the record in doubt.
    NotDownloaded,
    /// Actions that need this one's record on the server.
    Dependants(Vec<i64>),
    NoRecord {
        kind: RecordKind,
        id: i64,
    },
    Other(String),
}

impl Failure {
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NoApiKey
            | Self::NoPassword
            | Self::NotAnObject(_)
            | Self::Fields(_)
            | Self::Dependants(_) => 2,
            Self::SignIn(SignInError::Call(CallError::BadAddress(_))) => 2,
            Self::Sync(CycleOutcome::Offline(_)) => 3,
            Self::SignIn(SignInError::Call(error)) => match error {
                CallError::Refused { .. } => 4,
                CallError::RateLimited { .. } => 1,
                _ => 3,
            },
            Self::SignIn(_)
            | Self::Sync(CycleOutcome::Refused(_) | CycleOutcome::Failed(Unfinished::Shrinking(_))) => 4,
            _ => 1,
        })
    }

    /// The store does not hold what was written there.
    pub(super) fn is_damage(&self) -> bool {
        matches!(self, Self::Store(trouble) if trouble.kind == TroubleKind::Damaged)
    }

    pub(super) fn words(&self, text: &Text) -> String {
        let reason = |key, reason: &dyn ToString| text.with(key, [("reason", reason.to_string().into())]);
        match self {
            Self::NotSignedIn => text.get("cli-not-signed-in"),
            Self::NoApiKey => text.get("cli-no-api-key"),
            Self::NoPassword => text.get("cli-no-password"),
            Self::Session(error) => session_words(text, error),
            Self::Store(trouble) => store_words(text, trouble),
            Self::SignIn(error) => sign_in_words(text, error),
            Self::NoSuchBranch { wanted, known } => text.with(
                "cli-no-such-branch",
                [("wanted", wanted.clone().unwrap_or_default().into()), ("known", known.join(", ").into())],
            ),
            Self::Sync(outcome) => sync_words(text, outcome),
            Self::NotAnObject(error) => reason("cli-not-an-object", error),
            Self::Fields(errors) => field_lines(text, errors),
            Self::OnServer => text.get("error-on-server"),
            Self::BeingSent => text.get("error-in-flight"),
            Self::LocalOnly => text.get("error-local-only"),
            Self::Missing(id) => missing(text, *id),
            Self::NotInDoubt => text.get("cli-not-in-doubt"),
            Self::NoSuchProblem => text.get("cli-no-such-problem"),
            Self::KindNotHeld => text.get("cli-kind-not-held"),
            Self::NotRefused => text.get("cli-not-refused"),
            Self::PutAside => text.get("cli-put-aside"),
            Self::NotDownloaded => text.get("cli-not-downloaded"),
            Self::Dependants(ids) => {
                let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
                let count = text.with("error-dependants", [("n", ids.len().into())]);
                format!("{count}: {}\n{}", list.join(", "), text.get("cli-with-dependants"))
            }
            Self::NoRecord { kind, id } => format!("{}: {}", text.record_kind(*kind), missing(text, *id)),
            Self::Other(error) => reason("error-failed", error),
        }
    }
}

/// What is wrong with the store, and with which file.
pub fn store_words(text: &Text, trouble: &StoreTrouble) -> String {
    let words = text.store_trouble(trouble.kind, &trouble.detail);
    match &trouble.path {
        Some(path) => {
            let place = text.with("fatal-place", [("path", path.display().to_string().into())]);
            format!("{words}\n{place}")
        }
        None => words,
    }
}

fn session_words(text: &Text, error: &SessionError) -> String {
    let file = |key, path: &Path| text.with(key, [("path", path.display().to_string().into())]);
    match error {
        SessionError::NoSecrets { server } => {
            text.with("cli-no-secrets", [("server", server.as_str().into())])
        }
        SessionError::Damaged { path, .. } => file("cli-session-damaged", path),
        SessionError::DamagedSecrets(_) => text.get("cli-secrets-damaged"),
        SessionError::File { path, source } => match source.kind() {
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                let folder = path.parent().unwrap_or(path);
                format!("{}\n{}", text.get("store-not-a-folder"), file("fatal-place", folder))
            }
            ErrorKind::PermissionDenied => file("cli-session-no-access", path),
            _ => text.with("cli-session", [("reason", error.to_string().into())]),
        },
    }
}

/// A line for each wrong field, the contract's name before the words.
fn field_lines(text: &Text, errors: &[FieldError]) -> String {
    let words = |error: &FieldError| match error.problem {
        // The window takes dates as people type them; here they are the contract's.
        Problem::NotADate => text.get("cli-not-a-date"),
        _ => text.field_error(error),
    };
    let line = |error: &FieldError| format!("{}: {}", error.field, words(error));
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn missing(text: &Text, id: i64) -> String {
    text.with("error-missing", [("id", id.to_string().into())])
}

fn sign_in_words(text: &Text, error: &SignInError) -> String {
    match error {
        SignInError::WrongPassword(_) => text.get("error-wrong-password"),
        SignInError::KeyRefused(_) => text.get("error-key-refused"),
        SignInError::Call(error) => call_words(text, error),
    }
}

fn call_words(text: &Text, error: &CallError) -> String {
    let reason = |key, reason: &str| text.with(key, [("reason", reason.to_owned().into())]);
    match error {
        CallError::BadAddress(_) => text.get("error-bad-address"),
        CallError::NoContact { cause, .. } => text.no_contact(*cause),
        CallError::Lost(_) => text.get("error-no-answer"),
        CallError::Redirected { target } => {
            text.with("error-redirected", [("target", target.clone().into())])
        }
        CallError::Refused { message, .. } => reason("error-refused", message),
        CallError::RateLimited { .. } => text.get("error-rate-limited-soon"),
        CallError::Status { .. } => reason("error-status", &error.to_string()),
        CallError::BadAnswer(_) => text.get("error-bad-answer"),
    }
}

fn sync_words(text: &Text, outcome: &CycleOutcome) -> String {
    let reason = |key, reason: &str| text.with(key, [("reason", reason.to_owned().into())]);
    match outcome {
        CycleOutcome::Done => String::new(),
        CycleOutcome::Offline(error) => call_words(text, error),
        CycleOutcome::RateLimited { until } => {
            let local = until.with_timezone(&chrono::Local).format("%H:%M").to_string();
            text.with("error-rate-limited", [("time", local.into())])
        }
        CycleOutcome::Refused(message) => reason("error-refused", message),
        CycleOutcome::Failed(Unfinished::Call(error)) => call_words(text, error),
        CycleOutcome::Failed(Unfinished::Download(_)) => text.get("error-download"),
        CycleOutcome::Failed(Unfinished::Store(detail)) => reason("error-store", detail),
        CycleOutcome::Failed(Unfinished::Shrinking(shrink)) => shrink_words(text, *shrink),
        CycleOutcome::Failed(Unfinished::BackingOff) => text.get("status-last-cycle-failed"),
        CycleOutcome::Locked => text.get("error-locked"),
    }
}

/// What a download would take away, and how to agree.
fn shrink_words(text: &Text, shrink: Shrink) -> String {
    let words = problem_words(text, &ServerProblem::Shrinking(shrink));
    format!("{words}\n{}", text.get("cli-shrinking"))
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error.into())
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Fields(errors) => Self::Fields(errors),
            SaveError::OnServer => Self::OnServer,
            SaveError::InFlight => Self::BeingSent,
            SaveError::LocalOnly => Self::LocalOnly,
            SaveError::Missing(id) => Self::Missing(id),
            SaveError::Store(error) => error.into(),
        }
    }
}

impl From<QueueError> for Failure {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Missing(id) => Self::Missing(id),
            QueueError::InFlight => Self::BeingSent,
            QueueError::NotInDoubt => Self::NotInDoubt,
            QueueError::NotRefused => Self::NotRefused,
            QueueError::PutAside => Self::PutAside,
            QueueError::NotDownloaded => Self::NotDownloaded,
            QueueError::Dependants(ids) => Self::Dependants(ids),
            QueueError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        Self::SignIn(error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::Address(error) => Self::SignIn(SignInError::Call(error)),
        }
    }
}
