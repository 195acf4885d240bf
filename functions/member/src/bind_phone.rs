//! `POST /module/iot/bindPhone`: the telephone number behind the button of a WeChat mini-program becomes its user's.

use futures_util::future::join;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::audit::{AuditKind, AuditRecord};
use shared::authenticate::{self, Principal};
use shared::lambda::{Function, answer};
use shared::provider::phone::Phone;
use shared::provider::{ProviderCode, Wanted};
use shared::request::{Accepts, Payload, Verb, filled};
use shared::secrets::Secret;
use shared::store::{CommitError, Keep, Write};
use shared::text::Text;
use shared::{App, Call, Response, phone};

use crate::error::Error;
use crate::member::Member;
use crate::{FAMILY, envelope};

/// The function.
pub static FUNCTION: Function = Function::http(
    "member-bind-phone",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys, Secret::Providers]);

/// How often a change that met another of the same user is tried: the code is used up by then, and the number must not be lost.
const ROUNDS: u32 = 5;

/// What the mini-program sends, beside the token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BindPhoneRequest {
    /// The code of the button with `open-type="getPhoneNumber"`; not that of `wx.login`.
    pub code: ProviderCode,
    /// Which mini-program's button it is, in a deployment with several.
    #[serde(default, deserialize_with = "filled")]
    pub appid: Option<Text<64>>,
}

impl Payload for BindPhoneRequest {}

/// What it gets.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BindPhoneData<'a> {
    /// 手机号.
    pub phone: &'a str,
    /// 手机区号.
    pub c_code: &'a str,
    /// 手机是否认证: 1.
    pub phone_active: u8,
}

/// What a success says.
const BOUND: &str = "手机号绑定成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: BindPhoneRequest = call.parse()?;
    let wanted = Wanted {
        appid: request.appid.as_ref().map(Text::as_str),
        ..Wanted::mini_program(FAMILY)
    };
    let (principal, kept) = join(
        authenticate::principal(app, call),
        phone::kept_token(app, wanted),
    )
    .await;
    let mut principal = principal?;
    let phone = phone::of_user(app, wanted, &principal.user, &request.code, kept?).await?;
    for _ in 0..ROUNDS {
        if bind(app, call, &principal, &phone).await? {
            let data = BindPhoneData {
                phone: &phone.number,
                c_code: &phone.country_code,
                phone_active: 1,
            };
            return Ok(envelope::success(BOUND, data));
        }
        principal = authenticate::principal(app, call).await?;
    }
    Err(Error::Contended)
}

/// Whether the number was written; not when the user has been changed since it was read.
async fn bind(app: &App, call: &Call, principal: &Principal, phone: &Phone) -> Result<bool, Error> {
    let before = &principal.user;
    let mut after = before.clone();
    after.phone.clone_from(&phone.number);
    after.updated_at = app.clock.now();
    let member = Member {
        verified_phone: Some(phone.clone()),
        ..before.profile::<Member>()?.unwrap_or_default()
    };
    after.set_profile(&member)?;
    let record = AuditRecord::new(app, AuditKind::ProfileChanged, &call.source_ip)?
        .by(before.id)
        .about(before.id)
        .with_field("phone", json!(before.phone), json!(after.phone));
    let replace = Write::ReplaceUser {
        before,
        after: &after,
        password: None,
        keep: Keep::EveryRole,
    };
    match app.store.commit(&[replace, Write::Audit(&record)]).await {
        Ok(()) => Ok(true),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(_)) => Ok(false),
    }
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(
            Verb::Post,
            "绑定微信手机号",
            "Bind the telephone number that WeChat knows",
        )
        .signed_in()
        .takes::<BindPhoneRequest>(r#"{"token":"eyJ0eXAiOiJKV1Qi…","code":"123456"}"#)
        .gives(
            envelope::outcome::<BindPhoneData<'_>>(&[BOUND]),
            r#"{"status":200,"msg":"手机号绑定成功","data":{"phone":"13800000000","c_code":"86","phone_active":1}}"#,
        )
        .fails([
            Error::NotSignedIn,
            Error::NotInApp,
            Error::UnsupportedMethod,
            Error::InvalidCode,
            Error::InFlight,
            Error::Refused,
            Error::TooMany(60),
        ]),
    ]
}
