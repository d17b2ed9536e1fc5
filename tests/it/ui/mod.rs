//! The whole window without a screen: driven by keys, read by what it paints and by what it tells a screen reader.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test there")]

mod access;
mod bad_input;
mod clinic;
mod copies;
mod day;
mod doubt;
mod driver;
mod eyes;
mod frames;
mod leaving;
mod nasty;
mod picks;
mod queue;
mod sent_meanwhile;
mod settings;
mod sign_in;
mod status;
mod store;
mod totals;
mod typing;
mod whole;

const SYNCED: &str = "Все данные синхронизированы";
const SEARCH: &str = "Имя, телефон или кличка";
