//! WeChat's mini-program sign-in: `code2Session`.
//!
//! Source: `developers.weixin.qq.com`, 小程序登录 / code2Session. The app's secret travels in the query, so no URL and
//! no `reqwest::Error` with its URL may reach a log.

use std::time::Duration;

use reqwest::Client;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Deserializer, de};
use tokio::time::{Instant, sleep, timeout_at};

use super::{ExchangeError, ProviderApp, ProviderCode};
use crate::failure::{Dependency, Failure};
use crate::identity::{Identity, Openid};

/// Pauses before the repetitions of an exchange that WeChat was too busy for; the code is still good then.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];
/// The largest answer read; real ones have some 200 bytes.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
const OPERATION: &str = "code2Session";

/// The answer, success and failure in one; `session_key` is left where it is, since nothing here needs it.
#[derive(Deserialize)]
struct Answer {
    #[serde(default, deserialize_with = "number_or_digits")]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    openid: Option<String>,
    unionid: Option<String>,
    #[serde(default, deserialize_with = "number_or_digits")]
    is_snapshotuser: i64,
}

/// What one try came to.
enum Attempt {
    Person(Identity),
    Busy(String),
    Over(ExchangeError),
}

/// Exchanges a mini-program's code for the person behind it, within `budget`, repetitions included.
///
/// Only what left the code unused is tried again: a busy WeChat (-1) and a connection that never came about. After
/// a time-out nobody knows whether the code is used, so the client must get a new one.
///
/// # Errors
/// [`ExchangeError`].
pub async fn exchange(
    client: &Client,
    base: &str,
    app: &ProviderApp,
    code: &ProviderCode,
    budget: Duration,
) -> Result<Identity, ExchangeError> {
    let deadline = Instant::now() + budget;
    let mut pauses = PAUSES.into_iter();
    loop {
        let attempt = timeout_at(deadline, ask(client, base, app, code))
            .await
            .unwrap_or_else(|_| {
                Attempt::Over(
                    unavailable(format!("no answer within {} ms", budget.as_millis())).into(),
                )
            });
        let cause = match attempt {
            Attempt::Person(identity) => return Ok(identity),
            Attempt::Over(error) => return Err(error),
            Attempt::Busy(cause) => cause,
        };
        match pauses.next() {
            Some(pause) if Instant::now() + pause < deadline => sleep(pause).await,
            _ => return Err(unavailable(cause).into()),
        }
    }
}

async fn ask(client: &Client, base: &str, app: &ProviderApp, code: &ProviderCode) -> Attempt {
    let sent = client
        .get(format!("{base}/sns/jscode2session"))
        .query(&[
            ("appid", app.appid.as_str()),
            ("secret", app.secret.expose_secret()),
            ("js_code", code.expose()),
            ("grant_type", "authorization_code"),
        ])
        .send()
        .await;
    let mut response = match sent {
        Ok(response) => response,
        Err(error) if error.is_connect() => return Attempt::Busy(describe(error)),
        Err(error) => return Attempt::Over(unavailable(describe(error)).into()),
    };
    let status = response.status();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER_BYTES => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                return Attempt::Over(
                    unavailable(format!("an answer of more than {MAX_ANSWER_BYTES} bytes")).into(),
                );
            }
            Ok(None) => break,
            Err(error) => return Attempt::Over(unavailable(describe(error)).into()),
        }
    }
    // WeChat answers 200 for failures too, and with text/plain; the body decides.
    match serde_json::from_slice::<Answer>(&body) {
        Ok(answer) => judge(app, answer),
        Err(_) => Attempt::Over(
            unavailable(format!(
                "HTTP {status} and a body that is not the documented JSON"
            ))
            .into(),
        ),
    }
}

/// Reads an answer; the numbers are WeChat's, from code2Session's page and its table of global return codes.
fn judge(app: &ProviderApp, answer: Answer) -> Attempt {
    // errmsg carries the request id that WeChat's support asks for, and nothing secret.
    let told = format!("errcode {} {}", answer.errcode, answer.errmsg);
    let over = match answer.errcode {
        0 => return person(app, answer),
        -1 => return Attempt::Busy(told),
        40029 | 41008 => ExchangeError::InvalidCode,
        40163 => ExchangeError::UsedCode,
        40226 | 50002 => ExchangeError::Refused,
        45011 => ExchangeError::TooMany(60),
        40001 | 40002 | 40013 | 40125 | 40164 | 40243 | 41002 | 41004 => {
            ExchangeError::Failure(Failure::Misconfigured {
                dependency: Dependency::WeChat,
                operation: OPERATION,
                cause: format!(
                    "app {}: {told}; check appid, secret and IP whitelist in the providers secret and WeChat's console",
                    app.appid
                ),
            })
        }
        _ => unavailable(told).into(),
    };
    if !matches!(over, ExchangeError::Failure(_)) {
        tracing::info!(event = "code_refused", dependency = %Dependency::WeChat, operation = OPERATION, errcode = answer.errcode, errmsg = answer.errmsg, "WeChat refused a code");
    }
    Attempt::Over(over)
}

fn person(app: &ProviderApp, answer: Answer) -> Attempt {
    // A snapshot user is nobody: WeChat makes up openid and unionid for a page opened without consent.
    if answer.is_snapshotuser == 1 {
        return Attempt::Over(ExchangeError::Refused);
    }
    match answer.openid.as_deref().map(Openid::parse) {
        Some(Ok(openid)) => Attempt::Person(
            app.identity(openid, answer.unionid.filter(|unionid| !unionid.is_empty())),
        ),
        _ => Attempt::Over(
            unavailable("an answer without errcode and without a usable openid".to_owned()).into(),
        ),
    }
}

fn unavailable(cause: String) -> Failure {
    Failure::Unavailable {
        dependency: Dependency::WeChat,
        operation: OPERATION,
        cause,
    }
}

/// An error without its URL, which holds the secret and the code, and with its causes.
fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// WeChat prints numbers as strings now and then.
fn number_or_digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Digits(String),
    }
    match Either::deserialize(deserializer)? {
        Either::Number(n) => Ok(n),
        Either::Digits(text) => text.trim().parse().map_err(de::Error::custom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Providers;

    fn judged(json: &str) -> Result<Identity, String> {
        let secret = r#"{"apps":[{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["mjpm"]}]}"#;
        let providers = Providers::parse(secret).unwrap();
        match judge(
            providers.mini_program("mjpm").unwrap(),
            serde_json::from_str(json).unwrap(),
        ) {
            Attempt::Person(identity) => Ok(identity),
            Attempt::Busy(_) => Err("busy".into()),
            Attempt::Over(ExchangeError::Failure(Failure::Misconfigured { .. })) => {
                Err("operator".into())
            }
            Attempt::Over(ExchangeError::Failure(_)) => Err("unavailable".into()),
            Attempt::Over(error) => Err(format!("{error:?}")),
        }
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
            ("40163", "UsedCode"),
            ("40226", "Refused"),
            ("50002", "Refused"),
            ("45011", "TooMany(60)"),
            ("40001", "operator"),
            ("40002", "operator"),
            ("40013", "operator"),
            ("40125", "operator"),
            ("40164", "operator"),
            ("40243", "operator"),
            ("41002", "operator"),
            ("41004", "operator"),
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
