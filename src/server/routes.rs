//! The API's addresses and what stands before them: the key, the limit of requests, on a classic server the host; and
//! the calls that a workstation sends something with.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::body::{self, BodyError};
use super::classic::{self, ClassicError};
use super::connection::Peer;
use super::rate::{self, Allowance, Caller};
use super::state::State;
use super::upload::{self, UploadError};
use super::{auth, reading, storage};
use crate::sync::protocol::{LoginAnswer, LoginRequest, code};

pub type App = Shared<Arc<State>>;

const WORKSTATION: &str = "x-workstation-id";
const BAD_LOGIN: &str = "Неверный логин или пароль";

pub fn router(state: Arc<State>) -> Router {
    let guarded = Router::new()
        .route("/api/sync/login", post(login))
        .route("/api/sync/branches", get(reading::branches))
        .route("/api/sync/initial-data", get(reading::initial_data))
        .route("/api/sync/upload-changes", post(upload_changes));
    // A classic server has never heard of these.
    let guarded = if state.classic {
        guarded
    } else {
        guarded
            .route("/api/sync/changes", get(reading::changes))
            .route("/api/sync/summary", get(reading::summary))
    };
    let guarded = guarded.route_layer(middleware::from_fn_with_state(Arc::clone(&state), check_key));
    let app = Router::new().route("/api/health", get(reading::health)).merge(guarded);
    let app = app.fallback(unknown_address).method_not_allowed_fallback(unknown_address);
    app.layer(middleware::from_fn_with_state(Arc::clone(&state), gate)).with_state(state)
}

/// Counts, admits and marks the connection busy.
async fn gate(
    Shared(state): App,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    peer.set_busy(true);
    let allowance = count(&state, &peer, request.headers());
    let mut response = if let Some(allowance) = allowance.as_ref().filter(|allowance| !allowance.admitted) {
        let mut refused = error(StatusCode::TOO_MANY_REQUESTS, "Превышен лимит запросов. Попробуйте позже.");
        refused.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after(&state, allowance)));
        refused
    } else if let Some(host) = foreign_host(&state, request.headers()) {
        let message = format!("No clinic found for domain: {host}. Please check your URL.");
        (StatusCode::NOT_FOUND, Json(json!({ "error": "Tenant not found", "message": message })))
            .into_response()
    } else {
        next.run(request).await
    };
    if let Some(allowance) = allowance {
        let headers = response.headers_mut();
        headers.insert("ratelimit-limit", HeaderValue::from(allowance.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(allowance.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(allowance.reset_secs));
    }
    peer.set_busy(false);
    response
}

/// What the limit leaves to the caller, where there is one. Ours counts only who shows the key: strangers get nothing
/// anyway, and health has to be answered.
fn count(state: &State, peer: &Peer, headers: &HeaderMap) -> Option<Allowance> {
    let limiter = state.limiter.as_ref()?;
    let caller = if state.classic {
        Caller::Address(peer.address.ip())
    } else if has_key(state, headers) {
        Caller::Workstation(headers.get(WORKSTATION).map_or_else(Vec::new, |id| id.as_bytes().to_vec()))
    } else {
        return None;
    };
    Some(limiter.count(caller, Instant::now()))
}

/// A classic server says the whole window, however much of it is over.
fn retry_after(state: &State, allowance: &Allowance) -> u64 {
    if state.classic { rate::WINDOW_SECS } else { allowance.reset_secs.max(1) }
}

fn has_key(state: &State, headers: &HeaderMap) -> bool {
    state.api_key.admits(headers.get("x-api-key").map(HeaderValue::as_bytes).unwrap_or_default())
}

/// A classic server finds its tenant by host name and knows no foreign one.
fn foreign_host(state: &State, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let loopback = name == "localhost" || name == "::1" || name.starts_with("127.");
    (state.classic && !loopback).then(|| name.to_owned())
}

async fn check_key(Shared(state): App, request: Request, next: Next) -> Response {
    if has_key(&state, request.headers()) {
        next.run(request).await
    } else {
        error(StatusCode::UNAUTHORIZED, "Неверный API ключ")
    }
}

async fn login(
    Shared(state): App,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<LoginAnswer>, Response> {
    let body = read_json(&state, &peer, &headers, body).await?;
    let asked: LoginRequest = serde_json::from_value(body)
        .map_err(|wrong| error(StatusCode::BAD_REQUEST, &format!("Нужны username и password: {wrong}")))?;
    let found = storage::user(&mut *state.reader().await, &asked.username).await.map_err(|e| broken(&e))?;
    let (user, hash) = found.unzip();
    let verified =
        tokio::task::spawn_blocking(move || auth::verify_password(&asked.password, hash.as_deref()));
    let verified = verified.await.map_err(|e| broken(&e))?;
    match user {
        Some(user) if verified => Ok(Json(LoginAnswer { user })),
        _ => Err(error(StatusCode::UNAUTHORIZED, BAD_LOGIN)),
    }
}

/// The work is a task of its own: a sender who hangs up does not cut a batch in half.
async fn upload_changes(
    Shared(state): App,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let body = read_json(&state, &peer, &headers, body).await?;
    let workstation = headers.get(WORKSTATION).and_then(|id| id.to_str().ok()).map(str::to_owned);
    let task = if state.classic {
        tokio::spawn(async move { upload_classic(&state, &body).await })
    } else {
        tokio::spawn(async move { upload_ours(state, body, workstation).await })
    };
    task.await.map_err(|e| broken(&e))?
}

async fn upload_ours(
    state: Arc<State>,
    body: Value,
    workstation: Option<String>,
) -> Result<Response, Response> {
    match upload::run(state, body, workstation).await {
        Ok(answer) => Ok(Json(answer).into_response()),
        Err(UploadError::Sql(error)) => Err(broken(&error)),
        Err(UploadError::BadRequest(refusal)) => {
            Err(bad_field(refusal.field.as_deref().unwrap_or_default(), &refusal.message))
        }
    }
}

async fn upload_classic(state: &State, body: &Value) -> Result<Response, Response> {
    match classic::run(state, body).await {
        Ok(answer) => Ok(Json(answer).into_response()),
        Err(ClassicError::NotAnArray) => {
            Err(error(StatusCode::BAD_REQUEST, "Invalid request: actions must be an array"))
        }
        Err(ClassicError::Crash(words)) => Err(error(StatusCode::INTERNAL_SERVER_ERROR, words)),
        Err(ClassicError::Sql(error)) => Err(broken(&error)),
    }
}

async fn read_json(state: &State, peer: &Peer, headers: &HeaderMap, body: Body) -> Result<Value, Response> {
    let limit = if state.classic { body::CLASSIC_LIMIT } else { body::LIMIT };
    let too_large =
        || (StatusCode::PAYLOAD_TOO_LARGE, Json(json!({ "message": "request entity too large" })));
    let read = body::read(headers, body, limit).await;
    let parsed = match &read {
        Ok(bytes) => serde_json::from_slice(bytes).map_err(|wrong| wrong.to_string()),
        Err(BodyError::Unreadable) => Err("unreadable body".to_owned()),
        Err(BodyError::TooLarge) => {
            if state.classic {
                peer.doom();
            }
            return Err(too_large().into_response());
        }
    };
    parsed.map_err(|wrong| {
        if state.classic {
            peer.doom();
            return (StatusCode::BAD_REQUEST, Json(json!({ "message": wrong }))).into_response();
        }
        error(StatusCode::BAD_REQUEST, &format!("Тело запроса — не JSON: {wrong}"))
    })
}

/// A classic server answers unknown addresses with the page of its web program.
async fn unknown_address(Shared(state): App) -> Response {
    if state.classic {
        Html("<!DOCTYPE html><html lang=\"ru\"><head><title>VetSystem</title></head><body></body></html>")
            .into_response()
    } else {
        error(StatusCode::NOT_FOUND, "Нет такого адреса")
    }
}

pub fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}

pub fn bad_field(field: &str, message: &str) -> Response {
    let body = json!({ "error": message, "message": message, "code": code::INVALID_FIELD, "field": field });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

pub fn broken(failure: &dyn std::error::Error) -> Response {
    tracing::error!(%failure, "a request failed");
    error(StatusCode::INTERNAL_SERVER_ERROR, "Ошибка сервера")
}
