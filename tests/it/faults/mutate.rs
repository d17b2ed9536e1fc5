//! Server answers that make no sense, made from good ones: values replaced, left out, doubled, nested, and bytes
//! changed, cut or put in.

use proptest::prelude::*;
use serde_json::{Value, json};

/// One change of a JSON text; `at` chooses the place.
#[derive(Debug, Clone)]
pub struct Mutation {
    at: usize,
    how: How,
}

#[derive(Debug, Clone)]
enum How {
    Replace(Value),
    Remove,
    Double,
    Rename(String),
    /// So many lists around a value.
    Nest(usize),
    Byte(u8),
    Insert(Vec<u8>),
    Cut,
}

/// An answer as the server gives it: status, content type, and what is done to the body of a good one.
#[derive(Debug, Clone)]
pub struct Nonsense {
    pub status: u16,
    pub headers: &'static str,
    pub mutations: Vec<Mutation>,
}

impl Nonsense {
    pub fn body(&self, good: &Value) -> Vec<u8> {
        let mut value = good.clone();
        let (bytes, values): (Vec<_>, Vec<_>) =
            self.mutations.iter().partition(|mutation| mutation.is_of_bytes());
        for mutation in values {
            mutation.change(&mut value);
        }
        let mut body = value.to_string().into_bytes();
        for mutation in bytes {
            mutation.change_bytes(&mut body);
        }
        body
    }
}

pub fn nonsense() -> impl Strategy<Value = Nonsense> {
    let status = prop_oneof![
        12 => Just(200_u16),
        1 => prop::sample::select(vec![201, 204, 206, 301, 304, 400, 401, 404, 409, 413, 429, 500, 503, 599])
    ];
    let headers = prop_oneof![
        12 => Just("Content-Type: application/json\r\n"),
        1 => prop::sample::select(vec![
            "",
            "Content-Type: text/html; charset=utf-8\r\n",
            "Content-Type: application/json; charset=windows-1251\r\n",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
            "Content-Type: application/json\r\nRetry-After: 99999999999999999999\r\n",
            "Content-Type: application/json\r\nRateLimit-Remaining: -1\r\n",
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
        ])
    ];
    let mutations = prop::collection::vec(mutation(), 0..4);
    (status, headers, mutations).prop_map(|(status, headers, mutations)| Nonsense {
        status,
        headers,
        mutations,
    })
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let how = prop_oneof![
        6 => any_json().prop_map(How::Replace),
        3 => Just(How::Remove),
        2 => Just(How::Double),
        1 => "[a-zA-Z_]{0,12}".prop_map(How::Rename),
        1 => (1_usize..400).prop_map(How::Nest),
        1 => any::<u8>().prop_map(How::Byte),
        1 => prop::collection::vec(any::<u8>(), 1..20).prop_map(How::Insert),
        1 => Just(How::Cut),
    ];
    (0_usize..100_000, how).prop_map(|(at, how)| Mutation { at, how })
}

fn any_json() -> impl Strategy<Value = Value> {
    let odd = vec![
        json!(null),
        json!(true),
        json!(""),
        json!(0),
        json!(-1),
        json!(1e308),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.005),
        json!("\u{0}"),
        json!("9999-99-99"),
        json!("ж".repeat(5_000)),
        json!([]),
        json!({}),
        json!([[null]]),
        json!({"id": {"id": {"id": null}}}),
        json!("'); DROP TABLE clients; --"),
    ];
    let leaf = prop_oneof![
        3 => prop::sample::select(odd),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => ".{0,30}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..3)
                .prop_map(|fields| fields.into_iter().collect::<Value>()),
        ]
    })
}

impl Mutation {
    fn is_of_bytes(&self) -> bool {
        matches!(self.how, How::Byte(_) | How::Insert(_) | How::Cut)
    }

    fn change(&self, whole: &mut Value) {
        let mut left = self.at % count(whole);
        self.change_nth(whole, &mut left);
    }

    /// Walks to the place; values are counted parents first.
    fn change_nth(&self, value: &mut Value, left: &mut usize) -> bool {
        if *left == 0 {
            match &self.how {
                How::Replace(with) => value.clone_from(with),
                How::Nest(depth) => {
                    for _ in 0..*depth {
                        *value = Value::Array(vec![value.take()]);
                    }
                }
                how => change_within(value, how, self.at),
            }
            return true;
        }
        *left -= 1;
        match value {
            Value::Array(items) => items.iter_mut().any(|item| self.change_nth(item, left)),
            Value::Object(fields) => fields.values_mut().any(|field| self.change_nth(field, left)),
            _ => false,
        }
    }

    fn change_bytes(&self, body: &mut Vec<u8>) {
        let at = self.at % (body.len() + 1);
        match &self.how {
            How::Byte(byte) if at < body.len() => body[at] = *byte,
            How::Insert(bytes) => drop(body.splice(at..at, bytes.iter().copied())),
            How::Cut => body.truncate(at),
            _ => {}
        }
    }
}

/// A field or an item goes, comes twice, or has another name.
fn change_within(value: &mut Value, how: &How, at: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let nth = at % items.len();
            match how {
                How::Remove => drop(items.remove(nth)),
                How::Double => items.push(items[nth].clone()),
                _ => {}
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(at % fields.len()).cloned().unwrap_or_default();
            match how {
                How::Remove => drop(fields.remove(&name)),
                How::Rename(other) => {
                    if let Some(field) = fields.remove(&name) {
                        fields.insert(other.clone(), field);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}
