//! The family's shape: `{"code":200,"data":…,"msg":"…"}`; the HTTP status mirrors `code`, but for 204, which cannot carry it.

use serde::Serialize;
use serde_json::{Value, json};
use shared::response::{Response, StatusCode, json as respond};

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Envelope<'a, T> {
    /// The HTTP status, or 204 with HTTP status 200.
    code: u16,
    data: T,
    msg: &'a str,
}

/// The document's text of an error in the request.
pub const BAD_REQUEST: &str = "请求异常";
/// The document's text of a success.
pub const DONE: &str = "请求成功";

fn envelope(status: StatusCode, data: impl Serialize, msg: &str) -> Response {
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
pub fn success(data: impl Serialize, msg: &str) -> Response {
    envelope(StatusCode::OK, data, msg)
}

/// Something new: code 201.
#[must_use]
pub fn created(data: impl Serialize) -> Response {
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

/// What the description of the API says of the family's answers.
#[cfg(feature = "openapi")]
pub mod describe {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use shared::openapi::{Draw, Outcome};

    use super::{DONE, Envelope};

    /// `{}`, or Django's errors by field, or a list of such for a list of records.
    #[derive(JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "it is drawn and never made")]
    enum Problems {
        One(BTreeMap<String, Vec<String>>),
        Many(Vec<BTreeMap<String, Vec<String>>>),
    }

    /// The form of a failure.
    pub const FAILURE: Draw = <Envelope<'_, Problems> as JsonSchema>::json_schema;

    /// A success with a `T`.
    #[must_use]
    pub fn outcome<T: JsonSchema>(msg: &str) -> Outcome {
        Outcome::of::<Envelope<'_, T>>([super::success((), msg)])
    }

    /// Something new, a `T`.
    #[must_use]
    pub fn created<T: JsonSchema>() -> Outcome {
        Outcome::of::<Envelope<'_, T>>([super::created(())])
    }

    /// Done, and nothing left to show: the answer, and what it looks like.
    #[must_use]
    pub fn done() -> (Outcome, String) {
        let outcome = Outcome::of::<Envelope<'_, ()>>([super::done()]);
        (outcome, example(204, "null"))
    }

    /// An answer with this code and data, as it is sent.
    #[must_use]
    pub fn example(code: u16, data: &str) -> String {
        format!(r#"{{"code":{code},"data":{data},"msg":"{DONE}"}}"#)
    }
}
