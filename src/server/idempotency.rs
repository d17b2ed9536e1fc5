//! Idempotency: what a key made, and whether a repeat carries the same payload.

use std::collections::HashMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::envelope::Action;
use super::fields::Refusal;
use crate::domain::ActionKind;
use crate::sync::protocol::code;

/// A key as it is kept and compared: a UUID is the same in capitals.
pub fn normal_key(key: &str) -> String {
    key.to_ascii_lowercase()
}

/// What the keys of a batch have made: some before it, others by its actions so far. Nothing of a refused action is in
/// it.
#[derive(Default)]
pub struct Keys {
    known: HashMap<String, Made>,
    /// Rows of the table that it has not got yet.
    new: Vec<Value>,
}

struct Made {
    kind: String,
    payload_hash: Vec<u8>,
    server_id: String,
}

impl Keys {
    /// What is known of the keys of these actions.
    pub async fn of(db: &mut SqliteConnection, actions: &[Action<'_>]) -> Result<Self, sqlx::Error> {
        let keys: Vec<&str> = actions.iter().filter_map(|action| action.key.as_deref()).collect();
        let rows: Vec<(String, String, Vec<u8>, String)> = sqlx::query_as(include_str!("sql/known_keys.sql"))
            .bind(json!(keys).to_string())
            .fetch_all(db)
            .await?;
        let made = |(key, kind, payload_hash, server_id)| (key, Made { kind, payload_hash, server_id });
        Ok(Self { known: rows.into_iter().map(made).collect(), new: Vec::new() })
    }

    /// The row a key made, if the payload is the one that made it; another payload under the same key is refused.
    pub fn row_of(&self, key: &str, hash: &[u8]) -> Result<Option<String>, Refusal> {
        match self.known.get(key) {
            Some(made) if made.payload_hash != hash => {
                let message = "С этим ключом на сервере уже есть запись с другими данными";
                let server_id = Some(made.server_id.clone());
                Err(Refusal { server_id, ..Refusal::new(code::KEY_REUSED, message) })
            }
            made => Ok(made.map(|made| made.server_id.clone())),
        }
    }

    /// The row of that kind that a key made.
    pub fn made(&self, key: &str, kind: ActionKind) -> Option<&str> {
        let made = self.known.get(key).filter(|made| made.kind == kind.as_str())?;
        Some(&made.server_id)
    }

    /// An action of the batch made a row.
    pub fn note(&mut self, key: &str, kind: ActionKind, hash: &[u8], server_id: &str) {
        let halves = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let hex: String = halves.filter_map(|half| char::from_digit(half.into(), 16)).collect();
        self.new.push(json!([key, kind.as_str(), hex, server_id]));
        let (kind, payload_hash) = (kind.as_str().to_owned(), hash.to_vec());
        self.known.insert(key.to_owned(), Made { kind, payload_hash, server_id: server_id.to_owned() });
    }

    /// Keeps what was made, in the transaction that made it.
    pub async fn remember(self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        sqlx::query(include_str!("sql/remember_keys.sql"))
            .bind(Value::from(self.new).to_string())
            .execute(db)
            .await?;
        Ok(())
    }
}

/// The same for the same values, however the JSON was written: fields sorted, whole numbers without a fraction.
pub fn payload_hash(action: &Action<'_>) -> [u8; 32] {
    let mut canonical = String::from(action.type_name);
    write_canonical(action.payload.unwrap_or(&Value::Null), &mut canonical);
    Sha256::digest(canonical).into()
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in entries {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                write_canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        // `Display` writes 5000.0 as 5000.
        Value::Number(number) if number.is_f64() => {
            out.push_str(&number.as_f64().unwrap_or_default().to_string());
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(value: &Value) -> String {
        let mut text = String::new();
        write_canonical(value, &mut text);
        text
    }

    #[test]
    fn a_payload_is_the_same_however_it_is_written() {
        let one: Value = serde_json::from_str(r#"{"b":[1,2.50],"a":5000.0,"c":"ё"}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{ "c":"\u0451", "a":5000,"b":[1.0,2.5]}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&two));
        for other in
            [json!({"a": "5000"}), json!({"a": 5000.5}), json!({"a": [5000]}), json!({"b": 5000}), json!({})]
        {
            assert_ne!(canonical(&json!({"a": 5000})), canonical(&other));
        }
    }
}
