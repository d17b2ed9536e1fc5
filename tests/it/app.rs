//! The window without its window: the application driven by commands against the real sync server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use tempfile::TempDir;
use vetsystem_companion::app::command::Command;
use vetsystem_companion::app::model::{
    AppointmentForm, Choice, ClientForm, FormInput, FormPage, InvoiceForm, LineForm, Model, NoticeKind,
    PatientForm, Screen, Secret, SignInForm, SignInStep, Stage, TroubleKind,
};
use vetsystem_companion::app::session::{self, Session};
use vetsystem_companion::app::{App, AppConfig};
use vetsystem_companion::domain::{Branch, RecordKind, SyncState, User};
use vetsystem_companion::server::{ServerConfig, ServerHandle};
use vetsystem_companion::sync::Timing;

/// An answer that takes longer will not come.
const PATIENCE: Duration = Duration::from_secs(60);

struct Desk {
    app: App,
    woken: Receiver<()>,
    /// What the sync printed.
    console: Receiver<String>,
    _folder: TempDir,
}

impl Desk {
    fn at(folder: TempDir) -> Self {
        Self::on(folder.path().to_owned(), folder)
    }

    /// With the data folder of someone who is signed in.
    fn on(data_dir: PathBuf, folder: TempDir) -> Self {
        let (wake, woken) = bounded(1);
        let (print, console) = bounded(100);
        let config = AppConfig {
            data_dir,
            timing: Timing::default(),
            // More than has room is no test's.
            console: Box::new(move |line| print.try_send(line.to_owned()).unwrap_or_default()),
        };
        // A full channel has woken the test already.
        let wake = Arc::new(move |_| wake.try_send(()).unwrap_or_default());
        Self { app: App::start(config, wake), woken, console, _folder: folder }
    }

    /// Polls until the model is as wanted.
    fn until(&mut self, what: &str, wanted: impl Fn(&Model) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.app.poll();
            let model = self.app.model();
            if wanted(model) {
                return;
            }
            assert!(Instant::now() < deadline, "never {what}: {:?} {:?}", model.stage, model.status);
            let by_time = self.app.next_change().map_or(deadline, |wait| Instant::now() + wait);
            // Woken or not, the model is looked at again.
            self.woken.recv_deadline(by_time.min(deadline)).ok();
        }
    }

    fn sign_in(&mut self, server: &ServerHandle) {
        self.until("the sign-in", |model| matches!(model.stage, Stage::SignIn(_)));
        let form = SignInForm {
            server: server.url(),
            api_key: Secret("demo-key".to_owned()),
            user: "admin".to_owned(),
            password: Secret("demo".to_owned()),
        };
        self.app.dispatch(Command::SignIn { form, plain_http_ok: false });
        let choosing = |model: &Model| match &model.stage {
            Stage::SignIn(page) => matches!(page.step, SignInStep::ChooseBranch { .. }),
            _ => false,
        };
        self.until("the choice of a branch", choosing);
        let Stage::SignIn(page) = &self.app.model().stage else { panic!() };
        let SignInStep::ChooseBranch { preselected, branches, .. } = &page.step else { panic!() };
        let branch = preselected.clone().unwrap_or_else(|| branches[0].id.clone());
        self.app.dispatch(Command::ChooseBranch(branch));
        self.until("at work", |model| matches!(model.stage, Stage::Working));
    }

    /// Saves a form and returns the record's local id.
    fn save(&mut self, input: FormInput) -> i64 {
        let kind = input.kind();
        self.app.dispatch(Command::New { kind, client: None, patient: None });
        self.app.dispatch(Command::Save(input));
        self.until("saved", |model| model.form.as_ref().is_none_or(|page| !page.saving));
        let notice = self.app.model().notices.last().unwrap_or_else(|| panic!("{:?}", self.app.model().form));
        match notice.kind {
            NoticeKind::Saved { kind: saved, id, .. } if saved == kind => id,
            ref notice => panic!("{notice:?}"),
        }
    }
}

#[test]
fn a_day_at_the_desk_from_the_sign_in_to_everything_sent() {
    let server = ServerHandle::start(ServerConfig::demo()).unwrap();
    let mut desk = Desk::at(tempfile::tempdir().unwrap());
    desk.sign_in(&server);
    let downloaded = |model: &Model| model.status.last_download.is_some() && !model.status.syncing;
    desk.until("downloaded", downloaded);
    assert_eq!(desk.app.model().status.counts.clients, 61_974);

    let client = desk.save(FormInput::Client(ClientForm {
        full_name: "Ярцева-Проверкина Анна".to_owned(),
        phone: "8 916 000-11-22".to_owned(),
        ..ClientForm::default()
    }));
    desk.app.dispatch(Command::SearchClients("zhwtdf-ghjdthrbyf".to_owned()));
    desk.until("found in the other layout", |model| {
        model.clients.list.value().is_some_and(|list| {
            list.swapped.is_some() && list.rows.first().is_some_and(|row| row.client.id == client)
        })
    });
    let owner = Choice::of(client, "Ярцева-Проверкина Анна");
    let patient = desk.save(FormInput::Patient(PatientForm {
        name: "Мурка".to_owned(),
        species: "Кошка".to_owned(),
        birth_date: "1.3.2023".to_owned(),
        owner: owner.clone(),
        ..PatientForm::default()
    }));
    let patient = Choice::of(patient, "Мурка");
    let today = desk.app.model().today().format("%d.%m.%Y").to_string();
    desk.save(FormInput::Appointment(AppointmentForm {
        client: owner.clone(),
        patient: patient.clone(),
        date: today,
        time: "1430".to_owned(),
        ..AppointmentForm::default()
    }));
    let line = LineForm { name: "Осмотр".to_owned(), price: "5 000".to_owned(), ..LineForm::default() };
    let lines = vec![line, LineForm::default()];
    desk.save(FormInput::Invoice(InvoiceForm { client: owner, patient, lines, ..InvoiceForm::default() }));
    desk.until("four wait", |model| model.status.pending == 4);
    let card_is_whole = |model: &Model| {
        let card = model.clients.card.value().filter(|card| card.client.id == client);
        card.is_some_and(|card| {
            (card.patients.len(), card.appointments.len(), card.invoices.len()) == (1, 1, 1)
        })
    };
    desk.app.dispatch(Command::SelectClient(client));
    desk.until("the card knows all", card_is_whole);

    desk.app.dispatch(Command::Sync { full: false });
    desk.until("all sent", |model| model.status.state == Some(SyncState::Synced));
    desk.app.dispatch(Command::Show(Screen::Queue));
    desk.until("nothing waits", |model| {
        model.queue.list.value().is_some_and(|queue| queue.rows().is_empty())
    });
    desk.app.dispatch(Command::Show(Screen::Invoices));
    desk.until("the invoice is on the server", |model| {
        let totals = model.invoices.totals();
        (totals.day.sent.count, totals.day.sent.amount.0) == (1, 500_000)
    });
    let printed: Vec<String> = desk.console.try_iter().collect();
    let lines = [
        "[STARTUP] ✓ All services ready",
        "Uploading 4 pending changes...",
        "✓ Sync completed: 4 actions uploaded",
    ];
    for line in lines {
        assert_eq!(printed.iter().filter(|printed| *printed == line).count(), 1, "{line}: {printed:?}");
    }
    desk.app.dispatch(Command::Open(RecordKind::Client, client));
    desk.until("read-only", |model| model.form.as_ref().is_some_and(FormPage::is_read_only));
}

#[test]
fn a_window_that_closes_waits_for_what_is_to_be_saved() {
    let bench = crate::support::Bench::ours();
    let mut desk = Desk::on(bench.data_dir(), tempfile::tempdir().unwrap());
    desk.until("downloaded", |model| model.status.last_download.is_some() && !model.status.syncing);
    let (held, is_held) = bounded(0);
    let (closed, is_closed) = bounded::<()>(0);
    let mut other = bench.store();
    // Another program writes until the window is gone, or so long that it would be if it did not wait.
    let busy = move || {
        let writer = other.begin_snapshot(crate::support::local_now()).unwrap();
        held.send(()).unwrap();
        is_closed.recv_timeout(Duration::from_millis(300)).ok();
        drop(writer);
    };
    let busy = std::thread::Builder::new().name("busy".to_owned()).spawn(busy).unwrap();
    is_held.recv().unwrap();
    desk.app.dispatch(Command::New { kind: RecordKind::Client, client: None, patient: None });
    let (full_name, phone) = ("Анна".to_owned(), "1".to_owned());
    desk.app.dispatch(Command::Save(FormInput::Client(ClientForm {
        full_name,
        phone,
        ..ClientForm::default()
    })));
    drop(desk);
    let queued = crate::support::query(&bench.session.store_path, "SELECT count(*) || '' FROM sync_queue");
    drop(closed);
    busy.join().unwrap();
    assert_eq!(queued, "1");
}

#[test]
fn a_store_that_cannot_be_opened_is_said_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let store_path = folder.path().join("clinic.db");
    let text = |text: &str| text.to_owned();
    let user = User {
        id: text("u"),
        username: text("admin"),
        full_name: None,
        role: None,
        branch_id: None,
        tenant_id: text("t"),
    };
    let remembered = Session {
        server: text("http://127.0.0.1:9"),
        api_key: text("key"),
        user,
        branch: Branch { id: text("b"), name: text("Север"), address: None },
        store_path: store_path.clone(),
        interval: Duration::from_secs(60),
    };
    session::save(folder.path(), &remembered).unwrap();
    std::fs::write(&store_path, "это не база данных".repeat(1000)).unwrap();

    let mut desk = Desk::at(folder);
    desk.until("refused", |model| {
        matches!(&model.stage, Stage::StoreUnusable(trouble) if trouble.kind == TroubleKind::NotADatabase)
    });
    std::fs::remove_file(&store_path).unwrap();
    desk.app.dispatch(Command::ReopenStore);
    desk.until("at work", |model| matches!(model.stage, Stage::Working));
    desk.until("offline", |model| model.status.state == Some(SyncState::Offline));
}
