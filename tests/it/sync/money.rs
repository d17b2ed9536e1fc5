//! The money check: each day's invoices of this workstation are those the server has of it, or a person is told.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde_json::json;
use vetsystem_companion::domain::SyncState;
use vetsystem_companion::store::{DayDiffers, ProblemKind, ServerProblem};
use vetsystem_companion::sync::CycleOutcome;

use super::administrator::change;
use crate::support::{Bench, Chain, Fault, HEALTH, client, invoice, local_now, run_cycle};

const SUMMARY: &str = "/api/sync/summary";

fn kinds(bench: &Bench) -> Vec<ProblemKind> {
    bench.report().problems.iter().map(ServerProblem::kind).collect()
}

/// The days that a person is told of.
fn differing(bench: &Bench) -> Vec<NaiveDate> {
    match &bench.report().problems[..] {
        [] => Vec::new(),
        [ServerProblem::MoneyDiffers { days }] => days.iter().map(|day| day.date).collect(),
        others => panic!("{others:?}"),
    }
}

fn save_client(bench: &Bench) -> i64 {
    bench.store().save_client(&bench.session.author(), local_now(), None, &client("Анна")).unwrap().local_id
}

fn save_invoice(bench: &Bench, owner: i64, at: DateTime<FixedOffset>) {
    bench.store().save_invoice(&bench.session.author(), at, None, &invoice(owner, None)).unwrap();
}

#[test]
fn a_difference_in_money_is_told_with_both_figures_until_it_is_none() {
    let mut bench = Bench::ours().downloaded();
    let author = bench.session.author();
    let proxy = bench.behind_proxy();
    let asked = || proxy.bodies(SUMMARY).len();
    Chain::save(&mut bench.store(), &author);
    bench.good_cycle();
    assert_eq!((kinds(&bench), asked()), (vec![], 1));
    bench.good_cycle();
    assert_eq!(asked(), 1, "an idle cycle asks for no sums");

    change(&bench, "DELETE FROM invoices");
    bench.store().save_client(&author, local_now(), None, &client("Анна")).unwrap();
    bench.good_cycle();
    let report = bench.report();
    let [ServerProblem::MoneyDiffers { days }] = &report.problems[..] else { panic!("{report:?}") };
    let [DayDiffers { date, here, there }] = days[..] else { panic!("{report:?}") };
    assert_eq!(date, local_now().date_naive());
    assert_eq!((here.count, here.sum.0, there.count, there.sum.0), (1, 500_000, 0, 0));
    assert_eq!(report.facts(false).state(), SyncState::Attention);
    let before = asked();
    bench.good_cycle();
    assert_eq!(
        (kinds(&bench), asked()),
        (vec![ProblemKind::MoneyDiffers], before + 1),
        "it is looked at again"
    );

    assert_eq!(bench.store().resend_missing(local_now()).unwrap(), 5);
    bench.good_cycle();
    bench.good_cycle();
    assert_eq!((kinds(&bench), bench.dump()["invoices"].as_array().unwrap().len()), (vec![], 1));
}

#[test]
fn each_day_of_the_invoices_sent_is_compared_and_none_while_anything_is_unknown() {
    let mut bench = Bench::ours().downloaded();
    let author = bench.session.author();
    let proxy = bench.behind_proxy();
    let asked = || proxy.bodies(SUMMARY).len();
    let owner = bench.store().save_client(&author, local_now(), None, &client("Анна")).unwrap().local_id;
    let yesterday = local_now() - chrono::TimeDelta::days(1);
    bench.store().save_invoice(&author, yesterday, None, &invoice(owner, None)).unwrap();
    bench.good_cycle();
    assert_eq!((kinds(&bench), asked()), (vec![], 2));

    change(&bench, "UPDATE invoices SET total_kopecks = total_kopecks - 1");
    bench.store().save_invoice(&author, yesterday, None, &invoice(owner, None)).unwrap();
    let doubtful = bench.store().save_client(&author, local_now(), None, &client("Борис")).unwrap();
    assert_eq!(doubtful.queue_id, 4);
    bench.sql("UPDATE sync_queue SET state = 'in_doubt' WHERE id = 4");
    assert_eq!(bench.good_cycle().uploaded, 1);
    assert_eq!((kinds(&bench), asked()), (vec![], 2));
    bench.store().queue_discard(4, false).unwrap();
    bench.good_cycle();
    assert_eq!(differing(&bench), [yesterday.date_naive()]);
    bench.store().dismiss(ProblemKind::MoneyDiffers).unwrap();
    bench.good_cycle();
    assert_eq!(kinds(&bench), []);
}

#[test]
fn all_days_that_differ_are_told_until_each_is_equal_or_left() {
    let bench = Bench::ours().downloaded();
    let owner = save_client(&bench);
    let days = [2, 1, 0].map(|ago| local_now() - Days::new(ago));
    for day in days {
        save_invoice(&bench, owner, day);
    }
    bench.good_cycle();
    assert_eq!(differing(&bench), []);
    change(
        &bench,
        "UPDATE invoices SET total_kopecks = 1 WHERE created_at < (SELECT max(created_at) FROM invoices)",
    );
    for day in &days[..2] {
        save_invoice(&bench, owner, *day);
    }
    bench.good_cycle();
    let [older, newer] = [days[0], days[1]].map(|day| day.date_naive());
    assert_eq!(differing(&bench), [older, newer]);

    change(
        &bench,
        "UPDATE invoices SET total_kopecks = 500000 WHERE created_at = (SELECT min(created_at) FROM invoices)",
    );
    bench.good_cycle();
    assert_eq!(differing(&bench), [newer]);
    bench.store().dismiss(ProblemKind::MoneyDiffers).unwrap();
    bench.good_cycle();
    assert_eq!(differing(&bench), []);
}

#[test]
fn a_day_that_was_left_is_told_again_only_when_another_invoice_of_it_goes_up() {
    let bench = Bench::ours().downloaded();
    let today = local_now();
    let owner = save_client(&bench);
    save_invoice(&bench, owner, today);
    bench.good_cycle();
    change(&bench, "DELETE FROM invoices");
    save_client(&bench);
    bench.good_cycle();
    assert_eq!(differing(&bench), [today.date_naive()]);
    bench.store().dismiss(ProblemKind::MoneyDiffers).unwrap();
    save_client(&bench);
    bench.good_cycle();
    save_invoice(&bench, owner, today - Days::new(1));
    bench.good_cycle();
    assert_eq!(differing(&bench), []);
    save_invoice(&bench, owner, today);
    bench.good_cycle();
    assert_eq!(differing(&bench), [today.date_naive()]);
}

/// Sixty days of invoices that the server knows nothing of, as after all was sent again.
fn sixty_days(bench: &Bench) {
    bench.sql(
        "WITH RECURSIVE ago (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ago WHERE n < 60)
         INSERT INTO journal (at, day, action_type, local_id, idempotency_key, server_id, payload, amount_kopecks,
            user_name, workstation_id, invoice_day, keyed)
         SELECT '', date('now'), 'create_invoice', n, n, n, '{}', 100, '',
            (SELECT value FROM meta WHERE name = 'workstation_id'), date('now', -n || ' days'), 1
         FROM ago",
    );
}

#[test]
fn no_day_is_passed_over_however_many_there_are() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    sixty_days(&bench);
    bench.good_cycle();
    let told = differing(&bench);
    assert!(told.len() == 60 && told.is_sorted(), "{told:?}");
    bench.store().dismiss(ProblemKind::MoneyDiffers).unwrap();
    let asked = proxy.bodies(SUMMARY).len();
    bench.good_cycle();
    assert_eq!((differing(&bench), proxy.bodies(SUMMARY).len()), (vec![], asked));
}

#[test]
fn on_a_server_that_allows_few_more_requests_each_cycle_goes_on_where_the_last_one_ended() {
    let mut bench = Bench::ours().downloaded();
    let proxy = bench.behind_proxy();
    let health = json!({"status": "ok", "timestamp": "", "features": ["idempotency", "changes", "summary"]});
    let headers = "Content-Type: application/json\r\nRateLimit-Remaining: 5\r\n";
    proxy.fault(HEALTH, Fault::Answer { status: 200, headers, body: health.to_string() });
    sixty_days(&bench);
    let mut engine = bench.engine();
    for n in 1..4 {
        assert_eq!(run_cycle(&mut engine, false).0.outcome, CycleOutcome::Done);
        assert_eq!((proxy.bodies(SUMMARY).len(), differing(&bench).len()), (n, n));
    }
}
