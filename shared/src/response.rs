//! Responses: JSON, never cached.

pub use http::StatusCode;
use http::{HeaderValue, header};
use lambda_http::Body;
use serde::Serialize;

use crate::config::{Config, CookieSameSite};
use crate::failure::Failure;
use crate::request::{Call, SESSION_COOKIE};
use crate::session::LIFETIME;
use crate::token::Token;

/// A response on its way out.
pub type Response = http::Response<Body>;

/// A JSON response. It may hold a token, so nobody may keep it.
#[must_use]
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let (status, text) = match serde_json::to_string(body) {
        Ok(text) => (status, text),
        Err(error) => {
            tracing::error!(event = "broken_invariant", cause = %error, "a response cannot be written");
            (StatusCode::INTERNAL_SERVER_ERROR, "{}".to_owned())
        }
    };
    let mut response = Response::new(Body::Text(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Sets a header whose value this code has made; one that is no header value is left out.
pub fn set(response: &mut Response, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

/// Gives a browser the session cookie: out of reach of scripts, sent along by other sites only as the deployment chooses,
/// and only over TLS except on a developer's machine.
pub fn set_session_cookie(response: &mut Response, token: &Token, config: &Config) {
    set_cookie(response, token.expose(), LIFETIME.as_secs(), config);
}

/// Takes the session cookie from a browser.
pub fn clear_session_cookie(response: &mut Response, config: &Config) {
    set_cookie(response, "", 0, config);
}

fn set_cookie(response: &mut Response, value: &str, age: u64, config: &Config) {
    let same_site = config.cookie_same_site;
    let secure = if config.is_local() && same_site != CookieSameSite::None {
        ""
    } else {
        "; Secure"
    };
    let same_site = same_site.as_str();
    let cookie = format!(
        "{SESSION_COOKIE}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite={same_site}{secure}"
    );
    set(response, header::SET_COOKIE, &cookie);
}

/// Tells the caller how many seconds to wait (RFC 9110, 10.2.3).
#[must_use]
pub fn retry_after(mut response: Response, seconds: u32) -> Response {
    set(&mut response, header::RETRY_AFTER, &seconds.to_string());
    response
}

/// A failure of the system in the family's words: logged here, once; 503 when the caller may try again, else 500.
pub fn failed(cause: &Failure, envelope: impl FnOnce(StatusCode) -> Response) -> Response {
    cause.log();
    if cause.is_transient() {
        retry_after(envelope(StatusCode::SERVICE_UNAVAILABLE), 1)
    } else {
        envelope(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Points to the next page (RFC 8288): the same request with `parameters` in place of its own of those names.
///
/// A token in the query stays in it, since the link would be of no use without; it goes only to whoever sent it.
pub fn link_to_next(response: &mut Response, call: &Call, parameters: &[(&str, String)]) {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let kept = call
        .query()
        .iter()
        .filter(|(name, _)| parameters.iter().all(|(replaced, _)| replaced != name));
    query.extend_pairs(kept).extend_pairs(parameters);
    // `sam local` hands the path on decoded; a header takes ASCII only.
    let url = percent_encoding::utf8_percent_encode(&call.url, percent_encoding::CONTROLS);
    set(
        response,
        header::LINK,
        &format!("<{url}?{}>; rel=\"next\"", query.finish()),
    );
}
