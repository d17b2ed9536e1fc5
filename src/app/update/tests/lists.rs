//! Lists, days and the status.

use super::super::super::model::Stopped;
use super::*;

pub(super) fn client(id: i64) -> ClientRow {
    ClientRow {
        id,
        server_id: None,
        full_name: format!("Клиент {id}"),
        phone: String::new(),
        email: None,
        address: None,
        synced: false,
        state: RowState::LocalOnly,
    }
}

fn clients(ids: &[i64]) -> Answer {
    let rows = ids.iter().map(|id| ClientListRow { client: client(*id), animals: String::new() }).collect();
    let total = ids.len() as u64;
    Answer::Clients(Listing {
        text: String::new(),
        rows,
        first: 0,
        total,
        swapped: None,
        elapsed: Duration::ZERO,
    })
}

#[test]
fn a_search_selects_its_best_hit_and_later_news_leave_the_selection() {
    let mut model = working();
    let query = || Query::Clients { text: String::new(), first: 0, limit: 200 };
    let effects = command(&mut model, Command::SearchClients("ив".to_owned()));
    let first = last_request(&effects);
    let effects = command(&mut model, Command::SearchClients("ива".to_owned()));
    assert!(answer(&mut model, first, query(), clients(&[9])).is_empty(), "superseded");
    assert!(model.clients.list.value().is_none());
    let effects = answer(&mut model, last_request(&effects), query(), clients(&[3, 4]));
    assert_eq!((queries(&effects), model.clients.selected), (vec!["card"], Some(3)));

    command(&mut model, Command::SelectClient(4));
    let changes = ChangeSet { clients: true, ..ChangeSet::default() };
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
    assert_eq!(queries(&effects), ["report", "clients", "card"]);
    let Effect::Store(Job::Query { id, .. }) = effects[1] else { panic!() };
    answer(&mut model, id, query(), clients(&[3, 4]));
    assert_eq!(model.clients.selected, Some(4));

    let effects = command(&mut model, Command::SearchClients("нет".to_owned()));
    answer(&mut model, last_request(&effects), query(), clients(&[]));
    assert_eq!(model.clients.selected, None);
    assert!(!model.clients.card.was_asked());
}

fn invoice_row(id: i64) -> InvoiceListRow {
    InvoiceListRow {
        id,
        server_id: None,
        client_id: 1,
        client_server_id: None,
        client_name: String::new(),
        patient_id: None,
        patient_server_id: None,
        patient_name: None,
        total: crate::domain::Kopecks::ZERO,
        services: crate::domain::Kopecks::ZERO,
        payment_status: crate::domain::PaymentStatus::Paid,
        created_at: noon().fixed_offset(),
        notes: None,
        author: String::new(),
        synced: false,
        state: RowState::LocalOnly,
    }
}

fn invoices(ids: &[i64]) -> Answer {
    Answer::Invoices(ids.iter().copied().map(invoice_row).collect())
}

#[test]
fn what_was_withdrawn_is_in_no_total_and_the_rest_is_on_the_server_or_in_the_queue() {
    let states =
        [RowState::OnServer, RowState::LocalOnly].into_iter().chain(QueueState::ALL.map(RowState::Queued));
    let total = crate::domain::Kopecks(100);
    let rows: Vec<InvoiceListRow> =
        states.map(|state| InvoiceListRow { total, state, ..invoice_row(1) }).collect();
    let totals = DayTotals::of(&rows);
    let Split { all, sent, unsent } = totals.day;
    let counted = [all, sent, unsent].map(|sum| (sum.count, sum.amount.0));
    assert_eq!(counted, [(9, 900), (1, 100), (8, 800)]);
}

#[test]
fn a_day_is_split_by_kind_payment_and_author_and_each_of_them_by_what_the_server_has() {
    use crate::domain::{Kopecks, PaymentStatus};
    let row = |author: &str, total, services, payment_status, state| InvoiceListRow {
        author: author.to_owned(),
        total: Kopecks(total),
        services: Kopecks(services),
        payment_status,
        state,
        ..invoice_row(1)
    };
    let waits = RowState::Queued(QueueState::Waiting);
    let totals = DayTotals::of(&[
        row("Смирнова", 500, 500, PaymentStatus::Paid, RowState::OnServer),
        row("Козлов", 300, 100, PaymentStatus::Pending, waits),
        row("Смирнова", 70, 0, PaymentStatus::Pending, RowState::OnServer),
    ]);
    let figures = |split: &Split| [split.all, split.sent, split.unsent].map(|sum| (sum.count, sum.amount.0));
    let parts = [&totals.day, &totals.services, &totals.products, &totals.paid, &totals.unpaid].map(figures);
    let expected = [
        [(3, 870), (2, 570), (1, 300)],
        [(2, 600), (1, 500), (1, 100)],
        [(2, 270), (1, 70), (1, 200)],
        [(1, 500), (1, 500), (0, 0)],
        [(2, 370), (1, 70), (1, 300)],
    ];
    assert_eq!(parts, expected);
    let authors: Vec<_> =
        totals.authors.iter().map(|(name, split)| (name.as_str(), figures(split))).collect();
    assert_eq!(
        authors,
        [("Козлов", [(1, 300), (0, 0), (1, 300)]), ("Смирнова", [(2, 570), (2, 570), (0, 0)])]
    );
}

#[test]
fn an_invoice_that_was_saved_is_the_selected_one_wherever_its_form_stood() {
    for screen in [Screen::Clients, Screen::Invoices] {
        let mut model = working();
        let day = noon().date_naive();
        let effects = command(&mut model, Command::Show(Screen::Invoices));
        answer(&mut model, last_request(&effects), Query::Invoices(day), invoices(&[1]));
        assert_eq!(model.invoices.selected, Some(1));
        command(&mut model, Command::Show(screen));
        command(&mut model, Command::New { kind: RecordKind::Invoice, client: None, patient: None });
        let form = model.form.as_ref().unwrap().seq;
        let saved = Ok(Saved { local_id: 2, queue_id: 1, warnings: Vec::new() });
        let reply = Reply::Saved { form, kind: RecordKind::Invoice, saved };
        let effects = update(&mut model, Message::Worker(reply));
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::Store(Job::Query { id, query: Query::Invoices(_) }) => Some(*id),
            _ => None,
        });
        answer(&mut model, asked.unwrap(), Query::Invoices(day), invoices(&[2, 1]));
        assert_eq!(model.invoices.selected, Some(2), "{screen:?}");
    }
}

#[test]
fn what_others_did_to_the_store_is_asked_for_by_all_that_shows_it() {
    let mut model = working();
    command(&mut model, Command::Show(Screen::Queue));
    command(&mut model, Command::Show(Screen::Prices));
    let effects = update(&mut model, Message::Worker(Reply::ChangedElsewhere));
    assert_eq!(queries(&effects), ["report", "clients", "prices", "queue"]);
}

#[test]
fn a_first_row_that_comes_late_is_selected_too() {
    let mut model = working();
    let effects = command(&mut model, Command::SearchClients(String::new()));
    let query = || Query::Clients { text: String::new(), first: 0, limit: 200 };
    answer(&mut model, last_request(&effects), query(), clients(&[]));
    let changes = ChangeSet { clients: true, ..ChangeSet::default() };
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
    let Effect::Store(Job::Query { id, .. }) = effects[1] else { panic!() };
    answer(&mut model, id, query(), clients(&[7, 8]));
    assert_eq!(model.clients.selected, Some(7));
}

fn appointments(ids: &[i64]) -> Answer {
    let row = |id: &i64| AppointmentRow {
        id: *id,
        server_id: None,
        client_id: 1,
        client_name: String::new(),
        client_server_id: None,
        patient_server_id: None,
        patient_id: 1,
        patient_name: String::new(),
        date: noon().date_naive(),
        time: noon().time(),
        doctor_name: None,
        notes: None,
        synced: false,
        state: RowState::LocalOnly,
    };
    Answer::Appointments(ids.iter().map(row).collect())
}

#[test]
fn the_first_row_of_a_day_is_selected_until_another_one_of_it_is() {
    let mut model = working();
    let day = noon().date_naive();
    let cases = [
        (None, vec![3, 4], Some(3)),
        (Some(4), vec![3, 4], Some(4)),
        (Some(4), vec![5, 4, 3], Some(4)),
        (Some(4), vec![5, 3], Some(5)),
        (Some(4), vec![], None),
    ];
    for (before, listed, expected) in cases {
        let effects = command(&mut model, Command::ShowDay(DayScreen::Appointments, day));
        model.appointments.selected = before;
        answer(&mut model, last_request(&effects), Query::Appointments(day), appointments(&listed));
        assert_eq!(model.appointments.selected, expected, "{before:?} of {listed:?}");
    }
    // The row that was just saved is not in a list asked for before.
    let early = command(&mut model, Command::ShowDay(DayScreen::Appointments, day));
    command(&mut model, Command::ShowDay(DayScreen::Appointments, day));
    model.appointments.selected = Some(9);
    answer(&mut model, last_request(&early), Query::Appointments(day), appointments(&[3]));
    assert_eq!(model.appointments.selected, Some(9));
}

pub(super) fn queue_row(id: i64) -> QueueRow {
    QueueRow {
        id,
        kind: ActionKind::CreateClient,
        local_id: id,
        client_id: None,
        patient_id: None,
        title: String::new(),
        about: None,
        amount: None,
        author: String::new(),
        state: QueueState::Waiting,
        kind_state: None,
        held_by: None,
        held_by_name: None,
        attempts: 0,
        error_message: None,
        error_code: None,
        error_field: None,
        idempotency_key: String::new(),
        payload: String::new(),
        created_at: noon().to_utc(),
        updated_at: noon().to_utc(),
    }
}

fn queued(ids: &[i64]) -> Answer {
    Answer::Queue(ids.iter().copied().map(queue_row).collect())
}

#[test]
fn the_first_action_is_selected_once_the_selected_one_has_gone() {
    let mut model = working();
    queue_was_shown(&mut model);
    report_is(&mut model, StoreReport::default());
    let mut shown = |listed: &[i64]| {
        let changes = ChangeSet { queue: true, ..ChangeSet::default() };
        let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
        answer(&mut model, last_request(&effects), Query::Queue, queued(listed));
        model.queue.selected
    };
    assert_eq!(shown(&[5, 6]), Some(QueueItem::Action(5)));
    assert_eq!(shown(&[4, 5, 6]), Some(QueueItem::Action(5)));
    assert_eq!(shown(&[4, 6]), Some(QueueItem::Action(4)));
    assert_eq!(shown(&[]), None);
}

#[test]
fn nothing_is_selected_before_it_is_known_what_stands_on_top() {
    let mut model = working();
    queue_was_shown(&mut model);
    let changes = ChangeSet { queue: true, ..ChangeSet::default() };
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
    answer(&mut model, last_request(&effects), Query::Queue, queued(&[5, 6]));
    assert_eq!(model.queue.selected, None);
    let problems = vec![ServerProblem::ServerRestored];
    report_is(&mut model, StoreReport { problems, ..StoreReport::default() });
    assert_eq!(model.queue.selected, Some(QueueItem::Problem(ProblemKind::ServerRestored)));
}

#[test]
fn a_change_makes_just_the_slots_that_show_it_ask_again() {
    let none = ChangeSet::default();
    let cases = [
        (ChangeSet { nomenclature: true, ..none }, vec!["report", "prices", "queue"]),
        (ChangeSet { queue: true, ..none }, vec!["report", "clients", "appointments", "queue"]),
        (ChangeSet { appointments: true, ..none }, vec!["report", "appointments", "queue"]),
        (ChangeSet { invoices: true, ..none }, vec!["report", "queue"]),
    ];
    for (changes, expected) in cases {
        let mut model = working();
        for screen in [Screen::Queue, Screen::Appointments, Screen::Prices] {
            command(&mut model, Command::Show(screen));
        }
        let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
        assert_eq!(queries(&effects), expected, "{changes:?}");
    }
}

#[test]
fn a_day_is_stepped_typed_and_named_when_it_is_none() {
    let mut model = working();
    command(&mut model, Command::StepDay(DayScreen::Appointments, -1));
    assert_eq!(model.appointments.day.to_string(), "2026-11-21");
    command(&mut model, Command::TypeDay(DayScreen::Appointments, "1.12".to_owned()));
    assert_eq!(model.appointments.day.to_string(), "2026-12-01");
    assert!(command(&mut model, Command::TypeDay(DayScreen::Appointments, "31.11".to_owned())).is_empty());
    assert_eq!(model.appointments.day_problem, Some(Problem::NotADate));
    assert_eq!(model.invoices.day, model.today());
}

#[test]
fn a_sync_shows_after_a_moment_and_the_status_follows_the_report() {
    let mut model = working();
    assert_eq!(model.status.state, None);
    let pending = Tally { actions: 2, ..Tally::default() };
    let report = StoreReport {
        online: true,
        downloaded: true,
        last_cycle_good: true,
        pending,
        oldest_pending: Some((noon() - TimeDelta::minutes(12)).to_utc()),
        ..StoreReport::default()
    };
    let id = last_request(&update(&mut model, Message::Sync(SyncEvent::Changed(ChangeSet::default()))));
    let query = Query::Report(noon().fixed_offset());
    answer(&mut model, id, query, Answer::Report(Arc::new(report)));
    assert_eq!((model.status.state, model.status.pending), (Some(SyncState::Waiting), 2));
    assert_eq!(model.status.oldest_unsent, Some(TimeDelta::minutes(12)));
    assert_eq!(model.next_change(), Some(Duration::from_secs(60)));

    update(&mut model, Message::Sync(SyncEvent::Started { at: noon().to_utc() }));
    assert_eq!((model.status.state, model.status.syncing), (Some(SyncState::Waiting), true));
    assert_eq!(model.next_change(), Some(Duration::from_millis(400)));
    model.now = noon() + TimeDelta::milliseconds(400);
    update(&mut model, Message::Tick);
    assert_eq!(model.status.state, Some(SyncState::Syncing));
}

#[test]
fn a_store_that_another_sync_holds_for_long_or_that_fails_is_never_green() {
    let mut model = working();
    let report =
        StoreReport { online: true, downloaded: true, last_cycle_good: true, ..StoreReport::default() };
    let id = last_request(&update(&mut model, Message::Sync(SyncEvent::Changed(ChangeSet::default()))));
    answer(&mut model, id, Query::Report(noon().fixed_offset()), Answer::Report(Arc::new(report)));
    assert_eq!(model.status.state, Some(SyncState::Synced));
    let mut ends = |after, outcome| {
        model.now = noon() + TimeDelta::seconds(after);
        update(&mut model, ended(outcome, None));
        model.status.state
    };
    let failed = || CycleOutcome::Failed(Unfinished::Store("busy".to_owned()));
    let (green, waiting) = (Some(SyncState::Synced), Some(SyncState::Waiting));
    assert_eq!(ends(0, CycleOutcome::Locked), green, "the other one may have just begun");
    assert_eq!(ends(60, CycleOutcome::Locked), waiting);
    assert_eq!(ends(120, CycleOutcome::Locked), waiting);
    assert_eq!(ends(180, CycleOutcome::Done), green);
    assert_eq!(ends(240, failed()), waiting);
    assert_eq!(ends(300, CycleOutcome::Locked), green);
}

#[test]
fn a_sync_that_stands_still_is_said_until_another_one_has_the_store() {
    for stopped in [Stopped::Restarting, Stopped::Hanging] {
        let mut model = working();
        update(&mut model, Message::SyncStopped(stopped));
        update(&mut model, Message::Errand(ErrandReply::SyncFailed("the sync before it hangs".to_owned())));
        let mut ends = |outcome| {
            update(&mut model, ended(outcome, None));
            model.status.stopped
        };
        assert_eq!(ends(CycleOutcome::Locked), Some(stopped), "the one that hangs keeps its lock");
        assert_eq!(ends(CycleOutcome::Done), None);
    }
}

#[test]
fn a_download_is_counted_list_by_list_and_the_first_one_known_as_such() {
    for (before, first) in [(None, true), (Some(noon().to_utc()), false)] {
        let mut model = working();
        let id = last_request(&update(&mut model, Message::Sync(SyncEvent::Changed(ChangeSet::default()))));
        let report = StoreReport { last_download: before, ..StoreReport::default() };
        let query = Query::Report(noon().fixed_offset());
        answer(&mut model, id, query, Answer::Report(Arc::new(report)));
        for (list, rows) in [(List::Clients, 61_974), (List::Patients, 82_371), (List::Nomenclature, 1_092)] {
            update(&mut model, Message::Sync(SyncEvent::Progress { list, rows }));
        }
        let expected = Download { clients: 61_974, patients: 82_371, nomenclature: 1_092, first };
        assert_eq!(model.status.download, Some(expected));
        update(&mut model, ended(CycleOutcome::Done, None));
        assert_eq!(model.status.download, None);
    }
}
