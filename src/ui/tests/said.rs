//! What screens say of counts and of what is not known yet.

use super::*;
use crate::app::model::{Decision, Leaving, ProblemKind, Tally};
use crate::domain::{Kopecks, own_code};

fn says(harness: &Harness<'_, Page>, wanted: &str) -> bool {
    painted(harness).iter().any(|(words, _)| words == wanted)
}

#[test]
fn the_figures_of_the_queue_count_each_thing_once() {
    for size in SIZES {
        let mut model = model();
        model.screen = Screen::Queue;
        let status = &mut model.status;
        (status.pending, status.unsent_money) = (2, Kopecks(500_000));
        status.oldest_unsent = Some(chrono::TimeDelta::minutes(12));
        (status.not_taken.actions, status.not_taken.money) = (1, Kopecks(10_000));
        (status.in_doubt.actions, status.in_doubt.money) = (1, Kopecks(20_000));
        (status.attention, status.problems) = (3, vec![ProblemKind::SignInNeeded]);
        let harness = harness(model, Lang::Ru, size);
        for wanted in ["0 · 0,00 ₽", "2 · 5 000,00 ₽", "3 · 300,00 ₽", "старшее — 12 мин"]
        {
            assert!(says(&harness, wanted), "{wanted}: {:?}", painted(&harness));
        }
        assert!(says(&harness, "не принято 1, ответ потерян 1, не принят ключ"));
    }
}

#[test]
fn the_figures_have_the_roubles_of_kinds_that_are_held_or_put_aside() {
    let tally = |actions, money| Tally { actions, money: Kopecks(money) };
    for size in SIZES {
        let mut model = model();
        model.screen = Screen::Queue;
        let status = &mut model.status;
        (status.pending, status.unsent_money, status.put_aside) = (2, Kopecks(500_000), tally(3, 600_050));
        (status.attention, status.held_kinds, status.held) = (1, 1, tally(4, 70_000));
        let harness = harness(model, Lang::Ru, size);
        for wanted in ["5 · 11 000,50 ₽", "из них не отправляется: 3 на 6 000,50 ₽", "1 · 700,00 ₽"]
        {
            assert!(says(&harness, wanted), "{wanted}: {:?}", painted(&harness));
        }
    }
}

#[test]
fn whoever_leaves_is_told_what_is_decided_by_nobody_and_what_stays() {
    let tally = |actions, money| Tally { actions, money: Kopecks(money) };
    let mut model = model();
    model.leaving = Some(Leaving::Close);
    (model.status.held, model.status.put_aside) = (tally(4, 0), tally(3, 600_050));
    let harness = harness(model, Lang::Ru, SIZES[1]);
    assert!(says(&harness, "Требуют решения: 4. Сами не уйдут — смотрите очередь"));
    let aside = "На этот сервер не отправляется: 3, счета на 6 000,50 ₽. Останутся на этом компьютере";
    assert!(says(&harness, aside), "{:?}", painted(&harness));
}

#[test]
fn the_settings_say_what_waits_and_its_money_where_there_is_some() {
    let unsent = |pending, money| {
        let mut model = model();
        model.screen = Screen::Settings;
        (model.status.pending, model.status.unsent_money) = (pending, Kopecks(money));
        harness(model, Lang::Ru, SIZES[1])
    };
    assert!(says(&unsent(2, 0), "Не отправлено: 2. Останутся здесь и уйдут сами"));
    assert!(says(&unsent(2, 10_000), "Не отправлено: 2, счета на 100,00 ₽. Останутся здесь и уйдут сами"));
    let none = unsent(0, 0);
    assert!(!painted(&none).iter().any(|(words, _)| words.starts_with("Не отправлено")));
    assert!(says(&none, "Требуют внимания: 2"));
}

#[test]
fn nobody_is_said_to_be_missing_before_the_first_download() {
    let cases = [
        (false, "", "База ещё не загружена. Insert — новый клиент"),
        (false, "ива", "База ещё не загружена: поиск пока неполный"),
        (true, "ива", "Никого не нашли. Insert — новый клиент"),
    ];
    for (downloaded, searched, expected) in cases {
        let mut model = model();
        model.status.last_download = downloaded.then_some(model.now);
        let listing = Listing {
            text: searched.into(),
            rows: Arc::new([]),
            first: 0,
            total: 0,
            swapped: None,
            elapsed: Duration::ZERO,
        };
        model.clients.list = Slot::done(listing);
        assert!(says(&harness(model, Lang::Ru, SIZES[1]), expected), "{expected}");
    }
}

#[test]
fn the_card_below_the_table_shows_what_this_computer_made() {
    let mut model = model();
    let appointment = crate::app::model::AppointmentRow {
        id: 1,
        server_id: None,
        client_id: 1,
        client_server_id: None,
        client_name: String::new(),
        patient_id: 1,
        patient_server_id: None,
        patient_name: "Мурка".into(),
        date: model.now.date_naive(),
        time: model.now.time(),
        doctor_name: None,
        notes: None,
        synced: false,
        state: RowState::Queued(QueueState::Waiting),
    };
    let card = Card {
        client: client(1, "Иванова Мария Петровна", RowState::OnServer),
        patients: Arc::new([]),
        appointments: Arc::new([appointment]),
        invoices: Arc::new([]),
    };
    model.clients.card = Slot::done(Arc::new(card));
    let harness = harness(model, Lang::Ru, SIZES[0]);
    assert!(says(&harness, "Записи и счета с этого компьютера"));
    assert!(says(&harness, "Мурка"), "{:?}", painted(&harness));
}

/// The queue and every list say the same of it.
#[test]
fn no_action_of_a_kind_that_was_put_aside_looks_wrong() {
    let cases = [
        (QueueState::Aside, KindState::Aside, "○ не уйдёт"),
        (QueueState::Refused, KindState::Held, "! не принято"),
        (QueueState::Held, KindState::Held, "◷ ждёт"),
    ];
    for (state, kind_state, expected) in cases {
        for screen in [Screen::Clients, Screen::Queue] {
            let mut model = model();
            model.screen = screen;
            let client = client(1, "Иванова", RowState::Queued(state));
            let rows = Arc::new([ClientListRow { client, animals: String::new() }]);
            let (text, elapsed) = ("ива".into(), Duration::ZERO);
            model.clients.list =
                Slot::done(Listing { text, rows, first: 0, total: 1, swapped: None, elapsed });
            let kind_state = Some(kind_state);
            model.queue.list = Slot::done([QueueRow { kind_state, ..action(state) }].into_iter().collect());
            let harness = harness(model, Lang::Ru, SIZES[1]);
            assert!(says(&harness, expected), "{state:?} on {screen:?}: {:?}", painted(&harness));
        }
    }
}

/// Alone it would not go, so that only its kind is sent again; a doubt gets its three answers back then.
#[test]
fn of_a_kind_that_the_server_does_not_take_only_the_whole_is_sent_again() {
    let doubt = Some(own_code::HEADER_MAY_STAY.to_owned());
    let cases = [
        (QueueState::Aside, None, ["Отправлять снова", "Отозвать"]),
        (QueueState::Aside, doubt.clone(), ["Отправлять снова", "Не отправлять"]),
        (QueueState::Refused, None, ["Отправлять снова", "Отозвать"]),
        (QueueState::InDoubt, doubt, ["Отправлять снова", "Уже там"]),
    ];
    for (state, error_code, offered) in cases {
        let mut model = model();
        model.screen = Screen::Queue;
        let kind = if state == QueueState::Aside { KindState::Aside } else { KindState::Held };
        let row = QueueRow { kind_state: Some(kind), error_code, ..action(state) };
        model.queue.selected = Some(QueueItem::Action(row.id));
        model.queue.list = Slot::done([row].into_iter().collect());
        let mut harness = harness(model, Lang::Ru, SIZES[1]);
        for wanted in offered {
            assert!(says(&harness, wanted), "{state:?}: {wanted}");
        }
        assert!(!says(&harness, "Отправить ещё раз"), "{state:?}");
        assert_eq!(says(&harness, "Уже там"), state == QueueState::InDoubt, "{state:?}");
        harness.key_press_modifiers(Modifiers::CTRL, Key::Enter);
        harness.run();
        let again = Command::Decide(Decision::TryAgain(ActionKind::CreateAppointment));
        assert!(harness.state().asked.contains(&again), "{state:?}: {:?}", harness.state().asked);
    }
}

#[test]
fn a_kind_that_is_sent_again_says_how_many_go_and_how_many_ask() {
    let cases = [
        (4, 0, "Уйдут при следующем обмене: 4"),
        (0, 3, "Ответ потерян: 3. Ответьте по каждому"),
        (0, 0, "Такое снова отправляется"),
    ];
    for (goes, doubts, expected) in cases {
        let mut model = model();
        let kind = NoticeKind::TriedAgain { goes, doubts };
        model.notices.push(Notice { id: 1, since: model.now, kind });
        assert!(says(&harness(model, Lang::Ru, SIZES[1]), expected), "{expected}");
    }
}
