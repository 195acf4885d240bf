//! Requests to a stack that may fail, or be gone.

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use crate::stack::Answer;

/// The API of a stack that has one proxy before it: this tool, which says where its callers are.
#[derive(Clone, Debug)]
pub struct Api {
    client: Client,
    url: String,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// 429.
    #[error("429")]
    TooMany,
    /// The answer says no.
    #[error("refused: {0}")]
    Refused(String),
    /// 5xx.
    #[error("{0}: {1}")]
    Server(u16, String),
    /// No answer came, or only a part of one.
    #[error("no answer: {0}")]
    Silence(String),
}

/// The address of caller `from`, one block of addresses for each of the first 65,536, so that what is counted by block is not what
/// is measured.
fn address(from: u64) -> String {
    let [.., a, b] = from.to_be_bytes();
    format!("10.{a}.{b}.1")
}

impl Api {
    /// The API at `url`, with the connections of `client`.
    #[must_use]
    pub const fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// `GET path` by caller `from`; the answer, if it is `good`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn get(
        &self,
        from: u64,
        path: &str,
        good: fn(&Value) -> bool,
    ) -> Result<Answer, Trouble> {
        let request = self.client.get(format!("{}{path}", self.url));
        Self::ask(request, from, good).await
    }

    /// `POST path` by caller `from`; the answer, if it is `good`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn post(
        &self,
        from: u64,
        path: &str,
        body: &Value,
        good: fn(&Value) -> bool,
    ) -> Result<Answer, Trouble> {
        let request = self.client.post(format!("{}{path}", self.url)).json(body);
        Self::ask(request, from, good).await
    }

    /// `GET path` with a token in the header.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn get_as(
        &self,
        token: &str,
        path: &str,
        good: fn(&Value) -> bool,
    ) -> Result<Answer, Trouble> {
        let request = self.client.get(format!("{}{path}", self.url));
        Self::ask(request.bearer_auth(token), 0, good).await
    }

    async fn ask(
        request: RequestBuilder,
        from: u64,
        good: fn(&Value) -> bool,
    ) -> Result<Answer, Trouble> {
        let answer = Answer::try_to(request.header("x-forwarded-for", address(from)))
            .await
            .map_err(|e| Trouble::Silence(cause(&e)))?;
        match answer.status.as_u16() {
            429 => Err(Trouble::TooMany),
            status @ 500.. => Err(Trouble::Server(status, answer.body.to_string())),
            _ if good(&answer.body) => Ok(answer),
            status => Err(Trouble::Refused(format!("{status} {}", answer.body))),
        }
    }
}

/// The innermost cause, which is what tells one silence from another.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Document 000's success.
#[must_use]
pub fn attendance(body: &Value) -> bool {
    body["code"] == 1
}

/// Document 001's success.
#[must_use]
pub fn mjpm(body: &Value) -> bool {
    body["result"] == "success"
}

/// Document 002's success.
#[must_use]
pub fn campus(body: &Value) -> bool {
    body["code"] == 0
}

/// Document 004's success.
#[must_use]
pub fn account(body: &Value) -> bool {
    body["code"] == 200
}

/// A list, as the local stack's own pages give one; or an object.
#[must_use]
pub fn own(body: &Value) -> bool {
    body.is_array() || body.is_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_in_blocks_of_their_own() {
        assert_eq!(address(0), "10.0.0.1");
        assert_eq!(address(0x1_02_03), "10.2.3.1");
    }
}
