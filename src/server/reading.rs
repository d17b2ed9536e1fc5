//! What a workstation reads: health, branches, the whole clinic, what changed in it, and its own day's sum.

use std::io;

use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change_log::ChangeLog;
use super::routes::{App, bad_field, broken, error};
use super::state::State;
use super::{body, changes, clock, snapshot, storage, summary};
use crate::sync::protocol::{
    Branches, FEATURE_CHANGES, FEATURE_IDEMPOTENCY, FEATURE_SUMMARY, Health, Summary,
};

/// Under this many bytes gzip gains nothing.
const WORTH_PACKING: usize = 1_024;

pub async fn health(Shared(state): App) -> Result<Json<Health>, Response> {
    let (status, timestamp) = ("ok".to_owned(), clock::timestamp());
    if state.classic {
        return Ok(Json(Health { status, timestamp, server: None, epoch: None, features: Vec::new() }));
    }
    // Read each time: another program may say at any moment that the database was restored.
    let log = ChangeLog::read(&mut *state.reader().await).await.map_err(|e| broken(&e))?;
    Ok(Json(Health {
        status,
        timestamp,
        server: Some(concat!("vetsystem-sync-server/", env!("CARGO_PKG_VERSION")).to_owned()),
        epoch: Some(log.epoch),
        features: [FEATURE_IDEMPOTENCY, FEATURE_CHANGES, FEATURE_SUMMARY].map(str::to_owned).to_vec(),
    }))
}

pub async fn branches(Shared(state): App) -> Result<Json<Branches>, Response> {
    let branches = storage::branches(&mut *state.reader().await).await.map_err(|e| broken(&e))?;
    Ok(Json(Branches { branches }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InitialDataQuery {
    branch_id: Option<String>,
}

pub async fn initial_data(
    Shared(state): App,
    headers: HeaderMap,
    Query(query): Query<InitialDataQuery>,
) -> Result<Response, Response> {
    let branch_id = query.branch_id.unwrap_or_default();
    let gzip = !state.classic && body::takes_gzip(&headers);
    if !state.classic {
        check_branch(&state, &branch_id).await?;
    }
    let classic = state.classic;
    let json = whole(async move { snapshot::initial_data(&state, &branch_id, gzip).await }).await?;
    let mut response = ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], json).into_response();
    if classic {
        // It is sent, but changes at every request: good for nothing.
        let etag = HeaderValue::from_str(&format!("W/\"{}\"", Uuid::new_v4())).map_err(|e| broken(&e))?;
        response.headers_mut().insert(header::ETAG, etag);
    } else {
        say_encoding(&mut response, gzip);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangesQuery {
    branch_id: Option<String>,
    since: Option<String>,
    limit: Option<String>,
}

pub async fn changes(
    Shared(state): App,
    headers: HeaderMap,
    Query(query): Query<ChangesQuery>,
) -> Result<Response, Response> {
    let branch_id = query.branch_id.unwrap_or_default();
    check_branch(&state, &branch_id).await?;
    let limit = query.limit.map_or(Some(changes::USUAL_LIMIT), |limit| limit.parse().ok());
    let Some(limit @ 1..) = limit else {
        return Err(bad_field("limit", "limit: нужно целое число больше нуля"));
    };
    let since = query.since.unwrap_or_default();
    let page = whole(async move {
        changes::page(&mut *state.reader().await, &branch_id, &since, limit.min(changes::MOST)).await
    });
    match page.await? {
        Some(page) => packed(&page, &headers).map_err(|e| broken(&e)),
        None => Err(error(StatusCode::GONE, "Эта отметка здесь не действует: нужна полная загрузка")),
    }
}

#[derive(Deserialize)]
pub struct SummaryQuery {
    workstation_id: Option<String>,
    date: Option<String>,
}

pub async fn summary(
    Shared(state): App,
    Query(query): Query<SummaryQuery>,
) -> Result<Json<Summary>, Response> {
    let workstation_id = query.workstation_id.filter(|id| !id.is_empty());
    let workstation_id =
        workstation_id.ok_or_else(|| bad_field("workstation_id", "workstation_id: не заполнено"))?;
    let date = query.date.filter(|date| is_date(date));
    let date = date.ok_or_else(|| bad_field("date", "date: нужна дата ГГГГ-ММ-ДД"))?;
    let summary =
        whole(async move { summary::of_day(&mut *state.reader().await, &workstation_id, &date).await });
    Ok(Json(summary.await?))
}

/// The work is a task of its own: a caller who hangs up leaves no transaction open.
async fn whole<T: Send + 'static, E: std::error::Error + Send + 'static>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, Response> {
    tokio::spawn(work).await.map_err(|e| broken(&e))?.map_err(|e| broken(&e))
}

/// `YYYY-MM-DD` and nothing like it.
fn is_date(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok_and(|date| date.to_string() == text)
}

async fn check_branch(state: &State, branch_id: &str) -> Result<(), Response> {
    if storage::branch_exists(&mut *state.reader().await, branch_id).await.map_err(|e| broken(&e))? {
        Ok(())
    } else {
        Err(bad_field("branchId", "Такого филиала на сервере нет: branchId неизвестен"))
    }
}

/// The answer as JSON, gzipped when that was asked for and is worth it.
fn packed(answer: &impl Serialize, headers: &HeaderMap) -> io::Result<Response> {
    let json = serde_json::to_vec(answer)?;
    let gzip = json.len() >= WORTH_PACKING && body::takes_gzip(headers);
    let bytes = if gzip { snapshot::compress(&[&json])? } else { json.into() };
    let mut response = ([(header::CONTENT_TYPE, "application/json")], bytes).into_response();
    say_encoding(&mut response, gzip);
    Ok(response)
}

fn say_encoding(response: &mut Response, gzip: bool) {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
}
