//! What a page of 100 users costs as the directory grows.
//!
//! `cargo bench -p tests --bench listing` fills the directory of a stack in memory with 100, 1,000, 10,000 and 100,000 users and reads
//! pages at its beginning, middle and end: DynamoDB requests and time for each. Both stay what they are.

use std::time::{Duration, Instant};

use local::{Options, Stack};
use reqwest::Client;
use serde_json::json;
use shared::store::Store;
use tests::meter::Meter;

type Error = Box<dyn std::error::Error>;

/// How many users the directory has, one after the other.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// How often each page is read.
const READS: u32 = 20;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let meter = Meter::start().await;
    let mut options = Options::in_memory(tests::stack::template());
    options.environment.insert(
        "AWS_ENDPOINT_URL_DYNAMODB".to_owned(),
        meter.url().to_owned(),
    );
    let stack = Stack::start(options).await?;
    meter.attach(stack.dynamodb_url());
    let client = tests::stack::client();
    let token = superuser(&client, &stack.url()).await?;
    let store = tests::stack::store(&stack.dynamodb_url());
    println!(
        "{:>8} {:>10} {:>10} {:>10} {:>12}",
        "users", "cursor", "requests", "steps", "ms per page"
    );
    let progress = tests::progress::bar("users", SIZES.iter().copied().max().unwrap_or_default());
    let mut users = 1;
    for size in SIZES {
        while users < size {
            users += fill(&stack, &store, (size - users).min(100)).await?;
            progress.set_position(u64::try_from(users)?);
        }
        for cursor in [1, size / 2, size - 101_usize.min(size - 1)] {
            let url = format!("{}/account/user/?limit=100&cursor={cursor}", stack.url());
            let _ = meter.read();
            let began = Instant::now();
            for _ in 0..READS {
                let answer = tests::Answer::try_to(client.get(&url).bearer_auth(&token))
                    .await
                    .expect("an answer");
                assert!(answer.status.is_success(), "{:?}", answer.body);
            }
            let (spent, reading): (Duration, _) = (began.elapsed() / READS, meter.read());
            let reads = usize::try_from(READS)?;
            progress.suspend(|| {
                println!(
                    "{size:>8} {cursor:>10} {:>10} {:>10} {:>12.1}",
                    reading.operations.len() / reads,
                    reading.sequential / reads,
                    spent.as_secs_f64() * 1000.0
                );
            });
        }
    }
    stack.stop().await;
    Ok(())
}

/// Makes a superuser and signs them in; the token.
async fn superuser(client: &Client, url: &str) -> Result<String, Error> {
    let account = json!({ "username": "admin", "password": "12345678" });
    let post = |path: &str, body: serde_json::Value| {
        tests::Answer::to(client.post(format!("{url}{path}")).json(&body))
    };
    post(
        "/2015-03-31/functions/create-superuser/invocations",
        account,
    )
    .await;
    let answer = post(
        "/login_account_password",
        json!({ "Username": "admin", "Password": "12345678" }),
    )
    .await;
    Ok(answer.text("Token").to_owned())
}

/// Adds so many users, at most 100, past the meter.
async fn fill(stack: &Stack, store: &Store, count: usize) -> Result<usize, Error> {
    let now = stack.host().clock.now();
    tests::stack::create_users(store, now, u32::try_from(count)?, |_| {}).await?;
    Ok(count)
}
