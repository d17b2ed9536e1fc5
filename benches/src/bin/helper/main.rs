//! What `cargo xtask bench` calls, in one program: each line below is one of its jobs.

mod figures;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::bail;
use serde_json::json;
use vetsystem_bench::floor;
use vetsystem_bench::relay::Relay;

const USAGE: &str = "\
helper floor SERVER KEY PATH STORE    downloads a clinic as nothing but its bytes and rows
helper relay SERVER NOTES             stands before a server; notes each exchange; a line on stdin turns it to another
helper change DATABASE EVERY NTH      renames one row in so many of a server that does not run, as an administrator would
helper search FOLDER                  what a long-lived process takes to search a workstation's store
helper save FOLDER COUNT              … to save so many clients, which it leaves unsent
helper frame FOLDER                   … to draw the window while someone types";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let told = match words[..] {
        ["floor", server, key, path, store] => {
            let written = floor::write(Path::new(store), floor::get(server, key, path)?)?;
            json!({"rows": written.rows, "seconds": written.took.as_secs_f64()})
        }
        ["relay", server, notes] => return relay(server, notes),
        ["change", database, every, nth] => figures::change(database, every.parse()?, nth.parse()?)?,
        ["search", folder] => figures::search(&figures::signed_in(folder)?)?,
        ["save", folder, count] => figures::save(&figures::signed_in(folder)?, count.parse()?)?,
        ["frame", folder] => figures::frame(Path::new(folder)),
        _ => bail!("{USAGE}"),
    };
    say(&told.to_string())?;
    Ok(())
}

/// Says where it listens, and notes each exchange as a line of JSON; the end of stdin ends it.
fn relay(server: &str, notes: &str) -> anyhow::Result<()> {
    let notes = File::create(notes)?;
    let relay = Relay::start(server, move |exchange| {
        let line = serde_json::to_string(exchange).unwrap_or_default();
        // In one piece: exchanges end at once.
        (&notes).write_all(format!("{line}\n").as_bytes()).unwrap_or_default();
    })?;
    say(&format!("listening on {}", relay.url()))?;
    for line in std::io::stdin().lines() {
        relay.turn_to(line?.trim());
        say("turned")?;
    }
    Ok(())
}

fn say(line: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
