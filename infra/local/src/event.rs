//! An HTTP request as the event that a REST API's proxy integration makes of it, and the function's answer as a response.
//!
//! Shapes: AWS, "Input format of a Lambda function for proxy integration" and "Output format …". Path and path parameters
//! stay encoded, query parameters are decoded.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
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

/// The event for a request that leads to `resource` with these path parameters.
#[must_use]
pub fn rest_event(
    parts: &Parts,
    body: &Bytes,
    resource: &str,
    parameters: &BTreeMap<String, String>,
    arrival: Arrival<'_>,
) -> Value {
    let mut headers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in &parts.headers {
        headers
            .entry(name.as_str())
            .or_default()
            .push(String::from_utf8_lossy(value.as_bytes()).into_owned());
    }
    let source_ip = arrival.peer.ip().to_string();
    // The gateway appends the address it was called from to what the caller, or a proxy, has written.
    let mut forwarded = headers.remove("x-forwarded-for").unwrap_or_default();
    forwarded.push(source_ip.clone());
    headers.insert("x-forwarded-for", vec![forwarded.join(", ")]);
    headers.insert("x-forwarded-proto", vec!["http".to_owned()]);
    let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        query
            .entry(name.into_owned())
            .or_default()
            .push(value.into_owned());
    }
    let host = parts
        .headers
        .get(header::HOST)
        .map(|host| String::from_utf8_lossy(host.as_bytes()))
        .unwrap_or_default();
    let path = parts.uri.path();
    let (body, is_base64) = match std::str::from_utf8(body) {
        Ok("") => (Value::Null, false),
        Ok(text) => (json!(text), false),
        Err(_) => (json!(STANDARD.encode(body)), true),
    };
    json!({
        "resource": resource,
        "path": path,
        "httpMethod": parts.method.as_str(),
        "headers": last(&headers),
        "multiValueHeaders": headers,
        "queryStringParameters": or_null(&last(&query)),
        "multiValueQueryStringParameters": or_null(&query),
        "pathParameters": or_null(parameters),
        "stageVariables": null,
        "requestContext": {
            "resourceId": "local",
            "resourcePath": resource,
            "httpMethod": parts.method.as_str(),
            "extendedRequestId": arrival.request_id,
            "requestTime": common_log_time(arrival.at),
            "requestTimeEpoch": arrival.at.as_millis(),
            "path": format!("/{STAGE}{path}"),
            "accountId": "000000000000",
            "protocol": format!("{:?}", parts.version),
            "stage": STAGE,
            "domainPrefix": "local",
            "domainName": host,
            "requestId": arrival.request_id,
            "apiId": "local",
            "identity": {
                "sourceIp": source_ip,
                "userAgent": headers.get("user-agent").and_then(|values| values.last()),
            },
        },
        "body": body,
        "isBase64Encoded": is_base64,
    })
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

fn last<K: Clone + Ord>(multi: &BTreeMap<K, Vec<String>>) -> BTreeMap<K, String> {
    multi
        .iter()
        .filter_map(|(name, values)| Some((name.clone(), values.last()?.clone())))
        .collect()
}

/// API Gateway says `null` where there is nothing.
fn or_null<V: serde::Serialize>(map: &BTreeMap<String, V>) -> Value {
    if map.is_empty() {
        Value::Null
    } else {
        json!(map)
    }
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
