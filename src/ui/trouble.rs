//! Troubles with the store, the server and the sign-in in words.

use super::words;
use crate::app::model::{SaveTrouble, ServerTrouble, SignInOccasion, SignInTrouble, StoreTrouble};
use crate::text::Text;

pub fn of_store(text: &Text, trouble: &StoreTrouble) -> String {
    text.store_trouble(trouble.kind, &trouble.detail)
}

pub fn of_saving(text: &Text, trouble: &SaveTrouble) -> String {
    match trouble {
        SaveTrouble::Fields(errors) => {
            errors.iter().map(|error| text.field_error(error)).collect::<Vec<_>>().join("; ")
        }
        SaveTrouble::OnServer => text.get("error-on-server"),
        SaveTrouble::BeingSent => text.get("error-in-flight"),
        SaveTrouble::LocalOnly => text.get("error-local-only"),
        SaveTrouble::Missing => text.get("error-gone"),
        SaveTrouble::Store(trouble) => of_store(text, trouble),
    }
}

pub fn of_server(text: &Text, trouble: &ServerTrouble) -> String {
    match trouble {
        ServerTrouble::BadAddress { .. } => text.get("error-bad-address"),
        ServerTrouble::Offline { cause } => text.no_contact(*cause),
        ServerTrouble::NoAnswer => text.get("error-no-answer"),
        ServerTrouble::Refused { message, .. } => with_reason(text, "error-refused", message),
        ServerTrouble::RateLimited { until } => {
            text.with("error-rate-limited", [("time", words::clock(until).into())])
        }
        ServerTrouble::Redirected { target } => {
            text.with("error-redirected", [("target", target.as_str().into())])
        }
        ServerTrouble::Status { status, message } => {
            let reason = format!("{status} {message}");
            with_reason(text, "error-status", reason.trim_end())
        }
        ServerTrouble::BadAnswer => text.get("error-bad-answer"),
    }
}

pub fn of_sign_in(text: &Text, trouble: &SignInTrouble, occasion: SignInOccasion) -> String {
    match trouble {
        // Later ones can work on without the server, the first one cannot.
        SignInTrouble::Server(trouble @ (ServerTrouble::Offline { .. } | ServerTrouble::NoAnswer))
            if occasion == SignInOccasion::First =>
        {
            format!("{}. {}", of_server(text, trouble), text.get("sign-in-first"))
        }
        SignInTrouble::NotEncrypted { .. } => text.get("error-insecure"),
        SignInTrouble::KeyRefused { .. } => text.get("error-key-refused"),
        SignInTrouble::WrongPassword { .. } => text.get("error-wrong-password"),
        SignInTrouble::Server(trouble) => of_server(text, trouble),
        SignInTrouble::NotRemembered { detail } => with_reason(text, "error-not-remembered", detail),
        SignInTrouble::NoSecrets => text.get("error-no-secrets"),
        SignInTrouble::NoBranches => text.get("error-no-branches"),
    }
}

fn with_reason(text: &Text, key: &str, reason: &str) -> String {
    text.with(key, [("reason", reason.into())])
}
