//! `POST /login_account_password`: sign-in by username and password.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::password::Password;
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::text::Text;
use shared::username::MAX_CHARS;
use shared::{App, Call, Response, sign_in};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "campus-login-account-password",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the client sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct LoginRequest {
    /// 用户名称.
    pub username: Text<MAX_CHARS>,
    /// 用户密码.
    pub password: Password,
}

impl Payload for LoginRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: LoginRequest = call.parse()?;
    let signed_in = sign_in::with_password(
        app,
        request.username.as_str(),
        &request.password,
        call.origin(),
    )
    .await?;
    Ok(envelope::signed_in(signed_in.user, &signed_in.token))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(
            Verb::Post,
            "账号密码登录",
            "Sign in by username and password",
        )
        .takes::<LoginRequest>(r#"{"Username":"user123","Password":"password123"}"#)
        .gives(
            envelope::outcome_of_sign_in(),
            r#"{"code":0,"message":"登录成功","Token":"abcd1234","token":"abcd1234","UserID":1}"#,
        )
        .fails([
            Error::WrongCredentials,
            Error::Disabled,
            Error::Pending,
            Error::TooMany(60),
        ]),
    ]
}
