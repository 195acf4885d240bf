//! The family's shapes: `{"status":200,"msg":"…","data":{…}}` and `{"status":0,"msg":"…"}`.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Success<'a, T> {
    /// 200 成功.
    status: u16,
    msg: &'a str,
    data: T,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Refusal<'a> {
    /// 0 失败.
    status: u16,
    msg: &'a str,
}

/// Success with `data`.
#[must_use]
pub fn success(msg: &str, data: impl Serialize) -> Response {
    json(
        StatusCode::OK,
        &Success {
            status: 200,
            msg,
            data,
        },
    )
}

/// Failure with a text for the person at the screen.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    json(status, &Refusal { status: 0, msg })
}

/// A success with one of these texts and a `T`, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome<T: schemars::JsonSchema>(texts: &[&str]) -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Success<'_, T>>(texts.iter().map(|msg| success(msg, ())))
}

/// The form of a failure, for the description of the API.
#[cfg(feature = "openapi")]
pub const FAILURE: shared::openapi::Draw = <Refusal<'_> as schemars::JsonSchema>::json_schema;
