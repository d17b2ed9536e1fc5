//! The API's addresses and what stands before them: the key, and on a classic server the host and the rate limit.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Query, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::body::{self, BodyError};
use super::classic::{self, ClassicError};
use super::connection::Peer;
use super::state::State;
use super::upload::{self, UploadError};
use super::{auth, clock, rate, snapshot, storage};
use crate::sync::protocol::{Branches, FEATURE_IDEMPOTENCY, Health, LoginAnswer, LoginRequest, code};

type App = Shared<Arc<State>>;

const BAD_LOGIN: &str = "Неверный логин или пароль";

pub fn router(state: Arc<State>) -> Router {
    let guarded = Router::new()
        .route("/api/sync/login", post(login))
        .route("/api/sync/branches", get(branches))
        .route("/api/sync/initial-data", get(initial_data))
        .route("/api/sync/upload-changes", post(upload_changes))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&state), check_key));
    let app = Router::new().route("/api/health", get(health)).merge(guarded);
    let app = app.fallback(unknown_address).method_not_allowed_fallback(unknown_address);
    app.layer(middleware::from_fn_with_state(Arc::clone(&state), gate)).with_state(state)
}

/// Counts, admits and marks the connection busy; only a classic server turns anyone away here.
async fn gate(
    Shared(state): App,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    peer.set_busy(true);
    let allowance = state.limiter.as_ref().map(|limiter| limiter.count(peer.address.ip(), Instant::now()));
    let mut response = if allowance.as_ref().is_some_and(|allowance| !allowance.admitted) {
        let mut refused = error(StatusCode::TOO_MANY_REQUESTS, "Превышен лимит запросов. Попробуйте позже.");
        refused.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(rate::WINDOW_SECS));
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
        headers.insert("ratelimit-limit", HeaderValue::from(rate::LIMIT));
        headers.insert("ratelimit-remaining", HeaderValue::from(allowance.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(allowance.reset_secs));
    }
    peer.set_busy(false);
    response
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
    let given = request.headers().get("x-api-key").map(HeaderValue::as_bytes).unwrap_or_default();
    if state.api_key.admits(given) {
        next.run(request).await
    } else {
        error(StatusCode::UNAUTHORIZED, "Неверный API ключ")
    }
}

async fn health(Shared(state): App) -> Json<Health> {
    let (status, timestamp) = ("ok".to_owned(), clock::timestamp());
    let ours = !state.classic;
    Json(Health {
        status,
        timestamp,
        server: ours.then(|| concat!("vetsystem-sync-server/", env!("CARGO_PKG_VERSION")).to_owned()),
        epoch: None,
        features: if ours { vec![FEATURE_IDEMPOTENCY.to_owned()] } else { Vec::new() },
    })
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
    let found =
        storage::user(&mut *state.database.lock().await, &asked.username).await.map_err(|e| broken(&e))?;
    let (user, hash) = found.unzip();
    let verified =
        tokio::task::spawn_blocking(move || auth::verify_password(&asked.password, hash.as_deref()));
    let verified = verified.await.map_err(|e| broken(&e))?;
    match user {
        Some(user) if verified => Ok(Json(LoginAnswer { user })),
        _ => Err(error(StatusCode::UNAUTHORIZED, BAD_LOGIN)),
    }
}

async fn branches(Shared(state): App) -> Result<Json<Branches>, Response> {
    let branches = storage::branches(&mut *state.database.lock().await).await.map_err(|e| broken(&e))?;
    Ok(Json(Branches { branches }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InitialDataQuery {
    branch_id: Option<String>,
}

async fn initial_data(
    Shared(state): App,
    headers: HeaderMap,
    Query(query): Query<InitialDataQuery>,
) -> Result<Response, Response> {
    if !state.classic {
        let branch_id = query.branch_id.unwrap_or_default();
        let mut database = state.database.lock().await;
        if !storage::branch_exists(&mut database, &branch_id).await.map_err(|e| broken(&e))? {
            return Err(bad_field("branchId", "Такого филиала на сервере нет: branchId неизвестен"));
        }
    }
    let gzip = !state.classic && body::takes_gzip(&headers);
    let json = snapshot::initial_data(&state, gzip).await.map_err(|e| broken(&e))?;
    let mut response = ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], json).into_response();
    let headers = response.headers_mut();
    if state.classic {
        // It is sent, but changes at every request: good for nothing.
        let etag = HeaderValue::from_str(&format!("W/\"{}\"", Uuid::new_v4())).map_err(|e| broken(&e))?;
        headers.insert(header::ETAG, etag);
    } else {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

/// The work is a task of its own: a sender who hangs up does not cut a batch in half.
async fn upload_changes(
    Shared(state): App,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    let body = read_json(&state, &peer, &headers, body).await?;
    let workstation = headers.get("x-workstation-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
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

fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}

fn bad_field(field: &str, message: &str) -> Response {
    let body = json!({ "error": message, "message": message, "code": code::INVALID_FIELD, "field": field });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn broken(failure: &dyn std::error::Error) -> Response {
    tracing::error!(%failure, "a request failed");
    error(StatusCode::INTERNAL_SERVER_ERROR, "Ошибка сервера")
}
