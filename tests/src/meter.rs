//! Counts what functions ask of DynamoDB: a proxy before the engine that notes when each request begins and ends.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use reqwest::Client;
use tokio::net::TcpListener;

/// How long a request is under way beside what the engine takes.
const DISTANCE: Duration = Duration::from_millis(5);

/// One request, by operation.
#[derive(Clone, Debug)]
struct Trip {
    operation: String,
    began: Instant,
    ended: Instant,
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
        Reading {
            sequential,
            operations: trips.into_iter().map(|trip| trip.operation).collect(),
        }
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
    let mut onward = shared
        .client
        .post(shared.engine.get().expect("an engine"))
        .body(body);
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" {
            onward = onward.header(name, value);
        }
    }
    let mut response = Response::new(Body::empty());
    match onward.send().await {
        Ok(reply) => {
            *response.status_mut() = reply.status();
            for name in ["content-type", "x-amz-crc32"] {
                if let Some(value) = reply.headers().get(name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
            *response.body_mut() = Body::from(reply.bytes().await.unwrap_or_default());
        }
        Err(_) => *response.status_mut() = StatusCode::BAD_GATEWAY,
    }
    let trip = Trip {
        operation,
        began,
        ended: Instant::now(),
    };
    shared
        .trips
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(trip);
    response
}
