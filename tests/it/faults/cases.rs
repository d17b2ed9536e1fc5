//! The faults of the table: what is done to one step of the sync, and whether the step gets through all the same.

use std::time::Duration;

use serde_json::{Value, json};

use super::wire::{Break, Cut};

/// One fault.
pub struct Case {
    pub name: &'static str,
    pub how: How,
    /// Whether the step must get through, must not, or may.
    pub done: Option<bool>,
}

pub enum How {
    /// Nobody listens when the step's request is made.
    Refuse,
    Break(Break),
    /// Only the first time.
    Once(Break),
}

impl Case {
    /// Waits for a time-out: a short one will do.
    pub fn stalls(&self) -> bool {
        matches!(&self.how, How::Break(Break::Stall | Break::StallAnswer(_) | Break::Late))
    }
}

/// What is wrong in a step's answer: `wrong` is named as nobody asked for, `missing` lacks something.
#[derive(Clone, Copy)]
pub struct Wrong {
    pub wrong: fn(&mut Value),
    pub missing: fn(&mut Value),
}

const JSON: &str = "Content-Type: application/json\r\n";
const HTML: &str = "Content-Type: text/html\r\n";
const PAGE: &str = "<!DOCTYPE html><html><body>Войдите в сеть</body></html>";

fn answer(status: u16, headers: &'static str, body: &str) -> How {
    How::Break(Break::Answer { status, headers, body: body.as_bytes().to_vec() })
}

/// All faults of a step.
pub fn all(of_step: Wrong) -> Vec<Case> {
    let fails = |name, how| Case { name, how, done: Some(false) };
    let breaks = |name, how| fails(name, How::Break(how));
    let passes = |name, how| Case { name, how: How::Break(how), done: Some(true) };
    let elsewhere = "Location: http://127.0.0.1:9/login\r\n";
    let mut cases = vec![
        fails("refused", How::Refuse),
        breaks("reset", Break::Reset),
        breaks("request cut in its head", Break::CutRequest(0)),
        breaks("request cut in its body", Break::CutRequest(25)),
        breaks("request stands still", Break::Stall),
        breaks("answer lost", Break::LoseAnswer),
        breaks("answer cut in its head", Break::CutAnswer(Cut::Head)),
        breaks("answer cut before its body", Break::CutAnswer(Cut::Body)),
        breaks("answer cut in its body", Break::CutAnswer(Cut::Middle)),
        breaks("answer without its last byte", Break::CutAnswer(Cut::End)),
        breaks("answer stands still in its head", Break::StallAnswer(Cut::Head)),
        breaks("answer stands still in its body", Break::StallAnswer(Cut::Middle)),
        passes("late by little", Break::Delay(Duration::from_millis(30))),
        breaks("late by too much", Break::Late),
        passes("sent twice by the network", Break::Twice),
        fails("301", answer(301, elsewhere, "")),
        fails("302", answer(302, elsewhere, "")),
        fails("307", answer(307, elsewhere, "")),
        fails("400", answer(400, JSON, r#"{"error":"Bad Request"}"#)),
        fails("401", answer(401, JSON, r#"{"error":"Неверный API ключ"}"#)),
        fails("403", answer(403, JSON, r#"{"message":"Доступ закрыт"}"#)),
        fails("404", answer(404, JSON, r#"{"error":"Tenant not found"}"#)),
        fails("429", answer(429, "Retry-After: 1\r\n", "")),
        fails("500", answer(500, JSON, r#"{"error":"Internal Server Error"}"#)),
        fails("502", answer(502, HTML, PAGE)),
        fails("503", answer(503, "Retry-After: 1\r\n", "")),
        fails("504", answer(504, HTML, PAGE)),
        fails("a page", answer(200, HTML, PAGE)),
        fails("a page that says it is JSON", answer(200, JSON, PAGE)),
        fails("an empty answer", answer(200, JSON, "")),
        fails("null", answer(200, JSON, "null")),
        fails("a list", answer(200, JSON, "[]")),
        fails("an empty object", answer(200, JSON, "{}")),
        fails("garbage", answer(200, JSON, "\u{0}{]\u{7f}\"garbage")),
        breaks("no HTTP at all", Break::Raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
        breaks("something missing", Break::Rewrite(of_step.missing)),
    ];
    let too_large = Break::json(413, r#"{"message":"request entity too large"}"#);
    cases.push(Case { name: "413", how: How::Once(too_large), done: None });
    cases.push(Case { name: "wrong ids", how: How::Break(Break::Rewrite(of_step.wrong)), done: None });
    cases
}

pub const HEALTH: Wrong = Wrong {
    wrong: |health| health["status"] = json!("starting"),
    missing: |health| drop(health.as_object_mut().unwrap().remove("status")),
};

pub const LOGIN: Wrong = Wrong {
    wrong: |login| login["user"]["id"] = json!(null),
    missing: |login| drop(login["user"].as_object_mut().unwrap().remove("tenantId")),
};

pub const BRANCHES: Wrong = Wrong {
    wrong: |branches| branches["branches"][0]["id"] = json!([]),
    missing: |branches| drop(branches.as_object_mut().unwrap().remove("branches")),
};

pub const INITIAL_DATA: Wrong = Wrong {
    wrong: |clinic| {
        clinic["clients"].as_array_mut().unwrap().iter_mut().for_each(|row| row["id"] = json!(null));
    },
    missing: |clinic| drop(clinic.as_object_mut().unwrap().remove("patients")),
};

pub const UPLOAD: Wrong = Wrong {
    wrong: |answer| {
        for result in answer["results"].as_array_mut().unwrap() {
            result["queue_id"] = json!(result["queue_id"].as_i64().unwrap() + 1_000_000);
        }
    },
    missing: |answer| drop(answer["results"].as_array_mut().unwrap().pop()),
};

pub const CHANGES: Wrong = Wrong {
    wrong: |changes| changes["has_more"] = json!(true),
    missing: |changes| drop(changes.as_object_mut().unwrap().remove("cursor")),
};

pub const SUMMARY: Wrong = Wrong {
    wrong: |summary| summary["invoices"]["sum_kopecks"] = json!(1),
    missing: |summary| drop(summary.as_object_mut().unwrap().remove("invoices")),
};
