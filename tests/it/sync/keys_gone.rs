//! A server that no longer says that it knows keys, and says so again.

use vetsystem_companion::domain::{ActionKind, QueueState};

use crate::support::{Bench, Chain, Fault, UPLOAD};

fn left(bench: &Bench) -> Vec<(ActionKind, QueueState)> {
    bench.store().queue().unwrap().into_iter().map(|row| (row.kind, row.state)).collect()
}

/// What is allowed is decided by the server that got the request: this one knew keys.
#[test]
fn what_it_got_while_it_knew_keys_is_no_doubt_once_it_knows_them_again() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    Chain::save(&mut bench.store(), &bench.session.author());
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    proxy.calm();
    bench.turn_classic(true);
    bench.cycle();
    let doubts = left(&bench);
    assert_eq!(doubts.len(), 4);
    assert!(
        doubts.iter().all(|(_, state)| matches!(state, QueueState::InDoubt | QueueState::Settling)),
        "{doubts:?}"
    );
    bench.turn_classic(false);
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert_eq!(left(&bench), []);
    let dump = bench.dump();
    for list in ["clients", "patients", "appointments", "invoices"] {
        assert_eq!(dump[list].as_array().unwrap().len(), 1, "{list}");
    }
}

/// Another address, as far as anybody can tell, is another server.
#[test]
fn what_another_server_got_stays_a_doubt() {
    let mut bench = Bench::ours().downloaded();
    let (server, proxy) = (bench.session.server.clone(), bench.behind_proxy());
    Chain::save(&mut bench.store(), &bench.session.author());
    proxy.fault(UPLOAD, Fault::LoseAnswer);
    bench.cycle();
    bench.move_server(&server);
    bench.turn_classic(true);
    bench.cycle();
    bench.turn_classic(false);
    bench.cycle();
    let in_doubt = |kind| (kind, QueueState::InDoubt);
    let rest = [ActionKind::CreateAppointment, ActionKind::CreateInvoice];
    assert_eq!(left(&bench), rest.map(in_doubt), "a download names the client and the patient");
}
