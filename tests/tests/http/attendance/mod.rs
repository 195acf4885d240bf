//! Document 000.

mod login;
mod not_found;
mod register;
mod wechat_login;

use serde_json::{Value, json};

/// The family's failure with this text.
pub(crate) fn failure(msg: &str) -> (u16, Value) {
    (200, json!({ "code": 0, "data": null, "msg": msg }))
}

/// The family's success without data.
pub(crate) fn success() -> (u16, Value) {
    (200, json!({ "code": 1, "data": null, "msg": "success" }))
}
