//! The family's shape: `{"result":…,"code":"1000","msg":"1000:…","data":…}`; `code` repeats the number before the colon.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Envelope<'a, T> {
    /// success 或 error.
    result: &'static str,
    /// msg 中冒号前的编号.
    code: &'a str,
    msg: &'a str,
    data: T,
}

/// What stands in `data` when there is nothing to tell: `[]`.
pub const NOTHING: [(); 0] = [];

/// Success with a message of the document and `data`.
#[must_use]
pub fn success(msg: &str, data: impl Serialize) -> Response {
    json(
        StatusCode::OK,
        &Envelope {
            result: "success",
            code: number(msg),
            msg,
            data,
        },
    )
}

/// Failure with a message that begins with its number.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    json(
        status,
        &Envelope {
            result: "error",
            code: number(msg),
            msg,
            data: NOTHING,
        },
    )
}

fn number(msg: &str) -> &str {
    msg.split(':').next().unwrap_or_default()
}

/// A success with this message and a `T`, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome<T: schemars::JsonSchema>(msg: &str) -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Envelope<'_, T>>([success(msg, NOTHING)])
}

/// The form of a failure, for the description of the API.
#[cfg(feature = "openapi")]
pub const FAILURE: shared::openapi::Draw =
    <Envelope<'_, [(); 0]> as schemars::JsonSchema>::json_schema;
