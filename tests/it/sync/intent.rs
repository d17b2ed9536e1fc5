//! The durable intent: a program that ended in the middle of an upload left a mark, and the next one knows what it means.

use std::process::{Child, Command, Stdio};

use serde_json::json;
use vetsystem_companion::domain::{QueueState, SyncState};
use vetsystem_companion::store::{QueueError, SaveError};
use vetsystem_companion::sync::CycleOutcome;

use crate::support::{Bench, Fault, HEALTH, Proxy, UPLOAD, client, local_now};

/// A workstation whose program was killed after the server had acted and before the answer came.
fn killed_while_sending(bench: &mut Bench) -> Proxy {
    let proxy = bench.behind_proxy();
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Иван Петров")).unwrap();
    proxy.fault(UPLOAD, Fault::Silence);
    let mut child = sync_once(bench);
    proxy.wait_until_acted();
    child.kill().unwrap();
    child.wait().unwrap();
    let left = bench.store().queue().unwrap();
    assert_eq!((left.len(), left[0].state, left[0].attempts), (1, QueueState::Sending, 1));
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
    proxy
}

fn sync_once(bench: &Bench) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vetsystem-companion"));
    command.arg("--data-dir").arg(bench.data_dir()).args(["sync", "--once"]);
    command.env("VETSYSTEM_CREDENTIALS", "file").stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn our_server_gets_the_same_key_and_bytes_again() {
    let mut bench = Bench::ours().downloaded();
    let proxy = killed_while_sending(&mut bench);
    let sent = proxy.bodies(UPLOAD).remove(0);
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(proxy.bodies(UPLOAD), [sent]);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
    assert_eq!(
        (bench.store().queue().unwrap(), bench.status_words()),
        (vec![], "Все данные синхронизированы".to_owned())
    );
}

#[test]
fn for_a_classic_server_it_is_a_doubt_and_goes_up_only_when_a_person_says_so() {
    let mut bench = Bench::classic().downloaded();
    let proxy = killed_while_sending(&mut bench);
    proxy.calm();
    bench.good_cycle();
    let row = bench.queue_json().remove(0);
    assert_eq!((&row["state"], &row["status"]), (&json!("settling"), &json!("pending")));
    assert_eq!(proxy.bodies(UPLOAD).len(), 0);
    assert_eq!(bench.report().facts(false).state(), SyncState::Waiting);
    assert_eq!(bench.run(&["status"]).code, 0);

    assert_eq!(bench.run(&["queue", "retry", "1"]).code, 0);
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 2, "a person chose to send it again");
}

#[test]
fn what_is_being_sent_is_nobodys_to_discard_or_change() {
    let mut bench = Bench::ours().downloaded();
    let _proxy = killed_while_sending(&mut bench);
    assert_eq!(bench.run(&["queue", "discard", "1"]).code, 1);
    let changed = bench.store().save_client(&bench.session.author(), local_now(), Some(1), &client("Другой"));
    assert!(changed.is_err());
    assert_eq!(bench.queue_json()[0]["state"], "sending");
}

/// The server had it, and the next start finds no server to ask: it waits to be sent again, as it was.
#[test]
fn what_was_being_sent_is_nobodys_after_a_restart_either_until_it_was_sent_again() {
    let mut bench = Bench::ours().downloaded();
    let proxy = killed_while_sending(&mut bench);
    proxy.calm();
    proxy.fault(HEALTH, Fault::HangUp);
    assert!(matches!(bench.cycle().0.outcome, CycleOutcome::Offline(_)));
    let mut store = bench.store();
    assert_eq!(store.queue().unwrap()[0].state, QueueState::Resending);
    let changed = store.save_client(&bench.session.author(), local_now(), Some(1), &client("Другой"));
    assert!(matches!(changed, Err(SaveError::InFlight)), "{changed:?}");
    let discarded = store.queue_discard(1, true);
    assert!(matches!(discarded, Err(QueueError::InFlight)), "{discarded:?}");
    proxy.calm();
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!(bench.dump()["clients"].as_array().unwrap().len(), 1);
}
