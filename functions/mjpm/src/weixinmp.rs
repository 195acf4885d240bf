//! `POST /api/v1/weixinmp`: a mini-program's code proves its user's openid for ten minutes.

use serde::{Deserialize, Serialize};
use shared::lambda::{Function, answer};
use shared::provider::ProviderCode;
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::{App, Call, Response, proof};

use crate::error::Error;
use crate::{envelope, mini_program};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-weixinmp",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::Providers]);

/// What the mini-program sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WeixinmpRequest {
    /// The code from `wx.login`.
    pub code: ProviderCode,
}

impl Payload for WeixinmpRequest {}

/// What it gets.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WeixinmpData<'a> {
    /// 微信唯一标识.
    pub openid: &'a str,
}

/// What a success says.
const PROVEN: &str = "1002:微信认证成功!";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: WeixinmpRequest = call.parse()?;
    let wanted = mini_program::wanted(app)?;
    let identity = proof::open(app, wanted, &request.code, &call.source_ip).await?;
    Ok(envelope::success(
        PROVEN,
        WeixinmpData {
            openid: identity.openid.as_str(),
        },
    ))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "微信认证", "Prove an openid by a WeChat code")
            .takes::<WeixinmpRequest>(r#"{"code":"0a3kevin"}"#)
            .gives(
                envelope::outcome::<WeixinmpData<'_>>(PROVEN),
                r#"{"result":"success","code":"1002","msg":"1002:微信认证成功!","data":{"openid":"oFL4e0fSewexampleuxT0j5a_2HI"}}"#,
            )
            .fails([Error::WechatFailed, Error::TooManyExchanges(60)]),
    ]
}
