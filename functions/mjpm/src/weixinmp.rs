//! `POST /api/v1/weixinmp`: a mini-program's code proves its user's openid for ten minutes.

use serde::{Deserialize, Serialize};
use shared::lambda::{Function, answer};
use shared::provider::ProviderCode;
use shared::request::{Accepts, Payload, Verb};
use shared::{App, Call, Response, proof};

use crate::error::Error;
use crate::{FAMILY, envelope};

/// The function.
pub const FUNCTION: Function = Function::http(
    "mjpm-weixinmp",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

/// What the mini-program sends.
#[derive(Debug, Deserialize)]
pub struct WeixinmpRequest {
    /// The code from `wx.login`.
    pub code: ProviderCode,
}

impl Payload for WeixinmpRequest {}

/// What it gets.
#[derive(Debug, Serialize)]
pub struct WeixinmpData<'a> {
    /// 微信唯一标识.
    pub openid: &'a str,
}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: WeixinmpRequest = call.parse()?;
    let identity = proof::open(app, FAMILY, &request.code, &call.source_ip).await?;
    Ok(envelope::success(
        "1002:微信认证成功!",
        WeixinmpData {
            openid: identity.openid.as_str(),
        },
    ))
}
