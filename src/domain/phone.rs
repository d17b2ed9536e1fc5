//! Phones as people write them: every number in the text is searchable, Russian ones alike in any spelling.

/// The searchable digits of every number in a phone text, separated by spaces; Russian numbers as `7XXXXXXXXXX`.
///
/// A new number begins at a letter, a comma, a semicolon, a slash, or at a `+` or `8` where the one before is complete.
pub fn search_digits(text: &str) -> String {
    numbers(text).join(" ")
}

/// Shows a single Russian number as `+7 916 123-45-67`; anything else as it was written.
pub fn pretty_phone(text: &str) -> String {
    let only_phone = text.chars().all(|c| c.is_ascii_digit() || " +-()\u{a0}".contains(c));
    match numbers(text).as_slice() {
        [number] if only_phone && number.len() == 11 && number.starts_with('7') => {
            format!("+7 {} {}-{}-{}", &number[1..4], &number[4..7], &number[7..9], &number[9..])
        }
        _ => text.to_owned(),
    }
}

fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    for c in text.chars() {
        let complete = current.len() >= 10;
        match c {
            '0'..='9' if current.len() >= full_length(&current) => {
                found.push(std::mem::replace(&mut current, c.to_string()));
            }
            '0'..='9' => current.push(c),
            '+' if complete => found.push(std::mem::take(&mut current)),
            ' ' | '\u{a0}' | '-' | '(' | ')' | '+' | '.' => {}
            _ => found.push(std::mem::take(&mut current)),
        }
    }
    found.push(current);
    found.iter().filter(|number| !number.is_empty()).map(|number| normalise(number)).collect()
}

/// How many digits the number that begins so can have: Russian ones 11, foreign ones up to 15.
fn full_length(started: &str) -> usize {
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
            ("+374 10 123456", "37410123456"),
            ("муж", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(search_digits(text), expected, "{text}");
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
