//! The family's shapes: `{"code":1,"data":…,"msg":"success"}` and `{"code":0,"data":null,"msg":"…"}`.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
struct Envelope<'a, T> {
    code: u8,
    data: Option<T>,
    msg: &'a str,
}

/// Success with `data`.
#[must_use]
pub fn success(data: Option<impl Serialize>) -> Response {
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
    success(None::<()>)
}

/// Failure with a text for the person at the screen.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    json(
        status,
        &Envelope::<()> {
            code: 0,
            data: None,
            msg,
        },
    )
}
