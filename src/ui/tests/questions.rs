//! What the queue asks before it does something, in words that are true of the record.

use super::*;
use crate::app::model::{Asks, QueueQuestion};
use crate::domain::{ActionKind, Kopecks};

/// The question about withdrawing a client in this state, with an invoice that needs it or alone.
fn withdrawing(state: QueueState, with_invoice: bool, size: [f32; 2]) -> Vec<String> {
    let client = QueueRow {
        kind: ActionKind::CreateClient,
        title: "Козлова Анна".into(),
        about: Some("+79160001122".into()),
        ..action(state)
    };
    let invoice = QueueRow {
        id: 90,
        kind: ActionKind::CreateInvoice,
        title: String::new(),
        about: Some("Козлова Анна".into()),
        amount: Some(Kopecks(150_000)),
        ..action(QueueState::Held)
    };
    let about = QueueItem::Action(client.id);
    let mut model = model();
    model.screen = Screen::Queue;
    model.queue.list = Slot::done([client, invoice].into_iter().collect());
    model.queue.selected = Some(about);
    let dependants = if with_invoice { vec![90] } else { Vec::new() };
    model.queue.question = Some(QueueQuestion { about, asks: Asks::Withdraw { dependants }, busy: false });
    let shown = painted(&harness(model, Lang::Ru, size));
    shown.into_iter().map(|(words, _)| words.replace('\u{a0}', " ")).collect()
}

#[test]
fn nothing_is_promised_of_a_record_that_the_server_may_have() {
    let stays = "Что уже пришло на сервер, там и будет.";
    let here = "«только здесь».";
    for size in SIZES {
        for (state, may_be_there, word) in [
            (QueueState::Waiting, false, "Отозвать"),
            (QueueState::Refused, false, "Отозвать"),
            (QueueState::Settling, true, "Отозвать"),
            (QueueState::InDoubt, true, "Не отправлять"),
        ] {
            for with_invoice in [false, true] {
                let shown = withdrawing(state, with_invoice, size);
                let has = |words: &str| shown.iter().any(|shown| shown.contains(words));
                assert!(has(&format!("{word}: Клиент Козлова Анна?")), "{state:?}: {shown:?}");
                assert!(shown.iter().any(|shown| shown == word), "the button says it too: {shown:?}");
                assert_eq!(has(stays), may_be_there, "{state:?}: {shown:?}");
                let promises = shown.iter().any(|shown| shown.ends_with(here));
                assert_eq!(promises, !may_be_there, "{state:?}: {shown:?}");
                let named = has("не уйдёт: Счёт, Козлова Анна · 1 500,00 ₽.");
                assert_eq!(named, with_invoice, "{state:?}: {shown:?}");
            }
        }
    }
}
