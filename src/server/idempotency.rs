//! Idempotency: what a key made, and whether a repeat carries the same payload.

use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::envelope::Action;
use super::fields::Refusal;
use super::upload::ActionError;
use crate::domain::ActionKind;
use crate::sync::protocol::code;

/// A key as it is kept and compared: a UUID is the same in capitals.
pub fn normal_key(key: &str) -> String {
    key.to_ascii_lowercase()
}

/// The row a key made, if the payload is the one that made it; another payload under the same key is refused.
pub async fn known_key(
    db: &mut SqliteConnection,
    key: &str,
    hash: &[u8],
) -> Result<Option<String>, ActionError> {
    let known: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT payload_hash, server_id FROM idempotency_keys WHERE key = ?1")
            .bind(key)
            .fetch_optional(db)
            .await?;
    match known {
        Some((known_hash, server_id)) if known_hash != hash => {
            let message = "С этим ключом на сервере уже есть запись с другими данными";
            Err(Refusal { server_id: Some(server_id), ..Refusal::new(code::KEY_REUSED, message) }.into())
        }
        known => Ok(known.map(|(_, server_id)| server_id)),
    }
}

/// Keeps what a key made, in the transaction that makes it.
pub async fn remember_key(
    db: &mut SqliteConnection,
    key: &str,
    kind: ActionKind,
    hash: &[u8],
    server_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO idempotency_keys (key, action_type, payload_hash, server_id) VALUES (?1, ?2, ?3, ?4)",
    )
    .bind(key)
    .bind(kind.as_str())
    .bind(hash)
    .bind(server_id)
    .execute(db)
    .await?;
    Ok(())
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
    use serde_json::json;

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
