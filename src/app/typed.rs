//! Dates and times of day as people type them, in the simple forms.

use chrono::{Datelike, NaiveDate, NaiveTime};

/// `22.11.2026`, `22.11.26`, `22.11` (this year), `2026-11-22`; spaces, commas and slashes do for dots.
/// A year of two digits is the latest one not more than ten years ahead of `today`.
pub(super) fn parse_date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts = numbers(text, &['.', ',', '/', '-', ' '])?;
    match parts.as_slice() {
        [(4, year), (_, month), (_, day)] => date(*year, *month, *day),
        [(1..=2, day), (1..=2, month), (4, year)] => date(*year, *month, *day),
        [(1..=2, day), (1..=2, month), (2, year)] => date(full_year(*year, today), *month, *day),
        [(1..=2, day), (1..=2, month)] => date(today.year().unsigned_abs(), *month, *day),
        _ => None,
    }
}

/// `14:30`, `14.30`, `14 30`, `1430`, `930`, `14`.
pub(super) fn parse_time(text: &str) -> Option<NaiveTime> {
    let parts = numbers(text, &[':', '.', ',', '-', ' '])?;
    match parts.as_slice() {
        [(1..=2, hour), (2, minute)] => NaiveTime::from_hms_opt(*hour, *minute, 0),
        [(3..=4, both)] => NaiveTime::from_hms_opt(both / 100, both % 100, 0),
        [(1..=2, hour)] => NaiveTime::from_hms_opt(*hour, 0, 0),
        _ => None,
    }
}

/// A date as the forms show it.
pub(super) fn show_date(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

pub(super) fn show_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// The numbers of a text with how many digits each has; none when anything else stands in it.
fn numbers(text: &str, separators: &[char]) -> Option<Vec<(usize, u32)>> {
    let text = text.trim();
    let parts = text.split(separators).filter(|part| !part.is_empty());
    parts
        .map(|part| Some((part.len(), part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())??)))
        .collect()
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn full_year(two_digits: u32, today: NaiveDate) -> u32 {
    let this_year = today.year().unsigned_abs();
    let year = this_year / 100 * 100 + two_digits;
    if year > this_year + 10 { year - 100 } else { year }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_each_form() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let cases = [
            ("12.03.2019", Some("2019-03-12")),
            (" 1.3.2019 ", Some("2019-03-01")),
            ("2019-03-12", Some("2019-03-12")),
            ("12.03", Some("2026-03-12")),
            ("12 03", Some("2026-03-12")),
            ("12.03.19", Some("2019-03-12")),
            ("12.03.98", Some("1998-03-12")),
            ("12,03,27", Some("2027-03-12")),
            ("12.03.36", Some("2036-03-12")),
            ("12.03.37", Some("1937-03-12")),
            ("31.02.2026", None),
            ("12.13", None),
            ("12.03.0019", Some("0019-03-12")),
            ("99999999999.1.1", None),
            ("вчера", None),
            ("12.03.2019г", None),
            ("12", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_date(text, today).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
        assert_eq!(show_date(today), "22.11.2026");
    }

    #[test]
    fn times_are_read_in_each_form() {
        let cases = [
            ("14:30", Some("14:30")),
            ("9:05", Some("09:05")),
            ("1430", Some("14:30")),
            ("930", Some("09:30")),
            ("14 30", Some("14:30")),
            ("14.30", Some("14:30")),
            ("14", Some("14:00")),
            ("24:00", None),
            ("1460", None),
            ("14:5", None),
            ("14:30:00", None),
            ("полдень", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_time(text).map(show_time).as_deref(), expected, "{text}");
        }
    }
}
