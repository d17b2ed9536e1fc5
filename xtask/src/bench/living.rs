//! What a long-lived process does while a person types: search, and the frames that show what it found.

use anyhow::Result;

use super::desk::Desk;
use super::options::Options;
use super::saving::number;
use super::table::{Row, Table, Verdict};

pub fn search_and_type(desk: &Desk<'_>, options: &Options, table: &mut Table) -> Result<()> {
    let found = desk.figures(&["search"])?;
    let (p50, p99) = (number(&found, "p50_ms"), number(&found, "p99_ms"));
    let most = if options.is_tenfold() { 10.0 } else { 4.0 };
    let missed: Vec<&str> = found["wrong_totals"]
        .as_array()
        .map_or(Vec::new(), |texts| texts.iter().filter_map(serde_json::Value::as_str).collect());
    // Of ten times the clinic only the slowest are asked for.
    let usual = options.is_tenfold() || p50 <= 1.0;
    table.add(Row {
        what: "search as you type, the first 50 of clients, patients, prices".to_owned(),
        measured: format!("p50 {p50:.2} ms, p99 {p99:.2} ms of {}", found["searches"]),
        floor: format!("{:.2} ms to scan all clients' names", number(&found, "scan_ms")),
        bar: if options.is_tenfold() {
            "p99 ≤ 10 ms".to_owned()
        } else {
            "p50 ≤ 1 ms, p99 ≤ 4 ms".to_owned()
        },
        verdict: Verdict::of(usual && p99 <= most),
    });
    let all = if missed.is_empty() { "all".to_owned() } else { format!("not of {}", missed.join(", ")) };
    table.bound("… hits found, counted anew by a scan", all, "all", missed.is_empty());
    for class in found["classes"].as_array().into_iter().flatten() {
        let what = format!("… {}", class["class"].as_str().unwrap_or_default());
        let (p50, p99) = (number(class, "p50_ms"), number(class, "p99_ms"));
        table.note(&what, format!("p50 {p50:.2} ms, p99 {p99:.2} ms"));
    }
    table.note("… the first search of a process", format!("{:.0} ms", number(&found, "first_ms")));
    let drawn = desk.figures(&["frame"])?;
    let (frame, empty) = (number(&drawn, "typing_frame_max_ms"), number(&drawn, "empty_p50_ms"));
    table.add(Row {
        what: "a frame with the full table, the longest while typing (without painting)".to_owned(),
        measured: format!(
            "{frame:.2} ms, the middle one {:.2} ms, at rest {:.2} ms",
            number(&drawn, "typing_frame_p50_ms"),
            number(&drawn, "frame_p50_ms")
        ),
        floor: format!("{empty:.2} ms for an empty one"),
        bar: "≤ 4 ms".to_owned(),
        verdict: Verdict::of(frame <= 4.0),
    });
    table.note("… keystroke to the end of the frame with its rows", {
        let (p50, most) = (number(&drawn, "keystroke_p50_ms"), number(&drawn, "keystroke_max_ms"));
        format!("p50 {p50:.1} ms, at most {most:.1} ms")
    });
    Ok(())
}
