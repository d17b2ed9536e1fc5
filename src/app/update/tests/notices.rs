//! Messages: each goes by itself once it has been read or is no longer true.

use super::*;

#[test]
fn a_notice_goes_as_soon_as_it_is_no_longer_true() {
    let mut model = working();
    update(&mut model, Message::Worker(Reply::Damaged));
    model.now = noon() + TimeDelta::seconds(60);
    update(&mut model, Message::Tick);
    assert_eq!(model.notices.len(), 1, "however long it takes");
    update(&mut model, Message::Worker(Reply::Mended));
    assert!(model.notices.is_empty());

    let report = |pending| {
        let pending = Tally { actions: pending, ..Tally::default() };
        Answer::Report(Arc::new(StoreReport { pending, ..StoreReport::default() }))
    };
    let query = || Query::Report(noon().fixed_offset());
    let effects = update(&mut model, Message::Worker(Reply::Retried(Ok(()))));
    assert_eq!(model.notices.len(), 1, "the store was not asked yet");
    let Effect::Store(Job::Query { id, .. }) = effects[0] else { panic!() };
    answer(&mut model, id, query(), report(1));
    assert_eq!(model.notices.len(), 1);
    let effects = update(&mut model, Message::Sync(SyncEvent::Changed(ChangeSet::ALL)));
    let Effect::Store(Job::Query { id, .. }) = effects[0] else { panic!() };
    answer(&mut model, id, query(), report(0));
    assert!(model.notices.is_empty(), "all has gone");
}

#[test]
fn notices_go_by_themselves_unless_they_ask_for_something() {
    let mut model = working();
    model.notify(NoticeKind::SettingsSaved);
    model.notify(NoticeKind::SettingsTrouble { detail: String::new() });
    assert_eq!(model.next_change(), Some(Duration::from_secs(6)));
    model.now = noon() + TimeDelta::seconds(6);
    update(&mut model, Message::Tick);
    assert_eq!((model.notices.len(), model.next_change()), (1, None));
    let id = model.notices[0].id;
    command(&mut model, Command::DismissNotice(id));
    assert!(model.notices.is_empty());
}
