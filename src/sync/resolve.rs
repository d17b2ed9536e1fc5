//! Local ids → what the server knows: the payload as it goes out.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::domain::ActionKind;
use crate::store::{Outgoing, Parent};

/// Why an action cannot go up yet.
#[derive(Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// The server does not know its parent yet, and it knows no keys.
    ParentUnknown,
    /// The stored payload is not a JSON object.
    Unreadable(String),
}

/// The payload with its parents named as the server knows them: by server id, else by key where the server takes keys.
/// One that went out before names them already, and goes again so: a parent's key never changes, its server id is the
/// one of now.
pub fn wire_payload(action: &Outgoing, idempotent: bool) -> Result<Box<RawValue>, Unresolved> {
    let unreadable = |error: serde_json::Error| Unresolved::Unreadable(error.to_string());
    if let Some(frozen) = &action.frozen {
        return RawValue::from_string(frozen.clone()).map_err(unreadable);
    }
    let mut fields: Map<String, Value> = serde_json::from_str(&action.payload).map_err(unreadable)?;
    if let Some(client) = &action.client {
        let names = match action.kind {
            ActionKind::CreatePatient => ("owner_server_id", "owner_key"),
            _ => ("client_server_id", "client_key"),
        };
        name_parent(&mut fields, client, names, idempotent)?;
    }
    if let Some(patient) = &action.patient {
        name_parent(&mut fields, patient, ("patient_server_id", "patient_key"), idempotent)?;
    }
    if !idempotent {
        // On another day it poisons a classic server's invoice numbers; the moment of arrival has to do.
        fields.remove("created_at");
    }
    serde_json::value::to_raw_value(&fields).map_err(unreadable)
}

fn name_parent(
    fields: &mut Map<String, Value>,
    parent: &Parent,
    (by_id, by_key): (&str, &str),
    idempotent: bool,
) -> Result<(), Unresolved> {
    if idempotent && fields.contains_key(by_key) {
        return Ok(());
    }
    // A server without keys would take the child for nobody's.
    fields.remove(by_key);
    let (name, value) = match parent {
        Parent { server_id: Some(id), .. } => (by_id, id),
        Parent { key: Some(key), .. } if idempotent && !fields.contains_key(by_id) => (by_key, key),
        Parent { .. } => return Err(Unresolved::ParentUnknown),
    };
    fields.insert(name.to_owned(), value.clone().into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(kind: ActionKind, payload: &str) -> Outgoing {
        Outgoing {
            queue_id: 1,
            kind,
            key: "k".into(),
            payload: payload.into(),
            frozen: None,
            may_be_there: false,
            tenant_id: "t".into(),
            branch_id: "b".into(),
            client: None,
            patient: None,
        }
    }

    fn parent(server_id: Option<&str>, key: Option<&str>) -> Parent {
        Parent { server_id: server_id.map(Into::into), key: key.map(Into::into) }
    }

    #[test]
    fn parents_are_named_by_id_else_by_key_where_keys_are_known() {
        let patient = outgoing(ActionKind::CreatePatient, r#"{"client_id":1}"#);
        let invoice = outgoing(ActionKind::CreateInvoice, r#"{"created_at":"x"}"#);
        let cases = [
            (
                Outgoing { client: Some(parent(Some("s"), Some("k"))), ..patient.clone() },
                true,
                Ok(r#"{"client_id":1,"owner_server_id":"s"}"#),
            ),
            (
                Outgoing { client: Some(parent(None, Some("k"))), ..patient.clone() },
                true,
                Ok(r#"{"client_id":1,"owner_key":"k"}"#),
            ),
            (
                Outgoing { client: Some(parent(None, Some("k"))), ..patient.clone() },
                false,
                Err(Unresolved::ParentUnknown),
            ),
            (
                Outgoing {
                    client: Some(parent(Some("c"), None)),
                    patient: Some(parent(None, Some("p"))),
                    ..invoice.clone()
                },
                true,
                Ok(r#"{"client_server_id":"c","created_at":"x","patient_key":"p"}"#),
            ),
            (
                Outgoing { client: Some(parent(Some("c"), None)), ..invoice.clone() },
                false,
                Ok(r#"{"client_server_id":"c"}"#),
            ),
            (
                Outgoing {
                    payload: r#"{"owner_key":"k"}"#.into(),
                    client: Some(parent(Some("s"), Some("k"))),
                    ..patient.clone()
                },
                true,
                Ok(r#"{"owner_key":"k"}"#),
            ),
            (
                Outgoing {
                    payload: r#"{"owner_key":"k"}"#.into(),
                    client: Some(parent(Some("s"), Some("k"))),
                    ..patient.clone()
                },
                false,
                Ok(r#"{"owner_server_id":"s"}"#),
            ),
            (
                Outgoing {
                    payload: r#"{"owner_server_id":"old"}"#.into(),
                    client: Some(parent(Some("new"), Some("k"))),
                    ..patient.clone()
                },
                true,
                Ok(r#"{"owner_server_id":"new"}"#),
            ),
            (
                Outgoing {
                    payload: r#"{"owner_server_id":"old"}"#.into(),
                    client: Some(parent(None, Some("k"))),
                    ..patient.clone()
                },
                true,
                Err(Unresolved::ParentUnknown),
            ),
            (Outgoing { frozen: Some(r#"{"z":1}"#.into()), ..invoice }, true, Ok(r#"{"z":1}"#)),
        ];
        for (action, idempotent, expected) in cases {
            let payload = wire_payload(&action, idempotent).map(|payload| payload.get().to_owned());
            assert_eq!(payload, expected.map(str::to_owned));
        }
    }
}
