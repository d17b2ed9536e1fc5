//! The program: one headless command where one is named, else the window.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;
use vetsystem_companion::app::AppConfig;
use vetsystem_companion::app::model::StoreTrouble;
use vetsystem_companion::cli::{self, Arguments};
use vetsystem_companion::platform::{self, WindowLock, console};
use vetsystem_companion::store::StoreError;
use vetsystem_companion::sync::Timing;
use vetsystem_companion::text::{Lang, Text};
use vetsystem_companion::ui::{self, Fatal};

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
        return match cli::Demo::start(&data_dir, Timing::default()) {
            Ok(demo) => run(arguments, &demo.data_dir, lang),
            Err(error) => {
                eprintln!("{}", error.words(&Text::new(lang)));
                ExitCode::FAILURE
            }
        };
    }
    run(arguments, &data_dir, lang)
}

fn run(arguments: Arguments, data_dir: &Path, lang: Lang) -> ExitCode {
    match arguments.command {
        Some(command) => cli::run(&command, data_dir, lang),
        None => window(data_dir, Text::new(lang)),
    }
}

/// Opens the window, one a data folder: a second start says so and ends.
fn window(data_dir: &Path, text: Text) -> ExitCode {
    let lock = match WindowLock::take(data_dir) {
        Ok(Some(lock)) => lock,
        Ok(None) => {
            eprintln!("{}", text.get("fatal-second"));
            return fatal(Fatal::SecondStart, text);
        }
        Err(source) => {
            let trouble = StoreTrouble::from(StoreError::Folder { path: data_dir.to_owned(), source });
            eprintln!("{}", cli::store_words(&text, &trouble));
            return fatal(Fatal::Store(trouble), text);
        }
    };
    let config = AppConfig {
        data_dir: data_dir.to_owned(),
        timing: Timing::default(),
        console: Box::new(console::print_line),
    };
    let lang = text.lang();
    let closed = ui::run(config, text);
    drop(lock);
    match closed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", no_window(&Text::new(lang), &error));
            ExitCode::FAILURE
        }
    }
}

/// Said in a window of its own: most people do not start the program from a console.
fn fatal(fatal: Fatal, text: Text) -> ExitCode {
    if let Err(error) = ui::run_fatal(fatal, text) {
        // The console has been told why the program ends.
        tracing::debug!(%error, "no window");
    }
    ExitCode::FAILURE
}

fn no_window(text: &Text, error: &eframe::Error) -> String {
    tracing::debug!(%error, "no window");
    match error {
        eframe::Error::WinitEventLoop(_) => text.get("cli-no-display"),
        error => text.with("cli-no-window", [("reason", error.to_string().into())]),
    }
}

/// `RUST_LOG` chooses; without it warnings are told, but for the window system's small talk.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,winit=error"));
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.with_ansi(colours).with_target(false).init();
}
