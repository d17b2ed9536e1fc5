//! What a long-lived process takes for its work on a workstation's folder, which is signed in and its clinic downloaded.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rusqlite::Connection;
use serde_json::{Value, json};
use vetsystem_bench::clinic;
use vetsystem_bench::floor::{Commits, Scan};
use vetsystem_bench::percentile::{millis, percentile};
use vetsystem_bench::queries::{CLASSES, one_word};
use vetsystem_bench::window::{Driven, Empty};
use vetsystem_companion::app::session::{self, Session};
use vetsystem_companion::domain::fold;
use vetsystem_companion::store::Store;

pub fn signed_in(folder: &str) -> anyhow::Result<Session> {
    session::load(Path::new(folder))?.context("nobody is signed in there")
}

/// Every class of query over all three lists, the hits of single words counted anew by a scan of the tables.
pub fn search(session: &Session) -> anyhow::Result<Value> {
    const ROUNDS: usize = 20;
    let mut store = Store::open_reader(&session.store_path)?;
    let begun = Instant::now();
    store.find_clients("иванова", 50)?;
    let first = begun.elapsed();
    let (mut all, mut classes) = (Vec::new(), Vec::new());
    for class in CLASSES {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            for text in class.texts {
                times.extend(find_everywhere(&mut store, text)?);
            }
        }
        let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
        classes.push(json!({"class": class.name, "p50_ms": millis(p50), "p99_ms": millis(p99)}));
        all.append(&mut times);
    }
    let scan = Scan::of(&session.store_path, "clients")?;
    let begun = Instant::now();
    let floor = std::hint::black_box(scan.count("ванов"));
    let floor_time = begun.elapsed();
    Ok(json!({
        "first_ms": millis(first),
        "p50_ms": millis(percentile(&mut all, 50)),
        "p99_ms": millis(percentile(&mut all, 99)),
        "searches": all.len(),
        "scan_ms": millis(floor_time),
        "scan_hits": floor,
        "wrong_totals": wrong_totals(&mut store, &session.store_path)?,
        "classes": classes,
    }))
}

fn find_everywhere(store: &mut Store, text: &str) -> anyhow::Result<[Duration; 3]> {
    let begun = Instant::now();
    store.find_clients(text, 50)?;
    let clients = begun.elapsed();
    let begun = Instant::now();
    store.find_patients(text, 50)?;
    let patients = begun.elapsed();
    let begun = Instant::now();
    store.find_items(text, 50)?;
    Ok([clients, patients, begun.elapsed()])
}

/// The texts of one word whose number of found clients is not that of a scan.
fn wrong_totals(store: &mut Store, path: &Path) -> anyhow::Result<Vec<&'static str>> {
    let connection = Connection::open(path)?;
    let mut wrong = Vec::new();
    for text in one_word() {
        let naive: i64 =
            connection
                .query_row(include_str!("../../sql/clients_by_word.sql"), [fold(text)], |row| row.get(0))?;
        if store.find_clients(text, 50)?.total != naive.unsigned_abs() {
            wrong.push(text);
        }
    }
    Ok(wrong)
}

/// One client after another, each with a bare commit beside it.
pub fn save(session: &Session, count: usize) -> anyhow::Result<Value> {
    let mut store = Store::open(&session.store_path)?;
    let mut bare = Commits::open(&session.store_path.with_extension("bare"))?;
    let (mut saves, mut commits) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for number in 0..count {
        let begun = Instant::now();
        clinic::save_clients(&mut store, session, number, 1)?;
        saves.push(begun.elapsed());
        let begun = Instant::now();
        bare.commit(1)?;
        commits.push(begun.elapsed());
    }
    Ok(json!({
        "saves": count,
        "save_ms": millis(percentile(&mut saves, 50)),
        "bare_ms": millis(percentile(&mut commits, 50)),
    }))
}

/// A word typed letter by letter, and frames of the window at rest, beside those of an empty one.
pub fn frame(folder: &Path) -> Value {
    const FRAMES: usize = 200;
    const TYPED: [&str; 4] = ["иванова", "петр", "4567", "барсик"];
    let mut window = Driven::open(folder);
    let (mut strokes, mut longest) = (Vec::new(), Vec::new());
    for word in TYPED {
        let mut text = String::new();
        for letter in word.chars() {
            text.push(letter);
            let stroke = window.type_letter(letter, &text);
            strokes.push(stroke.whole);
            longest.push(stroke.longest_frame);
        }
        window.clear();
    }
    let mut frames: Vec<Duration> = (0..FRAMES).map(|_| window.frame()).collect();
    let mut empty = Empty::default();
    let mut bare: Vec<Duration> = (0..FRAMES).map(|_| empty.frame()).collect();
    json!({
        "keystrokes": strokes.len(),
        "keystroke_p50_ms": millis(percentile(&mut strokes, 50)),
        "keystroke_max_ms": millis(percentile(&mut strokes, 100)),
        "typing_frame_p50_ms": millis(percentile(&mut longest, 50)),
        "typing_frame_max_ms": millis(percentile(&mut longest, 100)),
        "frame_p50_ms": millis(percentile(&mut frames, 50)),
        "frame_p99_ms": millis(percentile(&mut frames, 99)),
        "empty_p50_ms": millis(percentile(&mut bare, 50)),
    })
}

pub fn change(database: &str, every: i64, nth: i64) -> anyhow::Result<Value> {
    let connection = Connection::open(database)?;
    let mut rows = 0;
    for sql in [include_str!("../../sql/change_clients.sql"), include_str!("../../sql/change_patients.sql")] {
        rows += connection.execute(sql, [every, nth])?;
    }
    connection.close().map_err(|(_, error)| error)?;
    Ok(json!({ "rows": rows }))
}
