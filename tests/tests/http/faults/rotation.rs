//! The rotation of the token keys, with each call of its steps failing in turn: whatever happens there is a key to sign with, and
//! when Secrets Manager tries again there is one new key.

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tests::faults::{Fault, Faults, Times};
use tests::{Answer, TestStack};

/// The version that a rotation makes.
const VERSION: &str = "11111111-1111-1111-1111-111111111111";

/// An operation of the local Secrets Manager on the token keys.
async fn secrets(stack: &TestStack, operation: &str, request: Value) -> Answer {
    let mut request = request;
    request["SecretId"] = json!("TokenKeysSecret");
    let request = tests::stack::client()
        .post(stack.inner().aws_url())
        .header("x-amz-target", format!("secretsmanager.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .body(request.to_string());
    Answer::to(request).await
}

async fn rotate(stack: &TestStack) -> bool {
    let request = json!({ "ClientRequestToken": VERSION });
    secrets(stack, "RotateSecret", request).await.status == 200
}

/// The version in use and the names of its keys.
async fn keys(stack: &TestStack) -> (String, Vec<String>) {
    let value = secrets(stack, "GetSecretValue", json!({})).await;
    let secret: Value = serde_json::from_str(value.text("SecretString")).unwrap();
    let keys = secret["keys"].as_object().unwrap();
    let version = value.text("VersionId").to_owned();
    (version, keys.keys().cloned().collect())
}

/// One rotation whose `nth` call fails, and another try: what was wrong; `None` when no call failed.
async fn strike(nth: usize, fault: Fault, times: Times) -> Option<Vec<String>> {
    let faults = Faults::start().await;
    let region = format!("rotation-{nth}-{fault:?}-{times:?}").to_lowercase();
    let stack = TestStack::with(&[], &faults.environment(&region)).await;
    faults.attach(&stack);
    let before = keys(&stack).await;
    faults.plan(None, nth, fault, times);
    let is_done = rotate(&stack).await;
    if faults.heal().iter().all(|seen| !seen.failed) {
        return None;
    }
    let after = (VERSION.to_owned(), vec!["k1".to_owned(), "k2".to_owned()]);
    let mut problems = Vec::new();
    let now = keys(&stack).await;
    if now != after && (is_done || now != before) {
        problems.push(format!("done: {is_done}, and the keys are {now:?}"));
    }
    if !rotate(&stack).await {
        problems.push("again, it fails".to_owned());
    }
    let now = keys(&stack).await;
    if now != after {
        problems.push(format!("again: the keys are {now:?}"));
    }
    Some(problems)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_the_next_try_rotates_once() {
    let nths = 1..=super::MOST_CALLS;
    let strikes = super::FAULTS.concat().into_iter().flat_map(|fault| {
        let times = [Times::Once, Times::Always];
        nths.clone()
            .flat_map(move |nth| times.map(|times| (nth, fault, times)))
    });
    let found: Vec<_> = futures_util::stream::iter(strikes)
        .map(async |(nth, fault, times)| {
            let problems = strike(nth, fault, times).await?;
            let place = format!("call {nth} {fault:?} {times:?}");
            let told = problems.iter().map(|problem| format!("{place}: {problem}"));
            Some(told.collect::<Vec<_>>())
        })
        .buffer_unordered(super::AT_ONCE)
        .collect()
        .await;
    let found: Vec<Vec<String>> = found.into_iter().flatten().collect();
    let broken = found.concat();
    println!(
        "{:>5} rotations with faults, {} broken states",
        found.len(),
        broken.len()
    );
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
