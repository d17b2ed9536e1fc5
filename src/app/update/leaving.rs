//! Closing the window and changing the user: at once when everything was sent, else after a question.

use super::super::message::Effect;
use super::super::model::{Leaving, Model, Stage};
use super::sign_in;
use crate::sync::{Download, SyncCommand};

/// What is unsent is sent while the question stands, also what was saved a moment ago.
pub(super) fn ask(model: &mut Model, to: Leaving) -> Vec<Effect> {
    let holds = matches!(model.stage, Stage::Working | Stage::SignIn(_)) && model.status.unsent() > 0;
    if !holds {
        return go(model, to);
    }
    let asked_already = model.leaving.replace(to).is_some();
    if asked_already { Vec::new() } else { vec![Effect::Sync(SyncCommand::Now(Download::AsDue))] }
}

/// Yes.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving.take().map(|to| go(model, to)).unwrap_or_default()
}

fn go(model: &mut Model, to: Leaving) -> Vec<Effect> {
    match to {
        Leaving::Close => {
            model.closed = true;
            Vec::new()
        }
        Leaving::ChangeUser => sign_in::change_user(model),
    }
}
