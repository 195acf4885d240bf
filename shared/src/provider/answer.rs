//! What providers answer, judged without asking one: the door for the fuzz targets.
//!
//! It is hidden from the documentation because functions have no use for it, and public because a fuzzer is a program of its own,
//! whose inputs, some thousand a second, no connection carries. Nothing is decided here: each answer goes to the reader
//! that a call of the provider gives it to.

use http::StatusCode;
use secrecy::SecretString;

use super::app::Credentials;
use super::http::{Reply, Trouble};
use super::phone::{self, Phone};
use super::{ProviderApp, Vouched, alipay, apple, qq, wechat};
use crate::clock::Timestamp;
use crate::identity::Openid;

/// The call that an answer is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `sns/jscode2session` of WeChat.
    WeChatSession,
    /// `sns/oauth2/access_token` of WeChat.
    WeChatOauth,
    /// `cgi-bin/stable_token` of WeChat.
    WeChatToken,
    /// `wxa/business/getuserphonenumber` of WeChat.
    WeChatPhone,
    /// `sns/jscode2session` of QQ.
    QqSession,
    /// `oauth2.0/token` of QQ Connect.
    QqToken,
    /// `oauth2.0/me` of QQ Connect.
    QqMe,
    /// `alipay.system.oauth.token`.
    Alipay,
    /// `auth/token` of Apple.
    AppleToken,
}

/// What an answer says.
#[derive(Debug)]
pub enum Told {
    /// Who somebody is.
    Person(Vouched),
    /// A token, not verified.
    Token(SecretString),
    /// A telephone number; `None` when the server's own token is not good.
    Phone(Option<Phone>),
}

/// What `body`, answered with HTTP `status`, says to `app`.
///
/// # Errors
/// The text of the error: what a log would hold.
pub fn judge(asked: Asked, app: &ProviderApp, status: u16, body: &[u8]) -> Result<Told, String> {
    let reply = &Reply {
        status: StatusCode::from_u16(status).map_err(|e| e.to_string())?,
        body: body.to_vec(),
    };
    let told = match asked {
        Asked::WeChatSession => {
            let operation = wechat::CODE2SESSION;
            let judged = operation.read(reply);
            judged.and_then(|answer| wechat::judge(operation, app, answer).map(Told::Person))
        }
        Asked::WeChatOauth => {
            let operation = wechat::OAUTH;
            let judged = operation.read(reply);
            judged.and_then(|answer| wechat::judge(operation, app, answer).map(Told::Person))
        }
        Asked::WeChatToken => phone::judge_token(app, reply)
            .map(|new| Told::Token(new.token.expose().to_owned().into())),
        Asked::WeChatPhone => phone::judge_number(app, reply).map(Told::Phone),
        Asked::QqSession => {
            let judged = qq::CODE2SESSION.read(reply);
            judged.and_then(|answer| qq::judge_session(app, answer).map(Told::Person))
        }
        Asked::QqToken => qq::judge_token(app, reply).map(Told::Token),
        Asked::QqMe => qq::judge_me(app, reply).map(Told::Person),
        Asked::Alipay => {
            let Credentials::Alipay {
                alipay_public_key, ..
            } = &app.credentials
            else {
                return Err("an app without Alipay's key".to_owned());
            };
            let key = alipay::public_key(alipay_public_key).ok_or("no key of Alipay's")?;
            alipay::judge(app, &key, reply).map(Told::Person)
        }
        Asked::AppleToken => apple::judge(app, reply).map(|token| Told::Token(token.into())),
    };
    told.map_err(|trouble| match trouble {
        Trouble::Busy(cause) => cause,
        Trouble::Over(error) => error.to_string(),
    })
}

/// Whom Apple's identity `token` names, if one of the keys in `published` has signed it for `appid`, its time is not over at
/// `now`, and it repeats `nonce`, where there is one.
///
/// # Errors
/// The word for what is wrong with it, as a log would hold it.
pub fn identity_token(
    published: &[u8],
    token: &str,
    appid: &str,
    nonce: Option<&str>,
    now: Timestamp,
) -> Result<Openid, String> {
    let claimed = apple::verify(token, &apple::parse_keys(published), appid, now);
    let claimed = claimed.and_then(|claimed| match nonce {
        Some(nonce) => claimed.repeating(nonce),
        None => Ok(claimed),
    });
    claimed
        .map(|claimed| claimed.openid)
        .map_err(|flaw| flaw.to_string())
}

/// How many keys `published` holds that identity tokens can be signed with.
#[must_use]
pub fn apple_keys(published: &[u8]) -> usize {
    apple::parse_keys(published).len()
}
