//! Problems that are no single action's, in words. The window and `status` say the same, so they are said here.

use chrono::{DateTime, Local, NaiveDate, TimeZone};

use super::{ServerProblem, Shrink};
use crate::store::DayDiffers;
use crate::text::Text;

/// A few words, as a line of a list begins.
pub fn problem_title(text: &Text, problem: &ServerProblem) -> String {
    match problem {
        ServerProblem::SignInNeeded { .. } => text.get("attention-key-title"),
        ServerProblem::ServerRestored => text.get("attention-server-title"),
        ServerProblem::MoneyDiffers { days } => {
            let first = days.first().map(|day| day_and_month(day.date)).unwrap_or_default();
            let more = days.len().saturating_sub(1);
            let key = if more == 0 { "attention-money-title" } else { "attention-money-title-days" };
            text.with(key, [("day", first.into()), ("more", more.into())])
        }
        ServerProblem::Shrinking(_) => text.get("attention-shrink-title"),
        ServerProblem::StoreRestored(_) => text.get("attention-store-title"),
    }
}

/// What is wrong, with its figures.
pub fn problem_words(text: &Text, problem: &ServerProblem) -> String {
    match problem {
        ServerProblem::SignInNeeded { .. } => text.get("status-key-refused"),
        ServerProblem::ServerRestored => text.get("attention-server"),
        ServerProblem::MoneyDiffers { days } => {
            let key = if days.len() == 1 { "attention-money" } else { "attention-money-of-day" };
            days.iter().map(|day| money(text, key, day)).collect::<Vec<_>>().join("; ")
        }
        ServerProblem::Shrinking(shrink) => shrinking(text, shrink),
        ServerProblem::StoreRestored(restored) => {
            let from = restored.copy.map(|at| {
                text.with(
                    "attention-store-copy",
                    [("time", moment(&at).into()), ("n", restored.actions.into())],
                )
            });
            let nothing = || text.with("attention-store-no-copy", [("n", restored.actions.into())]);
            let unread = restored.unread.then(|| text.get("attention-store-unread"));
            let kept = text.with("attention-store-kept", [("path", restored.kept.as_str().into())]);
            let parts = [Some(from.unwrap_or_else(nothing)), unread, Some(kept)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// The same where there is one line for it: of several days the first one, which the title names.
pub fn problem_brief(text: &Text, problem: &ServerProblem) -> String {
    match problem {
        ServerProblem::MoneyDiffers { days } if days.len() > 1 => {
            money(text, "attention-money-of-day", &days[0])
        }
        _ => problem_words(text, problem),
    }
}

/// Both figures of a day.
fn money(text: &Text, key: &str, day: &DayDiffers) -> String {
    let DayDiffers { date, here, there } = day;
    let figures = [
        ("day", day_and_month(*date).into()),
        ("here", here.count.into()),
        ("sum_here", text.roubles(here.sum).into()),
        ("there", there.count.into()),
        ("sum_there", text.roubles(there.sum).into()),
    ];
    text.with(key, figures)
}

fn day_and_month(date: NaiveDate) -> String {
    date.format("%d.%m").to_string()
}

fn moment<Z: TimeZone>(at: &DateTime<Z>) -> String {
    at.with_timezone(&Local).format("%d.%m.%Y %H:%M").to_string()
}

/// Each list that would lose rows, and those of them that were made here.
fn shrinking(text: &Text, shrink: &Shrink) -> String {
    let lists = [
        ("attention-shrink-clients", shrink.clients),
        ("attention-shrink-patients", shrink.patients),
        ("attention-shrink-nomenclature", shrink.nomenclature),
    ];
    let lost = lists.into_iter().filter(|(_, list)| list.gone > 0);
    let lost = lost.map(|(key, list)| text.with(key, [("gone", list.gone.into()), ("all", list.of.into())]));
    let lost = lost.collect::<Vec<_>>().join(", ");
    let words = text.with("attention-shrink", [("lost", lost.into())]);
    if shrink.acknowledged == 0 {
        return words;
    }
    let ours = text.with("attention-shrink-ours", [("n", shrink.acknowledged.into())]);
    format!("{words} {ours}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kopecks;
    use crate::store::{Invoices, Restored, Shrunk};
    use crate::text::Lang;

    #[test]
    fn each_problem_is_said_with_its_figures() {
        let text = Text::new(Lang::Ru);
        let invoices = |count, kopecks| Invoices { count, sum: Kopecks(kopecks) };
        let day = |day| DayDiffers {
            date: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
            here: invoices(14, 6_840_000),
            there: invoices(13, 6_340_000),
        };
        let money =
            |days: &[u32]| ServerProblem::MoneyDiffers { days: days.iter().copied().map(day).collect() };
        let shrink = Shrink {
            clients: Shrunk { gone: 1_239, of: 61_974 },
            patients: Shrunk { gone: 1, of: 82_371 },
            acknowledged: 2,
            ..Shrink::default()
        };
        let restored = Restored { copy: None, actions: 3, unread: true, kept: "store.db.damaged".into() };
        let cases = [
            (money(&[22]), "Деньги за 22.11", "Здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽"),
            (
                money(&[21, 22]),
                "Деньги за 21.11 и ещё 1 день",
                "21.11: здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽; \
                 22.11: здесь 14 счетов на 68 400,00 ₽, на сервере 13 на 63 400,00 ₽",
            ),
            (
                ServerProblem::Shrinking(shrink),
                "База убывает",
                "Сервер больше не присылает: клиенты — 1 239 из 61 974, пациенты — 1 из 82 371. Из них заведены здесь и \
                 приняты сервером: 2.",
            ),
            (
                ServerProblem::StoreRestored(restored),
                "База восстановлена",
                "База была повреждена и собрана заново; в очереди: 3. Часть прочесть не удалось: сохранённое в последнее \
                 время проверьте. Повреждённый файл: store.db.damaged",
            ),
        ];
        for (problem, title, words) in cases {
            assert_eq!(problem_title(&text, &problem), title);
            assert_eq!(problem_words(&text, &problem).replace('\u{a0}', " "), words);
        }
    }
}
