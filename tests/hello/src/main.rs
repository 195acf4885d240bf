//! A bare function: it answers every request with a greeting, and needs nothing for it.
//!
//! `tests/benches/cold_start.rs` starts it beside every function of the project; both are built with the same profile.

use lambda_http::{Body, Error, Request, Response, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |_: Request| {
        Ok::<_, Error>(Response::new(Body::from("hello")))
    }))
    .await
}
