//! Requests to the stack's own endpoints, whose refusals are errors.

use reqwest::{Client, Method};
use serde_json::Value;

use super::SeedError;
use crate::stack::Stack;

/// The field of an answer that tells success, and the numbers that mean it; a field without numbers says `success` or `true`.
pub(super) type Success = (&'static str, &'static [i64]);

pub(super) const INVOKED: Success = ("created", &[]);
pub(super) const MJPM: Success = ("result", &[]);
pub(super) const CAMPUS: Success = ("code", &[0]);
pub(super) const MEMBER: Success = ("status", &[200]);
pub(super) const ACCOUNT: Success = ("code", &[200, 201]);

/// Whoever calls the endpoints of a stack and reads its inbox.
pub(super) struct Caller<'a> {
    stack: &'a Stack,
    client: &'a Client,
    url: String,
}

impl<'a> Caller<'a> {
    pub(super) fn new(stack: &'a Stack) -> Self {
        Self {
            stack,
            client: stack.client(),
            url: stack.url(),
        }
    }

    pub(super) async fn get(&self, success: Success, path: &str) -> Result<Value, SeedError> {
        self.send(success, Method::GET, path, None, None).await
    }

    pub(super) async fn post(
        &self,
        success: Success,
        path: &str,
        body: &Value,
        token: Option<&str>,
    ) -> Result<Value, SeedError> {
        self.send(success, Method::POST, path, Some(body), token)
            .await
    }

    async fn send(
        &self,
        (field, good): Success,
        method: Method,
        path: &str,
        body: Option<&Value>,
        token: Option<&str>,
    ) -> Result<Value, SeedError> {
        // A query holds a token.
        let shown = path.split('?').next().unwrap_or_default();
        let request = format!("{method} {shown}");
        let silence = |error: reqwest::Error| SeedError::Silence {
            request: request.clone(),
            cause: error.without_url().to_string(),
        };
        let mut sent = self.client.request(method, format!("{}{path}", self.url));
        if let Some(body) = body {
            sent = sent.json(body);
        }
        if let Some(token) = token {
            sent = sent.bearer_auth(token);
        }
        let answer: Value = sent
            .send()
            .await
            .map_err(silence)?
            .json()
            .await
            .map_err(silence)?;
        let told = &answer[field];
        let is_good = match told.as_i64() {
            Some(number) => good.contains(&number),
            None => told == "success" || told == true,
        };
        if is_good {
            return Ok(answer);
        }
        let said = [&answer["msg"], &answer["message"]]
            .into_iter()
            .find_map(Value::as_str);
        Err(SeedError::Refused {
            request,
            said: said.map_or_else(|| answer.to_string(), str::to_owned),
        })
    }

    /// The code in the newest mail to `address`; empty when there is none.
    pub(super) fn mailed_code(&self, address: &str) -> String {
        let mails = self.stack.inbox().list(Some(address));
        let text = mails.first().map(|mail| mail.text.as_str());
        // It stands behind the words 验证码是, and is the only number that does.
        let code = text
            .and_then(|text| text.split_once("验证码是:"))
            .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect());
        code.unwrap_or_default()
    }
}

/// The number in the field `id`; 0 when there is none, which nobody has.
pub(super) fn id(record: &Value) -> i64 {
    record["id"].as_i64().unwrap_or_default()
}

/// A text; empty when it is none.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
