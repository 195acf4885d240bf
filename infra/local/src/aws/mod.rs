//! DynamoDB, SES and Secrets Manager on one port, told apart as AWS's own protocols tell: a JSON service names its operation in
//! `x-amz-target`, SES sends a form.

pub mod dynamodb;
pub mod in_process;
pub mod secrets;
pub mod ses;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, header};

use crate::stack::Shared;

/// Hands a request to the service it is meant for.
pub async fn handle(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if target.starts_with("DynamoDB_") || target.starts_with("DynamoDBStreams_") {
        return dynamodb::forward(&shared, &headers, body).await;
    }
    if let Some(operation) = target.strip_prefix("secretsmanager.") {
        return secrets::handle(&shared, operation, &body).await;
    }
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|value| {
        value
            .as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    if is_form {
        return ses::handle(&shared, &body);
    }
    answer(
        StatusCode::BAD_REQUEST,
        "application/json",
        r#"{"__type":"UnknownOperationException"}"#.to_owned(),
    )
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(content_type),
    );
    response
}
