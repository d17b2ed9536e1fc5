//! The queue's page: what is wrong with all of it on top, actions under their reasons, the journal beside them.

use chrono::Days;
use egui::Key;
use egui::accesskit::Role;
use vetsystem_companion::domain::Kopecks;
use vetsystem_companion::store::{
    DayDiffers, Invoices, ProblemKind, Restored, ServerProblem, Shrink, Shrunk,
};
use vetsystem_companion::text::Lang;

use super::driver::{Driver, SMALLEST, USUAL};
use super::{SEARCH, SYNCED, clinic};
use crate::support::{Bench, Chain, client, execute, local_now};

const LATER: &str = "Решить позже";

/// The money of so many days, today the last of them.
fn money(days: u64) -> ServerProblem {
    let day = |ago| DayDiffers {
        date: local_now().date_naive() - Days::new(ago),
        here: Invoices { count: 14, sum: Kopecks(6_840_000) },
        there: Invoices { count: 13, sum: Kopecks(6_340_000) },
    };
    ServerProblem::MoneyDiffers { days: (0..days).rev().map(day).collect() }
}

fn problems() -> [ServerProblem; 4] {
    let now = local_now();
    [
        ServerProblem::Shrinking(Shrink {
            clients: Shrunk { gone: 1_239, of: 61_974 },
            patients: Shrunk { gone: 2_000, of: 82_371 },
            nomenclature: Shrunk { gone: 300, of: 1_092 },
            acknowledged: 2,
        }),
        money(1),
        ServerProblem::ServerRestored,
        ServerProblem::StoreRestored(Restored {
            copy: Some(now.to_utc()),
            actions: 3,
            unread: true,
            kept: "store.damaged.db".to_owned(),
        }),
    ]
}

/// A clinic without its server, and with everything wrong that can be.
fn all_wrong() -> Bench {
    let mut bench = Bench::ours().downloaded();
    bench.stop_server();
    for problem in problems() {
        bench.store().raise(&problem, local_now().to_utc()).unwrap();
    }
    bench
}

#[test]
fn each_problem_is_a_row_with_its_figures_and_ends_by_its_keys() {
    let bench = all_wrong();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state("Требуют внимания: 4 · Офлайн").ctrl(Key::Num5);
    driver.until_says("Здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽");
    assert!(driver.says("клиенты — 1 239 из 61 974"), "{}", driver.describe());
    assert!(driver.says("база убывает, деньги не сходятся, сервер восстановлен, база восстановлена"));

    // The safe answer has the focus, and the key that asked does not answer.
    driver.key(Key::Home).until_says("Загруженная база не применена");
    driver.ctrl(Key::Enter).until_focus("Пока не принимать").ctrl(Key::Enter);
    driver.until_focus("Пока не принимать").key(Key::Enter);
    assert!(!driver.says("Принять базу, в которой стало меньше?"), "{}", driver.describe());
    // Neither does its neighbour act at once.
    driver.key(Key::Delete).until_says("Не принимать базу, в которой стало меньше?").until_focus(LATER);
    driver.key(Key::Enter);
    assert!(!driver.says("Не принимать базу, в которой стало меньше?") && driver.says("база убывает"));
    driver
        .key(Key::Delete)
        .until_focus(LATER)
        .key(Key::ArrowRight)
        .until_focus("Не принимать")
        .key(Key::Enter);
    driver.until_state("Требуют внимания: 3 · Офлайн");
    assert!(!driver.says("база убывает"));
    assert!(!bench.store().problems().unwrap().iter().any(|it| it.kind() == ProblemKind::Shrinking));

    driver.key(Key::End).until_says("Повреждённый файл: store.damaged.db");
    driver.key(Key::Delete).until_state("Требуют внимания: 2 · Офлайн");
    driver.key(Key::Home).until_says("Сверьте счета этого дня с VetSystem");
    driver.ctrl(Key::Enter).until_state("Офлайн").until_says("Всё отправлено");
}

#[test]
fn a_difference_in_money_left_as_it_is_does_not_come_back_by_itself() {
    let bench = Bench::ours().downloaded();
    let author = bench.session.author();
    Chain::save(&mut bench.store(), &author);
    bench.good_cycle();
    execute(&bench.database(), "DELETE FROM invoices");
    bench.store().save_client(&author, local_now(), None, &client("Анна")).unwrap();
    bench.good_cycle();
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state("Требует внимания: 1").ctrl(Key::Num5).until_says("на сервере 0");
    driver.key(Key::Delete).until_says(": оставить как есть?").until_focus(LATER).key(Key::Delete);
    assert!(driver.says(": оставить как есть?") && driver.state() == "Требует внимания: 1");
    driver.key(Key::ArrowRight).until_focus("Оставить как есть").key(Key::Enter).until_state(SYNCED);
    drop(driver);
    bench.good_cycle();
    assert_eq!(bench.store().problems().unwrap(), []);
}

#[test]
fn the_money_of_several_days_is_said_day_by_day() {
    let bench = all_wrong();
    bench.store().raise(&money(2), local_now().to_utc()).unwrap();
    let yesterday = (local_now() - Days::new(1)).format("%d.%m").to_string();
    let title = format!("Деньги за {yesterday} и ещё 1 день");
    let words = format!("{yesterday}: здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽; ");
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state("Требуют внимания: 4 · Офлайн").ctrl(Key::Num5).until_says(&title);
    driver.key(Key::Home).key(Key::ArrowDown).until_says("Сверьте счета этих дней с VetSystem");
    assert!(driver.says(&words), "{}", driver.describe());
    for command in ["status", "problems"] {
        let said = bench.run(&[command]).stdout.replace('\u{a0}', " ");
        assert!(said.contains(&title) && said.contains(&words), "{said}");
    }
}

#[test]
fn status_says_the_same_problems() {
    let bench = all_wrong();
    let said = bench.run(&["status"]);
    for words in [
        "Требуют внимания: 4",
        "Здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽",
        "Сервер восстановлен: ",
        "База восстановлена: ",
    ] {
        assert!(said.stdout.replace('\u{a0}', " ").contains(words), "{}", said.stdout);
    }
    assert_eq!(said.code, 4);
    let kinds = bench.run(&["status", "--json"]).json();
    let kinds: Vec<_> = kinds["problems"].as_array().unwrap().iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["shrinking", "money_differs", "server_restored", "store_restored"]);
}

#[test]
fn no_problem_is_cut_in_any_window() {
    for (size, lang) in [USUAL, SMALLEST].into_iter().flat_map(|size| Lang::ALL.map(|lang| (size, lang))) {
        let bench = all_wrong();
        bench.store().raise(&money(5), local_now().to_utc()).unwrap();
        let mut driver = Driver::open_in(&bench.data_dir(), size, lang);
        driver.until("attention", |driver| driver.state().contains('4')).ctrl(Key::Num5);
        driver.until("rows", |driver| driver.has(Role::Table, "Список неотправленного") || lang == Lang::En);
        driver.key(Key::Home);
        for _ in problems() {
            let cut: Vec<_> =
                driver.seen().into_iter().filter(|seen| seen.cut).map(|seen| seen.words).collect();
            assert!(cut.is_empty(), "{size:?} {lang:?}: {cut:#?}");
            assert_eq!(driver.unnamed(), Vec::<String>::new());
            driver.key(Key::ArrowDown);
        }
    }
}

/// A classic server has refused the patient for the birth date; the queue is shown.
fn refused_patient(bench: &Bench, size: egui::Vec2) -> Driver {
    let mut driver = Driver::open_sized(&bench.data_dir(), size);
    driver.until_state(SYNCED).until_focus(SEARCH).key(Key::Insert).until_focus("ФИО");
    driver.write("Козлова Анна").key(Key::Enter).write("8 916 000-11-22").ctrl(Key::Enter);
    driver.until("saved", |driver| driver.has(Role::Row, "Козлова Анна"));
    driver.tab_to("Пациент").key(Key::Enter).until_focus("Кличка");
    driver.write("Рыжик").key(Key::Enter).write("Кошка").tab_to("Дата рождения").write("1.3.2023");
    driver.ctrl(Key::Enter).until_state("Ожидает синхронизации: 2");
    driver.key(Key::F5).until_state("Требует внимания: 1").ctrl(Key::Num5);
    driver
}

#[test]
fn a_refusal_stands_under_its_reason_in_plain_words_and_opens_at_its_field() {
    for size in [USUAL, SMALLEST] {
        refusal_opens_at_its_field(size);
    }
}

fn refusal_opens_at_its_field(size: egui::Vec2) {
    let bench = Bench::classic();
    let mut driver = refused_patient(&bench, size);
    let reason = "Сервер не принимает пациентов с датой рождения";
    driver.until_says(reason);
    let headed = driver.controls().into_iter().find(|it| it.role == Role::RowHeader).unwrap();
    assert_eq!(headed.name, format!("{reason} · 1"));
    let row = driver.control(Role::Row, "Пациент Рыжик").place;
    assert!(headed.place.bottom() <= row.top() + 1.0, "the reason stands above");
    assert!(driver.says("Ответ сервера: value.toISOString is not a function"), "{}", driver.describe());

    driver.key(Key::Enter).until_focus("Дата рождения");
    assert!(
        driver.beside("Дата рождения").contains("даты рождения этот сервер не понимает"),
        "{}",
        driver.describe()
    );
    let said =
        driver.seen().into_iter().find(|seen| seen.words.starts_with("! Сервер не принял: даты")).unwrap();
    assert!(!said.cut && driver.seen().iter().any(|seen| seen.words == "Владелец *"), "{said:?}");
    driver.rewrite("").ctrl(Key::Enter).until_state("Ожидает синхронизации: 1");
    driver.key(Key::F5).until_state(SYNCED);
}

#[test]
fn the_journal_is_searched_and_tells_the_key() {
    let bench = Bench::ours();
    clinic::people_and_prices(&bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    for name in ["Козлова Анна", "Белов Пётр"] {
        driver.key(Key::Insert).until_focus("ФИО").write(name).key(Key::Enter).write("8 916 000-11-22");
        driver.ctrl(Key::Enter).until("saved", |driver| driver.has(Role::Row, name)).until_focus(SEARCH);
    }
    driver.key(Key::F5).until_state(SYNCED).ctrl(Key::Num5).until_says("Всё отправлено");
    driver.ctrl(Key::J).until("both", |driver| {
        driver.has(Role::Row, "Клиент Козлова Анна") && driver.has(Role::Row, "Клиент Белов Пётр")
    });
    driver.until_focus("Имя, врач, сумма, ключ").write("козлова");
    driver.until("one", |driver| !driver.has(Role::Row, "Клиент Белов Пётр"));
    let key = bench.dump()["clients"].as_array().unwrap().iter().find_map(|row| {
        (row["full_name"] == "Козлова Анна")
            .then(|| row["idempotency_key"].as_str().unwrap_or_default().to_owned())
    });
    assert!(driver.says("Ключ: ") && driver.says("принято сервером"), "{}", driver.describe());
    assert!(key.is_none_or(|key| driver.says(&key)), "{}", driver.describe());
    driver.key(Key::Escape).until("both again", |driver| driver.has(Role::Row, "Клиент Белов Пётр"));
    driver.ctrl(Key::J).until_says("Всё отправлено");
}

#[test]
fn the_journal_names_what_a_download_left_out() {
    let bench = Bench::ours().downloaded();
    bench.sql(
        "INSERT INTO left_out (at, list, row, reason)
         VALUES ('2026-11-22T10:00:00.000Z', 'nomenclature', '{\"name\":\"Укол\"}', 'no_price')",
    );
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).ctrl(Key::Num5).until_says("Всё отправлено");
    driver.ctrl(Key::J).until_says("Сервер прислал строки, которым нет места в базе: 1");
    assert!(driver.says("прайс-лист · без цены · {\"name\":\"Укол\"}"), "{}", driver.describe());
}
