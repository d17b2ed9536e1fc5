//! A kind of action that a classic server never takes is one line, not a hundred, and a person can put it aside.

use serde_json::json;
use vetsystem_companion::domain::{ActionKind, KindState, QueueState, SyncState};
use vetsystem_companion::store::{RowState, Saved, TriedAgain};

use crate::support::{Bench, Chain, Fault, UPLOAD, appointment, client, invoice, local_now, patient};

const GREEN: &str = "Все данные синхронизированы";

/// A client and its patient, both on a classic server.
fn with_patient() -> (Bench, i64, i64) {
    let bench = Bench::classic().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    let owner = store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap().local_id;
    let animal = store.save_patient(&author, local_now(), None, &patient("Мурка", owner)).unwrap().local_id;
    bench.good_cycle();
    (bench, owner, animal)
}

fn visit(bench: &Bench, owner: i64, animal: i64) -> Saved {
    let draft = appointment(owner, animal);
    bench.store().save_appointment(&bench.session.author(), local_now(), None, &draft).unwrap()
}

fn states(bench: &Bench) -> Vec<(QueueState, Option<KindState>)> {
    bench.store().queue().unwrap().into_iter().map(|row| (row.state, row.kind_state)).collect()
}

#[test]
fn three_refusals_in_a_row_hold_the_kind_as_one_and_put_aside_it_counts_nowhere() {
    let (mut bench, owner, animal) = with_patient();
    for _ in 0..2 {
        visit(&bench, owner, animal);
    }
    bench.good_cycle();
    assert_eq!((states(&bench), bench.report().attention()), (vec![(QueueState::Refused, None); 2], 2));
    visit(&bench, owner, animal);
    bench.good_cycle();
    let held = Some(KindState::Held);
    visit(&bench, owner, animal);
    let expected = [vec![(QueueState::Refused, held); 3], vec![(QueueState::Held, held)]].concat();
    assert_eq!(states(&bench), expected);
    let report = bench.report();
    assert_eq!((report.attention(), report.pending.actions, report.refused.actions), (1, 0, 0));
    let kind = &report.held_kinds[0];
    assert_eq!((kind.kind, kind.actions.actions), (ActionKind::CreateAppointment, 4));
    assert!(kind.message.contains("doctor_id"), "{kind:?}");
    let row = bench.queue_json().remove(3);
    assert_eq!(
        (&row["state"], &row["kind_state"], &row["held_by"]),
        (&json!("held"), &json!("held"), &json!(null))
    );
    let proxy = bench.behind_proxy();
    bench.good_cycle();
    assert_eq!((proxy.bodies(UPLOAD).len(), bench.status_words().as_str()), (0, "Требует внимания: 1"));

    assert_eq!(bench.run(&["queue", "aside", "invoice"]).code, 1, "nothing is known against invoices");
    assert_eq!(bench.run(&["queue", "aside", "appointment"]).code, 0);
    let report = bench.report();
    assert_eq!((report.attention(), report.put_aside().actions, report.unsent().actions), (0, 4, 4));
    assert_eq!(bench.status_words(), GREEN);
    // Refused or waiting: one word for it in the queue and with the records.
    assert_eq!(states(&bench), [(QueueState::Aside, Some(KindState::Aside)); 4]);
    assert_eq!(bench.run(&["queue"]).stdout.matches("не уйдёт").count(), 4);
    let row = bench.queue_json().remove(0);
    assert_eq!((&row["state"], &row["status"]), (&json!("aside"), &json!("pending")));
    let rows = bench.store().appointments_of(owner).unwrap();
    assert!(rows.iter().all(|row| row.state == RowState::Queued(QueueState::Aside)), "{rows:?}");
    visit(&bench, owner, animal);
    bench.good_cycle();
    assert_eq!((proxy.bodies(UPLOAD).len(), bench.status_words().as_str()), (0, GREEN));
    assert_eq!(bench.run(&["status", "--json"]).json()["put_aside"], 5);
    let status = bench.run(&["status"]).stdout;
    assert!(status.contains("Не отправляется на этот сервер: 5"), "{status}");

    let alone = bench.queue_json()[0]["id"].to_string();
    assert_eq!(bench.run(&["queue", "retry", &alone]).code, 1, "one alone does not go");
    assert_eq!(states(&bench)[0].0, QueueState::Aside);
    assert_eq!(bench.run(&["queue", "resume", "appointment"]).code, 0);
    assert_eq!(states(&bench), [(QueueState::Waiting, None); 5]);
    bench.good_cycle();
    assert_eq!(proxy.bodies(UPLOAD).len(), 1);
    assert_eq!((states(&bench), bench.report().attention()), (vec![(QueueState::Refused, held); 5], 1));
    assert_eq!(bench.run(&["queue", "resume", "client"]).code, 1);
}

#[test]
fn invoices_whose_headers_may_have_stayed_are_held_too_and_each_can_still_be_decided() {
    let (bench, owner, animal) = with_patient();
    for _ in 0..4 {
        let draft = invoice(owner, Some(animal));
        bench.store().save_invoice(&bench.session.author(), local_now(), None, &draft).unwrap();
    }
    bench.good_cycle();
    assert_eq!(states(&bench), [(QueueState::InDoubt, Some(KindState::Held)); 4]);
    assert_eq!((bench.report().attention(), bench.report().unsent().money.0), (1, 2_000_000));
    let id = bench.queue_json()[0]["id"].to_string();
    assert_eq!(bench.run(&["queue", "resolve", &id, "--sent"]).code, 0);
    assert_eq!(bench.report().held_kinds[0].actions.actions, 3);
    let mut store = bench.store();
    assert!(store.put_aside(ActionKind::CreateInvoice).unwrap());
    let alone = bench.queue_json()[0]["id"].to_string();
    assert_eq!(bench.run(&["queue", "resolve", &alone, "--resend"]).code, 1, "one alone does not go");
    assert_eq!(states(&bench), [(QueueState::Aside, Some(KindState::Aside)); 3]);
    assert_eq!((bench.report().attention(), bench.report().put_aside().money.0), (0, 1_500_000));
    // What may have left a header does not go again with its kind.
    let tried = bench.store().try_kind_again(ActionKind::CreateInvoice, local_now()).unwrap();
    assert_eq!(tried, Some(TriedAgain { goes: 0, doubts: 3 }));
    assert_eq!((states(&bench), bench.report().attention()), (vec![(QueueState::InDoubt, None); 3], 3));
}

/// What a server says of one client after another, and whether the kind is held then.
const SAYINGS: [(&[&str], bool); 6] = [
    (&["Врач 1 занят", "Врач 2 занят", "врач 33 занят"], true),
    (&["занято «a»", "занято «b»", "занято «c»"], true),
    (&["a", "a"], false),
    (&["a", "b", "a", "a"], false),
    (&["a", "a", "", "a", "a"], false),
    (&["a", "a", "!phone", "a"], true),
];

#[test]
fn only_the_same_words_in_a_row_hold_a_kind_and_only_on_a_classic_server() {
    for (sayings, held) in SAYINGS {
        for (mut bench, classic) in [(Bench::classic(), true), (Bench::ours(), false)] {
            bench.good_cycle();
            let proxy = bench.behind_proxy();
            for said in sayings {
                let saved = bench
                    .store()
                    .save_client(&bench.session.author(), local_now(), None, &client("Кто-то"))
                    .unwrap();
                let id = saved.queue_id;
                let result = match (said.strip_prefix('!'), *said) {
                    (Some(field), _) => {
                        json!({"queue_id": id, "status": "error", "message": "x", "field": field})
                    }
                    (None, "") => json!({"queue_id": id, "status": "success", "server_id": format!("s{id}")}),
                    (None, said) => json!({"queue_id": id, "status": "error", "message": said}),
                };
                proxy.fault(UPLOAD, Fault::json(200, json!({"results": [result]})));
                bench.cycle();
            }
            let report = bench.report();
            assert_eq!(!report.held_kinds.is_empty(), held && classic, "{sayings:?}");
            assert_eq!(report.facts(false).state(), SyncState::Attention);
        }
    }
}

#[test]
fn what_is_too_large_alone_is_its_own_fault_and_holds_no_kind() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    proxy.fault(UPLOAD, Fault::TooLarge(0));
    for _ in 0..3 {
        bench.store().save_client(&bench.session.author(), local_now(), None, &client("Кто-то")).unwrap();
    }
    bench.good_cycle();
    assert_eq!(states(&bench), [(QueueState::Refused, None); 3]);
    assert_eq!(bench.report().attention(), 3);
    proxy.calm();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Кто-то")).unwrap();
    assert_eq!(bench.good_cycle().uploaded, 1);
}

#[test]
fn a_server_that_knows_keys_is_asked_anew() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.sql(
        "INSERT INTO refused_kinds (action_type, message, times, state, since)
         VALUES ('create_appointment', 'no', 3, 'aside', '2026-11-22T10:00:00.000Z');
         UPDATE sync_queue SET state = 'refused', status = 'error' WHERE action_type = 'create_appointment'",
    );
    assert_eq!(bench.report().put_aside().actions, 1);
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert_eq!(bench.report().aside_kinds, []);
}
