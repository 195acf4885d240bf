//! Counts what functions ask of DynamoDB: a proxy before the engine that notes when each request begins and ends.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Response;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::onward::onward;

/// What reads; everything else writes.
const READS: [&str; 2] = ["BatchGetItem", "Query"];
/// How long a request is under way beside what the engine takes.
const DISTANCE: Duration = Duration::from_millis(5);

/// One request, by operation.
#[derive(Clone, Debug)]
struct Trip {
    operation: String,
    began: Instant,
    ended: Instant,
    read_units: f64,
    write_units: f64,
}

/// The meter.
#[derive(Clone, Debug)]
pub struct Meter {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    engine: OnceLock<String>,
    client: Client,
    trips: Mutex<Vec<Trip>>,
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Steps that had to wait for the one before.
    pub sequential: usize,
    /// The operations, in the order in which they began.
    pub operations: Vec<String>,
}

/// What was consumed, in DynamoDB's request units (on demand) or capacity units (provisioned).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consumed {
    /// By reading.
    pub read_units: f64,
    /// By writing, in the tables and in their indexes.
    pub write_units: f64,
}

impl Meter {
    /// A meter that listens; [`Meter::attach`] tells it where the engine is.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let client = crate::stack::client();
        let shared = Arc::new(Shared {
            engine: OnceLock::new(),
            client,
            trips: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Where it listens: the functions' `AWS_ENDPOINT_URL_DYNAMODB`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Passes requests on to the engine at `url` from now on.
    pub fn attach(&self, url: String) {
        let _ = self.shared.engine.set(url);
    }

    /// What was counted since the last reading. Requests that overlap are one step.
    #[must_use]
    pub fn read(&self) -> Reading {
        self.read_all().0
    }

    /// What was counted and consumed since the last reading.
    #[must_use]
    pub fn read_all(&self) -> (Reading, Consumed) {
        let mut trips = std::mem::take(
            &mut *self
                .shared
                .trips
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        trips.sort_by_key(|trip| trip.began);
        let mut sequential = 0;
        let mut step_ends: Option<Instant> = None;
        for trip in &trips {
            match step_ends {
                Some(end) if trip.began < end => step_ends = Some(end.max(trip.ended)),
                _ => {
                    sequential += 1;
                    step_ends = Some(trip.ended);
                }
            }
        }
        let consumed = Consumed {
            read_units: trips
                .iter()
                .map(|trip| trip.read_units)
                .fold(0.0, std::ops::Add::add),
            write_units: trips
                .iter()
                .map(|trip| trip.write_units)
                .fold(0.0, std::ops::Add::add),
        };
        let reading = Reading {
            sequential,
            operations: trips.into_iter().map(|trip| trip.operation).collect(),
        };
        (reading, consumed)
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // As far away as a real database: requests of one moment overlap, however fast the engine is.
    tokio::time::sleep(DISTANCE).await;
    let target = parts
        .headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let reply = onward(
        &shared.client,
        shared.engine.get().expect("an engine"),
        &parts,
        asking_for_capacity(&body),
    )
    .await;
    let capacity = consumed(&reply.body);
    let is_read = READS.contains(&operation.as_str());
    let trip = Trip {
        operation,
        began,
        ended: Instant::now(),
        read_units: if is_read { capacity } else { 0.0 },
        write_units: if is_read { 0.0 } else { capacity },
    };
    shared
        .trips
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(trip);
    reply.into_response()
}

/// The request, with the wish to be told what it consumes.
fn asking_for_capacity(body: &[u8]) -> Vec<u8> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(mut request)) => {
            request.insert("ReturnConsumedCapacity".to_owned(), json!("TOTAL"));
            Value::Object(request).to_string().into_bytes()
        }
        _ => body.to_vec(),
    }
}

/// The capacity units that an answer tells of, over all its tables with their indexes; none for a refusal, which tells nothing.
fn consumed(body: &[u8]) -> f64 {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(units).sum(),
        table => units(table),
    }
}

fn units(table: &Value) -> f64 {
    table["CapacityUnits"].as_f64().unwrap_or_default()
}
