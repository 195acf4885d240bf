//! A stack for one test, and what it answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use local::{Options, Stack};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use shared::clock::Timestamp;
use shared::config::Config;
use shared::http_client;
use shared::random::Random;
use shared::store::{CommitError, Store, Write};
use shared::user::User;

use crate::conformance::{Sent, problem};
use crate::tables::listing_shard;

/// The template of the project.
#[must_use]
pub fn template() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../template.yaml"))
}

/// A local stack in memory on ports of its own.
pub struct TestStack {
    stack: Stack,
    client: Client,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, if it is JSON; else its text.
    pub body: Value,
}

impl Answer {
    /// Status and body, to compare with what is expected.
    #[must_use]
    pub fn outcome(&self) -> (u16, Value) {
        (self.status.as_u16(), self.body.clone())
    }

    /// The text of a field of the envelope.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    /// A header's text; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Waits for the answer to `request`, which must be as the description of the API says.
    ///
    /// # Panics
    /// When there is none, or another.
    pub async fn to(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a request");
        let sent = Sent::of(&request);
        let response = client.execute(request).await.expect("an answer");
        let answer = Self::received(response).await.expect("a body");
        if let Some(problem) = problem(&sent, answer.status.as_u16(), &answer.body) {
            panic!("{problem}");
        }
        answer
    }

    /// Waits for the answer to `request`, which may not come, whatever it is: for those who measure.
    ///
    /// # Errors
    /// When there is none, or only a part of one.
    pub async fn try_to(request: RequestBuilder) -> reqwest::Result<Self> {
        Self::received(request.send().await?).await
    }

    async fn received(response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        Ok(Self {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        })
    }
}

impl TestStack {
    /// A stack as a developer starts it.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        Self::with(&[], &[]).await
    }

    /// A stack with these template parameters, and these variables in every function's environment.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn with(parameters: &[(&str, &str)], environment: &[(&str, &str)]) -> Self {
        let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let mut options = Options::in_memory(template());
        options.parameters = owned(parameters);
        options.environment = owned(environment);
        if let Some(engine) = crate::elsewhere::dynamodb() {
            options.dynamodb = Some(crate::elsewhere::door(engine).await);
        }
        let stack = Stack::start(options).await.expect("the stack starts");
        Self {
            stack,
            client: client(),
        }
    }

    /// Where the API is.
    #[must_use]
    pub fn url(&self) -> String {
        self.stack.url()
    }

    /// The stack itself.
    #[must_use]
    pub fn inner(&self) -> &Stack {
        &self.stack
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.stack.host().clock.advance(seconds);
    }

    /// A request to `path` with the client of this test.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url()))
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// `POST path` with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    /// `POST path` with a body of this type, as it is.
    pub async fn post_raw(
        &self,
        path: &str,
        content_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        Answer::to(
            self.request(Method::POST, path)
                .header("content-type", content_type)
                .body(body),
        )
        .await
    }

    /// Invokes a function directly.
    pub async fn invoke(&self, function: &str, event: &Value) -> Answer {
        self.post(
            &format!("/2015-03-31/functions/{function}/invocations"),
            event,
        )
        .await
    }

    /// Asks the stack's DynamoDB, by way of the AWS port, for what no endpoint shows.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn dynamodb(&self, operation: &str, request: &Value) -> Value {
        dynamodb(&self.client, &self.stack.aws_url(), operation, request).await
    }

    /// A user as it is stored.
    pub async fn user_item(&self, id: i64) -> Value {
        user_item(&self.client, &self.stack.aws_url(), id).await
    }

    /// Closes an account, as a superuser will.
    pub async fn disable_user(&self, id: i64) {
        let request = json!({
            "TableName": "UsersTable",
            "Key": { "pk": { "S": format!("user#{id}") } },
            "UpdateExpression": "SET #state = :disabled",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": { "#state": "state" },
            "ExpressionAttributeValues": { ":disabled": { "S": "disabled" } },
        });
        self.dynamodb("UpdateItem", &request).await;
    }

    /// The audit records about a user, oldest first, as they are stored.
    ///
    /// # Panics
    /// When the answer is no list.
    pub async fn audit_records(&self, subject: i64) -> Vec<Value> {
        let request = json!({
            "TableName": "CodesTable",
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": { ":pk": { "S": format!("audit#{subject}") } },
        });
        self.dynamodb("Query", &request).await["Items"]
            .as_array()
            .expect("a list")
            .clone()
    }

    /// The audit records of one kind about a user, oldest first, as they are stored.
    pub async fn audit_records_of(&self, subject: i64, kind: &str) -> Vec<Value> {
        let mut records = self.audit_records(subject).await;
        records.retain(|record| record["kind"]["S"] == kind);
        records
    }

    /// The mails to `to`, newest first.
    ///
    /// # Panics
    /// When the inbox is no list.
    pub async fn inbox(&self, to: &str) -> Vec<Value> {
        let answer = self.get(&format!("/_local/inbox?to={to}")).await;
        answer.body.as_array().expect("a list of mails").clone()
    }

    /// The code in the newest mail to `to`.
    ///
    /// # Panics
    /// When there is none.
    pub async fn mailed_code(&self, to: &str) -> String {
        let mails = self.inbox(to).await;
        let text = mails
            .first()
            .and_then(|mail| mail["text"].as_str())
            .expect("a mail");
        let (_, rest) = text.split_once("验证码是:").expect("a mail with a code");
        rest.chars().take(4).collect()
    }

    /// The openid of the sandbox's person `name`, proven for ten minutes.
    ///
    /// # Panics
    /// When WeChat's sandbox does not know them.
    pub async fn prove(&self, name: &str) -> String {
        let answer = self
            .post("/api/v1/weixinmp", &json!({ "code": name }))
            .await;
        answer.body["data"]["openid"]
            .as_str()
            .unwrap_or_else(|| panic!("{:?}", answer.body))
            .to_owned()
    }
}

/// An HTTP client without proxies and redirects, and with a connection pool of its own.
///
/// # Panics
/// When there is no TLS.
#[must_use]
pub fn client() -> Client {
    let builder = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    builder.build().expect("an HTTP client")
}

/// The functions' store on the DynamoDB at `url`, which a stack or the meter before it serves.
///
/// # Panics
/// Never: the configuration is whole.
#[must_use]
pub fn store(url: &str) -> Store {
    let config = Config::from_lookup(|name| {
        let value = match name {
            "STAGE" | "AWS_REGION" => "local",
            "USERS_TABLE" => "UsersTable",
            "CODES_TABLE" => "CodesTable",
            "TOKEN_KEYS_SECRET" | "PROVIDERS_SECRET" => "none",
            "MAIL_SENDER" => "no-reply@example.com",
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "tests",
            "AWS_ENDPOINT_URL_DYNAMODB" => url,
            _ => return None,
        };
        Some(value.to_owned())
    });
    let config = config.expect("a whole configuration");
    let http = http_client::aws::client(true);
    Store::new(&Arc::new(config), &http, Random::system())
}

/// Asks the DynamoDB of the stack whose AWS port is at `aws_url` for what no endpoint shows.
///
/// # Panics
/// When it refuses.
pub async fn dynamodb(client: &Client, aws_url: &str, operation: &str, request: &Value) -> Value {
    let credential = "AWS4-HMAC-SHA256 Credential=test/20261120/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    let request = client
        .post(aws_url)
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-date", "20261120T000000Z")
        .header("authorization", credential)
        .body(request.to_string());
    let answer = Answer::to(request).await;
    assert!(answer.status.is_success(), "{:?}", answer.body);
    answer.body
}

async fn user_item(client: &Client, aws_url: &str, id: i64) -> Value {
    let key = json!({ "pk": { "S": format!("user#{id}") } });
    let request = json!({ "TableName": "UsersTable", "Key": key });
    dynamodb(client, aws_url, "GetItem", &request).await["Item"].clone()
}

/// Lists `count` copies of a user beside the others, under ids of their own. Nobody can sign in as one.
///
/// # Panics
/// When there is no such user.
pub async fn list_copies(client: &Client, aws_url: &str, user: i64, count: i64) {
    let user = user_item(client, aws_url, user).await;
    let take = json!({
        "TableName": "UsersTable",
        "Key": { "pk": { "S": "counter#user" } },
        "UpdateExpression": "ADD #last :count",
        "ExpressionAttributeNames": { "#last": "last" },
        "ExpressionAttributeValues": { ":count": { "N": count.to_string() } },
        "ReturnValues": "UPDATED_NEW",
    });
    let taken = dynamodb(client, aws_url, "UpdateItem", &take).await;
    let last = taken["Attributes"]["last"]["N"].as_str();
    let last: i64 = last.and_then(|last| last.parse().ok()).expect("a number");
    for id in last - count + 1..=last {
        let mut copy = user.clone();
        copy["pk"]["S"] = json!(format!("user#{id}"));
        copy["id"]["N"] = json!(id.to_string());
        for section in ["user", "mjpm"] {
            copy[format!("listed_{section}")]["S"] =
                json!(format!("{section}#{}", listing_shard(id)));
        }
        let put = json!({ "TableName": "UsersTable", "Item": copy });
        dynamodb(client, aws_url, "PutItem", &put).await;
    }
}

/// Creates so many users at once, at most 100, each as `shape` makes it; by rising id.
///
/// # Errors
/// [`CommitError`].
pub async fn create_users(
    store: &Store,
    now: Timestamp,
    count: u32,
    mut shape: impl FnMut(&mut User),
) -> Result<Vec<User>, CommitError> {
    let mut users = Vec::new();
    for id in store.next_user_ids(count).await? {
        let mut user = User::new(id, now);
        shape(&mut user);
        users.push(user);
    }
    let writes: Vec<_> = users
        .iter()
        .map(|user| Write::CreateUser {
            user,
            password: None,
        })
        .collect();
    store.commit(&writes).await?;
    Ok(users)
}
