//! Each kind of work beside its floor, in the same run: `cargo bench -p vetsystem-bench`, with a name for only some of it.
//!
//! `VETSYSTEM_BENCH_SCALE` chooses another size than the usual demo clinic's, 0.01 to 10.

mod download;
mod search;
mod typing;
mod writing;

use std::time::Duration;

use criterion::Criterion;
use vetsystem_bench::clinic::Clinic;

fn main() {
    if !leaves_credentials_alone() {
        return run_again_leaving_them_alone();
    }
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let mut clinic = Clinic::open(scale()).expect("the demo clinic");
    download::bench(&mut criterion, &clinic);
    search::bench(&mut criterion, &clinic);
    typing::bench(&mut criterion, &clinic);
    writing::bench(&mut criterion, &mut clinic);
    criterion.final_summary();
}

fn scale() -> vetsystem_companion::server::Scale {
    let wanted = std::env::var("VETSYSTEM_BENCH_SCALE").unwrap_or_else(|_unset| "1".to_owned());
    wanted.parse().expect("VETSYSTEM_BENCH_SCALE is a number from 0.01 to 10")
}

const CREDENTIALS: (&str, &str) = ("VETSYSTEM_CREDENTIALS", "file");

fn leaves_credentials_alone() -> bool {
    std::env::var(CREDENTIALS.0).is_ok_and(|place| place == CREDENTIALS.1)
}

/// The window reads who is signed in from the credential store, a person's own one unless the environment says otherwise.
fn run_again_leaving_them_alone() {
    let program = std::env::current_exe().expect("this program");
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1)).envs([CREDENTIALS]);
    let status = again.status().expect("this program once more");
    std::process::exit(status.code().unwrap_or(1));
}
