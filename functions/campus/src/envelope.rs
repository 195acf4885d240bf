//! The family's shape: `{"code":0,"message":"…", …}`, and `{"code":N,"message":"…"}` with N from 1 to 9.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};
use shared::token::Token;
use shared::user::UserId;

#[derive(Serialize)]
struct Envelope<'a, T> {
    code: u8,
    message: &'a str,
    #[serde(flatten)]
    rest: T,
}

/// Nothing beside code and message.
#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Data<T> {
    data: T,
}

#[derive(Serialize)]
struct SignedIn<'a> {
    #[serde(rename = "Token")]
    token: &'a str,
    /// The name that the document's table has.
    #[serde(rename = "token")]
    token_again: &'a str,
    #[serde(rename = "UserID")]
    user: UserId,
}

/// Success with nothing to tell.
#[must_use]
pub fn success(message: &str) -> Response {
    json(
        StatusCode::OK,
        &Envelope {
            code: 0,
            message,
            rest: Nothing {},
        },
    )
}

/// Success with `data`.
#[must_use]
pub fn success_with(message: &str, data: impl Serialize) -> Response {
    json(
        StatusCode::OK,
        &Envelope {
            code: 0,
            message,
            rest: Data { data },
        },
    )
}

/// A sign-in that came about.
#[must_use]
pub fn signed_in(user: UserId, token: &Token) -> Response {
    let rest = SignedIn {
        token: token.expose(),
        token_again: token.expose(),
        user,
    };
    json(
        StatusCode::OK,
        &Envelope {
            code: 0,
            message: "登录成功",
            rest,
        },
    )
}

/// Failure with one of the family's numbers.
#[must_use]
pub fn failure(status: StatusCode, code: u8, message: &str) -> Response {
    json(
        status,
        &Envelope {
            code,
            message,
            rest: Nothing {},
        },
    )
}
