//! The words of the status bar: the state, what belongs to it, and how old things are.

use chrono::{DateTime, Local};

use super::commands::Cmd;
use super::words;
use crate::app::model::{Download, Status, Stopped};
use crate::domain::SyncState;
use crate::text::Text;

pub fn title(text: &Text, status: &Status, state: SyncState) -> String {
    let n = if state == SyncState::Attention { status.attention } else { status.pending };
    text.status_title(state, n, status.online)
}

/// What stands beside the state.
pub fn facts(text: &Text, status: &Status, state: SyncState) -> String {
    if let Some(download) = status.download {
        return downloading(text, download);
    }
    let unsent = unsent(text, status);
    let age = status.oldest_unsent.filter(|_| status.pending > 0).map(|age| text.age(age));
    let oldest = age.map(|age| text.with("status-oldest", [("age", age.into())]));
    let wait = status.retry_at.map(|at| text.with("status-retry-at", [("time", words::clock(&at).into())]));
    let facts = match state {
        SyncState::Attention => {
            let key = status.refused.as_ref().map(|_| text.get("status-key-refused"));
            let stopped = status.stopped.map(|stopped| stopped_words(text, stopped));
            [stopped.or(key), unsent, wait]
        }
        SyncState::Offline => {
            let can_work = text.get("status-can-work");
            return unsent.map_or(can_work.clone(), |unsent| format!("{can_work} {unsent}"));
        }
        SyncState::Waiting if wait.is_some() || oldest.is_some() => [wait, oldest, None],
        // How old the data are says that there are none.
        SyncState::Waiting if status.last_download.is_none() => [None, None, None],
        SyncState::Waiting => [Some(text.get("status-last-cycle-failed")), None, None],
        SyncState::Synced => {
            let time = status.last_sync.map(|at| words::clock(&at));
            [time.map(|time| text.with("status-last-sync", [("time", time.into())])), None, None]
        }
        SyncState::Syncing => [None, None, None],
    };
    // In the grey of all of these: such a server needs nobody's attention.
    let aside = Some(status.put_aside.actions)
        .filter(|n| *n > 0)
        .map(|n| text.with("status-put-aside", [("n", n.into())]));
    facts.into_iter().flatten().chain(aside).collect::<Vec<_>>().join(" · ")
}

fn stopped_words(text: &Text, stopped: Stopped) -> String {
    text.get(match stopped {
        Stopped::Restarting => "status-stopped",
        Stopped::Hanging => "status-hanging",
    })
}

/// How many wait, and how long the oldest of them has.
fn unsent(text: &Text, status: &Status) -> Option<String> {
    let n = status.pending;
    let age = status.oldest_unsent.map(|age| text.age(age));
    (n > 0).then(|| match age {
        Some(age) => text.with("status-unsent-oldest", [("n", n.into()), ("age", age.into())]),
        None => text.with("status-unsent", [("n", n.into())]),
    })
}

fn downloading(text: &Text, download: Download) -> String {
    let rows = if download.nomenclature > 0 {
        text.with("counted-nomenclature", [("n", download.nomenclature.into())])
    } else if download.patients > 0 {
        text.with("counted-patients", [("n", download.patients.into())])
    } else {
        text.with("counted-clients", [("n", download.clients.into())])
    };
    let key = if download.first { "status-downloading" } else { "status-downloading-short" };
    text.with(key, [("rows", rows.into())])
}

/// How old the data is; nothing while the first download says itself that there is none, nor before the store could say
/// anything.
pub fn base_from(text: &Text, status: &Status, now: DateTime<Local>) -> Option<String> {
    status.state?;
    match (status.last_download, status.download) {
        (Some(at), _) => Some(text.with("status-base-from", [("time", words::moment(&at, now).into())])),
        (None, Some(_)) => None,
        (None, None) => Some(text.get("status-no-base")),
    }
}

/// The button's words: its command, or when that will do anything again.
pub fn sync_button(text: &Text, status: &Status) -> String {
    match &status.retry_at {
        Some(at) => text.with("status-goes-on-at", [("time", words::clock(at).into())]),
        None => Cmd::Sync.label(text),
    }
}

/// All that the button may say, with the widest time.
pub fn sync_buttons(text: &Text) -> [String; 2] {
    [Cmd::Sync.label(text), text.with("status-goes-on-at", [("time", "00:00".into())])]
}

/// What waits in the stores of other clinics.
pub fn elsewhere(text: &Text, status: &Status) -> Option<String> {
    let n = status.elsewhere.actions;
    (n > 0).then(|| text.with("status-elsewhere", [("n", n.into())]))
}

pub fn last_sync(text: &Text, status: &Status, now: DateTime<Local>) -> Option<String> {
    let at = words::moment(&status.last_sync?, now);
    Some(text.with("status-last-sync", [("time", at.into())]))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_bar_says_the_exact_words() {
        let text = Text::new(Lang::Ru);
        let quarter_to_three = Local.with_ymd_and_hms(2026, 11, 22, 14, 45, 0).unwrap();
        let good = Status { online: true, ..Status::default() };
        let offline = Status { pending: 3, oldest_unsent: Some(TimeDelta::minutes(12)), ..Status::default() };
        let download = Download { clients: 31_200, first: true, ..Download::default() };
        let cases = [
            (good.clone(), SyncState::Synced, "Все данные синхронизированы", ""),
            (Status { pending: 3, ..good.clone() }, SyncState::Waiting, "Ожидает синхронизации: 3", ""),
            (good.clone(), SyncState::Syncing, "Синхронизация...", ""),
            (
                offline.clone(),
                SyncState::Offline,
                "Офлайн",
                "Можно работать. Не отправлено: 3, старшее — 12 мин",
            ),
            (Status { pending: 0, ..offline.clone() }, SyncState::Offline, "Офлайн", "Можно работать."),
            (Status { attention: 3, ..good.clone() }, SyncState::Attention, "Требуют внимания: 3", ""),
            (
                Status { attention: 1, ..offline },
                SyncState::Attention,
                "Требует внимания: 1 · Офлайн",
                "Не отправлено: 3, старшее — 12 мин",
            ),
            (
                Status { refused: Some(String::new()), attention: 1, ..good.clone() },
                SyncState::Attention,
                "Требует внимания: 1",
                "Сервер не принял ключ. Позовите администратора",
            ),
            (
                Status { stopped: Some(Stopped::Restarting), attention: 1, pending: 3, ..good.clone() },
                SyncState::Attention,
                "Требует внимания: 1",
                "Обмен остановился, перезапускаем · Не отправлено: 3",
            ),
            (
                Status { stopped: Some(Stopped::Hanging), attention: 1, ..good.clone() },
                SyncState::Attention,
                "Требует внимания: 1",
                "Обмен остановился. Перезапустите программу",
            ),
            (
                Status { attention: 2, pending: 3, retry_at: Some(quarter_to_three), ..good.clone() },
                SyncState::Attention,
                "Требуют внимания: 2",
                "Не отправлено: 3 · Сервер просит подождать до 14:45",
            ),
            (
                Status { pending: 3, retry_at: Some(quarter_to_three), ..good.clone() },
                SyncState::Waiting,
                "Ожидает синхронизации: 3",
                "Сервер просит подождать до 14:45",
            ),
            (
                Status { download: Some(download), ..good },
                SyncState::Syncing,
                "Синхронизация...",
                "Загружаем базу: 31\u{a0}200 клиентов. Работать уже можно; поиск пока неполный",
            ),
        ];
        for (status, state, expected, beside) in cases {
            assert_eq!(title(&text, &status, state), expected);
            assert_eq!(facts(&text, &status, state), beside, "{expected}");
        }
    }

    #[test]
    fn a_base_that_was_never_downloaded_is_said_once() {
        let text = Text::new(Lang::Ru);
        for state in [SyncState::Waiting, SyncState::Offline, SyncState::Attention] {
            let status = Status { state: Some(state), ..Status::default() };
            let bar =
                [Some(facts(&text, &status, state)), base_from(&text, &status, DateTime::<Local>::default())];
            let bar = bar.into_iter().flatten().collect::<Vec<_>>().join(" ");
            assert_eq!(bar.matches("не загружена").count(), 1, "{bar}");
        }
    }
}
