//! The server did it and its answer never came: one record there, whatever happens next.

use serde_json::{Value, json};
use vetsystem_companion::domain::{ActionKind, ClientDraft, QueueState, SyncState};
use vetsystem_companion::store::{SaveError, SentTo};
use vetsystem_companion::sync::CycleOutcome;

use crate::support::{Bench, Chain, Fault, UPLOAD, client, local_now};

/// An upload's body without what names the moment.
fn actions(body: &[u8]) -> String {
    let text = std::str::from_utf8(body).unwrap();
    text[text.find("\"actions\"").unwrap()..].to_owned()
}

fn counts(dump: &Value) -> [usize; 4] {
    ["clients", "patients", "appointments", "invoices"].map(|list| dump[list].as_array().unwrap().len())
}

#[test]
fn our_server_gets_the_same_bytes_again_and_has_each_record_once() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    for fault in [Fault::LoseAnswer, Fault::CutAnswer(20)] {
        proxy.fault(UPLOAD, fault);
        let (report, _) = bench.cycle();
        assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
        let states: Vec<_> = bench.store().queue().unwrap().iter().map(|row| row.state).collect();
        assert_eq!(states, [QueueState::Resending; 4]);
        assert_eq!(bench.report().facts(false).state(), SyncState::Waiting);
        assert_eq!(counts(&bench.dump()), [1; 4]);
    }
    let sent: Vec<String> = proxy.bodies(UPLOAD).iter().map(|body| actions(body)).collect();
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert_eq!(counts(&bench.dump()), [1; 4]);
    assert_eq!(sent, vec![actions(&proxy.bodies(UPLOAD)[0]); 2]);
    assert_eq!(bench.status_words(), "Все данные синхронизированы");
}

#[test]
fn a_later_attempt_that_brings_nothing_changes_no_byte_of_what_the_server_may_have() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    let sent = actions(&proxy.bodies(UPLOAD)[0]);
    // Each of these says that nothing was taken, this time.
    let nothing = [Fault::json(401, json!({"error": "key"})), Fault::json(429, "{}"), Fault::json(404, "{}")];
    for fault in nothing {
        proxy.calm();
        proxy.fault(UPLOAD, fault.clone());
        // No download names the client meanwhile: it would have arrived.
        proxy.fault("/api/sync/changes", Fault::json(500, "{}"));
        bench.cycle();
        let edited =
            bench.store().save_client(&bench.session.author(), local_now(), Some(1), &client("Другой"));
        assert!(matches!(edited, Err(SaveError::InFlight)), "{fault:?}: {edited:?}");
        assert_eq!(actions(&proxy.bodies(UPLOAD)[0]), sent, "{fault:?}");
    }
    // In more than one request the children go up when their parents' ids are known: still under the bytes of the first time.
    proxy.calm();
    proxy.fault(UPLOAD, Fault::TooLarge(1_500));
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert!(proxy.bodies(UPLOAD).len() > 1);
    assert_eq!(counts(&bench.dump()), [1; 4]);
    assert_eq!(
        (bench.store().queue().unwrap(), bench.status_words()),
        (vec![], "Все данные синхронизированы".to_owned())
    );
}

#[test]
fn on_a_classic_server_only_a_person_can_tell() {
    let mut bench = Bench::classic().downloaded();
    let proxy = bench.behind_proxy();
    // So short a phone is many people's: no download can tell.
    let short = ClientDraft { phone: "33-10-12".to_owned(), ..client("Иван Петров") };
    bench.store().save_client(&bench.session.author(), local_now(), None, &short).unwrap();
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    let (report, _) = bench.cycle();
    assert!(matches!(report.outcome, CycleOutcome::Failed(_)), "{report:?}");
    assert_eq!(report.in_doubt, 1);
    let row = bench.store().queue().unwrap().remove(0);
    assert_eq!((row.kind, row.state), (ActionKind::CreateClient, QueueState::InDoubt));
    assert!(row.error_message.is_some_and(|words| !words.is_empty()));
    proxy.calm();
    bench.good_cycle();
    assert_eq!((proxy.bodies(UPLOAD).len(), counts(&bench.dump())), (0, [1, 0, 0, 0]));
    assert_eq!(bench.status_words(), "Требует внимания: 1");
}

#[test]
fn a_change_made_while_a_cycle_picks_its_actions_is_not_lost() {
    let bench = Bench::ours().downloaded();
    let (mut store, author) = (bench.store(), bench.session.author());
    store.save_client(&author, local_now(), None, &client("Иван Петров")).unwrap();
    let read = store.outgoing(None).unwrap().remove(0);
    let to = SentTo { server: "s", idempotent: true };
    let intent = vetsystem_companion::store::Intent {
        queue_id: read.queue_id,
        saved: read.payload.clone(),
        sent: read.payload,
    };
    store.save_client(&author, local_now(), Some(1), &client("Иван Сидоров")).unwrap();
    assert!(!store.mark_sending(std::slice::from_ref(&intent), to, local_now()).unwrap());
    assert_eq!(store.queue().unwrap()[0].state, QueueState::Waiting);
    store.queue_discard(1, false).unwrap();
    assert!(!store.mark_sending(&[intent], to, local_now()).unwrap());
}
