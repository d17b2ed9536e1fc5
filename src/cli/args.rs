//! The command line: what may be asked for.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::RecordKind;
use crate::text::Lang;

/// Offline-first desktop client of a veterinary clinic. Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "vetsystem-companion", version)]
pub struct Arguments {
    /// Where the data lies, instead of the user's local data folder.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// A demo clinic on an embedded server, in a folder of its own.
    #[cfg(feature = "server")]
    #[arg(long)]
    pub demo: bool,
    /// The language, instead of the system's.
    #[arg(long, value_name = "ru|en", value_parser = language)]
    pub lang: Option<Lang>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Arguments {
    pub fn is_demo(&self) -> bool {
        #[cfg(feature = "server")]
        return self.demo;
        #[cfg(not(feature = "server"))]
        return false;
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in and be remembered; downloads nothing. Password from `VETSYSTEM_PASSWORD` or stdin, API key from `VETSYSTEM_API_KEY`.
    SignIn(SignIn),
    /// Send what waits and download what is due.
    Sync(Sync),
    /// What the status bar would say, from the store alone.
    Status {
        #[arg(long)]
        json: bool,
    },
    /// Make a record from one JSON object on stdin.
    Add { kind: Kind },
    /// Search clients, patients and the price list.
    Find(Find),
    /// One record by its local id.
    Show {
        kind: Kind,
        local_id: i64,
        #[arg(long)]
        json: bool,
    },
    /// What the server has of this computer's records, the newest first: 90 days of it.
    Journal(Journal),
    /// What is wrong with the whole and only a person can end.
    Problems {
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        change: Option<ProblemsChange>,
    },
    /// The actions that wait to be sent, or one of them retried or discarded.
    Queue {
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        change: Option<QueueChange>,
    },
}

#[derive(Debug, Args)]
pub struct SignIn {
    #[arg(long, value_name = "URL")]
    pub server: String,
    #[arg(long, value_name = "NAME")]
    pub user: String,
    /// Not needed where the server has one branch, or one for this user.
    #[arg(long, value_name = "ID_OR_NAME")]
    pub branch: Option<String>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "one switch each")]
pub struct Sync {
    /// One whole cycle; this is the default.
    #[arg(long, conflicts_with = "watch")]
    pub once: bool,
    /// A cycle every interval, until interrupted.
    #[arg(long)]
    pub watch: bool,
    /// Seconds between cycles, instead of the remembered setting.
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub interval: Option<u64>,
    /// Download the whole clinic in this cycle.
    #[arg(long)]
    pub full: bool,
    /// Take that download though it takes much away: as much as the last one that was not taken said (`status`), and no more.
    #[arg(long, requires = "full")]
    pub accept_shrink: bool,
}

#[derive(Debug, Args)]
pub struct Journal {
    /// Only those in which all these words stand: names, keys, ids.
    pub text: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// Instead of it the rows of the last download that have no place here, each with the reason.
    #[arg(long, conflicts_with = "text")]
    pub left_out: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Find {
    pub text: String,
    #[arg(long)]
    pub kind: Option<FindKind>,
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ProblemsChange {
    /// The server was restored, or lacks money: send what the journal knows again, under its own keys.
    Resend,
    /// Leave it as it is. Of a download that would take much away: do not take it; `sync --full --accept-shrink` does.
    Dismiss { kind: Dismissible },
}

/// A problem that a person may leave as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Dismissible {
    ServerRestored,
    MoneyDiffers,
    Shrinking,
    StoreRestored,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum QueueChange {
    /// Put a refused or doubtful action back in line.
    Retry {
        id: i64,
        /// A refused patient: send it without its birth date, which stays here.
        #[arg(long)]
        without_birth_date: bool,
    },
    /// End a doubt: say what became of an action whose answer never came.
    #[command(group = clap::ArgGroup::new("what").required(true))]
    Resolve {
        id: i64,
        /// It is on the server.
        #[arg(long, group = "what")]
        sent: bool,
        /// Send it again; if it is there already, there will be two.
        #[arg(long, group = "what")]
        resend: bool,
        /// Do not send it; its record stays on this computer only.
        #[arg(long, group = "what")]
        drop: bool,
    },
    /// Let a kind that this server does not take count nowhere: it is not sent.
    Aside { kind: Kind },
    /// Send a kind that was held or put aside again.
    Resume { kind: Kind },
    /// Take an action out; its record stays on this computer only.
    Discard {
        id: i64,
        /// And the actions that need its record on the server.
        #[arg(long)]
        with_dependants: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindKind {
    Clients,
    Patients,
    Nomenclature,
}

/// A record kind by its name on the command line.
#[derive(Debug, Clone, Copy)]
pub struct Kind(pub RecordKind);

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = RecordKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.map(Self).ok_or_else(|| "client, patient, appointment or invoice".to_owned())
    }
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "ru or en".to_owned())
}
