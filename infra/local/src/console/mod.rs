//! What the local stack offers to the person in front of it.
//!
//! | module | what it is |
//! |---|---|
//! | [`files`] | `/`: the console page, and what belongs to it |
//! | [`mails`] | the mails for a browser |
//! | [`directory`] | users, sessions and audit records |
//! | [`sandbox`] | the functions, and our apps with the providers |
//!
//! The inbox and the clock, on which tools rely, are here. All but the page and the description of the API is for the stack's own pages
//! and for programs: [`crate::guard`].

pub mod directory;
pub mod files;
pub mod mails;
pub mod sandbox;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::clock::Clock;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::stack::Shared;
use crate::{guard, openapi};

/// The way to all of it.
pub fn routes() -> Router<Arc<Shared>> {
    let local = Router::new()
        .route("/_local/inbox", get(inbox).delete(empty_inbox))
        .route("/_local/clock", get(clock).post(advance_clock))
        .route("/_local/mails", get(mails::list))
        .route("/_local/mails/{number}", get(mails::show))
        .route("/_local/users", get(directory::users))
        .route("/_local/sessions", get(directory::sessions))
        .route("/_local/audit", get(directory::audit))
        .route("/_local/functions", get(sandbox::functions))
        .route("/_local/apps", get(sandbox::apps))
        .route_layer(from_fn(guard::own_pages));
    // A link may lead to the page from anywhere, and its files are no secret.
    Router::new()
        .route("/", get(files::page))
        .route("/_console/{*name}", get(files::part))
        .route("/openapi.json", get(openapi))
        .merge(local)
}

/// `GET /openapi.json`: the description of the API.
///
/// # Errors
/// 500 when a route of the template is not described.
pub async fn openapi(
    State(shared): State<Arc<Shared>>,
) -> Result<impl IntoResponse, (StatusCode, String)> {
    let servers = json!([openapi::local_server(&shared.url)]);
    let document = openapi::document(&shared.template, &servers)
        .map_err(|e| (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    // A page of documentation, wherever it is, may read what everybody may know.
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, openapi::text(document)))
}

/// Whose mails are wanted.
#[derive(Debug, Deserialize)]
pub struct InboxQuery {
    to: Option<String>,
}

/// `GET /_local/inbox[?to=…]`: the mails, newest first.
pub async fn inbox(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<InboxQuery>,
) -> impl IntoResponse {
    Json(shared.inbox.list(query.to.as_deref()))
}

/// `DELETE /_local/inbox`: empties it.
pub async fn empty_inbox(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.inbox.clear();
    StatusCode::NO_CONTENT
}

/// How far to move the clock.
#[derive(Debug, Deserialize)]
pub struct Advance {
    advance: i64,
}

/// What the clock shows.
#[derive(Debug, Serialize)]
pub struct ClockState {
    now: String,
    now_ms: i64,
    offset_seconds: i64,
}

/// `GET /_local/clock`: what the stack's clock shows.
pub async fn clock(State(shared): State<Arc<Shared>>) -> Json<ClockState> {
    Json(state(&shared.host.clock))
}

/// `POST /_local/clock` `{"advance": seconds}`: moves it.
///
/// The body is JSON whatever its type says, so that a plain `curl -d` does.
///
/// # Errors
/// 400 for another body, 500 when the offset cannot be kept.
pub async fn advance_clock(
    State(shared): State<Arc<Shared>>,
    body: String,
) -> Result<Json<ClockState>, (StatusCode, String)> {
    let request: Advance = serde_json::from_str(&body).map_err(|e| {
        (
            StatusCode::BAD_REQUEST,
            format!("{{\"advance\": seconds}} is wanted: {e}"),
        )
    })?;
    shared.host.clock.advance(request.advance);
    shared
        .data
        .save_clock(&shared.host.clock)
        .map_err(|e| (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    Ok(Json(state(&shared.host.clock)))
}

fn state(clock: &Clock) -> ClockState {
    let now_ms = clock.now().as_millis();
    ClockState {
        now: rfc3339(now_ms),
        now_ms,
        offset_seconds: clock.offset_seconds(),
    }
}

/// Milliseconds since the epoch in RFC 3339, UTC, to the second.
#[must_use]
pub fn rfc3339(millis: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
