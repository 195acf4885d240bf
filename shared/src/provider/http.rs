//! One request to a provider, and its repetitions.
//!
//! A request's URL can hold a secret, a code or a token, so no URL and no `reqwest::Error` with its URL may reach a log.

use std::fmt::Display;
use std::time::Duration;

use http::StatusCode;
use reqwest::RequestBuilder;
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Exchange, ExchangeError};
use crate::failure::{Dependency, Failure};

/// The largest answer read; real ones have a few hundred bytes, a set of keys a few thousand.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A call of a provider, by the name under which an operator finds it in the provider's documentation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    dependency: Dependency,
    name: &'static str,
    pauses: &'static [Duration],
}

/// Why one try came to nothing.
pub(super) enum Trouble {
    /// The provider was too busy, or was never reached: the code is as good as before.
    Busy(String),
    /// It is decided.
    Over(ExchangeError),
}

impl<E: Into<ExchangeError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Over(error.into())
    }
}

/// What a provider answered; the status decides nothing with most of them.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Operation {
    /// An operation that is repeated after these pauses when the provider is busy.
    pub(super) const fn new(
        dependency: Dependency,
        name: &'static str,
        pauses: &'static [Duration],
    ) -> Self {
        Self {
            dependency,
            name,
            pauses,
        }
    }

    /// Tries until it is decided, the pauses are used up, or the exchange's time is over.
    ///
    /// After a time-out nobody knows whether a code is used, so that is never tried again.
    pub(super) async fn persist<T, F>(
        self,
        exchange: Exchange<'_>,
        attempt: impl Fn() -> F,
    ) -> Result<T, ExchangeError>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        let deadline = exchange.deadline;
        let mut pauses = self.pauses.iter().copied();
        loop {
            let cause = match timeout_at(deadline, attempt()).await {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(Trouble::Over(error))) => return Err(error),
                Ok(Err(Trouble::Busy(cause))) => cause,
                Err(_) => {
                    let limit = exchange.host.config.provider_timeout.as_millis();
                    return Err(self
                        .unavailable(format!("no answer within {limit} ms"))
                        .into());
                }
            };
            match pauses.next() {
                Some(pause) if Instant::now() + pause < deadline => sleep(pause).await,
                _ => return Err(self.unavailable(cause).into()),
            }
        }
    }

    /// Sends `request` and reads the answer.
    pub(super) async fn send(self, request: RequestBuilder) -> Result<Reply, Trouble> {
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Err(Trouble::Busy(describe(error))),
            Err(error) => return Err(self.unavailable(describe(error)).into()),
        };
        let status = response.status();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER_BYTES => {
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => {
                    let cause = format!("an answer of more than {MAX_ANSWER_BYTES} bytes");
                    return Err(self.unavailable(cause).into());
                }
                Ok(None) => return Ok(Reply { status, body }),
                Err(error) => return Err(self.unavailable(describe(error)).into()),
            }
        }
    }

    /// The answer as JSON.
    pub(super) fn read<T: DeserializeOwned>(self, reply: &Reply) -> Result<T, Trouble> {
        object(&reply.body).ok_or_else(|| self.nonsense(reply).into())
    }

    /// An answer that is not of the documented form; the answer itself, which may hold a token, is not repeated.
    pub(super) fn nonsense(self, reply: &Reply) -> Failure {
        self.unavailable(format!(
            "HTTP {} and a body that is not of the documented form",
            reply.status
        ))
    }

    /// The provider does not do it at the moment.
    pub(super) fn unavailable(self, cause: impl Into<String>) -> Failure {
        Failure::Unavailable {
            dependency: self.dependency,
            operation: self.name,
            cause: cause.into(),
        }
    }

    /// The provider does not do it for this deployment, until an operator changes something.
    pub(super) fn misconfigured(self, app: &str, told: impl Display, check: &str) -> Failure {
        Failure::Misconfigured {
            dependency: self.dependency,
            operation: self.name,
            cause: format!("app {app}: {told}; check {check}"),
        }
    }

    /// Notes that a provider lets an app ask no more for now; it stays so until its quota is larger, or another day.
    pub(super) fn note_quota(self, app: &str, told: &str) {
        tracing::warn!(event = "provider_quota", dependency = %self.dependency, operation = self.name, app, told, "an app's quota with a provider is used up");
    }

    /// Notes what a provider said of a code it does not take, for an operator who sees many of them.
    pub(super) fn note_refusal(self, told: &str) {
        tracing::info!(event = "code_refused", dependency = %self.dependency, operation = self.name, told, "a provider refused a code");
    }
}

/// A JSON object as `T`. serde would take a list of the fields' values for one, whatever the fields are called.
pub(super) fn object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    if json.trim_ascii_start().starts_with(b"{") {
        serde_json::from_slice(json).ok()
    } else {
        None
    }
}

/// An error without its URL, and with its causes.
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

/// Providers print numbers as strings now and then.
pub(super) fn number_or_digits<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<i64, D::Error> {
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

/// Where they document a text they print a number now and then.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Number(n) => n.to_string(),
        Either::Text(text) => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_object() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Person {
            openid: String,
        }
        let read = |json: &str| object::<Person>(json.as_bytes());
        let openid = "o1".to_owned();
        assert_eq!(read(" \n{\"openid\":\"o1\"}"), Some(Person { openid }));
        for other in [r#"["o1"]"#, r#" ["o1"]"#, "", "null", r#""o1""#] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
