//! `problems`: what is wrong with the whole, and what a person may do about it where there is no window.

use std::process::ExitCode;

use serde_json::json;

use super::args::{Dismissible, ProblemsChange};
use super::failure::Failure;
use super::{Context, print_json};
use crate::app::model::{problem_title, problem_words};
use crate::store::{ProblemKind, Store};

pub(super) fn list(context: &Context, as_json: bool) -> Result<ExitCode, Failure> {
    let problems = context.store()?.problems()?;
    if as_json {
        print_json(&json!(problems));
    } else {
        for problem in &problems {
            let (title, words) =
                (problem_title(&context.text, problem), problem_words(&context.text, problem));
            say!("{}\t{title}\t{words}", problem.kind().as_str());
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn change(context: &Context, change: ProblemsChange) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    match change {
        ProblemsChange::Resend => {
            must_stand(&mut store, &[ProblemKind::ServerRestored, ProblemKind::MoneyDiffers])?;
            let n = store.resend_missing(context.timing.local_now())?;
            eprintln!("{}", context.text.with("cli-resent", [("n", n.into())]));
        }
        ProblemsChange::Dismiss { kind } => {
            let kind = match kind {
                Dismissible::ServerRestored => ProblemKind::ServerRestored,
                Dismissible::MoneyDiffers => ProblemKind::MoneyDiffers,
                Dismissible::Shrinking => ProblemKind::Shrinking,
                Dismissible::StoreRestored => ProblemKind::StoreRestored,
            };
            must_stand(&mut store, &[kind])?;
            if kind == ProblemKind::Shrinking {
                store.decline_shrink(context.timing.now())?;
            } else {
                store.dismiss(kind)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn must_stand(store: &mut Store, kinds: &[ProblemKind]) -> Result<(), Failure> {
    for kind in kinds {
        if store.stands(*kind)? {
            return Ok(());
        }
    }
    Err(Failure::NoSuchProblem)
}
