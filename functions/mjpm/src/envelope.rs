//! The family's shape: `{"result":…,"code":"1000","msg":"1000:…","data":…}`; `code` repeats the number before the colon.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};

#[derive(Serialize)]
struct Envelope<'a, T> {
    result: &'static str,
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
