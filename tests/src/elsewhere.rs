//! The tests on another DynamoDB than the embedded one: all stacks share it, so each gets tables of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Response;
use reqwest::Client;
use tokio::net::TcpListener;

use crate::onward::onward;

/// The tables of the template.
const TABLES: [&str; 2] = ["UsersTable", "CodesTable"];

/// The URL of the other DynamoDB, if the tests are told one by `TEST_DYNAMODB_URL`.
#[must_use]
pub fn dynamodb() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "how a test run is told")]
    std::env::var("TEST_DYNAMODB_URL").ok()
}

struct Shared {
    engine: String,
    client: Client,
    suffix: String,
}

/// A door to the DynamoDB at `engine` behind which the tables' names have a suffix that no other door has.
///
/// # Panics
/// When it cannot listen.
pub async fn door(engine: String) -> String {
    static DOORS: AtomicU32 = AtomicU32::new(0);
    let door = DOORS.fetch_add(1, Ordering::Relaxed);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let shared = Arc::new(Shared {
        engine,
        client: crate::stack::client(),
        suffix: format!("-{}-{door}", std::process::id()),
    });
    let router = Router::new().fallback(pass).with_state(shared);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut body = String::from_utf8_lossy(&body).into_owned();
    for table in TABLES {
        body = body.replace(
            &format!("\"{table}\""),
            &format!("\"{table}{}\"", shared.suffix),
        );
    }
    let reply = onward(&shared.client, &shared.engine, &parts, body).await;
    let text = String::from_utf8_lossy(&reply.body).replace(&shared.suffix, "");
    reply.saying(text).into_response()
}
