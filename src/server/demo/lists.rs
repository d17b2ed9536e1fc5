//! Reading the lists of `assets/demo`: lines, `#` begins a comment.

/// Lines that say something.
pub fn lines(text: &'static str) -> Vec<&'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// The words of each line; a missing one is empty.
pub fn words<const N: usize>(text: &'static str) -> Vec<[&'static str; N]> {
    split(text, ' ')
}

/// The `|`-separated columns of each line; a missing one is empty.
pub fn columns<const N: usize>(text: &'static str) -> Vec<[&'static str; N]> {
    split(text, '|')
}

fn split<const N: usize>(text: &'static str, separator: char) -> Vec<[&'static str; N]> {
    lines(text)
        .into_iter()
        .map(|line| {
            let mut parts = line.splitn(N, separator);
            std::array::from_fn(|_| parts.next().unwrap_or_default().trim())
        })
        .collect()
}
