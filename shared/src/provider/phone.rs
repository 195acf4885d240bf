//! A telephone number that WeChat has verified: the button's code, and the server's access token that asking for it needs.
//!
//! Source: `developers.weixin.qq.com`, 手机号快速验证 / getPhoneNumber, 获取稳定版接口调用凭据 / getStableAccessToken.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::http::{Operation, Reply, Trouble, number_or_digits, text_or_number};
use super::wechat::{CHECK, PAUSES, refusal};
use super::{Exchange, ExchangeError, ProviderApp, ProviderCode};
use crate::failure::Dependency;
use crate::identity::Openid;

const STABLE_TOKEN: Operation = Operation::new(Dependency::WeChat, "stable_token", PAUSES);
const PHONE: Operation = Operation::new(Dependency::WeChat, "getuserphonenumber", PAUSES);
/// WeChat gives out the next token this long before the present one ends, and both are good then.
const MARGIN: Duration = Duration::from_mins(5);

/// A telephone number and its country's code, such as 13800000000 and 86.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// The number without the country's code.
    pub number: String,
    /// The country's code, digits only.
    pub country_code: String,
}

/// What a server calls WeChat with in a mini-program's name; prints nothing.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// A token that was kept.
    #[must_use]
    pub fn from_store(token: SecretString) -> Self {
        Self(token)
    }

    /// The token, to be sealed.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A new token, and for how long to use it.
pub(crate) struct NewToken {
    pub(crate) token: AccessToken,
    pub(crate) lasts: Duration,
}

/// Why a number was not told.
pub(crate) enum PhoneError {
    /// The access token is not good any more, or never was.
    StaleToken,
    /// Anything else.
    Exchange(ExchangeError),
}

#[derive(Deserialize)]
struct Granted {
    #[serde(default, deserialize_with = "number_or_digits")]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    #[serde(default)]
    access_token: SecretString,
    #[serde(default)]
    expires_in: u32,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default, deserialize_with = "number_or_digits")]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    phone_info: Option<PhoneInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneInfo {
    pure_phone_number: String,
    #[serde(deserialize_with = "text_or_number")]
    country_code: String,
    watermark: Watermark,
}

#[derive(Deserialize)]
struct Watermark {
    appid: String,
}

/// A token in normal mode: WeChat gives the same one to everyone who asks until shortly before its end, so that any number of
/// instances may ask.
///
/// # Errors
/// [`ExchangeError`].
pub(crate) async fn access_token(exchange: Exchange<'_>) -> Result<NewToken, ExchangeError> {
    let base = &exchange.host.config.provider_urls.wechat;
    let app = exchange.with;
    let attempt = || async {
        let body = json!({
            "grant_type": "client_credential",
            "appid": app.appid,
            "secret": app.secret()?.expose_secret(),
            "force_refresh": false,
        });
        let client = exchange.host.http()?;
        let request = client.post(format!("{base}/cgi-bin/stable_token"));
        judge_token(app, &STABLE_TOKEN.send(request.json(&body)).await?)
    };
    STABLE_TOKEN.persist(exchange, attempt).await
}

/// Reads the answer to a request for a token.
pub(super) fn judge_token(app: &ProviderApp, reply: &Reply) -> Result<NewToken, Trouble> {
    let granted: Granted = STABLE_TOKEN.read(reply)?;
    if let Some(trouble) = refusal(STABLE_TOKEN, app, granted.errcode, &granted.errmsg, CHECK) {
        return Err(trouble);
    }
    if granted.access_token.expose_secret().is_empty() {
        return Err(STABLE_TOKEN.nonsense(reply).into());
    }
    Ok(NewToken {
        token: AccessToken(granted.access_token),
        lasts: Duration::from_secs(u64::from(granted.expires_in)).saturating_sub(MARGIN),
    })
}

/// The number behind the button's code, if `openid` is who pressed it.
///
/// # Errors
/// [`PhoneError`].
pub(crate) async fn number(
    exchange: Exchange<'_>,
    token: &AccessToken,
    code: &ProviderCode,
    openid: &Openid,
) -> Result<Phone, PhoneError> {
    let base = &exchange.host.config.provider_urls.wechat;
    let app = exchange.with;
    let attempt = || async {
        let client = exchange.host.http()?;
        let request = client
            .post(format!("{base}/wxa/business/getuserphonenumber"))
            .query(&[("access_token", token.expose())])
            .json(&json!({ "code": code.expose(), "openid": openid }));
        judge_number(app, &PHONE.send(request).await?)
    };
    match PHONE.persist(exchange, attempt).await {
        Ok(Some(phone)) => Ok(phone),
        Ok(None) => Err(PhoneError::StaleToken),
        Err(error) => Err(PhoneError::Exchange(error)),
    }
}

/// Reads the answer to a request for a number; `None` when the access token is not good.
pub(super) fn judge_number(app: &ProviderApp, reply: &Reply) -> Result<Option<Phone>, Trouble> {
    let told: Told = PHONE.read(reply)?;
    match told.errcode {
        40001 | 40014 | 42001 => return Ok(None),
        // It is the caller who says whose code it is.
        40003 | 40013 => {
            PHONE.note_refusal(&format!("errcode {}", told.errcode));
            return Err(ExchangeError::InvalidCode.into());
        }
        _ => {}
    }
    if let Some(trouble) = refusal(PHONE, app, told.errcode, &told.errmsg, CHECK) {
        return Err(trouble);
    }
    let info = told.phone_info.ok_or_else(|| PHONE.nonsense(reply))?;
    if info.watermark.appid != app.appid || !is_phone(&info) {
        return Err(PHONE.nonsense(reply).into());
    }
    Ok(Some(Phone {
        number: info.pure_phone_number,
        country_code: info.country_code,
    }))
}

/// A token that WeChat does not take although it has just given it.
pub(crate) fn token_refused(exchange: Exchange<'_>) -> ExchangeError {
    PHONE
        .misconfigured(
            &exchange.with.appid,
            "a new access token is refused",
            "whether something else uses force_refresh for this app",
        )
        .into()
}

fn is_phone(info: &PhoneInfo) -> bool {
    let digits = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    digits(&info.pure_phone_number, 20) && digits(&info.country_code, 4)
}
