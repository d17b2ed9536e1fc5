//! What a sync, a search or a message brings never takes the focus from what a person stands on, as long as it is there.

use egui::Id;
use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;

use super::*;
use crate::app::model::{
    Access, AppointmentForm, Choice, ClientForm, FormInput, FormPage, InvoiceForm, LineForm, PatientForm,
    PatientRow, Refusal, ServerTrouble, SignInPage, SignInTrouble,
};
use crate::domain::{FieldError, Problem};

fn patient() -> PatientRow {
    PatientRow {
        id: 1,
        server_id: None,
        name: "Мурка".into(),
        species: "кошка".into(),
        breed: None,
        birth_date: None,
        gender: None,
        client_id: Some(1),
        owner_server_id: None,
        synced: false,
        state: RowState::Queued(QueueState::Waiting),
    }
}

/// A client who waits, with a patient.
fn card(id: i64, state: RowState) -> Card {
    Card {
        client: client(id, "Иванова Мария Петровна", state),
        patients: Arc::new([patient()]),
        appointments: Arc::new([]),
        invoices: Arc::new([]),
    }
}

fn screen(screen: Screen) -> Model {
    let mut model = model();
    model.screen = screen;
    model.queue.selected = Some(QueueItem::Action(4));
    model.clients.card = Slot::done(Arc::new(card(1, RowState::Queued(QueueState::Waiting))));
    model
}

fn form(input: FormInput) -> Model {
    let mut model = screen(Screen::Clients);
    model.form = Some(FormPage::new(1, Some(1), input));
    model
}

/// Every page there is.
fn pages() -> Vec<(&'static str, Model)> {
    let choice = Choice::of(1, "Иванова Мария Петровна");
    let patient = PatientForm { owner: choice.clone(), ..PatientForm::default() };
    let appointment = AppointmentForm { client: choice.clone(), ..AppointmentForm::default() };
    let invoice = InvoiceForm { client: choice, lines: vec![LineForm::default()], ..InvoiceForm::default() };
    let mut sign_in = model();
    sign_in.stage = Stage::SignIn(SignInPage { can_cancel: true, ..SignInPage::default() });
    vec![
        ("clients", screen(Screen::Clients)),
        ("appointments", screen(Screen::Appointments)),
        ("invoices", screen(Screen::Invoices)),
        ("prices", screen(Screen::Prices)),
        ("queue", screen(Screen::Queue)),
        ("settings", screen(Screen::Settings)),
        ("client form", form(FormInput::Client(ClientForm::default()))),
        ("patient form", form(FormInput::Patient(patient))),
        ("appointment form", form(FormInput::Appointment(appointment))),
        ("invoice form", form(FormInput::Invoice(invoice))),
        ("sign-in", sign_in),
    ]
}

type Change = fn(&mut Model);

/// What changes, how, and the buttons that go with it.
struct News {
    what: &'static str,
    change: Change,
    goes: &'static [&'static str],
}

const fn news(what: &'static str, change: Change) -> News {
    News { what, change, goes: &[] }
}

/// What comes and goes by itself while a person stands somewhere.
const NEWS: [News; 9] = [
    news("a sync that finishes", |model| {
        model.clients.card = Slot::done(Arc::new(card(1, RowState::OnServer)));
        (model.status.state, model.status.attention) = (Some(SyncState::Synced), 0);
    }),
    News {
        what: "a sync that begins",
        change: |model| {
            (model.status.state, model.status.attention) = (Some(SyncState::Syncing), 0);
            let sending = QueueState::ALL
                .into_iter()
                .map(action)
                .map(|row| QueueRow { state: QueueState::Sending, ..row });
            model.queue.list = Slot::done(sending.collect());
        },
        goes: &["Отправить ещё раз"],
    },
    news("a message", |model| {
        let kind = NoticeKind::Saved { kind: RecordKind::Client, id: 1, warnings: vec![] };
        model.notices.push(Notice { id: 9, since: model.now, kind });
    }),
    news("a message that goes", |model| model.notices.retain(|notice| notice.kind.stays())),
    news("rows that come", |model| {
        let rows = [client(8, "Абрамов", RowState::OnServer), client(1, "Иванова", RowState::OnServer)];
        let rows = rows.map(|client| ClientListRow { client, animals: String::new() });
        let listing = Listing {
            text: "ива".into(),
            rows: Arc::new(rows),
            first: 0,
            total: 2,
            swapped: None,
            elapsed: Duration::ZERO,
        };
        model.clients.list = Slot::done(listing);
    }),
    news("another client, whose card is still to come", |model| model.clients.selected = Some(2)),
    News {
        what: "a refused action that waits again",
        change: |model| {
            let rows = QueueState::ALL.into_iter().map(action);
            let rows = rows.map(|row| QueueRow { state: QueueState::Waiting, ..row });
            model.queue.list = Slot::done(rows.collect());
        },
        goes: &["Отправить ещё раз"],
    },
    news("a form that is wrong and cannot be saved now", |model| {
        if let Some(page) = &mut model.form {
            page.errors = vec![FieldError::new("notes", Problem::Required)];
            page.refusal = Some(Refusal { code: None, message: Some("quantity".into()), field: None });
            page.saving = true;
        }
        model.settings.trouble = Some(ServerTrouble::NoAnswer);
        if let Stage::SignIn(page) = &mut model.stage {
            page.trouble = Some(SignInTrouble::NoBranches);
        }
    }),
    News {
        what: "a record that was sent",
        change: |model| {
            if let Some(page) = &mut model.form {
                page.access = Access::OnServer;
            }
        },
        goes: &["Сохранить"],
    },
];

type Stop = (Role, String);

fn focused(harness: &Harness<'_, Page>) -> Option<Stop> {
    let node = harness.root().children_recursive().find(|node| node.accesskit_node().is_focused())?;
    let node = node.accesskit_node();
    Some((node.role(), node.label().unwrap_or_default()))
}

fn tab(harness: &mut Harness<'_, Page>) -> Option<Stop> {
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    focused(harness)
}

/// With a message beside the page that stays, and one that does not.
fn with_messages(mut model: Model) -> Model {
    let kind = NoticeKind::SettingsTrouble { detail: "disk".into() };
    model.notices.push(Notice { id: 1, since: model.now, kind });
    model.notices.push(Notice { id: 2, since: model.now, kind: NoticeKind::SettingsSaved });
    model
}

/// Where Tab goes on this page.
fn stops(harness: &mut Harness<'_, Page>) -> Vec<(Id, Stop)> {
    let mut stops: Vec<(Id, Stop)> = Vec::new();
    while let Some(stop) = tab(harness) {
        let id = harness.ctx.memory(egui::Memory::focused).unwrap();
        if stops.iter().any(|(known, _)| *known == id) {
            break;
        }
        stops.push((id, stop));
    }
    stops
}

#[test]
fn nothing_that_comes_by_itself_takes_the_focus() {
    for at in 0..pages().len() {
        let fresh = || with_messages(pages().swap_remove(at).1);
        let page = pages().swap_remove(at).0;
        let mut harness = harness(fresh(), Lang::Ru, SIZES[1]);
        let stops = stops(&mut harness);
        assert!(stops.len() > 2, "{page}: {stops:?}");
        for (news, (id, stop)) in NEWS.iter().flat_map(|news| stops.iter().map(move |stop| (news, stop))) {
            harness.state_mut().model = fresh();
            harness.run_steps(1);
            harness.ctx.memory_mut(|memory| memory.request_focus(*id));
            harness.run_steps(2);
            assert_eq!(focused(&harness).as_ref(), Some(stop), "{page}");
            (news.change)(&mut harness.state_mut().model);
            harness.run_steps(2);
            let now = focused(&harness);
            // One button opens what is queued, to mend it or to read it.
            let renamed = stop.1 == "Исправить" && now.as_ref().is_some_and(|now| now.1 == "Открыть");
            let kept = renamed || now.as_ref() == Some(stop);
            assert!(kept || news.goes.contains(&stop.1.as_str()), "{page}: {}: {stop:?}", news.what);
        }
    }
}
