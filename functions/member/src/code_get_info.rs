//! `POST /module/iot/codeGetInfo`: signs in by WeChat, Alipay, QQ or Apple; a new person becomes a user.
//!
//! Who someone is always comes from the provider. The document lets an app send `openid` and `unionid` alone, which would let
//! anyone be anyone: they are taken beside a proof, and must agree with it.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::nonce::Nonce;
use shared::provider::{AppKind, Credential, IdentityToken, Method, ProviderCode, Wanted, apple};
use shared::request::{Accepts, Payload, Rejection, Verb, filled, whole_number};
use shared::secrets::Secret;
use shared::sign_in::{self, Newcomer, ProviderSignIn};
use shared::text::Text;
use shared::user::{AccountState, Profile as _, UserId};
use shared::username::Username;
use shared::{App, Call, Failure, Response};

use crate::error::Error;
use crate::member::{Member, MemberData};
use crate::{FAMILY, envelope, invite_code};

/// The function.
pub static FUNCTION: Function = Function::http(
    "member-code-get-info",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys, Secret::Providers])
.starts_with(&[Secret::Providers]);

/// The longest address of a picture that is kept.
const MAX_AVATAR_URL_BYTES: usize = 1024;
/// The most characters of a nickname that are kept.
const MAX_NICKNAME_CHARS: usize = 64;
/// The most characters of a nickname that go into a generated username.
const MAX_STEM_CHARS: usize = 20;

/// What a success says of a new user.
const REGISTERED: &str = "注册成功";
/// What a success says of a known one.
const SIGNED_IN: &str = "登录成功";

/// What the client sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeGetInfoRequest {
    /// 登录方式: WeChat, Alipay, QQ, Apple.
    pub login_method: Text<32>,
    /// 登录类型: `wx_public`, `wx_small`, `wx_pc`, `wx_app`, `apple`; ours: `alipay`, `qq_small`, `qq_connect`.
    #[serde(default, deserialize_with = "filled")]
    pub login_type: Option<Text<32>>,
    /// 邀请人id; counts on registration.
    #[serde(default, deserialize_with = "whole_number")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<shared::openapi::WholeNumber>")
    )]
    pub pid: Option<i64>,
    /// 邀请码, in place of `pid`.
    #[serde(default, deserialize_with = "filled")]
    pub invite_code: Option<Text<32>>,
    /// 小程序code, and the code of every other kind of app.
    #[serde(default, deserialize_with = "filled")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<ProviderCode>")
    )]
    pub code: Option<ProviderCode>,
    /// Which of several apps of one kind.
    #[serde(default, deserialize_with = "filled")]
    pub appid: Option<Text<128>>,
    /// Where the code was sent, for pages with QQ Connect and Sign in with Apple.
    #[serde(default, deserialize_with = "filled")]
    pub redirect_uri: Option<Text<512>>,
    /// QQ's, in place of a code.
    #[serde(default, deserialize_with = "filled")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<ProviderCode>")
    )]
    pub access_token: Option<ProviderCode>,
    /// Apple's, in place of a code.
    #[serde(default, deserialize_with = "filled")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<IdentityToken>")
    )]
    pub identity_token: Option<IdentityToken>,
    /// The nonce that the identity token was asked for with.
    #[serde(default, deserialize_with = "filled")]
    pub nonce: Option<Text<512>>,
    /// The person's openid; proves nothing.
    #[serde(default, deserialize_with = "filled")]
    pub openid: Option<Text<128>>,
    /// The person's unionid; proves nothing.
    #[serde(default, deserialize_with = "filled")]
    pub unionid: Option<Text<128>>,
    /// 昵称, of a new user.
    #[serde(rename = "nickName", default)]
    pub nick_name: Option<Text<1024>>,
    /// 头像路径, of a new user.
    #[serde(rename = "avatarUrl", default)]
    pub avatar_url: Option<Text<4096>>,
}

impl Payload for CodeGetInfoRequest {
    const SYNONYMS: &'static [(&'static str, &'static str)] = &[("openid", "open_id")];
}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: CodeGetInfoRequest = call.parse()?;
    let kind = request.kind()?;
    let inviter = request.inviter();
    let credential = request.credential(app, kind).await?;
    let audience = request.audience(app, kind).await?;
    let appid = request.appid.as_ref().map(Text::as_str);
    let sign_in = ProviderSignIn {
        wanted: Wanted {
            family: FAMILY,
            kind,
            appid: appid.or(audience.as_deref()),
        },
        credential: &credential,
        openid: request.openid.as_ref().map(Text::as_str),
        unionid: request.unionid.as_ref().map(Text::as_str),
        origin: call.origin(),
        with_user: true,
    };
    let newcomer = || request.newcomer(app, inviter);
    // Boxed: what it keeps between its steps is too large for a stack.
    let done = Box::pin(sign_in::with_provider(app, sign_in, newcomer)).await?;
    let user = done
        .user
        .ok_or_else(|| Failure::broken("a user who has just signed in is gone"))?;
    let data = MemberData::of(&user, done.signed_in.token.expose(), done.is_new)?;
    let msg = if done.is_new { REGISTERED } else { SIGNED_IN };
    Ok(envelope::success(msg, data))
}

impl CodeGetInfoRequest {
    /// By which kind of app the person comes. QQ, for which the document has no types, is told by what is sent.
    fn kind(&self) -> Result<AppKind, Error> {
        let method = Method::parse(self.login_method.as_str()).ok_or(Error::UnsupportedMethod)?;
        let Some(word) = &self.login_type else {
            return match method {
                Method::WeChat => Err(Rejection::Missing("login_type".to_owned()).into()),
                Method::Alipay => Ok(AppKind::Alipay),
                Method::Apple => Ok(AppKind::Apple),
                Method::Qq if self.access_token.is_some() || self.redirect_uri.is_some() => {
                    Ok(AppKind::QqConnect)
                }
                Method::Qq => Ok(AppKind::QqMiniProgram),
            };
        };
        let kind = AppKind::parse(word.as_str()).ok_or(Error::UnsupportedMethod)?;
        if kind.method() == method {
            Ok(kind)
        } else {
            Err(Error::Contradiction)
        }
    }

    /// What proves who the person is. A code goes before a token, since it can be used only once.
    async fn credential(&self, app: &App, kind: AppKind) -> Result<Credential, Error> {
        if let Some(code) = &self.code {
            return Ok(Credential::Code {
                code: code.clone(),
                redirect_uri: self.redirect_uri.clone().map(Text::into_string),
            });
        }
        match (kind, &self.access_token, &self.identity_token) {
            (AppKind::QqConnect, Some(token), _) => Ok(Credential::AccessToken(token.clone())),
            (AppKind::Apple, _, Some(token)) => {
                let missing = || Rejection::Missing("nonce".to_owned());
                let nonce = self.nonce.as_ref().ok_or_else(missing)?;
                let keys = app.secrets.token_keys().await?;
                let nonce = Nonce::read(&keys, nonce.as_str(), app.clock.now())
                    .map_err(|_| Error::InvalidCode)?;
                Ok(Credential::IdentityToken {
                    token: token.clone(),
                    nonce,
                })
            }
            _ => Err(Error::NoProof {
                kind,
                names_somebody: self.openid.is_some() || self.unionid.is_some(),
            }),
        }
    }

    /// The app that an identity token is for, if it is one of ours; the token itself is verified later.
    async fn audience(&self, app: &App, kind: AppKind) -> Result<Option<String>, Error> {
        let Some(audience) = self
            .identity_token
            .as_ref()
            .and_then(apple::unverified_audience)
        else {
            return Ok(None);
        };
        let providers = app.secrets.providers().await?;
        let wanted = Wanted {
            family: FAMILY,
            kind,
            appid: Some(&audience),
        };
        let is_ours = providers.app(wanted).is_ok();
        Ok(Some(audience).filter(|_| is_ours))
    }

    /// The number of the person who is said to have invited this one, whether there is such a person or not; `pid` goes before
    /// `invite_code`, and a code that is none is nobody's: an invitation must not keep a person out.
    fn inviter(&self) -> Option<i64> {
        let invited = self
            .invite_code
            .as_ref()
            .and_then(|code| invite_code::read(code.as_str()));
        self.pid.or(invited)
    }

    /// A new user of the family.
    async fn newcomer(&self, app: &App, inviter: Option<i64>) -> Result<Newcomer, Failure> {
        // What is too long is cut: a nickname must not keep a person out.
        let nickname = self.nick_name.as_ref().map_or("", Text::as_str).trim();
        let nickname: String = nickname.chars().take(MAX_NICKNAME_CHARS).collect();
        let member = Member {
            inviter: match inviter {
                Some(number) => active_user(app, number).await?,
                None => None,
            },
            ..Member::default()
        };
        let section = serde_json::to_value(member)
            .map_err(|e| Failure::broken(format!("a member's section: {e}")))?;
        Ok(Newcomer {
            username: Some(generated_username(app, &nickname)?),
            name: nickname,
            // An address that is cut leads nowhere; one that is too long to keep is left out.
            avatar_url: self
                .avatar_url
                .as_ref()
                .map(Text::as_str)
                .filter(|url| url.len() <= MAX_AVATAR_URL_BYTES)
                .unwrap_or_default()
                .to_owned(),
            section: Some((Member::SECTION, section)),
        })
    }
}

/// The active user with this number. Anyone else is nobody's inviter: a wrong number must not keep a person out.
async fn active_user(app: &App, number: i64) -> Result<Option<UserId>, Failure> {
    let user = match UserId::new(number) {
        Some(id) => app.store.user(id).await?,
        None => None,
    };
    let active = user.filter(|user| user.state == AccountState::Active);
    if active.is_none() {
        tracing::info!(
            event = "inviter_ignored",
            pid = number,
            "pid names no active user"
        );
    }
    Ok(active.map(|user| user.id))
}

/// The letters and digits of the nickname, and eight digits that make another one with the same nickname unlikely; whether it
/// is taken shows when it is written.
fn generated_username(app: &App, nickname: &str) -> Result<Username, Failure> {
    let digits = app.random.below(100_000_000)?;
    let stem: String = nickname
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(MAX_STEM_CHARS)
        .collect();
    let stem = if stem.is_empty() { "member" } else { &stem };
    Username::parse(&format!("{stem}{digits:08}"))
        .or_else(|_| Username::parse(&format!("member{digits:08}")))
        .map_err(|e| Failure::broken(format!("a generated username: {e}")))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    let kinds = [AppKind::Apple, AppKind::QqConnect, AppKind::Alipay];
    let no_proof = kinds.map(|kind| Error::NoProof {
        kind,
        names_somebody: false,
    });
    vec![
        Operation::new(
            Verb::Post,
            "第三方登录(微信、支付宝、QQ、苹果)",
            "Sign in by WeChat, Alipay, QQ or Apple",
        )
        .takes::<CodeGetInfoRequest>(
            r#"{"login_method":"WeChat","login_type":"wx_small","code":"123456","pid":1}"#,
        )
        .gives(
            envelope::outcome::<MemberData<'_>>(&[REGISTERED, SIGNED_IN]),
            r#"{"status":200,"msg":"注册成功","data":{"uid":1,"avatar":"https://example.com/a.jpg","c_code":"86","phone":"","email":"","username":"kevin112345678","male":"","birthday":"","nickname":"kevin1","type":"member","phone_active":0,"email_active":0,"status":1,"create_at":"2026-11-20 08:00:00","update_at":"2026-11-20 08:00:00","change_username":0,"integral":null,"signature":"","alias_name":"","small_code_url":"","company_name":"","invite_code":"0ZX6D3H","settled_in_status":3,"token":"eyJ0eXAiOiJKV1Qi…","session_key":"","first_login":true,"set_password":false}}"#,
        )
        .fails(no_proof)
        .fails([
            Error::UnsupportedMethod,
            Error::Contradiction,
            Error::InvalidCode,
            Error::InFlight,
            Error::Refused,
            Error::SomebodyElse,
            Error::Disabled,
            Error::TooMany(60),
        ]),
    ]
}
