//! Panels on other origins (Fetch standard, CORS protocol).
//!
//! The functions answer themselves, locally and deployed alike: a REST API's static mock can name one origin only, and two
//! panels are two origins. An origin must be listed (`ALLOWED_ORIGINS`); there is no `*`, which browsers refuse beside
//! credentials. The response depends on the origin, so caches are told (`Vary`).

use http::{HeaderValue, StatusCode, header};
use lambda_http::Body;

use crate::config::Config;
use crate::event_head::EventHead;
use crate::request::{Verb, allow};
use crate::response::{Response, set};

/// How long a browser may keep what a preflight told it, in seconds.
const MAX_AGE: &str = "600";

/// The origin of the request, if the deployment allows it.
fn allowed<'a>(config: &Config, head: &'a EventHead) -> Option<&'a str> {
    head.only_line("origin").filter(|origin| {
        config
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
    })
}

/// The answer to a preflight of an allowed origin for an endpoint with these methods; `None` when it is none.
#[must_use]
pub fn preflight(config: &Config, head: &EventHead, verbs: &[Verb]) -> Option<Response> {
    let is_preflight =
        head.method == "OPTIONS" && head.only_line("access-control-request-method").is_some();
    allowed(config, head).filter(|_| is_preflight)?;
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::NO_CONTENT;
    set(
        &mut response,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        &allow(verbs),
    );
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type"),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static(MAX_AGE),
    );
    Some(response)
}

/// Lets the page of an allowed origin read `response`.
pub fn apply(config: &Config, head: &EventHead, response: &mut Response) {
    if config.allowed_origins.is_empty() {
        return;
    }
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed(config, head) {
        set(response, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let headers = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("link, retry-after"),
        );
    }
}
