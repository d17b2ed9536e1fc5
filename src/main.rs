//! The program: one headless command where one is named, else the window.

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;
use vetsystem_companion::cli::{self, Arguments};
use vetsystem_companion::platform;
use vetsystem_companion::text::{Lang, Text};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    let lang = arguments.lang.unwrap_or_else(Lang::of_system);
    let Some(data_dir) = platform::data_dir(arguments.data_dir.clone()) else {
        eprintln!("{}", Text::new(lang).get("cli-no-data-dir"));
        return ExitCode::FAILURE;
    };
    #[cfg(feature = "server")]
    if arguments.is_demo() {
        return match cli::Demo::start(&data_dir, vetsystem_companion::sync::Timing::default()) {
            Ok(demo) => run(arguments, &demo.data_dir, lang),
            Err(error) => {
                eprintln!(
                    "{}",
                    Text::new(lang).with("cli-demo-failed", [("reason", error.to_string().into())])
                );
                ExitCode::FAILURE
            }
        };
    }
    run(arguments, &data_dir, lang)
}

fn run(arguments: Arguments, data_dir: &std::path::Path, lang: Lang) -> ExitCode {
    match arguments.command {
        Some(command) => cli::run(command, data_dir, lang),
        None => ExitCode::FAILURE,
    }
}

/// `RUST_LOG` chooses; without it warnings are told.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}
