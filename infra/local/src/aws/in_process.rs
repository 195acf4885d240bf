//! The functions' way to AWS within this process: what is for the embedded database goes to it without a socket in between, and all else
//! over HTTP.
//!
//! What is read by key is read at once: that takes some ten microseconds, fewer than to wake another thread and be woken by it. All else
//! goes to the engine's thread, where a write may wait for the disk.
//!
//! A transaction's token tells the engine when it is asked for the same once more, because the answer was lost. From here an answer is
//! lost only when nobody waits for it any more, and [`serve`] keeps those few itself.
//!
//! The requests are those that the SDK has built and signed, and the answers those that it reads; what other processes ask comes by the
//! engine's own server, and so does what tests put a proxy before.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Weak};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use axum::http::StatusCode;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::http_client;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// What `x-amz-target` has before the name of an operation.
const TARGET: &str = "DynamoDB_20120810.";
/// How many answers that nobody heard are kept.
const UNHEARD: usize = 64;

/// The database as functions reach it, for as long as the engine runs.
#[derive(Clone)]
pub struct Way {
    database: Weak<Database>,
    calls: UnboundedSender<Call>,
}

/// A request on its way to the engine's thread, and where the answer is waited for.
#[derive(Debug)]
pub struct Call {
    operation: Operation,
    body: SdkBody,
    reply: oneshot::Sender<HttpResponse>,
}

/// The way to `database`, and the calls that [`serve`] takes from it.
#[must_use]
pub fn way(database: &Arc<Database>) -> (Way, UnboundedReceiver<Call>) {
    let (calls, queue) = mpsc::unbounded_channel();
    let database = Arc::downgrade(database);
    (Way { database, calls }, queue)
}

/// A client that goes this way with what is sent to `url`, which has no path.
#[must_use]
pub fn client(url: &str, way: Way) -> SharedHttpClient {
    SharedHttpClient::new(Client {
        root: root(url),
        way,
        elsewhere: http_client::aws::client(true),
    })
}

/// With its slash, so that port 4000 is not taken for the beginning of 40001.
fn root(url: &str) -> String {
    format!("{url}/")
}

/// Answers what is queued, one call after the other.
pub async fn serve(database: &Database, mut queue: UnboundedReceiver<Call>) {
    let mut unheard = Unheard::default();
    while let Some(call) = queue.recv().await {
        // Who has given up before its turn may have asked again already, further behind.
        if !call.reply.is_closed() {
            call.carry_out(database, &mut unheard);
        }
    }
}

impl Call {
    fn carry_out(self, database: &Database, unheard: &mut Unheard) {
        let token = self.operation.token(&self.body);
        let response = token
            .as_deref()
            .and_then(|token| unheard.take(token))
            .unwrap_or_else(|| self.operation.answer(database, &self.body));
        if let (Err(response), Some(token)) = (self.reply.send(response), token) {
            unheard.keep(token, response);
        }
    }
}

/// The answers of transactions that nobody was there to hear, the latest, by the token of the request (Amazon DynamoDB API Reference,
/// "TransactWriteItems", `ClientRequestToken`).
///
/// The engine would keep each token with its answer for ten minutes, and look through all of them with each transaction.
#[derive(Debug, Default)]
struct Unheard(VecDeque<(String, HttpResponse)>);

impl Unheard {
    fn take(&mut self, token: &str) -> Option<HttpResponse> {
        let place = self.0.iter().position(|(kept, _)| kept == token)?;
        self.0.remove(place).map(|(_, response)| response)
    }

    fn keep(&mut self, token: String, response: HttpResponse) {
        self.0.truncate(UNHEARD - 1);
        self.0.push_front((token, response));
    }
}

impl Way {
    async fn go(self, operation: Operation, body: SdkBody) -> Result<HttpResponse, ConnectorError> {
        if operation.reads_by_key() {
            // Where all run on one thread, others have their turn, as they would while this one is on its way: races stay races.
            if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
                yield_now().await;
            }
            let database = self.database.upgrade().ok_or_else(stopped)?;
            return Ok(operation.answer(&database, &body));
        }
        let (reply, answer) = oneshot::channel();
        let call = Call {
            operation,
            body,
            reply,
        };
        self.calls.send(call).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())
    }
}

fn stopped() -> ConnectorError {
    ConnectorError::io("the embedded database has stopped".into())
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way").finish_non_exhaustive()
    }
}

/// The operations that functions use.
#[derive(Clone, Copy, Debug)]
enum Operation {
    BatchGetItem,
    DeleteItem,
    PutItem,
    Query,
    TransactWriteItems,
    UpdateItem,
}

impl Operation {
    fn of(request: &HttpRequest) -> Option<Self> {
        let target = request.headers().get("x-amz-target")?;
        Some(match target.strip_prefix(TARGET)? {
            "BatchGetItem" => Self::BatchGetItem,
            "DeleteItem" => Self::DeleteItem,
            "PutItem" => Self::PutItem,
            "Query" => Self::Query,
            "TransactWriteItems" => Self::TransactWriteItems,
            "UpdateItem" => Self::UpdateItem,
            _ => return None,
        })
    }

    const fn reads_by_key(self) -> bool {
        matches!(self, Self::BatchGetItem)
    }

    /// What tells a transaction from all others but its own repetition.
    fn token(self, body: &SdkBody) -> Option<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Transaction {
            client_request_token: Option<String>,
        }

        if !matches!(self, Self::TransactWriteItems) {
            return None;
        }
        let transaction: Transaction = serde_json::from_slice(body.bytes()?).ok()?;
        transaction.client_request_token
    }

    fn answer(self, database: &Database, body: &SdkBody) -> HttpResponse {
        let body = body.bytes().unwrap_or_default();
        let answer = match self {
            Self::BatchGetItem => answer(body, |it| database.batch_get_item(it)),
            Self::DeleteItem => answer(body, |it| database.delete_item(it)),
            Self::PutItem => answer(body, |it| database.put_item(it)),
            Self::Query => answer(body, |it| database.query(it)),
            Self::TransactWriteItems => answer(body, |mut it: TransactWriteItemsRequest| {
                it.client_request_token = None;
                database.transact_write_items(it)
            }),
            Self::UpdateItem => answer(body, |it| database.update_item(it)),
        };
        let (status, json) = answer.unwrap_or_else(|error| {
            let status = StatusCode::from_u16(error.status_code());
            (
                status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                error.to_json().into_bytes(),
            )
        });
        let mut response = HttpResponse::new(status.into(), SdkBody::from(json));
        response
            .headers_mut()
            .insert("content-type", "application/x-amz-json-1.0");
        response
    }
}

fn answer<T: DeserializeOwned, R: Serialize>(
    body: &[u8],
    ask: impl FnOnce(T) -> dynoxide::Result<R>,
) -> dynoxide::Result<(StatusCode, Vec<u8>)> {
    let unreadable = |e: serde_json::Error| DynoxideError::SerializationException(e.to_string());
    let answer = ask(serde_json::from_slice(body).map_err(unreadable)?)?;
    let json = serde_json::to_vec(&answer)
        .map_err(|e| DynoxideError::InternalServerError(e.to_string()))?;
    Ok((StatusCode::OK, json))
}

#[derive(Clone, Debug)]
struct Client {
    root: String,
    way: Way,
    elsewhere: SharedHttpClient,
}

#[derive(Debug)]
struct Connector {
    client: Client,
    elsewhere: SharedHttpConnector,
}

impl HttpClient for Client {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            client: self.clone(),
            elsewhere: self.elsewhere.http_connector(settings, components),
        })
    }
}

impl HttpConnector for Connector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let operation = Operation::of(&request);
        let (Some(operation), true) = (operation, request.uri().starts_with(&self.client.root))
        else {
            return self.elsewhere.call(request);
        };
        let body = std::mem::replace(request.body_mut(), SdkBody::taken());
        HttpConnectorFuture::new(self.client.way.clone().go(operation, body))
    }
}

#[cfg(test)]
mod tests;
