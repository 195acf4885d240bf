//! Sign in with Apple, over HTTP to the sandbox, which checks our client secret and signs its tokens.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{PATH, expect, rejection, sign_in};

fn by(code: &str) -> Value {
    json!({ "login_method": "Apple", "code": code })
}

/// A nonce of ours.
async fn nonce(stack: &TestStack) -> String {
    let answer = stack.post("/module/iot/nonce", &json!({})).await;
    answer.body["data"]["nonce"].as_str().unwrap().to_owned()
}

/// What Apple's SDK gives an app.
async fn identity_token(stack: &TestStack, query: &str) -> Value {
    let answer = stack
        .get(&format!("/_local/apple/identity_token?{query}"))
        .await;
    answer.body["identity_token"].clone()
}

fn by_token(token: &Value, nonce: &str) -> Value {
    json!({ "login_method": "Apple", "identity_token": token, "nonce": nonce })
}

const INVALID: &str = "授权码无效或已使用";

#[tokio::test]
async fn a_code_signs_in_and_works_once() {
    let stack = TestStack::start().await;
    let first = sign_in(&stack, &by("kevin")).await;
    assert_eq!(first["first_login"], true);
    let again = sign_in(&stack, &by("once:kevin:1")).await;
    assert_eq!(
        (&again["uid"], &again["first_login"]),
        (&first["uid"], &json!(false))
    );
    expect(
        &stack,
        &[(by("once:kevin:1"), INVALID), (by("no:such:code"), INVALID)],
    )
    .await;
}

#[tokio::test]
async fn an_identity_token_signs_in_once_by_its_nonce() {
    let stack = TestStack::start().await;
    let first = sign_in(&stack, &by("kevin")).await;
    let ours = nonce(&stack).await;
    let token = identity_token(&stack, &format!("name=kevin&nonce={ours}")).await;
    let request = by_token(&token, &ours);
    let entered = sign_in(&stack, &request).await;
    assert_eq!(
        (&entered["uid"], &entered["first_login"]),
        (&first["uid"], &json!(false))
    );
    expect(&stack, &[(request, INVALID)]).await;
}

#[tokio::test]
async fn a_nonce_may_come_hashed_as_the_sdks_send_it() {
    let stack = TestStack::start().await;
    let ours = nonce(&stack).await;
    let hashed = tests::sha256_hex(&ours);
    let token = identity_token(&stack, &format!("name=kevin&nonce={hashed}")).await;
    sign_in(&stack, &by_token(&token, &ours)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_token_at_the_same_moment_twice_signs_in_once() {
    let stack = TestStack::start().await;
    sign_in(&stack, &by("kevin")).await;
    let ours = nonce(&stack).await;
    let token = identity_token(&stack, &format!("name=kevin&nonce={ours}")).await;
    let request = by_token(&token, &ours);
    let answers = tests::together((0..6).map(|_| stack.post(PATH, &request))).await;
    let winners = answers
        .iter()
        .filter(|answer| answer.body["status"] == 200)
        .count();
    let losers = answers
        .iter()
        .filter(|answer| answer.text("msg") == INVALID)
        .count();
    assert_eq!((winners, losers), (1, 5));
}

#[tokio::test]
async fn a_token_without_our_nonce_is_worth_nothing() {
    let stack = TestStack::start().await;
    let (ours, other) = (nonce(&stack).await, nonce(&stack).await);
    let good = identity_token(&stack, &format!("name=kevin&nonce={ours}")).await;
    let none = identity_token(&stack, "name=kevin").await;
    let own = identity_token(&stack, "name=kevin&nonce=mine").await;
    expect(
        &stack,
        &[
            (by_token(&good, &other), INVALID),
            (by_token(&none, &ours), INVALID),
            (by_token(&own, "mine"), INVALID),
            (by_token(&good, "9999999999.a.k1.b"), INVALID),
        ],
    )
    .await;
    let without = json!({ "login_method": "Apple", "identity_token": good });
    assert_eq!(
        stack.post(PATH, &without).await.outcome(),
        rejection(400, "缺少字段 nonce")
    );
    stack.advance(301);
    expect(&stack, &[(by_token(&good, &ours), INVALID)]).await;
}

#[tokio::test]
async fn a_token_that_is_tampered_with_for_another_app_or_over_opens_nothing() {
    let stack = TestStack::start().await;
    let ours = nonce(&stack).await;
    let good = identity_token(&stack, &format!("name=kevin&nonce={ours}")).await;
    let good = good.as_str().unwrap().to_owned();
    let parts: Vec<&str> = good.split('.').collect();
    let forged = |header: &Value, payload: &str, signature: &str| {
        let header = tests::to_base64url(header.to_string().as_bytes());
        json!(format!("{header}.{payload}.{signature}"))
    };
    let mut claims: Value = serde_json::from_slice(&tests::base64url(parts[1])).unwrap();
    claims["sub"] = json!("000000.somebody.0000");
    let payload = tests::to_base64url(claims.to_string().as_bytes());
    let header: Value = serde_json::from_slice(&tests::base64url(parts[0])).unwrap();
    let with = |field: &str, value: &str| {
        let mut header = header.clone();
        header[field] = json!(value);
        header
    };
    let foreign = identity_token(
        &stack,
        &format!("name=kevin&nonce={ours}&client_id=com.other.app"),
    )
    .await;
    for token in [
        forged(&header, &payload, parts[2]),
        forged(&with("alg", "none"), parts[1], ""),
        forged(&with("alg", "HS256"), parts[1], parts[2]),
        forged(&with("alg", "RS512"), parts[1], parts[2]),
        forged(&with("alg", "ES256"), parts[1], parts[2]),
        forged(&with("kid", "nobody's"), parts[1], parts[2]),
        json!(format!("{}.{}.", parts[0], parts[1])),
        json!("a.b.c"),
        json!("."),
        foreign,
    ] {
        expect(&stack, &[(by_token(&token, &ours), INVALID)]).await;
    }
    sign_in(&stack, &by_token(&json!(good), &ours)).await;
}

#[tokio::test]
async fn apps_of_one_team_know_one_person() {
    let stack = TestStack::start().await;
    let first = sign_in(&stack, &by("kevin")).await;
    let ours = nonce(&stack).await;
    let query = format!("name=kevin&nonce={ours}&client_id=example.tongxing.web");
    let token = identity_token(&stack, &query).await;
    let web = sign_in(&stack, &by_token(&token, &ours)).await;
    assert_eq!(web["uid"], first["uid"]);
    let page = json!({
        "login_method": "Apple", "login_type": "apple", "code": "kevin", "appid": "example.tongxing.web",
        "redirect_uri": "https://panel.tongxing.example/apple",
    });
    assert_eq!(sign_in(&stack, &page).await["uid"], first["uid"]);
    let mut elsewhere = page.clone();
    elsewhere["redirect_uri"] = json!("https://evil.example/");
    expect(&stack, &[(elsewhere, INVALID)]).await;
}

#[tokio::test]
async fn every_documented_error_has_its_answer() {
    let stack = TestStack::start().await;
    expect(&stack, &[(by("fail:invalid_grant"), INVALID)]).await;
    for error in [
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ] {
        let answer = stack.post(PATH, &by(&format!("fail:{error}"))).await;
        assert_eq!(answer.outcome(), rejection(500, "系统繁忙"), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_a_system_error_the_caller_may_retry() {
    for script in [
        Script::Hang,
        Script::Say(500, "application/json", "{}".into()),
        Script::Say(200, "application/json", "{}".into()),
        Script::Say(200, "text/html", "<html>".into()),
        Script::json(&json!({ "keys": "none" })),
        Script::Say(200, "application/json", "[".repeat(70_000)),
    ] {
        let apple = Double::playing([script.clone()]).await;
        let environment = [("APPLE_URL", apple.url()), ("PROVIDER_TIMEOUT_MS", "300")];
        let stack = TestStack::with(&[], &environment).await;
        assert_eq!(
            stack.post(PATH, &by("x")).await.outcome(),
            rejection(503, "系统繁忙"),
            "{script:?}"
        );
    }
}
