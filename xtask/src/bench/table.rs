//! The table: what was measured, the floor beside it, the bar, and whether it holds.

use std::fmt;

use super::options::Options;

/// What a row says of its bar.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Holds,
    Missed,
    /// Nothing is asked of it.
    NoBar,
    /// This machine cannot tell, and why.
    NotMeasured(String),
}

impl Verdict {
    pub fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Missed }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds => f.write_str("holds"),
            Self::Missed => f.write_str("**missed**"),
            Self::NoBar => f.write_str("–"),
            Self::NotMeasured(why) => write!(f, "not measured: {why}"),
        }
    }
}

#[derive(Debug)]
pub struct Row {
    pub what: String,
    pub measured: String,
    pub floor: String,
    pub bar: String,
    pub verdict: Verdict,
}

#[derive(Debug)]
pub struct Table {
    about: String,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(options: &Options) -> Self {
        let about = format!(
            "{} × the demo clinic, {}, medians of {}",
            options.scale,
            machine(),
            if options.runs == 1 { "one run".to_owned() } else { format!("{} runs", options.runs) }
        );
        Self { about, rows: Vec::new() }
    }

    pub fn add(&mut self, row: Row) {
        println!("{}: {} (bar {}): {}", row.what, row.measured, row.bar, row.verdict);
        self.rows.push(row);
    }

    /// A figure beside its floor: so many times as long at most.
    pub fn ratio(&mut self, what: &str, seconds: f64, floor: f64, most: f64) {
        let ratio = if floor > 0.0 { seconds / floor } else { f64::INFINITY };
        self.add(Row {
            what: what.to_owned(),
            measured: format!("{seconds:.2} s = {ratio:.2} ×"),
            floor: format!("{floor:.2} s"),
            bar: format!("≤ {most} ×"),
            verdict: Verdict::of(ratio <= most),
        });
    }

    /// A figure of itself.
    pub fn bound(&mut self, what: &str, measured: String, bar: &str, holds: bool) {
        let (what, bar, verdict) = (what.to_owned(), bar.to_owned(), Verdict::of(holds));
        self.add(Row { what, measured, floor: "–".to_owned(), bar, verdict });
    }

    /// What is worth knowing, and has no bar.
    pub fn note(&mut self, what: &str, measured: String) {
        let none = || "–".to_owned();
        self.add(Row {
            what: what.to_owned(),
            measured,
            floor: none(),
            bar: none(),
            verdict: Verdict::NoBar,
        });
    }

    /// What this machine lacks.
    pub fn lacks(&mut self, what: &str, bar: &str, why: &str) {
        self.add(Row {
            what: what.to_owned(),
            measured: "–".to_owned(),
            floor: "–".to_owned(),
            bar: bar.to_owned(),
            verdict: Verdict::NotMeasured(why.to_owned()),
        });
    }

    pub fn to_markdown(&self) -> String {
        let line = |row: &Row| {
            let Row { what, measured, floor, bar, verdict } = row;
            format!("| {what} | {measured} | {floor} | {bar} | {verdict} |\n")
        };
        let rows: Vec<String> = self.rows.iter().map(line).collect();
        let head = "| what | measured | floor | bar | |\n|---|---|---|---|---|";
        format!("{}\n\n{head}\n{}", self.about, rows.concat())
    }
}

/// Which processor, how many of it, how much memory: without a date or a name.
fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model =
        field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|kib| kib.trim_end_matches(" kB").parse::<u64>().ok())
        .map(|kib| format!(", {} GiB", kib.div_ceil(1024 * 1024)))
        .unwrap_or_default();
    format!("{cores} cores ({model}){memory}, {}", std::env::consts::OS)
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_holds_up_to_its_bar_and_the_table_says_all() {
        let mut table = Table { about: "here".to_owned(), rows: Vec::new() };
        table.ratio("download", 1.2, 1.0, 1.2);
        table.ratio("again", 0.7, 1.0, 0.6);
        table.lacks("window", "≤ 0.4 s", "no Xvfb");
        let verdicts: Vec<String> = table.rows.iter().map(|row| row.verdict.to_string()).collect();
        assert_eq!(verdicts, ["holds", "**missed**", "not measured: no Xvfb"]);
        assert_eq!(table.to_markdown().lines().count(), 2 + 2 + 3);
        assert_eq!((median(vec![3.0, 1.0, 2.0]), median(Vec::new())), (2.0, 0.0));
    }
}
