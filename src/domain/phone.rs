//! Phones as people write them: every number in the text is searchable, Russian ones alike in any spelling.

/// The searchable digits of every number in a phone text, separated by spaces; Russian numbers as `7XXXXXXXXXX`.
///
/// A new number begins at a letter, a comma, a semicolon or a slash; and where the one before is complete, at a `+`,
/// or at any sign that a whole number still follows.
pub fn search_digits(text: &str) -> String {
    numbers(text).join(" ")
}

/// Whether there is a number in the text with all its digits: fewer name many people.
pub fn is_whole_phone(text: &str) -> bool {
    numbers(text).iter().any(|number| number.len() >= COMPLETE)
}

/// Shows a single Russian number as `+7 916 123-45-67`; anything else as it was written.
pub fn pretty_phone(text: &str) -> String {
    let only_phone = text.chars().all(is_phone_char);
    match numbers(text).as_slice() {
        [number] if only_phone && number.len() == 11 && number.starts_with('7') => {
            format!("+7 {} {}-{}-{}", &number[1..4], &number[4..7], &number[7..9], &number[9..])
        }
        _ => text.to_owned(),
    }
}

/// A digit, or a sign that people put between the digits of one number; word processors put long dashes there.
pub fn is_phone_char(c: char) -> bool {
    const DASHES: &str = "-\u{2010}\u{2011}\u{2012}–—\u{2212}";
    c.is_ascii_digit() || c.is_whitespace() || "+().".contains(c) || DASHES.contains(c)
}

/// The shortest number with its area code.
const COMPLETE: usize = 10;

fn numbers(text: &str) -> Vec<String> {
    let runs = text.split(|c| !is_phone_char(c));
    runs.flat_map(numbers_of_run).map(|digits| normalise(&digits)).collect()
}

/// The numbers in a run of digits and the signs between them.
fn numbers_of_run(run: &str) -> Vec<String> {
    let (mut found, mut current) = (Vec::new(), String::new());
    let mut to_come = run.chars().filter(char::is_ascii_digit).count();
    // What stood since the last digit.
    let (mut sign, mut plus) = (false, false);
    for c in run.chars() {
        if !c.is_ascii_digit() {
            (sign, plus) = (true, plus || c == '+');
            continue;
        }
        let may_begin = plus || (sign && to_come >= COMPLETE);
        if current.len() >= longest(&current) || (current.len() >= COMPLETE && may_begin) {
            found.push(std::mem::take(&mut current));
        }
        current.push(c);
        to_come -= 1;
        (sign, plus) = (false, false);
    }
    found.extend(Some(current).filter(|digits| !digits.is_empty()));
    found
}

/// How many digits the number that begins so can have: Russian ones 11, foreign ones up to 15.
fn longest(started: &str) -> usize {
    if started.starts_with(['7', '8']) { 11 } else { 15 }
}

fn normalise(digits: &str) -> String {
    match digits.len() {
        11 if digits.starts_with(['7', '8']) => format!("7{}", &digits[1..]),
        10 if digits.starts_with(['3', '4', '8', '9']) => format!("7{digits}"),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_and_russian_ones_are_alike() {
        let cases = [
            ("8 916 123-45-67", "79161234567"),
            ("+7 (916) 123-45-67", "79161234567"),
            ("9161234567", "79161234567"),
            ("4567", "4567"),
            ("8 (499) 120-33-10, муж 8 903 555-01-14", "74991203310 79035550114"),
            ("89161234567 89035550114", "79161234567 79035550114"),
            ("33-10-12, муж 55-01-14", "331012 550114"),
            ("+374 10 123456", "37410123456"),
            ("9161234567 89035550114", "79161234567 79035550114"),
            ("9161234567 9035550114", "79161234567 79035550114"),
            ("8 916 123–45–67", "79161234567"),
            ("8.916.123\u{2011}45\u{2011}67", "79161234567"),
            ("+49 30 1234 5678 90", "49301234567890"),
            ("998 90 123 45 89", "998901234589"),
            ("муж", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(search_digits(text), expected, "{text}");
        }
    }

    #[test]
    fn a_whole_phone_has_its_area_code() {
        for text in ["8 916 123-45-67", "9161234567", "+374 10 1234567", "33-10-12, муж 8 916 123-45-67"] {
            assert!(is_whole_phone(text), "{text}");
        }
        for text in ["", "муж", "33-10-12", "33-10-12, муж 55-01-14"] {
            assert!(!is_whole_phone(text), "{text}");
        }
    }

    #[test]
    fn one_russian_number_is_shown_in_groups_and_the_rest_as_written() {
        let cases = [
            ("89161234567", "+7 916 123-45-67"),
            ("8 (499) 120-33-10", "+7 499 120-33-10"),
            ("+374 10 123456", "+374 10 123456"),
            ("89161234567 муж", "89161234567 муж"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(pretty_phone(text), expected);
        }
    }
}
