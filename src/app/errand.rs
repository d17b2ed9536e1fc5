//! Errands: what asks the network or the credential store runs on short-lived named threads, one an errand, so
//! that neither the window nor the store worker waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::message::{Errand, ErrandReply, NewSession};
use super::session::{self, Session};
use super::worker::Wake;
use crate::store::unsent_elsewhere;
use crate::sync::{self, Connection, SyncEvent, SyncHandle, Timing};

/// Errands under way at a time are a handful; a thread whose reply finds no room waits.
const REPLIES: usize = 16;

/// Runs errands and collects what they bring.
pub(super) struct Errands {
    data_dir: PathBuf,
    timing: Timing,
    wake: Wake,
    done: Sender<Outcome>,
    pub outcomes: Receiver<Outcome>,
}

/// What an errand brought.
pub(super) enum Outcome {
    Reply(Box<ErrandReply>),
    SyncStarted(Box<SyncHandle>),
}

impl Outcome {
    fn of(reply: ErrandReply) -> Self {
        Self::Reply(Box::new(reply))
    }
}

impl Errands {
    pub(super) fn new(data_dir: PathBuf, timing: &Timing, wake: Wake) -> Self {
        let (done, outcomes) = bounded(REPLIES);
        Self { data_dir, timing: *timing, wake, done, outcomes }
    }

    pub(super) fn run(&self, errand: Errand) -> std::io::Result<()> {
        let (data_dir, timing) = (self.data_dir.clone(), self.timing);
        self.thread("errand", move || Outcome::of(act(errand, &data_dir, &timing)))
    }

    /// Ends the sync that runs and starts one with the session given.
    pub(super) fn start_sync(
        &self,
        old: Option<SyncHandle>,
        session: &Session,
        events: Sender<SyncEvent>,
    ) -> std::io::Result<()> {
        let config = session.engine_config(self.timing);
        let wake = Arc::clone(&self.wake);
        // Ends when what it was doing is cut short; a step of the store is let finish.
        let patience = self.timing.long_step;
        self.thread("sync start", move || {
            if old.is_some_and(|old| !old.end_within(patience)) {
                return Outcome::of(ErrandReply::SyncFailed("the sync before it hangs".to_owned()));
            }
            match sync::spawn(config, events, wake) {
                Ok(handle) => Outcome::SyncStarted(Box::new(handle)),
                Err(error) => Outcome::of(ErrandReply::SyncFailed(error.to_string())),
            }
        })
    }

    fn thread(&self, name: &str, work: impl FnOnce() -> Outcome + Send + 'static) -> std::io::Result<()> {
        let (done, wake) = (self.done.clone(), Arc::clone(&self.wake));
        let deliver = move || {
            // A window that is gone needs no reply.
            if done.send(work()).is_ok() {
                wake(Duration::ZERO);
            }
        };
        std::thread::Builder::new().name(name.to_owned()).spawn(deliver).map(drop)
    }
}

fn act(errand: Errand, data_dir: &Path, timing: &Timing) -> ErrandReply {
    match errand {
        Errand::Load => ErrandReply::Loaded(session::load(data_dir)),
        Errand::SignIn { ticket, server, api_key, user, password } => {
            let connection = Connection { server, api_key: api_key.0 };
            ErrandReply::SignedIn { ticket, answer: sync::sign_in(&connection, &user, &password.0, *timing) }
        }
        Errand::Branches { ticket, server, api_key } => {
            let connection = Connection { server, api_key: api_key.0 };
            ErrandReply::Branches { ticket, answer: sync::branches(&connection, *timing) }
        }
        Errand::Remember(new) => remember(*new, data_dir),
        Errand::LookElsewhere(store) => ErrandReply::Elsewhere(unsent_elsewhere(&store)),
    }
}

fn remember(new: NewSession, data_dir: &Path) -> ErrandReply {
    let NewSession { server, api_key, user, branch, interval, store_path, signed_in } = new;
    let store_path = store_path.unwrap_or_else(|| session::store_path(data_dir, &server, &user.tenant_id));
    let session = Session { server, api_key: api_key.0, user, branch, store_path, interval };
    let kept = session::save(data_dir, &session);
    ErrandReply::Remembered { session: Box::new(session), signed_in, kept }
}
