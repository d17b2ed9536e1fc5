//! What a person decides of the whole without a window: as the window's keys do it.

use serde_json::json;
use vetsystem_companion::store::{DayDiffers, Invoices, Restored, ServerProblem, Shrink, Shrunk};

use crate::support::{Bench, Chain, Fault, INITIAL_DATA, local_now};

fn raise(bench: &Bench, problem: &ServerProblem) {
    bench.store().raise(problem, local_now().to_utc()).unwrap();
}

#[test]
fn each_is_listed_and_left_as_it_is_once_it_stands() {
    let bench = Bench::ours().downloaded();
    assert_eq!(bench.run(&["problems", "--json"]).json(), json!([]));
    let gone = Shrink { clients: Shrunk { gone: 30, of: 100 }, ..Shrink::default() };
    let there = Invoices::default();
    let day = DayDiffers { date: local_now().date_naive(), here: there, there };
    let money = ServerProblem::MoneyDiffers { days: vec![day] };
    let restored = Restored { copy: None, actions: 0, unread: false, kept: "k".into() };
    for (kind, problem) in [
        ("shrinking", ServerProblem::Shrinking(gone)),
        ("money_differs", money),
        ("server_restored", ServerProblem::ServerRestored),
        ("store_restored", ServerProblem::StoreRestored(restored)),
    ] {
        assert_eq!(bench.run(&["problems", "dismiss", kind]).code, 1, "{kind} does not stand");
        raise(&bench, &problem);
        let listed = bench.run(&["problems", "--json"]).json();
        assert_eq!(listed[0]["kind"], kind, "{listed}");
        assert!(bench.run(&["problems"]).stdout.starts_with(kind));
        assert_eq!(bench.run(&["status"]).code, 4);
        assert_eq!(bench.run(&["problems", "dismiss", kind]).code, 0, "{kind}");
        assert_eq!(bench.run(&["problems"]).stdout, "");
        assert_eq!(bench.run(&["status"]).code, 0);
    }
    assert_eq!(bench.run(&["problems", "dismiss", "sign_in_needed"]).code, 2, "a sign-in ends that");
}

#[test]
fn what_a_restored_server_lost_goes_up_again() {
    let bench = Bench::ours().downloaded();
    Chain::save(&mut bench.store(), &bench.session.author());
    bench.good_cycle();
    assert_eq!(bench.run(&["problems", "resend"]).code, 1, "nothing says that the server lost anything");
    raise(&bench, &ServerProblem::ServerRestored);
    let run = bench.run(&["problems", "resend"]);
    assert!(run.code == 0 && run.stderr.contains('4'), "{run:?}");
    assert_eq!(bench.store().queue().unwrap().len(), 4);
    assert_eq!(bench.good_cycle().uploaded, 4);
    assert_eq!(bench.dump()["invoices"].as_array().unwrap().len(), 1);
}

#[test]
fn rows_without_a_place_are_named_with_the_reason() {
    let mut bench = Bench::classic();
    let proxy = bench.behind_proxy();
    assert_eq!(bench.run(&["journal"]).stderr, "");
    let row = json!({"id": null, "fullName": "Никто", "phone": ""});
    let clinic = json!({"clients": [row], "patients": [], "nomenclature": []});
    proxy.fault(INITIAL_DATA, Fault::json(200, clinic));
    bench.good_cycle();
    let journal = bench.run(&["journal"]);
    assert!(journal.code == 0 && journal.stderr.contains("--left-out"), "{journal:?}");
    let named = bench.run(&["journal", "--left-out", "--json"]).json();
    assert_eq!((&named[0]["list"], &named[0]["reason"]), (&json!("clients"), &json!("no_id")));
    let words = bench.run(&["journal", "--left-out"]).stdout;
    assert!(words.contains("Никто") && words.contains("без номера"), "{words}");
}
