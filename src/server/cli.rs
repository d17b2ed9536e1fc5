//! The command line of `vetsystem-sync-server`: serve, or one administrator's command.
//!
//! Stdout carries data only: the line that says where the server listens, a dump, a new id. Exit codes: 0 done,
//! 1 failed, 2 wrong usage.

use std::io::{BufRead, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{DEMO_KEY, Database, Scale, ServerConfig, ServerError, ServerHandle, rate, storage};

const KEY_VARIABLE: &str = "VETSYSTEM_API_KEY";
const PASSWORD_VARIABLE: &str = "VETSYSTEM_PASSWORD";

const ABOUT: &str = "The server side of VetSystem's sync API. The API key is read from VETSYSTEM_API_KEY.";

#[derive(Parser)]
#[command(name = "vetsystem-sync-server", version, about = ABOUT, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:5055")]
    listen: SocketAddr,
    /// `sqlite:PATH` (made when missing) or `memory`; without it vetsystem-server.db here, with --demo memory
    #[arg(long, value_parser = parse_database)]
    database: Option<Database>,
    /// Fill an empty database with a made-up clinic (user admin, password demo, API key demo-key)
    #[arg(long)]
    demo: bool,
    /// With --demo: N times its clients, animals and prices, from 0.01 to 10
    #[arg(long, value_name = "N", requires = "demo")]
    scale: Option<Scale>,
    /// Answer as the published server does, with its faults
    #[arg(long)]
    classic: bool,
    /// With --classic: lift the limit of 100 requests per 15 minutes and address
    #[arg(long, requires = "classic")]
    no_rate_limit: bool,
    /// Answer no more than N requests per 15 minutes, API key and workstation
    #[arg(long, value_name = "N", conflicts_with = "classic", value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: Option<u32>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Users who may sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Branches of the clinic
    #[command(subcommand)]
    Branch(BranchCommand),
    /// Say that the database was restored from a backup: prints its new epoch; workstations download all again and offer
    /// to send what is missing. Stop the server, remove the old file's -wal and -shm, put the backup in its place, run this
    Restored {
        /// `sqlite:PATH`
        #[arg(long, value_parser = parse_file)]
        database: PathBuf,
    },
    /// Print clients, patients, appointments and invoices as one JSON object
    Dump {
        /// `sqlite:PATH`
        #[arg(long, value_parser = parse_file)]
        database: PathBuf,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    #[command(about = "Add a user; the password comes from VETSYSTEM_PASSWORD or as a line on stdin")]
    Add {
        name: String,
        /// Name or id of a branch
        #[arg(long)]
        branch: String,
        /// `sqlite:PATH`
        #[arg(long, value_parser = parse_file)]
        database: PathBuf,
    },
}

#[derive(Subcommand)]
enum BranchCommand {
    /// Add a branch
    Add {
        name: String,
        #[arg(long)]
        address: Option<String>,
        /// `sqlite:PATH`
        #[arg(long, value_parser = parse_file)]
        database: PathBuf,
    },
}

/// Why the program ends otherwise than well.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("stdout: {0}")]
    Stdout(std::io::Error),
    #[error("cannot listen for Ctrl+C: {0}")]
    Signals(#[from] ctrlc::Error),
}

/// The whole program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_log();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Said whatever the log's filter is.
            eprintln!("vetsystem-sync-server: {error}");
            ExitCode::from(if matches!(error, CliError::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}

fn run(arguments: Arguments) -> Result<(), CliError> {
    match arguments.command {
        None => serve(arguments),
        Some(Command::Dump { database }) => {
            let all = storage::dump(&Database::File(database))?;
            print_line(&all.to_string())
        }
        Some(Command::Restored { database }) => {
            let epoch = storage::administrate(&Database::File(database), false, storage::renew_epoch)?;
            print_line(&epoch)
        }
        Some(Command::User(UserCommand::Add { name, branch, database })) => {
            require("NAME", &name)?;
            let password = read_password()?;
            let id = storage::administrate(&Database::File(database), true, async |database| {
                storage::add_user(database, &name, &branch, &password).await
            })?;
            print_line(&id)
        }
        Some(Command::Branch(BranchCommand::Add { name, address, database })) => {
            require("NAME", &name)?;
            let id = storage::administrate(&Database::File(database), true, async |database| {
                storage::add_branch(database, &name, address.as_deref()).await
            })?;
            print_line(&id)
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), CliError> {
    let database = arguments.database.unwrap_or_else(|| {
        if arguments.demo { Database::Memory } else { Database::File(PathBuf::from("vetsystem-server.db")) }
    });
    let classic_limit = (arguments.classic && !arguments.no_rate_limit).then_some(rate::CLASSIC_LIMIT);
    let config = ServerConfig {
        listen: arguments.listen,
        database,
        demo: arguments.demo.then(|| arguments.scale.unwrap_or_default()),
        classic: arguments.classic,
        rate_limit: arguments.rate_limit.or(classic_limit),
        api_key: api_key(arguments.demo)?,
    };
    let (stop, stopped) = crossbeam_channel::bounded(1);
    ctrlc::set_handler(move || {
        if stop.try_send(()).is_err() {
            tracing::info!("stopping already");
        }
    })?;
    let Some(server) = ServerHandle::start_unless(config, &stopped)? else {
        tracing::info!("stopped before it listened");
        return Ok(());
    };
    print_line(&format!("listening on {}", server.url()))?;
    // The handler owns the sender for as long as the process lives: an error cannot come.
    stopped.recv().ok();
    tracing::info!("stopping");
    server.stop();
    Ok(())
}

fn api_key(demo: bool) -> Result<String, CliError> {
    match std::env::var(KEY_VARIABLE) {
        Ok(key) if !key.is_empty() => Ok(key),
        _ if demo => Ok(DEMO_KEY.to_owned()),
        _ => Err(CliError::Usage(format!(
            "{KEY_VARIABLE} is not set: an API key is needed to serve (or --demo)"
        ))),
    }
}

fn read_password() -> Result<String, CliError> {
    let password = match std::env::var(PASSWORD_VARIABLE) {
        Ok(password) => password,
        Err(_unset) => {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            read.map_err(|error| CliError::Usage(format!("cannot read the password from stdin: {error}")))?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    require("the password (VETSYSTEM_PASSWORD or a line on stdin)", &password)?;
    Ok(password)
}

fn require(what: &str, text: &str) -> Result<(), CliError> {
    if text.trim().is_empty() { Err(CliError::Usage(format!("{what} must not be empty"))) } else { Ok(()) }
}

fn print_line(line: &str) -> Result<(), CliError> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(CliError::Stdout)
}

fn parse_database(text: &str) -> Result<Database, String> {
    if text == "memory" { Ok(Database::Memory) } else { parse_file(text).map(Database::File) }
}

fn parse_file(text: &str) -> Result<PathBuf, String> {
    match text.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path.strip_prefix("//").unwrap_or(path))),
        _ => Err("expected sqlite:PATH".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_database_is_a_file_or_memory() {
        let file = |path: &str| Some(Database::File(PathBuf::from(path)));
        let cases = [
            ("memory", Some(Database::Memory)),
            ("sqlite:a.db", file("a.db")),
            ("sqlite:/tmp/a.db", file("/tmp/a.db")),
            ("sqlite:///tmp/a.db", file("/tmp/a.db")),
            ("sqlite:", None),
            ("a.db", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_database(text).ok(), expected, "{text}");
        }
    }
}
