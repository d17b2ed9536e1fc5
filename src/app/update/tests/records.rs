//! Forms and queue actions.

use super::*;

fn client_form(full_name: &str) -> FormInput {
    let phone = "89161234567".to_owned();
    FormInput::Client(ClientForm { full_name: full_name.to_owned(), phone, ..ClientForm::default() })
}

fn new_client(model: &mut Model) -> u64 {
    command(model, Command::New { kind: RecordKind::Client, client: None, patient: None });
    model.form.as_ref().unwrap().seq
}

fn saved(id: i64) -> Saved {
    Saved { local_id: id, queue_id: 1, warnings: Vec::new() }
}

#[test]
fn a_form_is_saved_once_and_then_closed_with_a_notice() {
    let mut model = working();
    let form = new_client(&mut model);
    assert!(command(&mut model, Command::Save(client_form(" "))).is_empty());
    assert_eq!(model.form.as_ref().unwrap().error("full_name"), Some(&Problem::Required));
    command(&mut model, Command::Typed(client_form("  ")));
    assert_eq!(model.form.as_ref().unwrap().error("full_name"), Some(&Problem::Required), "still true");
    command(&mut model, Command::Typed(client_form("П")));
    assert!(model.form.as_ref().unwrap().errors.is_empty());

    let effects = command(&mut model, Command::Save(client_form("Петров")));
    let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((job.form, job.id, job.author.user_name.as_str()), (form, None, "admin"));
    assert!(command(&mut model, Command::Save(client_form("Петров"))).is_empty(), "being saved already");

    let reply = Reply::Saved { form, kind: RecordKind::Client, saved: Ok(saved(7)) };
    let effects = update(&mut model, Message::Worker(reply));
    assert!(model.form.is_none());
    assert_eq!(model.clients.selected, Some(7));
    assert_eq!(queries(&effects), ["card", "report", "clients", "card"]);
    assert!(matches!(model.notices[0].kind, NoticeKind::Saved { kind: RecordKind::Client, id: 7, .. }));
}

#[test]
fn a_refused_save_stands_beside_the_fields_of_its_form() {
    let mut model = working();
    command(&mut model, Command::New { kind: RecordKind::Invoice, client: None, patient: None });
    let line = LineForm { name: "Осмотр".to_owned(), price: "100".to_owned(), ..LineForm::default() };
    let lines = vec![LineForm::default(), line];
    let input = InvoiceForm { client: Choice::of(1, "И"), lines, ..InvoiceForm::default() };
    let effects = command(&mut model, Command::Save(FormInput::Invoice(input)));
    let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{effects:?}") };
    let (form, kind) = (job.form, RecordKind::Invoice);
    let errors = vec![FieldError::new("items[0].nomenclature_id", Problem::UnknownId(5))];
    let reply = Reply::Saved { form, kind, saved: Err(SaveError::Fields(errors)) };
    update(&mut model, Message::Worker(reply));
    let page = model.form.as_ref().unwrap();
    assert_eq!(page.error("items[1].nomenclature_id"), Some(&Problem::UnknownId(5)));
    assert!(page.can_save());

    let reply = Reply::Saved { form, kind, saved: Err(SaveError::InFlight) };
    update(&mut model, Message::Worker(reply));
    assert_eq!(model.form.as_ref().unwrap().access, Access::BeingSent);

    command(&mut model, Command::CloseForm);
    update(&mut model, Message::Worker(Reply::NotTaken { form, kind }));
    assert!(matches!(model.notices[0].kind, NoticeKind::NotSaved { .. }));
}

#[test]
fn an_opened_record_fills_its_form_and_once_sent_shows_what_was_sent() {
    let mut model = working();
    let effects = command(&mut model, Command::Open(RecordKind::Client, 7));
    let opened = model.form.as_ref().unwrap().seq;
    assert!(!model.form.as_ref().unwrap().can_save(), "not read yet");
    let record = |state, name| {
        let input = client_form(name);
        Answer::Record(Some(Box::new(Record { input, state, refusal: None })))
    };
    let query = || Query::Record(RecordKind::Client, 7);
    let waiting = RowState::Queued(QueueState::Waiting);
    answer(&mut model, last_request(&effects), query(), record(waiting, "Петров"));
    let page = model.form.as_ref().unwrap();
    assert!(page.seq > opened && page.can_save());
    assert_eq!(page.input, client_form("Петров"));
    let seq = page.seq;

    command(&mut model, Command::Save(client_form("")));
    let changes = || Message::Sync(SyncEvent::Changed(ChangeSet { queue: true, ..ChangeSet::default() }));
    let effects = update(&mut model, changes());
    answer(&mut model, last_request(&effects), query(), record(waiting, "Петров"));
    let page = model.form.as_ref().unwrap();
    assert!(page.error("full_name").is_some(), "what is wrong stays while it can be mended");
    assert_eq!(page.unsaved(&client_form("Сидоров")), [], "while it can be saved nothing is called lost");

    let effects = update(&mut model, changes());
    answer(&mut model, last_request(&effects), query(), record(RowState::OnServer, "Петров"));
    let page = model.form.as_ref().unwrap();
    assert_eq!((page.access, page.seq), (Access::OnServer, seq), "what was typed stays in the view's hands");
    assert_eq!((&page.input, page.errors.len()), (&client_form("Петров"), 0));
    let lost = [Unsaved { field: "full_name".into(), value: UnsavedValue::Text("Сидоров".into()) }];
    assert_eq!(page.unsaved(&client_form("Сидоров")), lost);
    assert_eq!(page.unsaved(&client_form("Петров")), []);
    assert!(command(&mut model, Command::Save(client_form("Сидоров"))).is_empty());
}

#[test]
fn a_save_that_comes_too_late_shows_the_record_as_it_went() {
    let mut model = working();
    let effects = command(&mut model, Command::Open(RecordKind::Client, 7));
    let record = |state| {
        Answer::Record(Some(Box::new(Record { input: client_form("Петров"), state, refusal: None })))
    };
    let query = || Query::Record(RecordKind::Client, 7);
    let waiting = RowState::Queued(QueueState::Waiting);
    answer(&mut model, last_request(&effects), query(), record(waiting));
    let form = model.form.as_ref().unwrap().seq;
    command(&mut model, Command::Save(client_form("Сидоров")));
    let reply = Reply::Saved { form, kind: RecordKind::Client, saved: Err(SaveError::OnServer) };
    let effects = update(&mut model, Message::Worker(reply));
    assert_eq!(queries(&effects), ["record"]);
    answer(&mut model, last_request(&effects), query(), record(RowState::OnServer));
    let page = model.form.as_ref().unwrap();
    assert!(page.is_read_only() && page.trouble.is_none(), "said once");
    assert_eq!(page.unsaved(&client_form("Сидоров")).len(), 1);
}

fn invoice_of(lines: &[(&str, &str)]) -> FormInput {
    let line = |(name, quantity): &(&str, &str)| LineForm {
        name: (*name).to_owned(),
        quantity: (*quantity).to_owned(),
        price: "100".to_owned(),
        ..LineForm::default()
    };
    let lines = lines.iter().map(line).collect();
    FormInput::Invoice(InvoiceForm { client: Choice::of(1, "И"), lines, ..InvoiceForm::default() })
}

fn said(model: &Model) -> Vec<&str> {
    model.form.as_ref().unwrap().errors.iter().map(|error| error.field.as_str()).collect()
}

#[test]
fn what_is_wrong_with_a_line_goes_where_the_line_goes_and_leaves_when_it_is_mended() {
    let mut model = working();
    command(&mut model, Command::New { kind: RecordKind::Invoice, client: None, patient: None });
    command(&mut model, Command::Save(invoice_of(&[])));
    assert_eq!(said(&model), ["items"]);
    command(&mut model, Command::Typed(invoice_of(&[("", "1")])));
    assert_eq!(
        said(&model),
        [""; 0],
        "there is a line now, and its own troubles are not said before the save"
    );

    command(&mut model, Command::Save(invoice_of(&[("а", "1"), ("б", "0"), ("в", "x")])));
    assert_eq!(said(&model), ["items[1].quantity", "items[2].quantity"]);
    assert_eq!(model.form.as_ref().unwrap().refused_saves, 2);
    command(&mut model, Command::Typed(invoice_of(&[("а", "1"), ("б", "-5"), ("в", "2x")])));
    assert_eq!(said(&model), ["items[1].quantity", "items[2].quantity"], "still true");
    command(&mut model, Command::LineAdded(1));
    command(&mut model, Command::Typed(invoice_of(&[("а", "1"), ("", "1"), ("б", "0"), ("в", "x")])));
    assert_eq!(said(&model), ["items[2].quantity", "items[3].quantity"]);
    command(&mut model, Command::LineRemoved(2));
    command(&mut model, Command::Typed(invoice_of(&[("а", "1"), ("", "1"), ("в", "x")])));
    assert_eq!(said(&model), ["items[2].quantity"]);
    command(&mut model, Command::Typed(invoice_of(&[("а", "1"), ("", "1"), ("в", "2")])));
    assert_eq!(said(&model), [""; 0]);
}

#[test]
fn what_the_store_said_of_a_choice_stands_until_another_is_made() {
    let mut model = working();
    let form = |client, patient, notes: &str| {
        let FormInput::Invoice(form) = invoice_of(&[("а", "1")]) else { unreachable!() };
        let (client, patient) = (Choice::of(client, "И"), Choice::of(patient, "М"));
        FormInput::Invoice(InvoiceForm { client, patient, notes: notes.to_owned(), ..form })
    };
    let refused = |model: &mut Model| {
        let effects = command(model, Command::Save(form(1, 2, "")));
        let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{effects:?}") };
        let errors = vec![FieldError::new("patient_id", Problem::OtherClientsPatient)];
        let saved = Err(SaveError::Fields(errors));
        update(model, Message::Worker(Reply::Saved { form: job.form, kind: RecordKind::Invoice, saved }));
    };
    command(&mut model, Command::New { kind: RecordKind::Invoice, client: None, patient: None });
    refused(&mut model);
    command(&mut model, Command::Typed(form(1, 2, "примечание")));
    assert_eq!(said(&model), ["patient_id"]);
    command(&mut model, Command::Typed(form(3, 2, "")));
    assert_eq!(said(&model), [""; 0], "of another client it may be true no more");
    refused(&mut model);
    command(&mut model, Command::Typed(form(1, 4, "")));
    assert_eq!(said(&model), [""; 0]);
}

#[test]
fn a_question_about_withdrawing_names_the_dependants_at_once() {
    let mut model = working();
    queue_was_shown(&mut model);
    let changes = ChangeSet { queue: true, ..ChangeSet::default() };
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
    let of = |id, kind, client_id, patient_id| QueueRow {
        kind,
        local_id: id,
        client_id,
        patient_id,
        ..lists::queue_row(id)
    };
    let rows = [
        of(1, ActionKind::CreateClient, None, None),
        of(2, ActionKind::CreatePatient, Some(1), None),
        of(3, ActionKind::CreateInvoice, Some(1), Some(2)),
        of(4, ActionKind::CreateInvoice, Some(9), Some(8)),
    ];
    answer(&mut model, last_request(&effects), Query::Queue, Answer::Queue(rows.into_iter().collect()));
    for (id, dependants) in [(1, vec![2, 3]), (2, vec![3]), (3, vec![])] {
        command(&mut model, Command::DiscardAction(id));
        let all = !dependants.is_empty();
        assert_eq!(model.queue.question.as_ref().unwrap().asks, Asks::Withdraw { dependants });
        let effects = command(&mut model, Command::ConfirmAction);
        let [Effect::Store(Job::Discard { with_dependants, .. })] = effects[..] else { panic!() };
        assert_eq!(with_dependants, all, "{id}");
    }
}

#[test]
fn what_ends_a_problem_for_good_is_asked_first() {
    let mut model = working();
    for (decision, asks) in [
        (Decision::DeclineShrink, Asks::DeclineShrink),
        (Decision::Dismiss(ProblemKind::MoneyDiffers), Asks::Dismiss),
        (Decision::Dismiss(ProblemKind::ServerRestored), Asks::Dismiss),
    ] {
        assert!(command(&mut model, Command::Decide(decision)).is_empty(), "{decision:?}");
        assert_eq!(model.queue.question.as_ref().unwrap().asks, asks);
        let effects = command(&mut model, Command::ConfirmAction);
        assert!(
            matches!(effects[..], [Effect::Store(Job::Decide { decision: done, .. })] if done == decision),
            "{effects:?}"
        );
    }
    let read = Decision::Dismiss(ProblemKind::StoreRestored);
    assert!(!command(&mut model, Command::Decide(read)).is_empty(), "nothing is lost by that");
}

#[test]
fn an_action_is_discarded_after_the_question_and_those_the_store_adds_after_another() {
    let mut model = working();
    assert!(command(&mut model, Command::ConfirmAction).is_empty());
    command(&mut model, Command::DiscardAction(5));
    let alone = command(&mut model, Command::ConfirmAction);
    assert!(matches!(alone[..], [Effect::Store(Job::Discard { queue_id: 5, with_dependants: false })]));
    assert!(command(&mut model, Command::ConfirmAction).is_empty(), "under way");
    let taken = Err(QueueError::Dependants(vec![6, 7]));
    update(&mut model, Message::Worker(Reply::Discarded { queue_id: 5, taken }));
    let named = Asks::Withdraw { dependants: vec![6, 7] };
    assert_eq!(model.queue.question.as_ref().unwrap().asks, named);
    let all = command(&mut model, Command::ConfirmAction);
    assert!(matches!(all[..], [Effect::Store(Job::Discard { with_dependants: true, .. })]));
    update(&mut model, Message::Worker(Reply::Discarded { queue_id: 5, taken: Ok(vec![5, 6, 7]) }));
    assert!(model.queue.question.is_none());
    assert!(matches!(model.notices[0].kind, NoticeKind::Discarded { actions: 3 }));
}

/// A queue of the actions 1 and 2 in these states.
fn queue_of(model: &mut Model, states: &[QueueState]) {
    if !model.queue.list.was_asked() {
        queue_was_shown(model);
    }
    let changes = ChangeSet { queue: true, ..ChangeSet::default() };
    let effects = update(model, Message::Sync(SyncEvent::Changed(changes)));
    let rows = (1..).zip(states).map(|(id, state)| QueueRow { state: *state, ..lists::queue_row(id) });
    let rows = Answer::Queue(rows.collect());
    answer(model, last_request(&effects), Query::Queue, rows);
}

#[test]
fn what_may_be_on_the_server_is_sent_again_only_after_a_question() {
    let mut model = working();
    queue_of(&mut model, &[QueueState::InDoubt, QueueState::Refused, QueueState::Waiting]);
    let at_once = command(&mut model, Command::RetryAction(2));
    assert!(matches!(at_once[..], [Effect::Store(Job::Retry { queue_id: 2, .. })]), "{at_once:?}");
    assert!(command(&mut model, Command::RetryAction(3)).is_empty());
    assert!(model.queue.question.is_none());

    assert!(command(&mut model, Command::RetryAction(1)).is_empty());
    assert_eq!(model.queue.question.as_ref().unwrap().asks, Asks::SendAgain);
    let confirmed = command(&mut model, Command::ConfirmAction);
    assert!(matches!(confirmed[..], [Effect::Store(Job::Retry { queue_id: 1, .. })]), "{confirmed:?}");
    assert!(command(&mut model, Command::ConfirmAction).is_empty(), "once");
}

#[test]
fn a_question_goes_with_its_screen_and_with_what_it_is_about() {
    let mut model = working();
    let both = [QueueState::InDoubt, QueueState::Refused];
    for ask in [Command::RetryAction(1), Command::DiscardAction(1)] {
        queue_of(&mut model, &both);
        command(&mut model, ask.clone());
        queue_of(&mut model, &both);
        assert!(model.queue.question.is_some(), "nothing changed");
        command(&mut model, Command::Show(Screen::Clients));
        assert!(model.queue.question.is_none(), "another screen");
        command(&mut model, ask.clone());
        command(&mut model, Command::SelectInQueue(QueueItem::Action(2)));
        assert!(model.queue.question.is_none(), "another action");
        command(&mut model, ask.clone());
        queue_of(&mut model, &[QueueState::Sending]);
        assert!(model.queue.question.is_none(), "it is on its way");
        queue_of(&mut model, &both);
        command(&mut model, ask);
        queue_of(&mut model, &[]);
        assert!(model.queue.question.is_none(), "it has gone");
    }
}

#[test]
fn a_record_saved_for_another_day_is_shown_on_that_day() {
    let mut model = working();
    command(&mut model, Command::Show(Screen::Appointments));
    let mut save = |screen, date: &str| {
        model.screen = screen;
        model.appointments.day = noon().date_naive();
        command(&mut model, Command::New { kind: RecordKind::Appointment, client: None, patient: None });
        let (client, patient) = (Choice::of(1, "И"), Choice::of(2, "М"));
        let (date, time, reason) = (date.to_owned(), "930".to_owned(), "осмотр".to_owned());
        let form =
            AppointmentForm { client, patient, date, time, notes: reason, ..AppointmentForm::default() };
        let effects = command(&mut model, Command::Save(FormInput::Appointment(form)));
        let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{:?}", model.form) };
        let saved = Ok(Saved { local_id: 7, queue_id: 1, warnings: Vec::new() });
        let reply = Reply::Saved { form: job.form, kind: RecordKind::Appointment, saved };
        update(&mut model, Message::Worker(reply));
        assert_eq!(model.appointments.selected, Some(7));
        model.appointments.day.to_string()
    };
    assert_eq!(save(Screen::Appointments, "24.11.2026"), "2026-11-24");
    assert_eq!(save(Screen::Appointments, "22.11.2026"), "2026-11-22");
    assert_eq!(save(Screen::Clients, "24.11.2026"), "2026-11-22", "nobody looks at that screen");
}

#[test]
fn a_new_invoice_is_shown_among_those_of_today() {
    let mut model = working();
    command(&mut model, Command::Show(Screen::Invoices));
    command(&mut model, Command::StepDay(DayScreen::Invoices, -1));
    command(&mut model, Command::New { kind: RecordKind::Invoice, client: None, patient: None });
    let FormInput::Invoice(form) = invoice_of(&[("а", "1")]) else { unreachable!() };
    let form = InvoiceForm { client: Choice::of(1, "И"), ..form };
    let effects = command(&mut model, Command::Save(FormInput::Invoice(form)));
    let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{:?}", model.form) };
    let saved = Ok(Saved { local_id: 7, queue_id: 1, warnings: Vec::new() });
    update(&mut model, Message::Worker(Reply::Saved { form: job.form, kind: RecordKind::Invoice, saved }));
    assert_eq!((model.invoices.day, model.invoices.selected), (noon().date_naive(), Some(7)));
}

#[test]
fn whoever_opens_the_queue_comes_to_what_needs_a_person() {
    let mut model = working();
    queue_of(&mut model, &[QueueState::Waiting, QueueState::Waiting]);
    command(&mut model, Command::SelectInQueue(QueueItem::Action(2)));
    assert!(command(&mut model, Command::Show(Screen::Queue)).is_empty(), "nobody asked for the journal");
    assert_eq!(model.queue.selected, Some(QueueItem::Action(2)), "nothing needs one");
    queue_of(&mut model, &[QueueState::Refused, QueueState::Waiting]);
    assert_eq!(model.queue.selected, Some(QueueItem::Action(2)), "no line moves under the cursor");
    command(&mut model, Command::Show(Screen::Queue));
    assert_eq!(model.queue.selected, Some(QueueItem::Action(1)));

    let report = StoreReport { problems: vec![ServerProblem::ServerRestored], ..StoreReport::default() };
    report_is(&mut model, report);
    assert_eq!(model.status.attention, 1);
    let problem = QueueItem::Problem(ProblemKind::ServerRestored);
    command(&mut model, Command::SelectInQueue(problem));
    report_is(&mut model, StoreReport::default());
    assert_eq!(model.queue.selected, Some(QueueItem::Action(1)), "the problem is over");
}

#[test]
fn the_journal_is_asked_for_only_where_it_is_looked_at() {
    let mut model = working();
    let journal = |effects: &[Effect]| queries(effects).contains(&"journal");
    let changed = || Message::Sync(SyncEvent::Changed(ChangeSet { queue: true, ..ChangeSet::default() }));
    command(&mut model, Command::Show(Screen::Queue));
    assert!(!journal(&update(&mut model, changed())));
    assert!(journal(&command(&mut model, Command::ShowTab(QueueTab::Journal))));
    assert!(journal(&update(&mut model, changed())));
    command(&mut model, Command::Show(Screen::Clients));
    assert!(!journal(&update(&mut model, changed())));
    assert!(journal(&command(&mut model, Command::Show(Screen::Queue))), "as it is by now");
}
