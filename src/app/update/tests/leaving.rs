//! Going away while something is unsent.

use super::super::super::model::Leaving;
use super::*;
use crate::domain::{KindState, Kopecks};
use crate::store::RefusedKind;

fn with_report(report: StoreReport) -> Model {
    let mut model = working();
    let now = model.now.fixed_offset();
    let id = model.sync.report.ask();
    answer(&mut model, id, Query::Report(now), Answer::Report(Arc::new(report)));
    model
}

fn one(actions: u64) -> Tally {
    Tally { actions, money: Kopecks(500_000) }
}

#[test]
fn nobody_is_asked_once_everything_was_sent() {
    let mut model = with_report(StoreReport::default());
    assert!(command(&mut model, Command::CloseWindow).is_empty());
    assert!(model.closed);
    let mut model = with_report(StoreReport::default());
    command(&mut model, Command::ChangeUser);
    assert!(matches!(model.stage, Stage::SignIn(_)));
    let mut model = signing_in();
    command(&mut model, Command::CloseWindow);
    assert!(model.closed, "nobody is signed in");
}

#[test]
fn what_waits_is_refused_in_doubt_held_or_put_aside_is_unsent_and_all_of_it_is_sent_while_one_is_asked() {
    let kind = |state| {
        let (kind, message, since) = (ActionKind::CreateInvoice, String::new(), noon().to_utc());
        vec![RefusedKind { kind, state, message, since, actions: one(3) }]
    };
    let reports = [
        StoreReport { held_kinds: kind(KindState::Held), ..StoreReport::default() },
        StoreReport { aside_kinds: kind(KindState::Aside), ..StoreReport::default() },
        StoreReport { pending: one(3), ..StoreReport::default() },
        StoreReport { refused: one(3), ..StoreReport::default() },
        StoreReport { in_doubt: one(3), ..StoreReport::default() },
    ];
    for report in reports {
        let mut model = with_report(report);
        assert_eq!(model.status.unsent(), 3);
        let effects = command(&mut model, Command::CloseWindow);
        assert!(
            matches!(&effects[..], [Effect::Sync(SyncCommand::Now(crate::sync::Download::AsDue))]),
            "{effects:?}"
        );
        assert_eq!((model.leaving, model.closed), (Some(Leaving::Close), false));
        assert!(command(&mut model, Command::CloseWindow).is_empty(), "asked already");
        command(&mut model, Command::Stay);
        assert_eq!((model.leaving, model.closed), (None, false));
        command(&mut model, Command::CloseWindow);
        command(&mut model, Command::Leave);
        assert!(model.closed);
    }
}

#[test]
fn another_user_comes_after_the_question_and_another_screen_ends_it() {
    let mut model = with_report(StoreReport { pending: one(1), ..StoreReport::default() });
    command(&mut model, Command::ChangeUser);
    assert!(matches!((&model.stage, model.leaving), (Stage::Working, Some(Leaving::ChangeUser))));
    command(&mut model, Command::Show(Screen::Queue));
    assert_eq!(model.leaving, None);
    assert!(command(&mut model, Command::Leave).is_empty() && !model.closed, "nothing was asked");
    command(&mut model, Command::ChangeUser);
    command(&mut model, Command::Leave);
    assert!(matches!((&model.stage, model.leaving), (Stage::SignIn(_), None)));
}
