//! DynamoDB: an embedded engine on a thread of its own, or another one somewhere, with the tables of the template.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode, header};
use dynoxide::Database;
use dynoxide::server::serve_with_shutdown;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::http_client;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use super::answer;
use super::in_process::{self, Call, Way};
use crate::stack::{Shared, StartError};

/// What an engine that verifies no signatures wants to see in place of one.
pub(super) const UNSIGNED: &str = "AWS4-HMAC-SHA256 Credential=local/20261120/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/// Where the tables are.
#[derive(Debug)]
pub enum Engine {
    /// In this process.
    Embedded(Embedded),
    /// Somewhere else, at this URL.
    Elsewhere(String),
}

/// The running engine; dropping it stops it and waits until its files are closed.
#[derive(Debug)]
pub struct Embedded {
    address: SocketAddr,
    pub(super) way: Way,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the engine on the database at `path`, or in memory, and makes the tables that are not there yet.
    ///
    /// It works synchronously, so it gets a thread and a runtime of its own. It answers any page of any site that finds it
    /// (`access-control-allow-origin: *`), so it listens on a loopback address that nobody finds: `hidden` says which.
    ///
    /// # Errors
    /// [`StartError::Database`].
    pub fn start(
        path: Option<&Path>,
        tables: &[(Value, Option<String>)],
        hidden: [u8; 3],
    ) -> Result<Self, StartError> {
        let fail = |problem: String| StartError::Database(problem);
        let database = match path {
            Some(path) => Database::new(&path.to_string_lossy())
                .map_err(|e| fail(format!("{}: {e}", path.display())))?,
            None => Database::memory().map_err(|e| fail(e.to_string()))?,
        };
        for (table, ttl) in tables {
            make_table(&database, table, ttl.as_deref()).map_err(fail)?;
        }
        let listener = listen(hidden).map_err(|e| fail(e.to_string()))?;
        listener
            .set_nonblocking(true)
            .map_err(|e| fail(e.to_string()))?;
        let address = listener.local_addr().map_err(|e| fail(e.to_string()))?;
        let database = Arc::new(database);
        let (way, queue) = in_process::way(&database);
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("dynamodb".to_owned())
            .spawn(move || serve(listener, &database, queue, stopped))
            .map_err(|e| fail(e.to_string()))?;
        Ok(Self::Embedded(Embedded {
            address,
            way,
            stop: Some(stop),
            thread: Some(thread),
        }))
    }

    /// Uses the engine at `url`, and makes the tables that are not there yet.
    ///
    /// # Errors
    /// [`StartError::Database`].
    pub async fn elsewhere(
        url: String,
        tables: &[(Value, Option<String>)],
        http: &reqwest::Client,
    ) -> Result<Self, StartError> {
        for (table, _) in tables {
            let name = &table["TableName"];
            let fail = |problem: String| StartError::Database(format!("{url}: {name}: {problem}"));
            let request = http
                .post(&url)
                .header("x-amz-target", "DynamoDB_20120810.CreateTable")
                .header(header::CONTENT_TYPE, "application/x-amz-json-1.0")
                .header(header::AUTHORIZATION, UNSIGNED)
                .header("x-amz-date", "20261120T000000Z")
                .body(table.to_string());
            let reply = request.send().await.map_err(|e| fail(e.to_string()))?;
            let is_made = reply.status().is_success();
            let told = reply.text().await.map_err(|e| fail(e.to_string()))?;
            if !is_made && !told.contains("ResourceInUseException") {
                return Err(fail(told));
            }
        }
        Ok(Self::Elsewhere(url))
    }

    /// The way to it, and to the rest of AWS, for functions in this process.
    #[must_use]
    pub fn client(&self) -> SharedHttpClient {
        match self {
            Self::Embedded(embedded) => in_process::client(&self.url(), embedded.way.clone()),
            Self::Elsewhere(_) => http_client::aws::client(true),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Embedded(embedded) => format!("http://{}", embedded.address),
            Self::Elsewhere(url) => url.clone(),
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Listens on a free port of `127.x.y.z`: 39 bits to guess, with the port. A system that has but `127.0.0.1` leaves the port's.
fn listen([one, two, three]: [u8; 3]) -> std::io::Result<std::net::TcpListener> {
    let hidden = Ipv4Addr::new(127, one, two, three);
    std::net::TcpListener::bind((hidden, 0))
        .or_else(|_| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
}

fn serve(
    listener: std::net::TcpListener,
    database: &Database,
    queue: UnboundedReceiver<Call>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let served = runtime.map_err(|e| e.to_string()).and_then(|runtime| {
        let served = runtime.block_on(async {
            let listener = TcpListener::from_std(listener).map_err(|e| e.to_string())?;
            tokio::select! {
                // An idle connection is not waited for.
                served = serve_with_shutdown(listener, database.clone(), std::future::pending()) => served,
                () = in_process::serve(database, queue) => Ok(()),
                _ = stopped => Ok(()),
            }
        });
        runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        served
    });
    if let Err(problem) = served {
        tracing::error!(
            event = "database_stopped",
            cause = problem,
            "the embedded database stopped"
        );
    }
}

pub(super) fn make_table(
    database: &Database,
    table: &Value,
    ttl: Option<&str>,
) -> Result<(), String> {
    let name = table["TableName"].clone();
    if let Ok(known) = database.describe_table(request(json!({ "TableName": name }))?) {
        let known = serde_json::to_value(known).map_err(|e| e.to_string())?;
        return if indexes(&known["Table"]) == indexes(table) {
            Ok(())
        } else {
            Err(format!(
                "table {name} has other indexes than the template; --reset starts afresh"
            ))
        };
    }
    database
        .create_table(request(table.clone())?)
        .map_err(|e| e.to_string())?;
    if let Some(attribute) = ttl {
        let specification = json!({ "TableName": name, "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": true } });
        database
            .update_time_to_live(request(specification)?)
            .map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn indexes(table: &Value) -> Vec<&str> {
    let indexes = table["GlobalSecondaryIndexes"]
        .as_array()
        .into_iter()
        .flatten();
    let mut names: Vec<&str> = indexes
        .filter_map(|index| index["IndexName"].as_str())
        .collect();
    names.sort_unstable();
    names
}

fn request<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_json::from_value(json).map_err(|e| e.to_string())
}

/// Hands a request of another process, such as the AWS CLI, on to the engine.
pub async fn forward(shared: &Shared, headers: &HeaderMap, body: Bytes) -> Response<Body> {
    let mut request = shared.http.post(shared.engine.url()).body(body);
    for name in [
        "x-amz-target",
        "content-type",
        "authorization",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
    ] {
        if let Some(value) = headers.get(name) {
            request = request.header(name, value);
        }
    }
    let fail = || {
        answer(
            StatusCode::INTERNAL_SERVER_ERROR,
            "application/x-amz-json-1.0",
            r#"{"__type":"InternalServerError"}"#.to_owned(),
        )
    };
    let Ok(reply) = request.send().await else {
        return fail();
    };
    let status = reply.status();
    let kept: Vec<_> = ["content-type", "x-amzn-requestid", "x-amz-crc32"]
        .iter()
        .filter_map(|name| Some((*name, reply.headers().get(*name)?.clone())))
        .collect();
    let Ok(bytes) = reply.bytes().await else {
        return fail();
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    for (name, value) in kept {
        response.headers_mut().insert(name, value);
    }
    response
}
