//! The REST API: finds the function of a request and hands it the event.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, header};
use serde_json::json;

use crate::event::{Arrival, http_response, rest_event};
use crate::stack::Shared;

/// API Gateway's limit for a payload.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Carries a request to its function and the answer back.
pub async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(body) => forward(&shared, peer, &parts, &body).await,
        Err(_) => own(StatusCode::PAYLOAD_TOO_LARGE, "Content Too Large"),
    }
}

async fn forward(shared: &Shared, peer: SocketAddr, parts: &Parts, body: &Bytes) -> Response<Body> {
    let Some(found) = shared.routes.find(parts.method.as_str(), parts.uri.path()) else {
        return own(StatusCode::NOT_FOUND, "Not Found");
    };
    let Ok(request_id) = shared.host.random.id() else {
        return own(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
    };
    let arrival = Arrival {
        peer,
        at: shared.host.clock.now(),
        request_id: &request_id,
    };
    let event = rest_event(parts, body, found.resource, &found.parameters, arrival).to_string();
    let answer = shared.functions[*found.value].invoke(event).await;
    answer
        .ok()
        .as_deref()
        .and_then(http_response)
        .unwrap_or_else(|| own(StatusCode::BAD_GATEWAY, "Internal Server Error"))
}

/// An answer of the gateway's own, as the template's `GatewayResponses` word them.
fn own(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({ "message": message }).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    response
}
