//! The family's shapes: `{"status":200,"msg":"…","data":{…}}` and `{"status":0,"msg":"…"}`.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
struct Envelope<'a, T> {
    status: u16,
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

/// Success with `data`.
#[must_use]
pub fn success(msg: &str, data: impl Serialize) -> Response {
    json(
        StatusCode::OK,
        &Envelope {
            status: 200,
            msg,
            data: Some(data),
        },
    )
}

/// Failure with a text for the person at the screen.
#[must_use]
pub fn failure(status: StatusCode, msg: &str) -> Response {
    json(
        status,
        &Envelope::<()> {
            status: 0,
            msg,
            data: None,
        },
    )
}
