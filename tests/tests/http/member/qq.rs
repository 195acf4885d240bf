//! QQ: mini-programs and QQ Connect, over HTTP to the sandbox, whose errors come in a callback.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{PATH, expect, failure, rejection, sign_in, uid};

fn small(code: &str) -> Value {
    json!({ "login_method": "QQ", "code": code })
}

fn connect(code: &str) -> Value {
    json!({ "login_method": "QQ", "login_type": "qq_connect", "code": code })
}

fn token(token: &str) -> Value {
    json!({ "login_method": "QQ", "access_token": token })
}

#[tokio::test]
async fn mini_program_connect_and_sdk_lead_to_the_same_person() {
    let stack = TestStack::start().await;
    let first = uid(&stack, &small("kevin")).await;
    for request in [connect("kevin"), token("kevin"), small("kevin")] {
        let again = sign_in(&stack, &request).await;
        assert_eq!(
            (&again["uid"], &again["first_login"]),
            (&json!(first), &json!(false)),
            "{request}"
        );
    }
    assert_ne!(uid(&stack, &token("other")).await, first);
}

#[tokio::test]
async fn a_token_of_another_app_opens_nothing() {
    let stack = TestStack::start().await;
    expect(&stack, &[(token("foreign:kevin"), "授权码无效或已使用")]).await;
}

#[tokio::test]
async fn a_code_works_once() {
    let stack = TestStack::start().await;
    for request in [small("once:kevin:1"), connect("once:kevin:2")] {
        sign_in(&stack, &request).await;
        expect(&stack, &[(request, "授权码无效或已使用")]).await;
    }
}

#[tokio::test]
async fn a_redirect_uri_is_one_of_ours() {
    let stack = TestStack::start().await;
    let mut request = json!({ "login_method": "QQ", "code": "kevin", "redirect_uri": "https://panel.tongxing.example/qq" });
    sign_in(&stack, &request).await;
    request["redirect_uri"] = json!("https://evil.example/");
    assert_eq!(
        stack.post(PATH, &request).await.outcome(),
        failure("授权码无效或已使用")
    );
}

#[tokio::test]
async fn every_documented_error_has_its_answer() {
    let stack = TestStack::start().await;
    for error in ["100019", "100020", "100013", "100014", "100015", "100016"] {
        expect(
            &stack,
            &[(connect(&format!("fail:{error}")), "授权码无效或已使用")],
        )
        .await;
    }
    for error in ["100008", "100009", "100010", "100030", "100031"] {
        let answer = stack.post(PATH, &connect(&format!("fail:{error}"))).await;
        assert_eq!(answer.outcome(), rejection(500, "系统繁忙"), "{error}");
    }
    // What QQ does not document costs the caller a new code.
    for error in ["40029", "40163", "-10001"] {
        expect(
            &stack,
            &[(small(&format!("fail:{error}")), "授权码无效或已使用")],
        )
        .await;
    }
    let answer = stack.post(PATH, &small("fail:45011")).await;
    assert_eq!(answer.outcome(), rejection(429, "请求过于频繁"));
}

#[tokio::test]
async fn what_is_no_answer_is_a_system_error_the_caller_may_retry() {
    for script in [
        Script::Hang,
        Script::Say(200, "text/html", "callback();".into()),
        Script::Say(200, "text/html", "}{".into()),
        Script::Say(200, "text/html", "callback( {\"error\":\"x\"} );".into()),
        Script::Say(200, "text/html", "{".repeat(70_000)),
        Script::json(&json!({ "access_token": "t" })),
    ] {
        let qq = Double::playing([script.clone()]).await;
        let environment = [("QQ_GRAPH_URL", qq.url()), ("PROVIDER_TIMEOUT_MS", "300")];
        let stack = TestStack::with(&[], &environment).await;
        for request in [connect("x"), token("x")] {
            assert_eq!(
                stack.post(PATH, &request).await.outcome(),
                rejection(503, "系统繁忙"),
                "{script:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_app_that_may_not_learn_unionids_signs_in_without() {
    let qq = Double::by(|seen| {
        if seen.uri.contains("unionid=1") {
            let refused =
                "callback( {\"error\":100048,\"error_description\":\"companyid not set\"} );";
            return Script::Say(200, "text/html", refused.to_owned());
        }
        Script::json(&json!({ "client_id": "101987654", "openid": "AB12" }))
    })
    .await;
    let stack = TestStack::with(&[], &[("QQ_GRAPH_URL", qq.url())]).await;
    assert_eq!(uid(&stack, &token("x")).await, 1);
    assert_eq!(qq.seen().len(), 2);
}
