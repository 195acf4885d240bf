//! Lets what functions call of AWS fail: a proxy before DynamoDB, SES and Secrets Manager that counts requests and lets the n-th
//! fail, or the n-th and all after it.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::double::Script;
use crate::onward::onward;
use crate::stack::TestStack;

/// The kind of the key of a count of attempts from which one is taken back.
pub const TAKEN_BACK: &str = "attempts taken back";

/// How a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refused, for there were too many.
    Throttled,
    /// The service fails, and has done nothing.
    ServerError,
    /// The connection breaks before the service has heard of it.
    Reset,
    /// Refused, for a transaction holds an item; nothing that only reads or is of no transaction fails so.
    Conflict,
    /// Done, and the connection breaks before the answer.
    AnswerLost,
    /// Done, and the answer is that the service fails.
    AnswerWrong,
    /// Done, and there is no answer, ever.
    Silence,
}

/// Which requests fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// One.
    Once,
    /// This one and all after it.
    Always,
}

/// A service that functions call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The tables.
    DynamoDb,
    /// The mails.
    Ses,
    /// The secrets.
    SecretsManager,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// For whom.
    pub service: Service,
    /// The operation, such as `PutItem`.
    pub operation: String,
    /// The kind of its one key; empty when it has several, or none.
    pub kind: String,
    /// Whether it was made to fail.
    pub failed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Plan {
    only: Option<Service>,
    nth: usize,
    fault: Fault,
    times: Times,
}

impl Plan {
    /// How `next` fails after these.
    fn fault_of(&self, next: &Seen, before: &[Seen]) -> Option<Fault> {
        let counts = |seen: &&Seen| self.only.is_none_or(|only| seen.service == only);
        let at = before.iter().filter(counts).count() + 1;
        let is_meant = match self.times {
            Times::Once => at == self.nth,
            Times::Always => at >= self.nth,
        };
        (is_meant && counts(&next) && next.can(self.fault)).then_some(self.fault)
    }
}

#[derive(Debug, Default)]
struct Play {
    plan: Option<Plan>,
    seen: Vec<Seen>,
}

/// The proxy.
#[derive(Clone, Debug)]
pub struct Faults {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    client: Client,
    dynamodb: OnceLock<String>,
    aws: OnceLock<String>,
    play: Mutex<Play>,
}

impl Shared {
    fn play(&self) -> MutexGuard<'_, Play> {
        self.play.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Faults {
    /// A proxy that listens; [`Faults::attach`] tells it where AWS is.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            client: crate::stack::client(),
            dynamodb: OnceLock::new(),
            aws: OnceLock::new(),
            play: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// The variables that lead the functions of a stack here.
    ///
    /// A region of its own, because all clients of one region and process share what they may spend on repetitions.
    #[must_use]
    pub fn environment<'a>(&'a self, region: &'a str) -> [(&'a str, &'a str); 4] {
        [
            ("AWS_REGION", region),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.url),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &self.url),
            ("AWS_ENDPOINT_URL_SES", &self.url),
        ]
    }

    /// Passes requests on to the AWS of `stack` from now on.
    pub fn attach(&self, stack: &TestStack) {
        let _ = self.shared.dynamodb.set(stack.inner().dynamodb_url());
        let _ = self.shared.aws.set(stack.inner().aws_url());
    }

    /// Lets the `nth` request from now on (the first is 1) fail, of those `only` for one service or of all.
    pub fn plan(&self, only: Option<Service>, nth: usize, fault: Fault, times: Times) {
        let plan = Plan {
            only,
            nth,
            fault,
            times,
        };
        *self.shared.play() = Play {
            plan: Some(plan),
            seen: Vec::new(),
        };
    }

    /// Lets nothing fail any more; what has come since the last plan or the last healing.
    #[must_use]
    pub fn heal(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.shared.play()).seen
    }
}

impl Seen {
    fn of(parts: &Parts, body: &Value) -> Self {
        let target = parts.headers.get("x-amz-target");
        let target = target.and_then(|value| value.to_str().ok());
        let (service, operation) = match target.and_then(|target| target.split_once('.')) {
            Some(("secretsmanager", operation)) => (Service::SecretsManager, operation),
            Some((_, operation)) => (Service::DynamoDb, operation),
            None => (Service::Ses, "SendEmail"),
        };
        let key = [&body["Key"], &body["Item"]]
            .into_iter()
            .find_map(|key| key["pk"]["S"].as_str())
            .unwrap_or_default();
        let takes_back = body["UpdateExpression"]
            .as_str()
            .is_some_and(|change| change.contains("#tries - "));
        let kind = match key.split('#').next().unwrap_or_default() {
            "attempts" if takes_back => TAKEN_BACK,
            kind => kind,
        };
        Self {
            service,
            operation: operation.to_owned(),
            kind: kind.to_owned(),
            failed: false,
        }
    }

    /// Whether it can fail so.
    #[must_use]
    pub fn can(&self, fault: Fault) -> bool {
        let writes_one = matches!(
            self.operation.as_str(),
            "PutItem" | "UpdateItem" | "DeleteItem"
        );
        // No transaction touches the counter of user ids.
        fault != Fault::Conflict
            || self.operation == "TransactWriteItems"
            || (writes_one && self.kind != "counter")
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut seen = Seen::of(&parts, &json);
    let service = seen.service;
    let fault = {
        let mut play = shared.play();
        let fault = play.plan.and_then(|plan| plan.fault_of(&seen, &play.seen));
        seen.failed = fault.is_some();
        play.seen.push(seen);
        fault
    };
    match fault {
        None => forward(&shared, service, &parts, body).await,
        Some(Fault::Throttled) => refusal(service, 400, "ThrottlingException", &json),
        Some(Fault::ServerError) => refusal(service, 500, "InternalServerError", &json),
        Some(Fault::Reset) => hang_up(),
        Some(Fault::Conflict) => conflict(service, &json),
        Some(Fault::AnswerLost) => {
            forward(&shared, service, &parts, body).await;
            hang_up()
        }
        Some(Fault::AnswerWrong) => {
            forward(&shared, service, &parts, body).await;
            refusal(service, 500, "InternalServerError", &json)
        }
        Some(Fault::Silence) => {
            forward(&shared, service, &parts, body).await;
            std::future::pending().await
        }
    }
}

async fn forward(shared: &Shared, service: Service, parts: &Parts, body: Bytes) -> Response<Body> {
    let url = match service {
        Service::DynamoDb => &shared.dynamodb,
        Service::Ses | Service::SecretsManager => &shared.aws,
    };
    let url = url.get().expect("a stack");
    onward(&shared.client, url, parts, body)
        .await
        .into_response()
}

/// Breaks the connection: it goes with the task that serves it. Nothing is printed, unlike with a panic.
fn hang_up() -> ! {
    std::panic::resume_unwind(Box::new("the connection breaks"))
}

/// The service's own way to say that it does not do it.
fn refusal(service: Service, status: u16, code: &'static str, request: &Value) -> Response<Body> {
    let answer = match service {
        Service::DynamoDb if code == "ThrottlingException" && !request["TableName"].is_null() => {
            dynamodb_error(status, "ProvisionedThroughputExceededException")
        }
        Service::DynamoDb => dynamodb_error(status, code),
        Service::SecretsManager if status == 500 => Script::Say(
            status,
            "application/x-amz-json-1.1",
            json!({ "__type": "InternalServiceError", "Message": "no" }).to_string(),
        ),
        Service::SecretsManager => Script::Say(
            status,
            "application/x-amz-json-1.1",
            json!({ "__type": code, "Message": "no" }).to_string(),
        ),
        Service::Ses if status == 500 => Script::ses_error(status, "InternalFailure", "no"),
        Service::Ses => Script::ses_error(status, "Throttling", "no"),
    };
    said(answer)
}

fn dynamodb_error(status: u16, code: &str) -> Script {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
    let body = json!({ "__type": kind, "message": "no" });
    Script::Say(status, "application/x-amz-json-1.0", body.to_string())
}

/// A transaction's first item, or the one item, is in another transaction.
fn conflict(service: Service, request: &Value) -> Response<Body> {
    let Some(items) = request["TransactItems"].as_array() else {
        return refusal(service, 400, "TransactionConflictException", &Value::Null);
    };
    let reasons: Vec<Value> = (0..items.len())
        .map(|at| match at {
            0 => json!({ "Code": "TransactionConflict", "Message": "no" }),
            _ => json!({ "Code": "None" }),
        })
        .collect();
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons,
    });
    said(Script::Say(
        400,
        "application/x-amz-json-1.0",
        body.to_string(),
    ))
}

fn said(script: Script) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    if let Script::Say(status, content_type, body) = script {
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        *response.body_mut() = Body::from(body);
        response
            .headers_mut()
            .insert("content-type", HeaderValue::from_static(content_type));
    }
    response
}
