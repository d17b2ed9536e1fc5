//! `show`: one record by its local id.

use std::process::ExitCode;

use serde_json::Value;

use super::failure::Failure;
use super::{Context, json, print_json};
use crate::domain::RecordKind;

pub(super) fn run(context: &Context, kind: RecordKind, id: i64, as_json: bool) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    let record = match kind {
        RecordKind::Client => store.client(id)?.as_ref().map(json::client),
        RecordKind::Patient => store.patient(id)?.as_ref().map(json::patient),
        RecordKind::Appointment => store.appointment(id)?.as_ref().map(json::appointment),
        RecordKind::Invoice => store.invoice(id)?.as_ref().map(json::invoice),
    };
    let record = record.ok_or(Failure::NoRecord { kind, id })?;
    if as_json {
        print_json(&record);
    } else {
        print_fields(&record);
    }
    Ok(ExitCode::SUCCESS)
}

/// A line a field; the contract's names are what an administrator knows.
fn print_fields(record: &Value) {
    for (name, value) in record.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::String(text) => say!("{name}\t{text}"),
            other => say!("{name}\t{other}"),
        }
    }
}
