//! `floor SERVER KEY PATH STORE`: downloads a clinic as nothing but its bytes and rows, and says in JSON what it took.

use std::path::Path;

use anyhow::bail;
use vetsystem_bench::floor;

#[expect(clippy::print_stdout, reason = "its one line of data")]
fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, key, path, store] = &arguments[..] else { bail!("floor SERVER KEY PATH STORE") };
    let written = floor::write(Path::new(store), floor::get(server, key, path)?)?;
    println!("{}", serde_json::json!({"rows": written.rows, "seconds": written.took.as_secs_f64()}));
    Ok(())
}
