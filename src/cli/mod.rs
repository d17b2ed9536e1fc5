//! The headless commands, for administrators, scripts and tests: the same engine and store as the window's.
//!
//! Data goes to stdout, words to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage or invalid fields,
//! 3 no contact with a server, 4 refused by the server or something needs attention.

/// Prints a line on stdout; one that reads no further, as `head` does, ends nothing.
macro_rules! say {
    ($($words:tt)*) => {
        crate::platform::console::print_line(&format!($($words)*))
    };
}

mod add;
mod args;
#[cfg(feature = "server")]
mod demo;
mod failure;
mod find;
mod input;
mod journal;
mod json;
mod problems;
mod queue;
mod show;
mod sign_in;
mod status;
mod sync;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub use args::Arguments;
#[cfg(feature = "server")]
pub use demo::Demo;
pub use failure::store_words;

use crate::app::model::problem_words;
use crate::app::session::{self, Session};
use crate::store::{self, Restored, ServerProblem, Store};
use crate::sync::Timing;
use crate::text::{Lang, Text};
use args::Command;
use failure::Failure;

/// What every command works with.
struct Context {
    data_dir: PathBuf,
    text: Text,
    timing: Timing,
}

/// Runs one command to its end.
pub fn run(command: &Command, data_dir: &Path, lang: Lang) -> ExitCode {
    let context = Context { data_dir: data_dir.to_owned(), text: Text::new(lang), timing: Timing::default() };
    match act(&context, command).or_else(|failure| mend(&context, command, failure)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.words(&context.text));
            failure.exit_code()
        }
    }
}

fn act(context: &Context, command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::SignIn(wanted) => sign_in::run(context, wanted),
        Command::Sync(wanted) => sync::run(context, wanted),
        Command::Status { json } => status::run(context, *json),
        Command::Add { kind } => add::run(context, kind.0),
        Command::Find(wanted) => find::run(context, wanted),
        Command::Show { kind, local_id, json } => show::run(context, kind.0, *local_id, *json),
        Command::Journal(wanted) => journal::run(context, wanted),
        Command::Problems { json, change: None } => problems::list(context, *json),
        Command::Problems { change: Some(change), .. } => problems::change(context, *change),
        Command::Queue { json, change: None } => queue::list(context, *json),
        Command::Queue { change: Some(change), .. } => queue::change(context, *change),
    }
}

/// A store that turned out to be damaged is put together again, and what was asked is done once more. What was to be
/// added has been read from stdin and is not kept: the caller is told that it was not saved.
fn mend(context: &Context, command: &Command, failure: Failure) -> Result<ExitCode, Failure> {
    if !failure.is_damage() {
        return Err(failure);
    }
    store::note_damage(&context.session()?.store_path);
    drop(context.store()?);
    if matches!(command, Command::Add { .. }) { Err(failure) } else { act(context, command) }
}

impl Context {
    /// Tells of a store that was put together again.
    fn tell_restored(&self, restored: &Restored) {
        eprintln!("{}", problem_words(&self.text, &ServerProblem::StoreRestored(restored.clone())));
    }

    fn session(&self) -> Result<Session, Failure> {
        session::load(&self.data_dir)?.ok_or(Failure::NotSignedIn)
    }

    /// The session and the store of the clinic that is signed in to.
    fn signed_in(&self) -> Result<(Session, Store), Failure> {
        let session = self.session()?;
        let store = Store::open(&session.store_path)?;
        if let Some(restored) = store.restored() {
            self.tell_restored(restored);
        }
        Ok((session, store))
    }

    fn store(&self) -> Result<Store, Failure> {
        self.signed_in().map(|(_, store)| store)
    }
}

/// Prints one JSON value on a line of its own.
fn print_json(value: &serde_json::Value) {
    say!("{value}");
}
