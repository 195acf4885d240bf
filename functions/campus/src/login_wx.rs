//! `POST /login_wx`: sign-in by a WeChat code; a new person becomes a user, a 学生.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::provider::ProviderCode;
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::{App, Call, Response, sign_in};

use crate::error::Error;
use crate::{FAMILY, envelope};

/// The function.
pub static FUNCTION: Function = Function::http(
    "campus-login-wx",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys, Secret::Providers])
.starts_with(&[Secret::Providers]);

/// What the client sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LoginWxRequest {
    /// The code from `wx.login`.
    pub code: ProviderCode,
}

impl Payload for LoginWxRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: LoginWxRequest = call.parse()?;
    let (signed_in, _) =
        sign_in::with_mini_program(app, FAMILY, &request.code, call.origin()).await?;
    Ok(envelope::signed_in(signed_in.user, &signed_in.token))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "微信登录", "Sign in by a WeChat code")
            .takes::<LoginWxRequest>(r#"{"code":"123456"}"#)
            .gives(
                envelope::outcome_of_sign_in(),
                r#"{"code":0,"message":"登录成功","Token":"abcd1234","token":"abcd1234","UserID":1}"#,
            )
            .fails([Error::WechatFailed, Error::Disabled, Error::TooMany(60)]),
    ]
}
