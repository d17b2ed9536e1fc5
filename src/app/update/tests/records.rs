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
    command(&mut model, Command::ClearFieldError("full_name".to_owned()));
    assert!(model.form.as_ref().unwrap().errors.is_empty());

    let effects = command(&mut model, Command::Save(client_form("Петров")));
    let [Effect::Store(Job::Save(job))] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((job.form, job.id, job.author.user_name.as_str()), (form, None, "admin"));
    assert!(command(&mut model, Command::Save(client_form("Петров"))).is_empty(), "being saved already");

    let reply = Reply::Saved { form, kind: RecordKind::Client, saved: Ok(saved(7)) };
    let effects = update(&mut model, Message::Worker(reply));
    assert!(model.form.is_none());
    assert_eq!(model.clients.selected, Some(7));
    assert_eq!(queries(&effects), ["card", "report", "clients", "card", "queue"]);
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
    assert!(matches!(model.form.as_ref().unwrap().trouble, Some(SaveTrouble::BeingSent)));

    command(&mut model, Command::CloseForm);
    update(&mut model, Message::Worker(Reply::NotTaken { form, kind }));
    assert!(matches!(model.notices[0].kind, NoticeKind::NotSaved { .. }));
}

#[test]
fn an_opened_record_fills_its_form_and_its_sending_closes_it_for_changes() {
    let mut model = working();
    let effects = command(&mut model, Command::Open(RecordKind::Client, 7));
    let opened = model.form.as_ref().unwrap().seq;
    assert!(!model.form.as_ref().unwrap().can_save(), "not read yet");
    let record = |state| {
        let input = client_form("Петров");
        Answer::Record(Some(Record { input, state, refusal: None }))
    };
    let query = || Query::Record(RecordKind::Client, 7);
    let waiting = RowState::Queued(crate::domain::QueueState::Waiting);
    answer(&mut model, last_request(&effects), query(), record(waiting));
    let page = model.form.as_ref().unwrap();
    assert!(page.seq > opened && page.can_save());
    assert_eq!(page.input, client_form("Петров"));
    let seq = page.seq;

    let changes = ChangeSet { queue: true, ..ChangeSet::default() };
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(changes)));
    answer(&mut model, last_request(&effects), query(), record(RowState::OnServer));
    let page = model.form.as_ref().unwrap();
    assert_eq!((page.access, page.seq), (Access::OnServer, seq), "what was typed stays");
    assert!(command(&mut model, Command::Save(client_form("Сидоров"))).is_empty());
}

#[test]
fn an_action_is_discarded_after_the_question_and_its_dependants_after_another() {
    let mut model = working();
    assert!(command(&mut model, Command::ConfirmDiscard).is_empty());
    command(&mut model, Command::DiscardAction(5));
    let alone = command(&mut model, Command::ConfirmDiscard);
    assert!(matches!(alone[..], [Effect::Store(Job::Discard { queue_id: 5, with_dependants: false })]));
    assert!(command(&mut model, Command::ConfirmDiscard).is_empty(), "under way");
    let taken = Err(QueueError::Dependants(vec![6, 7]));
    update(&mut model, Message::Worker(Reply::Discarded { queue_id: 5, taken }));
    assert_eq!(model.queue.question.as_ref().unwrap().dependants, [6, 7]);
    let all = command(&mut model, Command::ConfirmDiscard);
    assert!(matches!(all[..], [Effect::Store(Job::Discard { with_dependants: true, .. })]));
    update(&mut model, Message::Worker(Reply::Discarded { queue_id: 5, taken: Ok(vec![5, 6, 7]) }));
    assert!(model.queue.question.is_none());
    assert!(matches!(model.notices[0].kind, NoticeKind::Discarded { actions: 3 }));
}
