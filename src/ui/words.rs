//! Days, times and people as the screens write them.

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, TimeZone, Timelike};

use crate::app::model::{PatientRow, ProblemKind, Status};
use crate::domain::{Gender, Kopecks, pretty_phone};
use crate::text::Text;

/// `14:05`
pub fn clock(at: &impl Timelike) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `23.11.2026`
pub fn date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// `23.11`, and the year where it is another than that of `today`.
pub fn short_date(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { day.format("%d.%m").to_string() } else { date(day) }
}

/// The time of a moment of today, the day of any other.
pub fn moment<Z: TimeZone>(at: &DateTime<Z>, now: DateTime<Local>) -> String {
    let at = at.with_timezone(&Local);
    let (day, today) = (at.date_naive(), now.date_naive());
    if day == today { clock(&at) } else { short_date(day, today) }
}

/// Day and time, the day left out today: `сегодня 14:06`, `20.11 09:03`.
pub fn day_and_time<Z: TimeZone>(text: &Text, at: &DateTime<Z>, now: DateTime<Local>) -> String {
    let at = at.with_timezone(&Local);
    if at.date_naive() == now.date_naive() {
        return text.with("day-today-at", [("time", clock(&at).into())]);
    }
    format!("{} {}", short_date(at.date_naive(), now.date_naive()), clock(&at))
}

/// A queued record's name; an appointment's, which is its day and time, as people write them.
pub fn action_title(title: &str, today: NaiveDate) -> String {
    match NaiveDateTime::parse_from_str(title, "%Y-%m-%d %H:%M") {
        Ok(at) => format!("{} {}", short_date(at.date(), today), clock(&at)),
        Err(_) => title.to_owned(),
    }
}

/// «Иванова М. П.»: surname and initials, where a patronymic shows which word is which; any other name as it is.
pub fn short_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initial = |word: &str| word.chars().next().filter(|letter| letter.is_uppercase());
    match words.as_slice() {
        [surname, first, patronymic] if patronymic.ends_with("ич") || patronymic.ends_with("на") => {
            let initials = initial(first).zip(initial(patronymic));
            initials.map(|(one, two)| format!("{surname} {one}.\u{a0}{two}."))
        }
        _ => None,
    }
    .unwrap_or_else(|| name.to_owned())
}

/// A phone text whose lines end between two numbers, never inside one.
pub fn phone(text: &str) -> String {
    let text = pretty_phone(text);
    let mut lines = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after_number = !lines.ends_with(char::is_alphabetic);
        let new_number = lines.ends_with([',', ';', '/']) || rest.peek().is_some_and(|c| c.is_alphabetic());
        lines.push(if c == ' ' && !(after_number && new_number) { '\u{a0}' } else { c });
    }
    lines
}

/// «понедельник, 23 ноября 2026»
pub fn long_date(text: &Text, day: NaiveDate) -> String {
    let weekday = text.get(&format!("weekday-{}", day.weekday().number_from_monday()));
    let month = text.get(&format!("month-{}", day.month()));
    text.with(
        "date-long",
        [
            ("weekday", weekday.into()),
            ("day", day.day().into()),
            ("month", month.into()),
            ("year", day.year().to_string().into()),
        ],
    )
}

/// «кошка, британская»
pub fn kind_of(patient: &PatientRow) -> String {
    match patient.breed.as_deref().filter(|breed| !breed.is_empty()) {
        Some(breed) => format!("{}, {breed}", patient.species),
        None => patient.species.clone(),
    }
}

/// «3 года · ♀»: age and sign of gender, what is known of them.
pub fn age_and_gender(text: &Text, patient: &PatientRow, today: NaiveDate) -> String {
    let age = patient.birth_date.map(|born| age(text, born, today));
    let sign = match patient.gender {
        Some(Gender::Female) => Some("♀".to_owned()),
        Some(Gender::Male) => Some("♂".to_owned()),
        Some(Gender::Unknown) | None => None,
    };
    [age, sign].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn age(text: &Text, born: NaiveDate, today: NaiveDate) -> String {
    let years = today.years_since(born).unwrap_or(0);
    if years > 0 {
        return text.with("age-years", [("n", years.into())]);
    }
    let months = (today - born).num_days().max(0) / 30;
    text.with("age-months", [("n", months.into())])
}

/// What waits and goes by itself, and what the invoices among it come to.
pub fn unsent(text: &Text, status: &Status) -> String {
    let keys = ["settings-unsent-no-money", "settings-unsent"];
    counted(text, keys, status.pending, status.unsent_money)
}

/// The same when the program is closed: it goes by itself only while that is open.
pub fn unsent_till_opened(text: &Text, status: &Status) -> String {
    let keys = ["leave-unsent-no-money", "leave-unsent"];
    counted(text, keys, status.pending, status.unsent_money)
}

/// What stays because its kind does not go to this server, and what the invoices among it come to.
pub fn put_aside(text: &Text, status: &Status) -> Option<String> {
    let aside = status.put_aside;
    (aside.actions > 0)
        .then(|| counted(text, ["leave-aside-no-money", "leave-aside"], aside.actions, aside.money))
}

/// The same as a part of all that has not gone.
pub fn of_them_put_aside(text: &Text, status: &Status) -> Option<String> {
    let aside = status.put_aside;
    (aside.actions > 0)
        .then(|| counted(text, ["queue-aside-no-money", "queue-aside"], aside.actions, aside.money))
}

/// What was refused or is in doubt or of a kind that is held, and what the invoices among it come to.
pub fn stuck(text: &Text, status: &Status) -> String {
    counted(text, ["leave-stuck-no-money", "leave-stuck"], status.stuck(), status.stuck_money())
}

fn counted(text: &Text, [no_money, with_money]: [&str; 2], n: u64, money: Kopecks) -> String {
    if money == Kopecks::ZERO {
        return text.with(no_money, [("n", n.into())]);
    }
    text.with(with_money, [("n", n.into()), ("sum", text.roubles(money).into())])
}

/// Each thing that needs a person, counted by kind.
pub fn needs_a_person(text: &Text, status: &Status) -> String {
    let counted = |key: &str, n: u64| (n > 0).then(|| text.with(key, [("n", n.into())]));
    let actions = [
        counted("queue-stuck-refused", status.not_taken.actions),
        counted("queue-stuck-doubt", status.in_doubt.actions),
        counted("queue-stuck-kinds", status.held_kinds),
        status.stopped.map(|_| text.get("queue-stuck-stopped")),
    ];
    let problem = |kind: &ProblemKind| {
        text.get(match kind {
            ProblemKind::SignInNeeded => "queue-stuck-key",
            ProblemKind::ServerRestored => "queue-stuck-server",
            ProblemKind::MoneyDiffers => "queue-stuck-money",
            ProblemKind::Shrinking => "queue-stuck-shrink",
            ProblemKind::StoreRestored => "queue-stuck-store",
        })
    };
    let parts = actions.into_iter().flatten().chain(status.problems.iter().map(problem));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn a_moment_of_today_is_a_time_and_one_of_another_day_a_date() {
        let at = |day, hour, minute| Local.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap();
        let now = at(23, 14, 30);
        assert_eq!(clock(&at(23, 8, 5)), "08:05");
        assert_eq!(moment(&at(23, 8, 5), now), "08:05");
        assert_eq!(moment(&at(22, 23, 59), now), "22.11");
        assert_eq!(day_and_time(&Text::new(Lang::Ru), &at(22, 8, 5), now), "22.11 08:05");
    }

    #[test]
    fn days_are_written_out() {
        let text = Text::new(Lang::Ru);
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(long_date(&text, day), "понедельник, 23 ноября 2026");
        assert_eq!(short_date(day, NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()), "23.11.2026");
        assert_eq!(action_title("2026-11-23 14:30", day), "23.11 14:30");
        assert_eq!(action_title("Иванова М. П.", day), "Иванова М. П.");
        assert_eq!(
            phone("8 (977) 748-16-28, жена +7 916 593-37-04"),
            "8\u{a0}(977)\u{a0}748-16-28, жена\u{a0}+7\u{a0}916\u{a0}593-37-04"
        );
        assert_eq!(short_name("Иванова Мария Петровна"), "Иванова М.\u{a0}П.");
        for name in ["Иванова Мария", "ООО Лапы на", "Anna Maria Johnson", "Мурка", ""]
        {
            assert_eq!(short_name(name), name);
        }
        assert_eq!(age(&text, NaiveDate::from_ymd_opt(2023, 11, 23).unwrap(), day), "3 года");
        assert_eq!(age(&text, NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(), day), "2 мес");
    }
}
