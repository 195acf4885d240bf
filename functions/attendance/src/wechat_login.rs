//! `POST /user/user/login/`: a WeChat mini-program signs its user in; a new person becomes a user.

use serde::{Deserialize, Serialize};
use shared::lambda::{Function, answer};
use shared::provider::ProviderCode;
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::user::UserId;
use shared::{App, Call, Response, sign_in};

use crate::error::Error;
use crate::{FAMILY, envelope};

/// The function.
pub static FUNCTION: Function = Function::http(
    "attendance-wechat-login",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys, Secret::Providers])
.starts_with(&[Secret::Providers]);

/// What the mini-program sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WechatLoginRequest {
    /// 微信授权码, from `wx.login`.
    pub code: ProviderCode,
}

impl Payload for WechatLoginRequest {}

/// What it gets.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WechatLoginData<'a> {
    /// The user.
    pub id: UserId,
    /// The user's openid in this mini-program.
    pub openid: &'a str,
    /// The token for later requests.
    pub token: &'a str,
}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: WechatLoginRequest = call.parse()?;
    let (signed_in, identity) =
        sign_in::with_mini_program(app, FAMILY, &request.code, call.origin()).await?;
    let data = WechatLoginData {
        id: signed_in.user,
        openid: identity.openid.as_str(),
        token: signed_in.token.expose(),
    };
    Ok(envelope::success(data))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "微信小程序登录", "Sign in by a WeChat mini-program")
            .takes::<WechatLoginRequest>(r#"{"code":"0a3kevin"}"#)
            .gives(
                envelope::outcome::<WechatLoginData<'_>>(),
                r#"{"code":1,"data":{"id":1,"openid":"oFL4e0fSewexampleuxT0j5a_2HI","token":"eyJ0eXAiOiJKV1Qi…"},"msg":"success"}"#,
            )
            .fails([
                Error::InvalidCode,
                Error::RefusedByWeChat,
                Error::Disabled,
                Error::TooMany(60),
            ]),
    ]
}
