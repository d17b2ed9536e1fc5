//! The sync engine against real servers: what goes up arrives once, what comes down changes nothing it should not.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod administrator;
mod bad_server;
mod birth_date;
mod chain;
mod changes;
mod classic_limits;
mod copies;
mod counts;
mod daily;
mod doubts;
mod download;
mod endless_changes;
mod few_requests;
mod fields;
mod history;
mod intent;
mod journal;
mod keys_gone;
mod kinds;
mod lock;
mod lost_answer;
mod may_be_there;
mod money;
mod poison;
mod price_list;
mod refusals;
mod restored;
mod scenario;
mod shrink;
mod thread;
mod twins;
mod undo_window;
mod whole_clinic;
mod wire;
mod wrong_ids;
