//! `add`: one record from one JSON object on stdin.

use std::io::Read as _;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::{Context, input, print_json};
use crate::domain::RecordKind;
use crate::store::{SaveWarning, Saved};

pub(super) fn run(context: &Context, kind: RecordKind) -> Result<ExitCode, Failure> {
    // Whoever types the record has no store open meanwhile: one that is damaged could not be mended.
    context.session()?;
    let object = read_object()?;
    let (session, mut store) = context.signed_in()?;
    let author = session.author();
    let now = context.timing.local_now();
    let saved: Saved = match kind {
        RecordKind::Client => {
            store.save_client(&author, now, None, &input::client(object).map_err(Failure::Fields)?)?
        }
        RecordKind::Patient => store.save_patient(
            &author,
            now,
            None,
            &input::patient(object, now.date_naive()).map_err(Failure::Fields)?,
        )?,
        RecordKind::Appointment => store.save_appointment(
            &author,
            now,
            None,
            &input::appointment(object).map_err(Failure::Fields)?,
        )?,
        RecordKind::Invoice => {
            store.save_invoice(&author, now, None, &input::invoice(object).map_err(Failure::Fields)?)?
        }
    };
    for warning in &saved.warnings {
        match warning {
            SaveWarning::NoPatient => eprintln!("{}", context.text.get("warning-no-patient")),
        }
    }
    print_json(&json!({ "local_id": saved.local_id, "queue_id": saved.queue_id }));
    Ok(ExitCode::SUCCESS)
}

fn read_object() -> Result<Map<String, Value>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| Failure::Other(error.to_string()))?;
    // Windows PowerShell puts a byte order mark before what it pipes.
    let json = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    serde_json::from_slice(json).map_err(|error| Failure::NotAnObject(error.to_string()))
}
