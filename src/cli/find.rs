//! `find`: search over clients, patients and the price list, best first.

use std::process::ExitCode;

use serde_json::Value;

use super::args::{Find, FindKind};
use super::failure::Failure;
use super::{Context, json, print_json};
use crate::domain::{fold, pretty_phone};
use crate::store::{ClientListRow, Found, ItemRow, PatientListRow, Store};

/// One line of the result.
struct Hit {
    rank: u8,
    json: Value,
    line: String,
}

pub(super) fn run(context: &Context, wanted: &Find) -> Result<ExitCode, Failure> {
    let mut store = context.store()?;
    let mut hits = Vec::new();
    let wants = |kind| wanted.kind.is_none_or(|only| only == kind);
    if wants(FindKind::Clients) {
        hits.extend(clients(&mut store, wanted)?);
    }
    if wants(FindKind::Patients) {
        hits.extend(patients(&mut store, wanted)?);
    }
    if wants(FindKind::Nomenclature) {
        hits.extend(items(context, &mut store, wanted)?);
    }
    // Stable: within a rank each kind keeps its own order.
    hits.sort_by_key(|hit| hit.rank);
    hits.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    if wanted.json {
        print_json(&hits.into_iter().map(|hit| hit.json).collect());
    } else {
        for hit in hits {
            say!("{}", hit.line);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn clients(store: &mut Store, wanted: &Find) -> Result<Vec<Hit>, Failure> {
    let found: Found<ClientListRow> = store.find_clients(&wanted.text, wanted.limit)?;
    let text = found.swapped.as_deref().unwrap_or(&wanted.text);
    let hit = |row: &ClientListRow| Hit {
        rank: rank(text, &row.client.full_name),
        json: json::client(&row.client),
        line: format!(
            "{}\t{}\t{}\t{}",
            row.client.id,
            row.client.full_name,
            pretty_phone(&row.client.phone),
            row.animals
        ),
    };
    Ok(found.rows.iter().map(hit).collect())
}

fn patients(store: &mut Store, wanted: &Find) -> Result<Vec<Hit>, Failure> {
    let found: Found<PatientListRow> = store.find_patients(&wanted.text, wanted.limit)?;
    let text = found.swapped.as_deref().unwrap_or(&wanted.text);
    let hit = |row: &PatientListRow| {
        let owner = row.owner_name.as_deref().unwrap_or_default();
        let patient = &row.patient;
        Hit {
            rank: rank(text, &patient.name),
            json: json::patient(patient),
            line: format!("{}\t{}\t{}\t{owner}", patient.id, patient.name, patient.species),
        }
    };
    Ok(found.rows.iter().map(hit).collect())
}

fn items(context: &Context, store: &mut Store, wanted: &Find) -> Result<Vec<Hit>, Failure> {
    let found: Found<ItemRow> = store.find_items(&wanted.text, wanted.limit)?;
    let text = found.swapped.as_deref().unwrap_or(&wanted.text);
    let hit = |row: &ItemRow| Hit {
        rank: rank(text, &row.name),
        json: json::item(row),
        line: format!(
            "{}\t{}\t{}\t{}",
            row.id,
            row.name,
            context.text.item_kind(row.kind),
            context.text.roubles(row.price)
        ),
    };
    Ok(found.rows.iter().map(hit).collect())
}

/// How well a name answers the text, across kinds: it begins so, a word of it does, it has it, it was found by
/// something else.
fn rank(text: &str, name: &str) -> u8 {
    let (text, name) = (fold(text), fold(name));
    if name.starts_with(&text) {
        0
    } else if name.contains(&format!(" {text}")) {
        1
    } else if name.contains(&text) {
        2
    } else {
        3
    }
}
