//! The family's shapes: `{"code":1,"data":…,"msg":"success"}` and `{"code":0,"data":null,"msg":"…"}`.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Envelope<'a, T> {
    /// 1 成功, 0 失败.
    code: u8,
    data: T,
    msg: &'a str,
}

/// Success with `data`.
#[must_use]
pub fn success(data: impl Serialize) -> Response {
    json(
        StatusCode::OK,
        &Envelope {
            code: 1,
            data,
            msg: "success",
        },
    )
}

/// Success without data: `"data": null`.
#[must_use]
pub fn success_without_data() -> Response {
    success(())
}

/// Failure with a text for the person at the screen.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    json(
        status,
        &Envelope {
            code: 0,
            data: (),
            msg,
        },
    )
}

/// A success with a `T`, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome<T: schemars::JsonSchema>() -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Envelope<'_, T>>([success_without_data()])
}

/// The form of a failure, for the description of the API.
#[cfg(feature = "openapi")]
pub const FAILURE: shared::openapi::Draw = <Envelope<'_, ()> as schemars::JsonSchema>::json_schema;
