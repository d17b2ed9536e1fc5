//! The fate of an upload: one pure function from what came back to what becomes of each action.
//! Its table stands in `docs/protocol.md`.

use std::collections::HashMap;
use std::time::Duration;

use super::http::{Answer, CallError, DEFAULT_RETRY, UploadReply, error_text};
use super::protocol::{ActionResult, ActionStatus, UploadAnswer, code};
use crate::domain::{ActionKind, KnownRefusal, own_code};
use crate::store::{Delivery, Verdict};

/// How an upload goes on after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Each action has its own answer.
    Continue,
    /// The only action is refused for itself.
    SetAside,
    /// The batch was too large.
    Halve,
    /// Something in the batch is bad: in halves, the healthy ones pass. `rejected` is the verdict on one that is alone and
    /// the only bad one.
    Isolate {
        stop: Stop,
        rejected: Option<Verdict>,
    },
    /// This clinic and branch are refused as a whole; others go on.
    SkipBranch(Stop),
    Stop(Stop),
}

/// Why an upload ended before the queue was empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    NoContact(CallError),
    /// Key or user refused, in the server's words.
    Refused(String),
    RateLimited(Duration),
    /// Anything else a reachable server did.
    Failed(CallError),
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        match error {
            error @ CallError::NoContact { .. } => Self::NoContact(error),
            CallError::Refused { message, .. } => Self::Refused(message),
            CallError::RateLimited { retry_after } => Self::RateLimited(retry_after),
            error => Self::Failed(error),
        }
    }
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Judgement {
    pub verdicts: Vec<(i64, Verdict)>,
    pub next: Next,
}

/// `batch`: the queue ids and kinds that were sent. `idempotent`: whether the server they went to knows keys.
pub fn judge(batch: &[(i64, ActionKind)], idempotent: bool, reply: UploadReply) -> Judgement {
    let all = |verdict: &Verdict, next| Judgement {
        verdicts: batch.iter().map(|(id, _)| (*id, verdict.clone())).collect(),
        next,
    };
    let unknown = |code, error: CallError| {
        let verdict = if idempotent { Verdict::Repeat } else { Verdict::in_doubt(code, error.to_string()) };
        all(&verdict, Next::Stop(Stop::Failed(error)))
    };
    // Where a repeat is harmless, a request that makes the server stumble is tried in halves.
    let stumbled = |error: CallError| {
        let judgement = unknown(own_code::BAD_ANSWER, error.clone());
        let next = Next::Isolate { stop: Stop::Failed(error), rejected: None };
        if idempotent { Judgement { next, ..judgement } } else { judgement }
    };
    let untouched = |stop| all(&Verdict::NotSent, Next::Stop(stop));
    let answer = match reply {
        UploadReply::NotSent(error) => return untouched(Stop::NoContact(error)),
        UploadReply::Lost(reason) => return unknown(own_code::NO_ANSWER, CallError::Lost(reason)),
        UploadReply::Answered(answer) => answer,
    };
    let text = error_text(&answer.body);
    let said = CallError::Status { status: answer.status, message: text.clone() };
    match answer.status {
        200 => match results_of(batch, &answer) {
            Some(results) => Judgement {
                verdicts: results
                    .into_iter()
                    .map(|(id, kind, result)| (id, verdict(kind, idempotent, result)))
                    .collect(),
                next: Next::Continue,
            },
            None => stumbled(said),
        },
        // Without results nothing was done; with results the answer contradicts itself.
        400 | 401 | 403 | 404 | 413 | 429 | 503 if has_results(&answer) => stumbled(said),
        401 | 403 => untouched(Stop::Refused(text)),
        429 | 503 => untouched(Stop::RateLimited(answer.retry_after.unwrap_or(DEFAULT_RETRY))),
        400 if names_envelope(&answer) => all(&Verdict::NotSent, Next::SkipBranch(Stop::Failed(said))),
        400 | 404 => {
            let rejected = Some(Verdict::Refused {
                message: text,
                code: Some(own_code::REJECTED.to_owned()),
                field: body_text(&answer, "field"),
            });
            all(&Verdict::NotSent, Next::Isolate { stop: Stop::Failed(said), rejected })
        }
        413 if batch.len() > 1 => all(&Verdict::NotSent, Next::Halve),
        413 => {
            let verdict =
                Verdict::Refused { message: text, code: Some(own_code::TOO_LARGE.to_owned()), field: None };
            all(&verdict, Next::SetAside)
        }
        500..=599 => stumbled(said),
        _ => unknown(own_code::BAD_ANSWER, said),
    }
}

/// The results, if they name each action of the batch exactly once and every success has an id.
fn results_of(batch: &[(i64, ActionKind)], answer: &Answer) -> Option<Vec<(i64, ActionKind, ActionResult)>> {
    if !answer.is_json {
        return None;
    }
    let parsed: UploadAnswer = serde_json::from_slice(&answer.body).ok()?;
    let mut open: HashMap<i64, ActionKind> = batch.iter().copied().collect();
    let mut results = Vec::with_capacity(batch.len());
    for result in parsed.results {
        let kind = open.remove(&result.queue_id)?;
        let meaningful = match result.status {
            ActionStatus::Success => result.server_id().is_some(),
            ActionStatus::Error => true,
            ActionStatus::Unknown => false,
        };
        if !meaningful {
            return None;
        }
        results.push((result.queue_id, kind, result));
    }
    open.is_empty().then_some(results)
}

fn verdict(kind: ActionKind, idempotent: bool, result: ActionResult) -> Verdict {
    if result.status == ActionStatus::Success {
        let how = if result.replayed { Delivery::Replayed } else { Delivery::Sent };
        return Verdict::Success { server_id: result.server_id().unwrap_or_default(), how };
    }
    let message = result.message.or(result.error).unwrap_or_default();
    match result.code.as_deref() {
        Some(code::PARENT_REJECTED) => Verdict::ParentRefused,
        // A classic server answers an error for an invoice's lines and keeps its header: a repeat adds another one.
        _ if kind == ActionKind::CreateInvoice && !idempotent => {
            Verdict::in_doubt(own_code::HEADER_MAY_STAY, message)
        }
        _ if kind == ActionKind::CreatePatient
            && !idempotent
            && KnownRefusal::of(&message) == Some(KnownRefusal::BirthDate) =>
        {
            let code = Some(own_code::BIRTH_DATE.to_owned());
            Verdict::Refused { message, code, field: KnownRefusal::BirthDate.field().map(str::to_owned) }
        }
        _ => Verdict::Refused { message, code: result.code, field: result.field },
    }
}

/// What a server that says codes calls the parts of a request that are no action's.
fn names_envelope(answer: &Answer) -> bool {
    const ENVELOPE: [&str; 4] = ["tenantId", "branchId", "workstation_id", "actions"];
    let names_field = body_text(answer, "field").is_some_and(|field| ENVELOPE.contains(&field.as_str()));
    names_field && body_text(answer, "code").is_some()
}

fn body_text(answer: &Answer, name: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    Some(body.get(name)?.as_str()?.to_owned())
}

fn has_results(answer: &Answer) -> bool {
    serde_json::from_slice::<serde_json::Value>(&answer.body).is_ok_and(|body| body.get("results").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NoContact;

    const BATCH: [(i64, ActionKind); 2] = [(1, ActionKind::CreateClient), (2, ActionKind::CreateInvoice)];

    fn answered(status: u16, body: &str) -> UploadReply {
        let retry_after = [429, 503].contains(&status).then_some(Duration::from_secs(900));
        UploadReply::Answered(Answer { status, is_json: true, retry_after, body: body.into() })
    }

    fn not_sent_reply() -> UploadReply {
        UploadReply::NotSent(CallError::NoContact { cause: NoContact::UnknownHost, detail: "dns".into() })
    }

    fn doubt() -> Verdict {
        Verdict::in_doubt("", String::new())
    }

    /// The verdicts without their words.
    fn fates(judgement: &Judgement) -> Vec<Verdict> {
        let strip = |verdict: &Verdict| match verdict {
            Verdict::InDoubt { .. } => doubt(),
            Verdict::Refused { code, field, .. } => {
                Verdict::Refused { message: String::new(), code: code.clone(), field: field.clone() }
            }
            other => other.clone(),
        };
        judgement.verdicts.iter().map(|(_, verdict)| strip(verdict)).collect()
    }

    #[test]
    fn every_answer_has_one_fate() {
        let ok = |id: &str| Verdict::Success { server_id: id.into(), how: Delivery::Sent };
        let refused = |code: Option<&str>| Verdict::Refused {
            message: String::new(),
            code: code.map(Into::into),
            field: None,
        };
        let html = UploadReply::Answered(Answer {
            status: 200,
            is_json: false,
            retry_after: None,
            body: b"<html>".into(),
        });
        let both = r#"{"results":[{"queue_id":1,"status":"success","server_id":"a"},{"queue_id":2,"status":"success","server_id":{"id":"b"}}]}"#;
        let mixed = r#"{"results":[{"queue_id":2,"status":"error","message":"no"},{"queue_id":1,"status":"success","server_id":"a"}]}"#;
        let missing = r#"{"results":[{"queue_id":1,"status":"success","server_id":"a"}]}"#;
        let twice = r#"{"results":[{"queue_id":1,"status":"error"},{"queue_id":1,"status":"error"}]}"#;
        let no_id = r#"{"results":[{"queue_id":1,"status":"success","server_id":""},{"queue_id":2,"status":"error"}]}"#;
        let parent = r#"{"results":[{"queue_id":1,"status":"error","code":"invalid_field"},{"queue_id":2,"status":"error","code":"parent_rejected"}]}"#;
        let repeat = vec![Verdict::Repeat; 2];
        let not_sent = vec![Verdict::NotSent; 2];
        // reply, fates on a server with idempotency, fates on a classic one
        let cases = [
            (not_sent_reply(), not_sent.clone(), not_sent.clone()),
            (UploadReply::Lost("eof".into()), repeat.clone(), vec![doubt(); 2]),
            (answered(200, both), vec![ok("a"), ok("b")], vec![ok("a"), ok("b")]),
            (answered(200, mixed), vec![refused(None), ok("a")], vec![doubt(), ok("a")]),
            (
                answered(200, parent),
                vec![refused(Some("invalid_field")), Verdict::ParentRefused],
                vec![refused(Some("invalid_field")), Verdict::ParentRefused],
            ),
            (answered(200, missing), repeat.clone(), vec![doubt(); 2]),
            (answered(200, twice), repeat.clone(), vec![doubt(); 2]),
            (answered(200, no_id), repeat.clone(), vec![doubt(); 2]),
            (answered(200, ""), repeat.clone(), vec![doubt(); 2]),
            (html, repeat.clone(), vec![doubt(); 2]),
            (answered(302, ""), repeat.clone(), vec![doubt(); 2]),
            (answered(500, r#"{"error":"x"}"#), repeat.clone(), vec![doubt(); 2]),
            (answered(502, ""), repeat.clone(), vec![doubt(); 2]),
        ];
        // Without results nothing was done; with results nobody knows.
        let refusals = [400, 401, 403, 404, 413, 429, 503].into_iter().flat_map(|status| {
            [
                (answered(status, "{}"), not_sent.clone(), not_sent.clone()),
                (answered(status, both), repeat.clone(), vec![doubt(); 2]),
            ]
        });
        for (reply, with_keys, classic) in cases.into_iter().chain(refusals) {
            assert_eq!(fates(&judge(&BATCH, true, reply.clone())), with_keys, "{reply:?}");
            assert_eq!(fates(&judge(&BATCH, false, reply.clone())), classic, "classic {reply:?}");
        }
    }

    #[test]
    fn a_refusals_words_stand_under_message_or_error() {
        for name in ["message", "error"] {
            let body = format!(r#"{{"results":[{{"queue_id":1,"status":"error","{name}":"нет"}}]}}"#);
            let judgement = judge(&BATCH[..1], false, answered(200, &body));
            let Verdict::Refused { message, .. } = &judgement.verdicts[0].1 else { panic!("{judgement:?}") };
            assert_eq!(message, "нет", "{name}");
        }
    }

    #[test]
    fn a_classic_servers_birth_date_is_a_field_of_its_own() {
        let body = r#"{"results":[{"queue_id":1,"status":"error","message":"value.toISOString is not a function"}]}"#;
        let of = |kind, idempotent| {
            let verdict = judge(&[(1, kind)], idempotent, answered(200, body)).verdicts.remove(0).1;
            let Verdict::Refused { code, field, .. } = verdict else { panic!("{verdict:?}") };
            (code, field)
        };
        let birth_date = Some("birth_date".to_owned());
        assert_eq!(of(ActionKind::CreatePatient, false), (birth_date.clone(), birth_date));
        assert_eq!(of(ActionKind::CreatePatient, true), (None, None));
        assert_eq!(of(ActionKind::CreateClient, false), (None, None));
    }

    #[test]
    fn some_answers_stop_the_upload() {
        let next = |reply| judge(&BATCH, true, reply).next;
        assert_eq!(next(answered(413, "{}")), Next::Halve);
        for busy in [429, 503] {
            let wait = Next::Stop(Stop::RateLimited(Duration::from_secs(900)));
            assert_eq!(next(answered(busy, "{}")), wait, "{busy}");
        }
        assert_eq!(next(answered(401, r#"{"error":"key"}"#)), Next::Stop(Stop::Refused("key".into())));
        // A stumbling server is asked in halves where a repeat is harmless.
        assert!(matches!(next(answered(500, "{}")), Next::Isolate { stop: Stop::Failed(_), rejected: None }));
        assert!(matches!(next(answered(200, "")), Next::Isolate { rejected: None, .. }));
        assert!(matches!(next(answered(302, "")), Next::Stop(Stop::Failed(_))));
        assert!(matches!(next(UploadReply::Lost("eof".into())), Next::Stop(Stop::Failed(_))));
        for body in ["{}", r#"{"field":"branchId"}"#, r#"{"code":"invalid_field","field":"phone"}"#] {
            assert!(matches!(next(answered(400, body)), Next::Isolate { rejected: Some(_), .. }), "{body}");
        }
        let envelope = r#"{"code":"invalid_field","field":"branchId"}"#;
        assert!(matches!(next(answered(400, envelope)), Next::SkipBranch(_)));
        assert!(matches!(judge(&BATCH, false, answered(500, "{}")).next, Next::Stop(_)));
        assert!(matches!(next(not_sent_reply()), Next::Stop(Stop::NoContact(_))));
        let alone = judge(&BATCH[..1], true, answered(413, "{}"));
        assert_eq!(alone.next, Next::SetAside);
        assert!(
            matches!(&alone.verdicts[0].1, Verdict::Refused { code: Some(code), .. } if code == own_code::TOO_LARGE)
        );
    }
}
