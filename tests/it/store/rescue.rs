//! A damaged store is put together again by itself: what can be read of it is there, the damaged file is kept, and
//! nothing that it held comes to the server twice.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use vetsystem_companion::domain::{
    AppointmentDraft, ClientDraft, Gender, InvoiceDraft, Kopecks, LineDraft, PatientDraft, Quantity,
    QueueState,
};
use vetsystem_companion::store::{ProblemKind, Resolution, ServerProblem, Store};

use crate::support::damage::{self, zero_page, zero_root};
use crate::support::{Bench, Chain, appointment, client, invoice, line, local_now, patient, query};

/// A workstation with a copy, an action sent after it, and a chain of four that waits.
pub fn bench(made: Bench) -> Bench {
    let bench = made.downloaded();
    let author = bench.session.author();
    let mut store = bench.store();
    for name in ["Первый", "Второй"] {
        store.save_client(&author, local_now(), None, &client(name)).unwrap();
    }
    store.copy(local_now().to_utc()).unwrap();
    drop(store);
    bench.good_cycle();
    Chain::save(&mut bench.store(), &author);
    bench
}

fn kept(bench: &Bench) -> PathBuf {
    bench
        .data_dir()
        .join("damaged")
        .join(bench.session.store_path.file_stem().unwrap().to_str().unwrap().to_owned() + "-1.db")
}

/// What the store says of its rescue, its rows all sound.
pub fn restored(store: &mut Store) -> vetsystem_companion::store::Restored {
    assert!(store.integrity_check().unwrap());
    let mut problems = store.problems().unwrap();
    let Some(ServerProblem::StoreRestored(restored)) = problems.pop() else { panic!("{problems:?}") };
    assert_eq!(store.restored(), Some(&restored));
    restored
}

type Damage = fn(&Path);

const DAMAGES: [(&str, Damage); 6] = [
    ("a page of clients", |path| zero_root(path, damage::CLIENTS)),
    ("an index", |path| zero_root(path, damage::INDEX)),
    ("the header", damage::spoil_header),
    ("the end", damage::cut_end),
    ("the table of the queue", |path| zero_root(path, damage::QUEUE)),
    ("all", |path| fs::write(path, "garbage").unwrap()),
];

#[test]
fn what_can_be_read_survives_and_nothing_comes_twice() {
    for (name, damage) in DAMAGES {
        let bench = bench(Bench::ours());
        let path = &bench.session.store_path;
        let before = bench.store().workstation_id().unwrap();
        damage(path);
        let damaged = fs::read(path).unwrap();
        vetsystem_companion::store::note_damage(path);
        let mut store = Store::open(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let restored = restored(&mut store);
        assert!(restored.copy.is_some(), "{name}");
        assert_eq!(fs::read(kept(&bench)).unwrap(), damaged, "{name}");
        assert_eq!(Path::new(&restored.kept), kept(&bench));
        assert!(
            !bench.data_dir().join("damaged").read_dir().unwrap().any(|entry| entry.unwrap().path().is_dir())
        );
        assert_ne!(store.workstation_id().unwrap(), before);
        let cursor = store.cursor(&bench.session.branch.id).unwrap();
        assert_eq!(cursor, None, "{name}: the clinic comes whole");
        let queue = store.queue().unwrap();
        let lost = name == "all";
        // Actions made anew from their records: an appointment or invoice may have been withdrawn, and asks a person.
        let anew = name == "the table of the queue";
        let (doubts, rest): (Vec<_>, Vec<_>) =
            queue.iter().partition(|row| row.error_code.as_deref() == Some("action_lost"));
        assert!(rest.iter().all(|row| row.state == QueueState::Resending), "{name}: {queue:?}");
        assert_eq!(doubts.len(), if anew { 2 } else { 0 }, "{name}: {queue:?}");
        // Of the copy the two that were sent since, unless the damaged one still says so.
        let expected = if lost { 2 } else { 4 };
        assert_eq!((queue.len(), restored.actions), (expected, expected as u64), "{name}");
        assert_eq!(restored.unread, lost || anew || name == "a page of clients", "{name}");
        for doubt in &doubts {
            store.resolve(doubt.id, Resolution::Resend, local_now()).unwrap();
        }
        drop(store);
        bench.good_cycle();
        let dump = bench.dump();
        let counts = ["clients", "patients", "appointments", "invoices"]
            .map(|list| dump[list].as_array().unwrap().len());
        assert_eq!(counts, if lost { [2, 0, 0, 0] } else { [3, 1, 1, 1] }, "{name}");
        assert_eq!(bench.store().queue().unwrap(), [], "{name}");
        let names = query(
            path,
            "SELECT group_concat(full_name, ', ') FROM (SELECT * FROM clients WHERE NOT archived AND synced ORDER BY full_name)",
        );
        assert_eq!(
            names,
            if lost {
                "Второй, Первый"
            } else {
                "Второй, Иван Петров, Первый"
            },
            "{name}"
        );
    }
}

#[test]
fn a_lost_client_that_the_journal_knows_keeps_its_place() {
    let bench = bench(Bench::ours());
    bench.good_cycle();
    let path = &bench.session.store_path;
    zero_root(path, damage::CLIENTS);
    vetsystem_companion::store::note_damage(path);
    let mut store = Store::open(path).unwrap();
    let lost = "SELECT c.full_name || ', ' || c.synced FROM appointments AS a JOIN clients AS c ON c.id = a.client_id";
    assert_eq!(query(path, lost), "Иван Петров, 1");
    // What names it can go up once more, and waits for nobody.
    assert_eq!(store.resend_missing(local_now()).unwrap(), 6);
    drop(store);
    bench.good_cycle();
    assert_eq!(bench.store().queue().unwrap(), []);
    assert_eq!(query(path, "SELECT CAST(count(*) AS TEXT) FROM clients"), "3");
    let dump = bench.dump();
    let counts = ["clients", "appointments", "invoices"].map(|list| dump[list].as_array().unwrap().len());
    assert_eq!(counts, [3, 1, 1]);
}

#[test]
fn ids_are_never_given_out_twice() {
    let bench = bench(Bench::ours());
    let mut store = bench.store();
    let withdrawn = store.queue().unwrap().remove(0);
    store.queue_discard(withdrawn.id, true).unwrap();
    let author = bench.session.author();
    let next = store.save_client(&author, local_now(), None, &client("Третий")).unwrap();
    assert!(next.local_id > withdrawn.local_id && next.queue_id > withdrawn.id + 3, "AUTOINCREMENT");
    drop(store);
    for round in 1..3 {
        vetsystem_companion::store::note_damage(&bench.session.store_path);
        let saved = bench.store().save_client(&author, local_now(), None, &client("Новый")).unwrap();
        let (client, action) = (saved.local_id, saved.queue_id);
        assert_eq!((client, action), (next.local_id + round * 1_000_001, next.queue_id + round * 1_000_001));
    }
    bench.store().settle(ProblemKind::StoreRestored).unwrap();
}

#[test]
fn a_file_that_is_emptied_or_gone_comes_back_from_its_copy_and_without_one_begins_anew() {
    let bench = bench(Bench::ours());
    let path = &bench.session.store_path;
    for emptied in [true, false] {
        for end in ["db-wal", "db-shm"] {
            fs::remove_file(path.with_extension(end)).ok();
        }
        if emptied {
            fs::write(path, "").unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        assert_eq!(restored(&mut bench.store()).actions, 2);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    drop(Store::open(&path).unwrap());
    zero_page(&path, 2);
    vetsystem_companion::store::note_damage(&path);
    assert_eq!(restored(&mut Store::open(&path).unwrap()).copy, None);
}

#[test]
fn the_lost_log_of_a_store_costs_what_was_in_it_and_no_more() {
    let bench = bench(Bench::ours());
    let path = &bench.session.store_path;
    let mut open = bench.store();
    open.save_client(&bench.session.author(), local_now(), None, &client("Последний")).unwrap();
    let torn = bench.data_dir().join("torn.db");
    fs::copy(path, &torn).unwrap();
    let mut store = Store::open(&torn).unwrap();
    assert!(store.integrity_check().unwrap());
    assert_eq!(store.queue().unwrap().len(), 4);
}

#[test]
fn of_a_bad_copy_the_one_before_it_is_taken() {
    let bench = bench(Bench::ours());
    let now = local_now().to_utc();
    let folder = bench.data_dir().join("copies");
    let copies = || {
        let mut found: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    };
    let mut store = bench.store();
    let day = Duration::from_secs(86_400);
    assert!(!store.copy_if_due(now, day).unwrap(), "one is of today");
    for days in 1..5 {
        assert!(store.copy_if_due(now + day * days, day).unwrap());
        assert!(!store.copy_if_due(now + day * days, day).unwrap());
    }
    drop(store);
    assert_eq!(copies().len(), 3);
    #[cfg(unix)]
    for path in copies().iter().chain([&folder]) {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
    let newest = copies().pop().unwrap();
    zero_page(&newest, 2);
    fs::write(&bench.session.store_path, "garbage").unwrap();
    let restored = restored(&mut bench.store());
    assert_eq!(restored.copy.unwrap().timestamp(), (now + day * 3).timestamp());
}

#[test]
fn a_clock_that_was_wrong_does_not_say_which_copy_is_the_newest() {
    let bench = bench(Bench::ours());
    let now = local_now().to_utc();
    let (day, year) = (Duration::from_secs(86_400), Duration::from_secs(365 * 86_400));
    let path = &bench.session.store_path;
    let folder = bench.data_dir().join("copies");
    fs::remove_dir_all(&folder).unwrap();
    // One of before copies were numbered, and one of now, both made while the clock was ahead.
    bench.store().copy(now + year).unwrap();
    let ahead = folder.read_dir().unwrap().next().unwrap().unwrap().path();
    fs::rename(&ahead, ahead.to_str().unwrap().replace(".0001-", ".")).unwrap();
    fs::write(path, "garbage").unwrap();
    assert_eq!(restored(&mut bench.store()).copy.unwrap().timestamp(), (now + year).timestamp());
    bench.store().copy(now + year).unwrap();
    for days in 0..3 {
        assert!(bench.store().copy_if_due(now + day * days, day).unwrap(), "{days}");
        assert!(!bench.store().copy_if_due(now + day * days, day).unwrap(), "{days}");
        fs::write(path, "garbage").unwrap();
        assert_eq!(
            restored(&mut bench.store()).copy.unwrap().timestamp(),
            (now + day * days).timestamp(),
            "{days}: the clock is right again"
        );
    }
    let left = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut left: Vec<String> = left.map(|name| name.split(['.', '-']).nth(2).unwrap().to_owned()).collect();
    left.sort();
    assert_eq!(left, ["0002", "0003", "0004"], "those of the wrong clock went first");
}

#[test]
fn a_damaged_store_is_never_copied() {
    let bench = bench(Bench::ours());
    let path = &bench.session.store_path;
    zero_root(path, damage::INDEX);
    let error = bench.store().copy(local_now().to_utc()).err().unwrap();
    assert!(error.is_damage(), "{error:?}");
    assert_eq!(bench.data_dir().join("copies").read_dir().unwrap().count(), 1);
}

#[test]
fn actions_made_anew_say_what_the_lost_ones_said_and_none_is_made_of_what_the_copy_knows() {
    let bench = bench(Bench::ours());
    let author = bench.session.author();
    let path = &bench.session.store_path;
    let mut store = bench.store();
    let animal = store.queue().unwrap()[1].local_id;
    let withdrawn = store.save_client(&author, local_now(), None, &client("Отозван")).unwrap();
    store.queue_discard(withdrawn.queue_id, false).unwrap();
    store.copy(local_now().to_utc() + chrono::TimeDelta::seconds(2)).unwrap();
    // The copy has no word of these.
    for _ in 0..2 {
        store.save_invoice(&author, local_now(), None, &invoice(3, Some(animal))).unwrap();
    }
    let text = |words: &str| Some(words.to_owned());
    let whole =
        ClientDraft { email: text("a@b.ru"), address: text("ул. «Мира», 2"), ..client("Анна") };
    let owner = store.save_client(&author, local_now(), None, &whole).unwrap().local_id;
    let whole = PatientDraft {
        breed: text("Мейн-кун"),
        birth_date: NaiveDate::from_ymd_opt(2020, 2, 29),
        gender: Some(Gender::Female),
        ..patient("Мурка", owner)
    };
    let cat = store.save_patient(&author, local_now(), None, &whole).unwrap().local_id;
    let whole = AppointmentDraft { notes: text("чешется,\nне ест"), ..appointment(owner, cat) };
    store.save_appointment(&author, local_now(), None, &whole).unwrap();
    let weighed = LineDraft { quantity: Quantity(333), price: Kopecks(9_650), ..line("Корм", 0) };
    let whole =
        InvoiceDraft { lines: vec![weighed], notes: text("до завтра"), ..invoice(owner, None) };
    store.save_invoice(&author, local_now(), None, &whole).unwrap();
    let actions =
        "SELECT group_concat(action_type || payload || idempotency_key || tenant_id || branch_id || user_id
        || user_name || coalesce(server, '')) FROM (SELECT * FROM sync_queue ORDER BY local_id, action_type)";
    let before = query(path, actions);
    drop(store);
    zero_root(path, damage::QUEUE);
    vetsystem_companion::store::note_damage(path);
    assert_eq!(restored(&mut bench.store()).actions, 10);
    assert_eq!(query(path, actions), before);
}
