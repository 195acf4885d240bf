//! Signing in by WeChat: a mini-program's code, and the OAuth code of official accounts, QR codes and mobile apps.
//!
//! Source: `developers.weixin.qq.com`, 小程序登录 / code2Session, and 网页授权, 网站应用, 移动应用 / `access_token`.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::http::{Operation, Trouble, number_or_digits};
use super::session_key::SessionKey;
use super::{Exchange, ExchangeError, ProviderApp, ProviderCode, Vouched};
use crate::failure::Dependency;

/// Pauses before the repetitions of a call that WeChat was too busy for; a code is still good then.
pub(super) const PAUSES: &[Duration] = &[Duration::from_millis(200), Duration::from_millis(800)];
pub(super) const CODE2SESSION: Operation =
    Operation::new(Dependency::WeChat, "code2Session", PAUSES);
pub(super) const OAUTH: Operation =
    Operation::new(Dependency::WeChat, "sns/oauth2/access_token", PAUSES);
pub(super) const CHECK: &str =
    "appid, secret and IP whitelist in the providers secret and WeChat's console";

/// The answer of both calls, success and failure in one. Its tokens are left where they are: nothing here needs them.
#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(default, deserialize_with = "number_or_digits")]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    #[serde(default)]
    openid: String,
    unionid: Option<String>,
    session_key: Option<SessionKey>,
    #[serde(default, deserialize_with = "number_or_digits")]
    is_snapshotuser: i64,
}

/// Exchanges a mini-program's code for the person behind it.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_mini_program_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
) -> Result<Vouched, ExchangeError> {
    let base = &exchange.host.config.provider_urls.wechat;
    let url = format!("{base}/sns/jscode2session");
    let app = exchange.with;
    CODE2SESSION
        .persist(exchange, || async {
            let answer = code2session(exchange, CODE2SESSION, &url, code).await?;
            judge(CODE2SESSION, app, answer)
        })
        .await
}

/// Asks for a mini-program's session; QQ has copied the call.
pub(super) async fn code2session(
    exchange: Exchange<'_>,
    operation: Operation,
    url: &str,
    code: &ProviderCode,
) -> Result<Answer, Trouble> {
    let query = [
        ("appid", exchange.with.appid.as_str()),
        ("secret", exchange.with.secret()?.expose_secret()),
        ("js_code", code.expose()),
        ("grant_type", "authorization_code"),
    ];
    let reply = operation
        .send(exchange.host.http()?.get(url).query(&query))
        .await?;
    operation.read(&reply)
}

/// Exchanges the code of an official account, a QR code or a mobile app for the person behind it.
///
/// The person's profile, which only some scopes give, is not asked for: it would be a second call, and since 2021 there is
/// little in it.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_oauth_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
) -> Result<Vouched, ExchangeError> {
    let base = &exchange.host.config.provider_urls.wechat;
    let app = exchange.with;
    let attempt = || async {
        let query = [
            ("appid", app.appid.as_str()),
            ("secret", app.secret()?.expose_secret()),
            ("code", code.expose()),
            ("grant_type", "authorization_code"),
        ];
        let client = exchange.host.http()?;
        let request = client
            .get(format!("{base}/sns/oauth2/access_token"))
            .query(&query);
        let reply = OAUTH.send(request).await?;
        judge(OAUTH, app, OAUTH.read(&reply)?)
    };
    OAUTH.persist(exchange, attempt).await
}

/// Reads an answer. WeChat answers 200 for failures too, with `errcode`; a success may or may not have `errcode` 0.
pub(super) fn judge(
    operation: Operation,
    app: &ProviderApp,
    answer: Answer,
) -> Result<Vouched, Trouble> {
    match refusal(operation, app, answer.errcode, &answer.errmsg, CHECK) {
        Some(trouble) => Err(trouble),
        None => person(operation, app, answer),
    }
}

/// What an `errcode` means; the numbers are those of the calls' pages and of the table of global return codes.
pub(super) fn refusal(
    operation: Operation,
    app: &ProviderApp,
    errcode: i64,
    errmsg: &str,
    check: &str,
) -> Option<Trouble> {
    // errmsg carries the request id that WeChat's support asks for, and nothing secret.
    let errmsg: String = errmsg.chars().take(200).collect();
    let told = format!("errcode {errcode} {errmsg}");
    let error = match errcode {
        0 => return None,
        -1 => return Some(Trouble::Busy(told)),
        40029 | 41008 | 42003 | 42007 => ExchangeError::InvalidCode,
        40163 => ExchangeError::UsedCode,
        40226 | 50002 => ExchangeError::Refused,
        // The app's own quota for the day is used up: the caller waits, and an operator must know.
        45009 => {
            operation.note_quota(&app.appid, &told);
            return Some(ExchangeError::TooMany(60).into());
        }
        45011 => return Some(ExchangeError::TooMany(60).into()),
        40001 | 40002 | 40013 | 40125 | 40164 | 40243 | 41002 | 41004 | 48001 => {
            return Some(operation.misconfigured(&app.appid, told, check).into());
        }
        _ => return Some(operation.unavailable(told).into()),
    };
    operation.note_refusal(&told);
    Some(error.into())
}

/// The person of an answer without an `errcode`.
pub(super) fn person(
    operation: Operation,
    app: &ProviderApp,
    answer: Answer,
) -> Result<Vouched, Trouble> {
    // A snapshot user is nobody: WeChat makes up openid and unionid for a page opened without consent.
    if answer.is_snapshotuser == 1 {
        operation.note_refusal("is_snapshotuser");
        return Err(ExchangeError::Refused.into());
    }
    let identity = app
        .person(&answer.openid, answer.unionid.as_deref())
        .map_err(|_| {
            operation.unavailable("an answer without errcode and without a usable openid")
        })?;
    Ok(Vouched {
        session_key: answer.session_key,
        ..Vouched::person(identity)
    })
}

/// The `errcode` and `errmsg` of an answer.
pub(super) fn code_of(answer: &Answer) -> (i64, &str) {
    (answer.errcode, &answer.errmsg)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::failure::Failure;
    use crate::identity::Identity;
    use crate::provider::{Providers, Wanted};

    pub(crate) fn app() -> ProviderApp {
        let secret = r#"{"apps":[{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["mjpm"]}]}"#;
        let providers = Providers::parse(secret).unwrap();
        let wanted = Wanted::mini_program("mjpm");
        providers.app(wanted).unwrap().clone()
    }

    pub(crate) fn told(judged: Result<Vouched, Trouble>) -> Result<Identity, String> {
        match judged {
            Ok(vouched) => Ok(vouched.identity),
            Err(Trouble::Busy(_)) => Err("busy".into()),
            Err(Trouble::Over(ExchangeError::Failure(Failure::Misconfigured { .. }))) => {
                Err("operator".into())
            }
            Err(Trouble::Over(ExchangeError::Failure(_))) => Err("unavailable".into()),
            Err(Trouble::Over(error)) => Err(format!("{error:?}")),
        }
    }

    fn judged(json: &str) -> Result<Identity, String> {
        told(judge(
            CODE2SESSION,
            &app(),
            serde_json::from_str(json).unwrap(),
        ))
    }

    #[test]
    fn success_may_or_may_not_carry_errcode_zero() {
        for answer in [
            r#"{"openid":"o1","session_key":"k","unionid":"u1"}"#,
            r#"{"errcode":0,"errmsg":"ok","openid":"o1","unionid":"u1"}"#,
        ] {
            let identity = judged(answer).unwrap();
            assert_eq!(
                (
                    identity.app.as_str(),
                    identity.openid.as_str(),
                    identity.unionid.as_deref()
                ),
                ("wx1", "o1", Some("u1"))
            );
        }
        let without = judged(r#"{"openid":"o1","unionid":""}"#).unwrap();
        assert_eq!(without.unionid, None);
        assert_eq!(judged(r#"{"errcode":0}"#), Err("unavailable".into()));
        assert_eq!(judged(r#"{"openid":"a/b"}"#), Err("unavailable".into()));
        assert_eq!(
            judged(r#"{"openid":"o1","is_snapshotuser":1}"#),
            Err("Refused".into())
        );
    }

    #[test]
    fn every_documented_number_has_its_meaning() {
        for (errcode, meaning) in [
            ("-1", "busy"),
            ("40029", "InvalidCode"),
            ("\"40029\"", "InvalidCode"),
            ("41008", "InvalidCode"),
            ("42003", "InvalidCode"),
            ("42007", "InvalidCode"),
            ("40163", "UsedCode"),
            ("40226", "Refused"),
            ("50002", "Refused"),
            ("45009", "TooMany(60)"),
            ("45011", "TooMany(60)"),
            ("40001", "operator"),
            ("40002", "operator"),
            ("40013", "operator"),
            ("40125", "operator"),
            ("40164", "operator"),
            ("40243", "operator"),
            ("41002", "operator"),
            ("41004", "operator"),
            ("48001", "operator"),
            ("12345", "unavailable"),
        ] {
            assert_eq!(
                judged(&format!(r#"{{"errcode":{errcode},"errmsg":"x, rid: 1"}}"#)),
                Err(meaning.into()),
                "{errcode}"
            );
        }
    }
}
