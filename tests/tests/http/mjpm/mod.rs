//! Document 001.

mod code;
mod employees;
mod login;
mod not_found;
mod register;
mod review;
mod weixinmp;

use serde_json::{Value, json};

/// The family's failure with this message.
pub(crate) fn failure(msg: &str) -> (u16, Value) {
    (
        200,
        json!({ "result": "error", "code": &msg[..4], "msg": msg, "data": [] }),
    )
}

/// The family's success with this message and no data.
pub(crate) fn success(msg: &str) -> (u16, Value) {
    (
        200,
        json!({ "result": "success", "code": &msg[..4], "msg": msg, "data": [] }),
    )
}

/// The family's system error with this status.
pub(crate) fn system_error(status: u16) -> (u16, Value) {
    (status, failure("2000:系统异常").1)
}
