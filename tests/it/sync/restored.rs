//! A server that was restored or emptied gets what it lost, once a person says so.

use serde_json::{Value, json};
use vetsystem_companion::app::session;
use vetsystem_companion::domain::{Kopecks, QueueState, SyncState};
use vetsystem_companion::store::{ProblemKind, ServerProblem, Store, Tally};
use vetsystem_companion::sync::{CycleOptions, Download, Engine, Trigger};

use crate::support::{
    BRANCH, Bench, Chain, Fault, KEY, PASSWORD, UPLOAD, client, invoice, local_now, patient, query, sign_in,
    timing,
};

const LISTS: [&str; 4] = ["clients", "patients", "appointments", "invoices"];

fn kinds(bench: &Bench) -> Vec<ProblemKind> {
    bench.report().problems.iter().map(ServerProblem::kind).collect()
}

/// How many rows the server has of each kind.
fn there(bench: &Bench) -> [usize; 4] {
    let dump = bench.dump();
    LISTS.map(|list| dump[list].as_array().map_or(0, Vec::len))
}

fn keys(bench: &Bench) -> Value {
    let dump = bench.dump();
    let mut keys: Vec<Value> = LISTS
        .iter()
        .flat_map(|list| dump[*list].as_array().unwrap().iter().map(|row| row["idempotency_key"].clone()))
        .collect();
    keys.sort_by_key(ToString::to_string);
    Value::from(keys)
}

#[test]
fn what_a_restored_server_lost_goes_up_again_under_its_own_keys() {
    let mut bench = Bench::ours().downloaded();
    let author = bench.session.author();
    Chain::save(&mut bench.store(), &author);
    bench.good_cycle();
    bench.back_up_server();
    // One chain in one request, and one a link at a time: its links name their parents by the ids of then.
    Chain::save(&mut bench.store(), &author);
    bench.good_cycle();
    let owner = bench.store().save_client(&author, local_now(), None, &client("Анна")).unwrap().local_id;
    bench.good_cycle();
    let animal =
        bench.store().save_patient(&author, local_now(), None, &patient("Рыжик", owner)).unwrap().local_id;
    bench.good_cycle();
    bench.store().save_invoice(&author, local_now(), None, &invoice(owner, Some(animal))).unwrap();
    bench.good_cycle();
    let (all, known) = (there(&bench), keys(&bench));
    assert_eq!(all, [3, 3, 2, 3]);

    bench.restore_server();
    assert_eq!(there(&bench), [1, 1, 1, 1]);
    // Made while nobody has decided: the server does not know its owner.
    bench.store().save_invoice(&author, local_now(), None, &invoice(owner, Some(animal))).unwrap();
    for _ in 0..2 {
        bench.cycle();
        assert_eq!(bench.report().facts(false).state(), SyncState::Attention);
        assert!(kinds(&bench).contains(&ProblemKind::ServerRestored), "{:?}", kinds(&bench));
    }
    assert!(kinds(&bench).contains(&ProblemKind::Shrinking), "no download takes away what the server lost");

    let before = bench.report().counts;
    assert_eq!(bench.report().sent_today, Tally { actions: 11, money: Kopecks(1_500_000) });
    let copies = || bench.data_dir().join("copies").read_dir().map_or(0, Iterator::count);
    let copies_before = copies();
    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 11);
    assert_eq!(copies(), copies_before + 1, "the store as it was is kept");
    assert_eq!(bench.report().sent_today, Tally::default(), "it is to go once more");
    assert_eq!(kinds(&bench), []);
    let states: Vec<QueueState> = bench.store().queue().unwrap().iter().map(|row| row.state).collect();
    assert_eq!(states.iter().filter(|state| **state == QueueState::Resending).count(), 11);
    bench.good_cycle();
    bench.good_cycle();
    assert_eq!(bench.store().queue().unwrap(), []);
    assert_eq!(there(&bench), [3, 3, 2, 4]);
    assert_eq!(bench.report().sent_today.actions, 12, "each once, however often it went");
    let now = keys(&bench);
    assert!(known.as_array().unwrap().iter().all(|key| now.as_array().unwrap().contains(key)));
    assert_eq!((kinds(&bench), bench.report().counts), (vec![], before));
    assert_eq!(bench.report().facts(false).state(), SyncState::Synced);
    assert_eq!(bench.full_cycle().downloaded.unwrap().clients.inserted, 0);
}

#[test]
fn a_chain_half_of_which_a_download_had_named_goes_up_again_parents_first() {
    let mut bench = Bench::ours().downloaded();
    bench.back_up_server();
    let server = bench.session.server.clone();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    for fault in [Fault::LoseAnswer, Fault::json(502, "{}")] {
        proxy.fault(UPLOAD, fault);
        bench.cycle();
    }
    assert_eq!(bench.store().queue().unwrap().len(), 2, "the client and the patient are known to be there");
    bench.move_server(&server);
    bench.restore_server();
    bench.cycle();
    let refused = |bench: &Bench| {
        let codes = bench.store().queue().unwrap().into_iter().map(|row| row.error_code);
        codes.collect::<Vec<_>>()
    };
    assert_eq!(refused(&bench), vec![Some("unknown_parent".to_owned()); 2]);
    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 2);
    bench.good_cycle();
    assert_eq!((refused(&bench), there(&bench)), (vec![], [1; 4]));
}

#[test]
fn what_is_named_while_it_waits_to_go_again_goes_again_after_the_next_restore_too() {
    let mut bench = Bench::ours().downloaded();
    bench.back_up_server();
    let server = bench.session.server.clone();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    bench.say_restored();
    bench.good_cycle();
    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 4);
    let proxy = bench.behind_proxy();
    proxy.fault(UPLOAD, Fault::json(502, "{}"));
    bench.full_cycle();
    assert_eq!(
        bench.store().queue().unwrap().len(),
        2,
        "the client and the patient are named by the download"
    );
    bench.move_server(&server);
    bench.good_cycle();
    bench.restore_server();
    bench.cycle();
    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 4);
    bench.good_cycle();
    assert_eq!((bench.store().queue().unwrap(), there(&bench)), (vec![], [1; 4]));
}

/// Each workstation sends again what it sent; what it had made for another's client belongs to the client it is now.
#[test]
fn what_was_made_for_another_workstations_client_goes_up_again_once_that_one_is_back() {
    let mut bench = Bench::ours().downloaded();
    bench.back_up_server();
    let author = bench.session.author();
    let mine = Chain::save(&mut bench.store(), &author);
    bench.good_cycle();
    let desk = bench.data_dir().with_extension("2");
    assert_eq!(sign_in(&desk, &bench.session.server, KEY, PASSWORD, BRANCH).code, 0);
    let theirs = session::load(&desk).unwrap().unwrap();
    let mut store = Store::open(&theirs.store_path).unwrap();
    let mut engine = Engine::open(theirs.engine_config(timing())).unwrap();
    let mut sync = || {
        engine.cycle(CycleOptions { trigger: Trigger::Once, download: Download::AsDue }, &mut |_| {}).unwrap()
    };
    sync();
    let owner = store.find_clients("", 1).unwrap().rows.remove(0).client;
    let animal = store.patients_of(owner.id).unwrap().remove(0);
    let sent = store.save_invoice(&author, local_now(), None, &invoice(owner.id, Some(animal.id))).unwrap();
    assert_eq!(sync().uploaded, 1);
    store.save_invoice(&author, local_now(), None, &invoice(owner.id, Some(animal.id))).unwrap();

    bench.restore_server();
    assert_eq!(sync().refused, 1, "the server does not know the owner");
    store.resend_missing(local_now()).unwrap();
    sync();
    assert!(store.queue().unwrap().iter().all(|row| row.error_code.as_deref() == Some("unknown_parent")));
    bench.cycle();
    bench.store().resend_missing(local_now()).unwrap();
    assert_eq!(bench.good_cycle().uploaded, 4);
    // The first one brings the client and the patient, under the ids of now.
    for _ in 0..2 {
        sync();
    }
    assert_eq!((store.queue().unwrap(), there(&bench)), (vec![], [1, 1, 1, 3]));
    let owner_now = store.client(owner.id).unwrap().unwrap();
    assert_ne!(owner_now.server_id, owner.server_id);
    assert_eq!(store.report(local_now()).unwrap().counts.clients, 1, "one client it was, and is");
    assert!(store.invoice(sent.local_id).unwrap().unwrap().head.synced);
    let back = bench.store().client(mine.client.local_id).unwrap().unwrap();
    assert_eq!(back.server_id, owner_now.server_id);
}

#[test]
fn the_first_epoch_is_no_restored_server_and_a_person_may_dismiss_another() {
    let bench = Bench::ours().downloaded();
    assert_eq!(kinds(&bench), []);
    bench.say_restored();
    bench.good_cycle();
    assert_eq!(kinds(&bench), [ProblemKind::ServerRestored]);
    bench.store().dismiss(ProblemKind::ServerRestored).unwrap();
    bench.good_cycle();
    assert_eq!(kinds(&bench), []);
}

#[test]
fn what_a_server_without_keys_got_is_not_sent_to_one_that_knows_them() {
    let bench = Bench::classic().downloaded();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap();
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 0);
    assert_eq!(query(&bench.session.store_path, "SELECT CAST(synced AS TEXT) FROM clients"), "1");
    assert_eq!(json!(bench.queue_json()), json!([]));
}
