//! Case tables: a model, a message, and what must follow.

mod leaving;
mod lists;
mod notices;
mod quiet;
mod records;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Local, TimeDelta, TimeZone};

use super::super::message::{Answer, Errand, Job, Query};
use super::super::model::{
    Access, AppointmentForm, Asks, Choice, ClientForm, DayScreen, DayTotals, Decision, Download, FormInput,
    InvoiceForm, LineForm, Listing, NoticeKind, QueueItem, QueueTab, Record, Secret, SettingsForm,
    SignInForm, SignInOccasion, SignInPage, SignInStep, SignInTrouble, Split, Stage, Unsaved, UnsavedValue,
};
use super::super::session::{SecretPlace, Session, SessionError};
use super::super::slot::RequestId;
use super::*;
use crate::domain::{ActionKind, Branch, FieldError, Problem, QueueState, RecordKind, SyncState, User};
use crate::store::{
    AppointmentRow, ChangeSet, ClientListRow, ClientRow, InvoiceListRow, ProblemKind, QueueError, QueueRow,
    RowState, SaveError, Saved, ServerProblem, Stamps, StoreReport, Tally,
};
use crate::sync::{
    CycleOutcome, CycleReport, List, SignInError, SignedIn, SyncCommand, SyncEvent, Unfinished,
};

fn noon() -> DateTime<Local> {
    Local.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn branch(id: &str) -> Branch {
    Branch { id: id.to_owned(), name: format!("Филиал {id}"), address: None }
}

fn user() -> User {
    User {
        id: "u1".to_owned(),
        username: "admin".to_owned(),
        full_name: None,
        role: None,
        branch_id: Some("b2".to_owned()),
        tenant_id: "t1".to_owned(),
    }
}

fn session() -> Session {
    Session {
        server: "http://127.0.0.1:5055".to_owned(),
        api_key: "demo-key".to_owned(),
        user: user(),
        branch: branch("b1"),
        store_path: "store.db".into(),
        interval: Duration::from_secs(60),
    }
}

/// A window at work at noon.
fn working() -> Model {
    let mut model = Model { now: noon(), ..Model::default() };
    update(&mut model, Message::Errand(ErrandReply::Loaded(Ok(Some(session())))));
    update(&mut model, Message::Worker(Reply::Opened));
    model
}

/// Someone has looked at the queue, and has come back.
fn queue_was_shown(model: &mut Model) {
    for screen in [Screen::Queue, Screen::Clients] {
        command(model, Command::Show(screen));
    }
}

/// A cycle has ended, and moved no action.
fn ended(outcome: CycleOutcome, quiet: Option<Stamps>) -> Message {
    let report = CycleReport { outcome, uploaded: 0, refused: 0, in_doubt: 0, downloaded: None, quiet };
    Message::Sync(SyncEvent::Finished(report))
}

/// The store says so of itself.
fn report_is(model: &mut Model, report: StoreReport) {
    let effects = update(model, Message::Sync(SyncEvent::Changed(ChangeSet::default())));
    let id = last_request(&effects);
    answer(model, id, Query::Report(noon().fixed_offset()), Answer::Report(Arc::new(report)));
}

fn signing_in() -> Model {
    let mut model = Model { now: noon(), ..Model::default() };
    update(&mut model, Message::Errand(ErrandReply::Loaded(Ok(None))));
    model
}

fn command(model: &mut Model, command: Command) -> Vec<Effect> {
    update(model, Message::Command(command))
}

/// The queries among effects, in short.
fn queries(effects: &[Effect]) -> Vec<&'static str> {
    let name = |effect: &Effect| match effect {
        Effect::Store(Job::Query { query, .. }) => Some(match query {
            Query::Clients { .. } => "clients",
            Query::Card(_) => "card",
            Query::Appointments(_) => "appointments",
            Query::Invoices(_) => "invoices",
            Query::Invoice(_) => "invoice",
            Query::Prices { .. } => "prices",
            Query::Queue => "queue",
            Query::Journal(_) => "journal",
            Query::Report(_) => "report",
            Query::Record(..) => "record",
            Query::ChooseClients(_) => "choose clients",
            Query::ChoosePatients { .. } => "choose patients",
            Query::ChooseItems(_) => "choose items",
            Query::Doctors => "doctors",
            Query::Species => "species",
            Query::Breeds(_) => "breeds",
        }),
        _ => None,
    };
    effects.iter().filter_map(name).collect()
}

fn last_request(effects: &[Effect]) -> RequestId {
    let mut ids = effects.iter().filter_map(|effect| match effect {
        Effect::Store(Job::Query { id, .. }) => Some(*id),
        _ => None,
    });
    ids.next_back().unwrap()
}

fn answer(model: &mut Model, id: RequestId, query: Query, answer: Answer) -> Vec<Effect> {
    update(model, Message::Worker(Reply::Answered { id, query, answer: Ok(answer) }))
}
