//! The REST API: finds the function of a request and hands it the event.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, header};
use serde_json::json;
use tokio::time::Instant;

use crate::event::{Arrival, http_response, rest_event};
use crate::log::Answered;
use crate::stack::Shared;

/// API Gateway's limit for a payload.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Carries a request to its function and the answer back, and notes it in the log.
pub async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let outcome = match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(body) => forward(&shared, peer, &parts, &body).await,
        Err(_) => Outcome::own(StatusCode::PAYLOAD_TOO_LARGE, "Content Too Large"),
    };
    Answered {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        function: outcome.function,
        status: outcome.response.status().as_u16(),
        answer: &outcome.answer,
        took: started.elapsed(),
    }
    .note();
    outcome.response
}

/// What came of a request.
struct Outcome {
    response: Response<Body>,
    /// The function's name; empty when the gateway answered by itself.
    function: &'static str,
    /// What the function said.
    answer: String,
}

impl Outcome {
    fn own(status: StatusCode, message: &str) -> Self {
        Self {
            response: own(status, message),
            function: "",
            answer: String::new(),
        }
    }
}

async fn forward(shared: &Shared, peer: SocketAddr, parts: &Parts, body: &Bytes) -> Outcome {
    let Some(found) = shared.routes.find(parts.method.as_str(), parts.uri.path()) else {
        return Outcome::own(StatusCode::NOT_FOUND, "Not Found");
    };
    let Ok(request_id) = shared.host.random.id() else {
        return Outcome::own(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
    };
    let arrival = Arrival {
        peer,
        at: shared.host.clock.now(),
        request_id: &request_id,
    };
    let event = rest_event(parts, body, found.resource, &found.parameters, arrival);
    let deployed = &shared.functions[*found.value];
    let answer = deployed.invoke(event).await.unwrap_or_default();
    let response = http_response(&answer)
        .unwrap_or_else(|| own(StatusCode::BAD_GATEWAY, "Internal Server Error"));
    Outcome {
        response,
        function: deployed.function.name,
        answer,
    }
}

/// An answer of the gateway's own, as the template's `GatewayResponses` word them.
#[must_use]
pub fn own(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({ "message": message }).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    response
}
