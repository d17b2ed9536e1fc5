//! `relay SERVER`: says where it listens, then each exchange as a line of JSON. A line on stdin turns it to another
//! server; the end of stdin ends it.

use std::io::Write as _;

use anyhow::Context as _;
use vetsystem_bench::relay::{Exchange, Relay};

fn main() -> anyhow::Result<()> {
    let upstream = std::env::args().nth(1).context("relay SERVER")?;
    let relay = Relay::start(&upstream, tell)?;
    say(&format!("listening on {}", relay.url()));
    for line in std::io::stdin().lines() {
        relay.turn_to(line?.trim());
        say("turned");
    }
    Ok(())
}

fn tell(exchange: &Exchange) {
    say(&serde_json::to_string(exchange).unwrap_or_default());
}

/// Whoever reads may have gone already.
fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).unwrap_or_default();
}
