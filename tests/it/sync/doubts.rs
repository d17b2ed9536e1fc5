//! A server without keys, and a lost answer: a later download tells of clients and patients, a person of the rest. Nothing
//! goes a second time without that.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vetsystem_companion::domain::{ClientDraft, QueueState, SyncState};
use vetsystem_companion::store::{QueueRow, Saved};
use vetsystem_companion::sync::{CycleOptions, CycleReport, Download, Engine, Timing, Trigger};

use crate::support::{
    Bench, Chain, Fault, INITIAL_DATA, Proxy, UPLOAD, client, invoice, local_now, patient, query, timing,
};

/// One cycle of the sync that goes on by itself, so much later.
pub(super) fn cycle_after(bench: &Bench, later: TimeDelta, full: bool) -> CycleReport {
    cycle(bench, &Timing { ahead: later, ..timing() }, full)
}

/// The same with these times, doubts taking as long as they do.
pub(super) fn cycle(bench: &Bench, timing: &Timing, full: bool) -> CycleReport {
    let Timing { settle_after, settle_every, .. } = Timing::default();
    let timing = Timing { settle_after, settle_every, ..*timing };
    let mut engine = Engine::open(bench.session.engine_config(timing)).unwrap();
    engine
        .cycle(CycleOptions { trigger: Trigger::Automatic, download: Download::full_if(full) }, &mut |_| {})
        .unwrap()
}

pub(super) fn save(bench: &Bench, draft: &ClientDraft) -> Saved {
    bench.store().save_client(&bench.session.author(), local_now(), None, draft).unwrap()
}

fn states(bench: &Bench) -> Vec<QueueState> {
    bench.store().queue().unwrap().iter().map(|row| row.state).collect()
}

fn only_row(bench: &Bench) -> QueueRow {
    let mut queue = bench.store().queue().unwrap();
    assert_eq!(queue.len(), 1, "{queue:?}");
    queue.remove(0)
}

fn on_server(bench: &Bench, list: &str) -> usize {
    bench.dump()[list].as_array().unwrap().len()
}

/// A classic server, behind a proxy, whose next upload fails so.
pub(super) fn classic(fault: Fault) -> (Bench, Proxy) {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    proxy.fault(UPLOAD, fault);
    (bench, proxy)
}

pub(super) const MINUTES: fn(i64) -> TimeDelta = TimeDelta::minutes;
pub(super) const SECONDS: fn(i64) -> TimeDelta = TimeDelta::seconds;

#[test]
fn what_arrived_is_adopted_from_a_later_download_and_its_children_follow() {
    let (bench, proxy) = classic(Fault::LoseAnswer);
    let owner = save(&bench, &client("Пётр  Иванов")).local_id;
    bench.store().save_patient(&bench.session.author(), local_now(), None, &patient("Мурка", owner)).unwrap();
    cycle_after(&bench, MINUTES(0), false);
    proxy.calm();
    let queue = bench.queue_json();
    assert_eq!((&queue[0]["state"], &queue[0]["status"]), (&json!("settling"), &json!("pending")));
    assert_eq!((&queue[1]["state"], &queue[1]["held_by"]), (&json!("held"), &json!(1)));
    let report = bench.report();
    assert_eq!((report.pending.actions, report.attention()), (2, 0));
    assert_eq!(report.facts(false).state(), SyncState::Waiting);

    // A download every quarter of an hour at most, and none that began within a minute of the send tells anything.
    cycle_after(&bench, MINUTES(14), false);
    assert_eq!(proxy.bodies(INITIAL_DATA).len(), 0);
    cycle_after(&bench, SECONDS(50), true);
    assert_eq!(states(&bench), [QueueState::Settling, QueueState::Held]);
    assert_eq!(bench.report().counts.clients, 2, "the server's row and the one made here");

    let report = cycle_after(&bench, MINUTES(17), false);
    assert_eq!((report.in_doubt, states(&bench)), (0, vec![QueueState::Waiting]));
    cycle_after(&bench, MINUTES(18), false);
    assert_eq!(bench.store().queue().unwrap(), []);
    assert_eq!((on_server(&bench, "clients"), on_server(&bench, "patients")), (1, 1));
    let (dump, adopted) = (bench.dump(), bench.store().client(owner).unwrap().unwrap());
    assert_eq!(
        (json!(adopted.server_id), &dump["patients"][0]["owner_server_id"], bench.report().counts.clients),
        (dump["clients"][0]["id"].clone(), &dump["clients"][0]["id"], 1)
    );
    let results = query(&bench.session.store_path, "SELECT group_concat(result) FROM journal");
    assert_eq!(
        (results.as_str(), bench.status_words().as_str()),
        ("adopted,sent", "Все данные синхронизированы")
    );
}

#[test]
fn a_patient_in_doubt_is_adopted_under_its_own_client() {
    let mut bench = Bench::classic().downloaded();
    let owner = save(&bench, &client("Иван Петров")).local_id;
    bench.good_cycle();
    let proxy = bench.behind_proxy();
    let animal = bench
        .store()
        .save_patient(&bench.session.author(), local_now(), None, &patient("Мурка", owner))
        .unwrap();
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    cycle_after(&bench, MINUTES(0), false);
    proxy.calm();
    assert_eq!(only_row(&bench).state, QueueState::Settling);
    cycle_after(&bench, MINUTES(16), false);
    assert_eq!((bench.store().queue().unwrap(), on_server(&bench, "patients")), (vec![], 1));
    assert_eq!(bench.store().patient(animal.local_id).unwrap().unwrap().client_id, Some(owner));
    assert_eq!(bench.report().counts.patients, 1);
}

#[test]
fn what_did_not_arrive_goes_once_more_and_a_second_doubt_is_a_persons() {
    let (bench, proxy) = classic(Fault::HangUp);
    save(&bench, &client("Иван Петров"));
    cycle_after(&bench, MINUTES(0), false);
    assert_eq!((only_row(&bench).state, bench.report().in_doubt.actions), (QueueState::Settling, 0));
    cycle_after(&bench, MINUTES(16), false);
    let row = only_row(&bench);
    assert_eq!((row.state, row.attempts, row.error_code), (QueueState::Waiting, 1, None));
    let report = cycle_after(&bench, MINUTES(17), false);
    assert_eq!((only_row(&bench).state, report.in_doubt), (QueueState::InDoubt, 1));
    cycle_after(&bench, MINUTES(60), true);
    proxy.calm();
    cycle_after(&bench, MINUTES(90), true);
    assert_eq!((only_row(&bench).state, proxy.bodies(UPLOAD).len()), (QueueState::InDoubt, 0));
    assert_eq!(bench.status_words(), "Требует внимания: 1");
}

/// Sent with these addresses, what befell the request, and what is left of it.
type Case = (&'static [Option<&'static str>], Fault, &'static [QueueState]);

#[test]
fn only_one_row_that_nobody_else_claims_settles_a_doubt() {
    let client_with =
        |email: Option<&str>| ClientDraft { email: email.map(Into::into), ..client("Иван Петров") };
    let settling = [QueueState::Settling];
    // What is sent in doubt, and what becomes of the doubts when another one like it is on the server besides.
    let alike = "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('alike', 'иван петров', '+79161234567', 'x')";
    let cases: [Case; 5] = [
        (&[None], Fault::HangUp, &[]),
        (&[None], Fault::LoseAnswer, &[QueueState::InDoubt]),
        (&[Some("a@b.ru")], Fault::HangUp, &[QueueState::Waiting]),
        (&[Some("a@b.ru")], Fault::LoseAnswer, &[]),
        (&[None, None], Fault::HangUp, &[QueueState::InDoubt; 2]),
    ];
    for (emails, fault, expected) in cases {
        let (bench, proxy) = classic(fault.clone());
        for email in emails {
            save(&bench, &client_with(*email));
        }
        cycle_after(&bench, MINUTES(0), false);
        assert_eq!(states(&bench), settling.repeat(emails.len()), "{emails:?} {fault:?}");
        proxy.calm();
        crate::support::execute(&bench.database(), alike);
        cycle_after(&bench, MINUTES(16), false);
        assert_eq!(states(&bench), expected, "{emails:?} {fault:?}");
    }
}

#[test]
fn a_row_known_before_is_not_what_was_sent() {
    let mut bench = Bench::classic();
    crate::support::execute(
        &bench.database(),
        "INSERT INTO clients (id, full_name, phone, received_at) VALUES ('old', 'Иван Петров', '89161234567', 'x')",
    );
    bench.good_cycle();
    let proxy = bench.behind_proxy();
    save(&bench, &client("Иван Петров"));
    proxy.fault(UPLOAD, Fault::HangUp);
    cycle_after(&bench, MINUTES(0), false);
    proxy.calm();
    cycle_after(&bench, MINUTES(16), false);
    assert_eq!(only_row(&bench).state, QueueState::Waiting);
}

#[test]
fn short_phones_appointments_and_invoices_are_a_persons_at_once() {
    let (bench, proxy) = classic(Fault::LoseAnswer);
    let short = ClientDraft { phone: "33-10-12".to_owned(), ..client("Иван Петров") };
    save(&bench, &short);
    cycle_after(&bench, MINUTES(0), false);
    assert_eq!(only_row(&bench).state, QueueState::InDoubt);
    proxy.calm();
    let settled = bench.run(&["queue", "resolve", "1", "--sent"]);
    assert_eq!(settled.code, 1, "nothing like it was downloaded: {settled:?}");
    assert!(settled.stderr.contains("sync --full"), "{settled:?}");
    bench.full_cycle();
    assert_eq!(bench.run(&["queue", "resolve", "1", "--sent"]).code, 0);
    assert_eq!((bench.store().queue().unwrap(), bench.report().counts.clients), (vec![], 1));

    let animal =
        bench.store().save_patient(&bench.session.author(), local_now(), None, &patient("Мурка", 1)).unwrap();
    bench.good_cycle();
    proxy.fault(UPLOAD, Fault::HangUp);
    let downloads = proxy.bodies(INITIAL_DATA).len();
    let (mut store, author) = (bench.store(), bench.session.author());
    store.save_invoice(&author, local_now(), None, &invoice(1, Some(animal.local_id))).unwrap();
    cycle_after(&bench, MINUTES(0), false);
    assert_eq!(only_row(&bench).state, QueueState::InDoubt);
    cycle_after(&bench, MINUTES(20), false);
    assert_eq!((only_row(&bench).state, proxy.bodies(INITIAL_DATA).len()), (QueueState::InDoubt, downloads));
}

#[test]
fn a_person_says_how_a_doubt_ended() {
    let (bench, proxy) = classic(Fault::HangUp);
    let bill = |owner| {
        bench.store().save_invoice(&bench.session.author(), local_now(), None, &invoice(owner, None)).unwrap()
    };
    proxy.calm();
    let owner = save(&bench, &client("Иван Петров")).local_id;
    bench.good_cycle();
    proxy.fault(UPLOAD, Fault::HangUp);
    let bills: Vec<Saved> = (0..3).map(|_| bill(owner)).collect();
    let resolve =
        |saved: &Saved, how| bench.run(&["queue", "resolve", &saved.queue_id.to_string(), how]).code;
    assert_eq!(resolve(&bills[0], "--sent"), 1, "it waits, and is in no doubt");
    cycle_after(&bench, MINUTES(0), false);
    assert_eq!(states(&bench), [QueueState::InDoubt; 3]);
    assert_eq!(bench.run(&["queue", "resolve", "2"]).code, 2, "one of the three must be said");
    assert_eq!(bench.run(&["queue", "resolve", "2", "--sent", "--drop"]).code, 2);

    for (saved, how) in bills.iter().zip(["--sent", "--resend", "--drop"]) {
        assert_eq!(resolve(saved, how), 0, "{how}");
    }
    let shown: Vec<Value> = bills
        .iter()
        .map(|saved| {
            bench.run(&["show", "invoice", &saved.local_id.to_string(), "--json"]).json()["state"].clone()
        })
        .collect();
    assert_eq!(shown, [json!("on_server"), json!("waiting"), json!("local_only")]);
    assert_eq!(only_row(&bench).id, bills[1].queue_id);
    let journal = query(
        &bench.session.store_path,
        "SELECT group_concat(result || ':' || server_id || ':' || coalesce(amount_kopecks, ''), ' ') FROM journal
         WHERE action_type = 'create_invoice'",
    );
    assert_eq!(journal, "by_hand::500000");
}

#[test]
fn a_doubt_about_a_parent_is_not_dropped_with_its_children_unnamed() {
    let (bench, _proxy) = classic(Fault::HangUp);
    let chain = Chain::save(&mut bench.store(), &bench.session.author());
    cycle_after(&bench, MINUTES(0), false);
    let refusal = bench.run(&["queue", "resolve", &chain.client.queue_id.to_string(), "--drop"]);
    assert_eq!(refusal.code, 2, "{refusal:?}");
    assert_eq!(bench.store().queue().unwrap().len(), 4);
}
