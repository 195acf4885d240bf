//! The family's shape: `{"code":200,"data":…,"msg":"…"}`; the HTTP status mirrors `code`, but for 204, which cannot carry it.

use serde::Serialize;
use serde_json::{Value, json};
use shared::response::{Response, StatusCode, json as respond};

#[derive(Serialize)]
struct Envelope<'a> {
    code: u16,
    data: Value,
    msg: &'a str,
}

/// The document's text of an error in the request.
pub const BAD_REQUEST: &str = "请求异常";
/// The document's text of a success.
pub const DONE: &str = "请求成功";

fn envelope(status: StatusCode, data: Value, msg: &str) -> Response {
    let sent = if status == StatusCode::NO_CONTENT {
        StatusCode::OK
    } else {
        status
    };
    respond(
        sent,
        &Envelope {
            code: status.as_u16(),
            data,
            msg,
        },
    )
}

/// A success with `data`.
#[must_use]
pub fn success(data: Value, msg: &str) -> Response {
    envelope(StatusCode::OK, data, msg)
}

/// Something new: code 201.
#[must_use]
pub fn created(data: Value) -> Response {
    envelope(StatusCode::CREATED, data, DONE)
}

/// Errors of fields, in Django's shape.
#[must_use]
pub fn invalid(errors: Value) -> Response {
    envelope(StatusCode::BAD_REQUEST, errors, BAD_REQUEST)
}

/// Done, and nothing left to show: code 204, `data` null.
#[must_use]
pub fn done() -> Response {
    envelope(StatusCode::NO_CONTENT, Value::Null, DONE)
}

/// A failure with nothing to tell beside its text.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    envelope(status, json!({}), msg)
}

/// A failure of one field, in Django's shape.
#[must_use]
pub fn field_error(field: &str, problem: &str) -> Response {
    envelope(
        StatusCode::BAD_REQUEST,
        json!({ field: [problem] }),
        BAD_REQUEST,
    )
}
