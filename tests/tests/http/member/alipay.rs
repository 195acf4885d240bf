//! Alipay, over HTTP to the sandbox, which checks our signatures and signs its answers.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{PATH, expect, failure, rejection, sign_in, uid};

fn by(code: &str) -> Value {
    json!({ "login_method": "Alipay", "code": code })
}

#[tokio::test]
async fn a_person_signs_in_and_comes_again() {
    let stack = TestStack::start().await;
    let first = sign_in(&stack, &by("施海泉")).await;
    assert_eq!(first["first_login"], true);
    let again = sign_in(
        &stack,
        &json!({ "login_method": "alipay", "login_type": "ALIPAY", "code": "施海泉" }),
    )
    .await;
    assert_eq!(
        (&again["uid"], &again["first_login"]),
        (&first["uid"], &json!(false))
    );
    assert_ne!(sign_in(&stack, &by("other")).await["uid"], first["uid"]);
    // Nobody is linked across providers.
    assert_ne!(
        json!(uid(&stack, &super::wechat("施海泉")).await),
        first["uid"]
    );
}

#[tokio::test]
async fn a_code_works_once() {
    let stack = TestStack::start().await;
    sign_in(&stack, &by("once:kevin:1")).await;
    expect(
        &stack,
        &[
            (by("once:kevin:1"), "授权码无效或已使用"),
            (by("no:such:code"), "授权码无效或已使用"),
        ],
    )
    .await;
}

#[tokio::test]
async fn every_documented_error_has_its_answer() {
    let stack = TestStack::start().await;
    expect(
        &stack,
        &[(by("fail:isv.code-invalid"), "授权码无效或已使用")],
    )
    .await;
    for error in [
        "isv.invalid-signature",
        "isv.invalid-timestamp",
        "isv.invalid-app-id",
        "isv.insufficient-isv-permissions",
        "40001",
        "40003",
        "40006",
    ] {
        let answer = stack.post(PATH, &by(&format!("fail:{error}"))).await;
        assert_eq!(answer.outcome(), rejection(500, "系统繁忙"), "{error}");
    }
    for error in ["20000", "40004"] {
        let answer = stack.post(PATH, &by(&format!("fail:{error}"))).await;
        assert_eq!(answer.outcome(), rejection(503, "系统繁忙"), "{error}");
    }
}

#[tokio::test]
async fn the_clock_that_is_signed_is_that_of_shanghai() {
    let stack = TestStack::start().await;
    // The sandbox refuses a request whose time is a quarter of an hour off, by the stack's own clock.
    stack.advance(7 * 3600);
    sign_in(&stack, &by("kevin")).await;
}

#[tokio::test]
async fn an_answer_that_alipay_has_not_signed_says_nothing() {
    let success = json!({ "access_token": "t", "open_id": "o1", "expires_in": 300 });
    let of = |response: &Value, sign: &str| {
        format!("{{\"alipay_system_oauth_token_response\":{response},\"sign\":\"{sign}\"}}")
    };
    for body in [
        json!({ "alipay_system_oauth_token_response": success }).to_string(),
        of(&success, ""),
        of(&success, "AAAA"),
        of(&success, &"A".repeat(344)),
        "x".repeat(100_000),
        "<html>".to_owned(),
        "{}".to_owned(),
    ] {
        let alipay =
            Double::playing([Script::Say(200, "text/html;charset=utf-8", body.clone())]).await;
        let url = format!("{}/gateway.do", alipay.url());
        let stack = TestStack::with(&[], &[("ALIPAY_GATEWAY_URL", &url)]).await;
        let answer = stack.post(PATH, &by("x")).await;
        assert_eq!(answer.outcome(), rejection(503, "系统繁忙"), "{body}");
        assert_eq!(alipay.seen().len(), 1);
    }
}

#[tokio::test]
async fn an_alipay_that_hangs_costs_what_is_left_of_the_time() {
    let alipay = Double::playing([Script::Hang]).await;
    let environment = [
        ("ALIPAY_GATEWAY_URL", alipay.url()),
        ("PROVIDER_TIMEOUT_MS", "200"),
    ];
    let stack = TestStack::with(&[], &environment).await;
    assert_eq!(stack.post(PATH, &by("x")).await.status, 503);
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_the_operators_to_mend() {
    let app = |key: &str, theirs: &str| {
        json!({ "apps": [{
            "method": "Alipay", "appid": "2021000000000001", "key": key, "alipay_public_key": theirs, "families": ["member"],
        }] })
    };
    for value in [
        app("", ""),
        app("AAAA", "AAAA"),
        app("-----BEGIN PRIVATE KEY-----", "x"),
    ] {
        let secrets =
            Double::playing([Script::json(&json!({ "SecretString": value.to_string() }))]).await;
        let stack =
            TestStack::with(&[], &[("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url())]).await;
        assert_eq!(
            stack.post(PATH, &by("x")).await.outcome(),
            rejection(500, "系统繁忙")
        );
    }
}

#[tokio::test]
async fn a_code_is_what_counts_and_not_the_user_id_beside_it() {
    let stack = TestStack::start().await;
    let mut request = by("kevin");
    request["openid"] = json!("2088000000000000");
    assert_eq!(
        stack.post(PATH, &request).await.outcome(),
        failure("openid 或 unionid 与授权结果不一致")
    );
}
