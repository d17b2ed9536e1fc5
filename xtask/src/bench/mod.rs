//! `cargo xtask bench`: whole processes of the release build, measured beside the physical floor in the same run.
//!
//! One table, with the bar of each row and whether it holds; `docs/performance.md` gets it too, at the sizes it has a place
//! for. No figure is kept from an earlier run, and what this machine cannot measure says why.

mod desk;
mod docs;
mod download;
mod living;
mod options;
mod plot;
mod process;
mod saving;
mod server;
mod table;
mod window;

use anyhow::Result;

use self::desk::Desk;
use self::options::Options;
use self::process::Programs;
use self::table::Table;
use crate::packages;

/// The sizes of the plots: times the usual clinic.
const PLOTTED: [&str; 5] = ["0.1", "0.3", "1", "3", "10"];

pub fn run(arguments: &[&str]) -> Result<()> {
    let options = Options::read(arguments)?;
    packages::ensure(&[packages::BUILD])?;
    let programs = Programs::build()?;
    if options.plots {
        let points: Result<Vec<_>> =
            PLOTTED.iter().map(|scale| download::point(&programs, scale, options.runs)).collect();
        return plot::draw(&points?);
    }
    let table = measure(&programs, &options)?;
    println!("{}", table.to_markdown());
    docs::put(&options.scale, &table)
}

fn measure(programs: &Programs, options: &Options) -> Result<Table> {
    let mut table = Table::new(options);
    let mut desk = Desk::open(programs, &options.scale)?;
    download::first_and_unchanged(&desk, options, &mut table)?;
    download::some_changed(&mut desk, options, &mut table)?;
    download::nothing_new(&desk, options, &mut table)?;
    saving::save_and_upload(&desk, options, &mut table)?;
    living::search_and_type(&desk, options, &mut table)?;
    window::open_and_idle(&desk, options, &mut table)?;
    Ok(table)
}
