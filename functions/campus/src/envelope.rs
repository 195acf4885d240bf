//! The family's shape: `{"code":0,"message":"…", …}`, and `{"code":N,"message":"…"}` with N from 1 to 9.

use serde::Serialize;
use shared::response::{Response, StatusCode, json};
use shared::token::Token;
use shared::user::UserId;

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Envelope<'a, T> {
    /// 0 成功; 1 到 9 失败.
    code: u8,
    message: &'a str,
    #[serde(flatten)]
    rest: T,
}

/// Nothing beside code and message.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Nothing {}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct Data<T> {
    data: T,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct SignedIn<'a> {
    /// 登录凭证.
    #[serde(rename = "Token")]
    token: &'a str,
    /// The name that the document's table has.
    #[serde(rename = "token")]
    token_again: &'a str,
    /// 用户ID.
    #[serde(rename = "UserID")]
    user: UserId,
}

const SIGNED_IN: &str = "登录成功";

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
            message: SIGNED_IN,
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

/// A success with nothing to tell, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome(message: &str) -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Envelope<'_, Nothing>>([success(message)])
}

/// A success with a `T`, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome_with<T: schemars::JsonSchema>(message: &str) -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Envelope<'_, Data<T>>>([success(message)])
}

/// A sign-in that came about, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn outcome_of_sign_in() -> shared::openapi::Outcome {
    shared::openapi::Outcome::of::<Envelope<'_, SignedIn<'_>>>([success(SIGNED_IN)])
}

/// The form of a failure, for the description of the API.
#[cfg(feature = "openapi")]
pub const FAILURE: shared::openapi::Draw =
    <Envelope<'_, Nothing> as schemars::JsonSchema>::json_schema;
