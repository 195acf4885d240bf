//! `rotate-token-keys`, called as Secrets Manager calls it.

use serde_json::{Value, json};
use tests::double::{Double, Script};
use tests::{Answer, TestStack};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
/// The version that a local stack starts with.
const FIRST: &str = "00000000-0000-0000-0000-000000000000";

/// An operation of the local Secrets Manager on the token keys.
async fn secrets(stack: &TestStack, operation: &str, request: &Value) -> Answer {
    let mut request = request.clone();
    request["SecretId"] = json!("TokenKeysSecret");
    let client = tests::stack::client();
    let request = client
        .post(stack.inner().aws_url())
        .header("x-amz-target", format!("secretsmanager.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .body(request.to_string());
    Answer::to(request).await
}

async fn rotate(stack: &TestStack) {
    let answer = secrets(stack, "RotateSecret", &json!({})).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
}

/// Signs in; the token.
async fn sign_in(stack: &TestStack) -> String {
    let answer = stack.post("/login_wx", &json!({ "code": "kevin" })).await;
    answer.text("Token").to_owned()
}

/// The key that a token says it is signed with.
fn kid(token: &str) -> String {
    let header = tests::base64url(token.split('.').next().unwrap());
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

async fn is_good(stack: &TestStack, token: &str) -> bool {
    let answer = stack.post("/userinfo", &json!({ "Token": token })).await;
    answer.body["code"] == 0
}

#[tokio::test]
async fn a_new_key_is_published_then_active_and_nobody_is_signed_out() {
    let stack = TestStack::start().await;
    let old = sign_in(&stack).await;
    rotate(&stack).await;
    // Published: it verifies, and does not sign yet.
    assert_eq!(kid(&sign_in(&stack).await), "k1");
    stack.advance(11 * MINUTE);
    let new = sign_in(&stack).await;
    assert_eq!((kid(&old).as_str(), kid(&new).as_str()), ("k1", "k2"));
    for _ in 0..13 {
        assert!(is_good(&stack, &old).await && is_good(&stack, &new).await);
        stack.advance(DAY);
    }
    stack.advance(DAY - 12 * MINUTE);
    assert!(is_good(&stack, &old).await);
    stack.advance(2 * MINUTE);
    assert!(!is_good(&stack, &old).await, "fourteen days are over");
    assert!(is_good(&stack, &new).await);
}

#[tokio::test]
async fn an_old_key_goes_only_when_no_token_of_it_can_be_left() {
    let stack = TestStack::start().await;
    let keys = async || {
        let value = secrets(&stack, "GetSecretValue", &json!({})).await;
        let secret: Value = serde_json::from_str(value.text("SecretString")).unwrap();
        let keys = secret["keys"].as_object().unwrap();
        keys.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    rotate(&stack).await;
    assert_eq!(keys().await, "k1 k2");
    stack.advance(14 * DAY);
    rotate(&stack).await;
    assert_eq!(keys().await, "k1 k2 k3");
    stack.advance(2 * DAY);
    rotate(&stack).await;
    assert_eq!(keys().await, "k2 k3 k4");
    assert_eq!(kid(&sign_in(&stack).await), "k3");
}

#[tokio::test]
async fn every_step_may_be_taken_again() {
    let stack = TestStack::start().await;
    let step = async |step: &str, token: &str| {
        let event =
            json!({ "SecretId": "TokenKeysSecret", "ClientRequestToken": token, "Step": step });
        stack.invoke("rotate-token-keys", &event).await
    };
    let token = "11111111-1111-1111-1111-111111111111";
    // As Secrets Manager begins: a pending version; here with a value that a first try has made.
    for name in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        let refused = step(name, token).await;
        assert!(
            refused.body["errorMessage"]
                .as_str()
                .unwrap()
                .contains("no such version")
        );
    }
    rotate(&stack).await;
    let described = secrets(&stack, "DescribeSecret", &json!({})).await;
    let versions = described.body["VersionIdsToStages"]
        .as_object()
        .unwrap()
        .clone();
    let current = versions
        .iter()
        .find(|(_, stages)| stages.to_string().contains("AWSCURRENT"));
    let current = current.unwrap().0.clone();
    let before = secrets(&stack, "GetSecretValue", &json!({})).await.body;
    for name in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        assert_eq!(step(name, &current).await.body, json!({ "step": "done" }));
        let refused = step(name, FIRST).await;
        assert!(
            refused.body["errorMessage"]
                .as_str()
                .unwrap()
                .contains("not pending"),
            "{:?}",
            refused.body
        );
    }
    assert_eq!(
        secrets(&stack, "GetSecretValue", &json!({})).await.body,
        before
    );
}

#[tokio::test]
async fn another_secret_is_never_touched() {
    let stack = TestStack::start().await;
    let described = json!({ "Name": "SomebodyElses", "ARN": "arn:other", "VersionIdsToStages": { FIRST: ["AWSPENDING"] } });
    let elsewhere = Double::playing([Script::json(&described)]).await;
    drop(stack);
    let stack = TestStack::with(
        &[],
        &[("AWS_ENDPOINT_URL_SECRETS_MANAGER", elsewhere.url())],
    )
    .await;
    let event =
        json!({ "SecretId": "arn:other", "ClientRequestToken": FIRST, "Step": "createSecret" });
    let answer = stack.invoke("rotate-token-keys", &event).await;
    assert!(
        answer.body["errorMessage"]
            .as_str()
            .unwrap()
            .contains("not the secret of the token keys")
    );
    assert_eq!(elsewhere.seen().len(), 1);
}

#[tokio::test]
async fn what_is_no_rotation_is_refused() {
    let stack = TestStack::start().await;
    for (event, told) in [
        (json!({}), "SecretId"),
        (
            json!({ "SecretId": "x", "ClientRequestToken": FIRST, "Step": "destroySecret" }),
            "Step",
        ),
        (
            json!({ "SecretId": "x", "ClientRequestToken": 5, "Step": "setSecret" }),
            "ClientRequestToken",
        ),
    ] {
        let answer = stack.invoke("rotate-token-keys", &event).await;
        assert!(
            answer.body["errorMessage"].as_str().unwrap().contains(told),
            "{:?}",
            answer.body
        );
    }
}
