//! The Lambda Invoke API, as `sam local start-lambda` offers it: `POST /2015-03-31/functions/{name}/invocations`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode, header};
use serde_json::json;

use crate::stack::Shared;

/// Invokes a function by binary name or logical name with the body as its event.
///
/// A failing function is HTTP 200 with the header `X-Amz-Function-Error`, as with Lambda itself.
pub async fn handle(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    event: String,
) -> Response<Body> {
    let Some(deployed) = shared
        .functions
        .iter()
        .find(|f| f.function.name == name || f.logical_name == name)
    else {
        let message = format!("Function not found: {name}");
        return answer(
            StatusCode::NOT_FOUND,
            json!({ "Type": "User", "Message": message }).to_string(),
            Some(("x-amzn-errortype", "ResourceNotFoundException")),
        );
    };
    let event = if event.trim().is_empty() {
        "{}".to_owned()
    } else {
        event
    };
    match deployed.invoke(event).await {
        Ok(result) => answer(StatusCode::OK, result, None),
        Err(error) => {
            let told = json!({ "errorType": "EventError", "errorMessage": error.to_string() });
            answer(
                StatusCode::OK,
                told.to_string(),
                Some(("x-amz-function-error", "Unhandled")),
            )
        }
    }
}

fn answer(
    status: StatusCode,
    body: String,
    error: Option<(&'static str, &'static str)>,
) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    if let Some((name, value)) = error {
        response
            .headers_mut()
            .insert(name, header::HeaderValue::from_static(value));
    }
    response
}
