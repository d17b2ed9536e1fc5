//! `relay SERVER NOTES`: says where it listens and notes each exchange as a line of JSON in a file. A line on stdin turns
//! it to another server; the end of stdin ends it.

use std::fs::File;
use std::io::Write as _;

use anyhow::Context as _;
use vetsystem_bench::relay::Relay;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let upstream = arguments.next().context("relay SERVER NOTES")?;
    let notes = File::create(arguments.next().context("relay SERVER NOTES")?)?;
    let relay = Relay::start(&upstream, move |exchange| {
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
