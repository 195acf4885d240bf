//! An HTTP request as the event that a REST API's proxy integration makes of it, and the function's answer as a response.
//!
//! Shapes: AWS, "Input format of a Lambda function for proxy integration" and "Output format …". Path and path parameters
//! stay encoded, query parameters are decoded.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use shared::clock::Timestamp;
use time::OffsetDateTime;
use time::macros::format_description;

/// The stage in the event.
const STAGE: &str = "local";

/// What the gateway knows of a request beside the request itself.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Where it comes from.
    pub peer: SocketAddr,
    /// When.
    pub at: Timestamp,
    /// The id it is given.
    pub request_id: &'a str,
}

/// The event for a request that leads to `resource` with these path parameters, as JSON.
#[must_use]
pub fn rest_event(
    parts: &Parts,
    body: &Bytes,
    resource: &str,
    parameters: &BTreeMap<String, String>,
    arrival: Arrival<'_>,
) -> String {
    let mut headers: Multi<'_> = BTreeMap::new();
    for (name, value) in &parts.headers {
        let values = headers.entry(name.as_str().into()).or_default();
        values.push(String::from_utf8_lossy(value.as_bytes()));
    }
    let source_ip = arrival.peer.ip().to_string();
    // The gateway appends the address it was called from to what the caller, or a proxy, has written.
    let mut forwarded = headers.remove("x-forwarded-for").unwrap_or_default();
    forwarded.push(source_ip.as_str().into());
    headers.insert("x-forwarded-for".into(), vec![forwarded.join(", ").into()]);
    headers.insert("x-forwarded-proto".into(), vec!["http".into()]);
    let mut query: Multi<'_> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        query.entry(name).or_default().push(value);
    }
    let host = parts.headers.get(header::HOST).map(HeaderValue::as_bytes);
    let path = parts.uri.path();
    let (body, is_base64_encoded) = match std::str::from_utf8(body) {
        Ok("") => (None, false),
        Ok(text) => (Some(text.into()), false),
        Err(_) => (Some(STANDARD.encode(body).into()), true),
    };
    let event = RestEvent {
        resource,
        path,
        http_method: parts.method.as_str(),
        headers: last(&headers),
        query_string_parameters: or_null(last(&query)),
        path_parameters: or_null(parameters),
        stage_variables: (),
        request_context: RequestContext {
            resource_id: "local",
            resource_path: resource,
            http_method: parts.method.as_str(),
            extended_request_id: arrival.request_id,
            request_time: common_log_time(arrival.at),
            request_time_epoch: arrival.at.as_millis(),
            path: format!("/{STAGE}{path}"),
            account_id: "000000000000",
            protocol: format!("{:?}", parts.version),
            stage: STAGE,
            domain_prefix: "local",
            domain_name: String::from_utf8_lossy(host.unwrap_or_default()),
            request_id: arrival.request_id,
            api_id: "local",
            identity: Caller {
                source_ip: &source_ip,
                user_agent: headers
                    .get("user-agent")
                    .and_then(|values| values.last())
                    .map(Cow::as_ref),
            },
        },
        multi_value_headers: &headers,
        multi_value_query_string_parameters: or_null(&query),
        body,
        is_base64_encoded,
    };
    // A struct of texts cannot fail to be written.
    serde_json::to_string(&event).unwrap_or_default()
}

/// Headers, or the parameters of a query, with all their values.
type Multi<'a> = BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestEvent<'a> {
    resource: &'a str,
    path: &'a str,
    http_method: &'a str,
    headers: BTreeMap<&'a str, &'a str>,
    multi_value_headers: &'a Multi<'a>,
    query_string_parameters: Option<BTreeMap<&'a str, &'a str>>,
    multi_value_query_string_parameters: Option<&'a Multi<'a>>,
    path_parameters: Option<&'a BTreeMap<String, String>>,
    stage_variables: (),
    request_context: RequestContext<'a>,
    body: Option<Cow<'a, str>>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    resource_id: &'a str,
    resource_path: &'a str,
    http_method: &'a str,
    extended_request_id: &'a str,
    request_time: String,
    request_time_epoch: i64,
    path: String,
    account_id: &'a str,
    protocol: String,
    stage: &'a str,
    domain_prefix: &'a str,
    domain_name: Cow<'a, str>,
    request_id: &'a str,
    api_id: &'a str,
    identity: Caller<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Caller<'a> {
    source_ip: &'a str,
    user_agent: Option<&'a str>,
}

/// `09/Apr/2015:12:34:56 +0000`, as API Gateway writes a time.
fn common_log_time(at: Timestamp) -> String {
    let form =
        format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");
    let moment = OffsetDateTime::from_unix_timestamp(at.as_seconds()).ok();
    moment
        .and_then(|moment| moment.format(form).ok())
        .unwrap_or_default()
}

fn last<'a>(multi: &'a Multi<'_>) -> BTreeMap<&'a str, &'a str> {
    multi
        .iter()
        .filter_map(|(name, values)| Some((name.as_ref(), values.last()?.as_ref())))
        .collect()
}

/// API Gateway says `null` where there is nothing.
fn or_null<K, V, M: Borrow<BTreeMap<K, V>>>(map: M) -> Option<M> {
    (!map.borrow().is_empty()).then_some(map)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProxyResponse {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    multi_value_headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The function's answer as a response; `None` when it is not of the documented form, for which the gateway answers 502.
#[must_use]
pub fn http_response(answer: &str) -> Option<Response<Body>> {
    let answer: ProxyResponse = serde_json::from_str(answer).ok()?;
    let text = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded {
        Body::from(STANDARD.decode(text).ok()?)
    } else {
        Body::from(text)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status_code).ok()?;
    let single = answer
        .headers
        .into_iter()
        .map(|(name, value)| (name, vec![value]));
    for (name, values) in single.chain(answer.multi_value_headers) {
        let name = HeaderName::try_from(name).ok()?;
        for value in values {
            response
                .headers_mut()
                .append(name.clone(), HeaderValue::try_from(value).ok()?);
        }
    }
    Some(response)
}
