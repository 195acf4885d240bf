//! The local stack's own interface, on which tools outside the project rely.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, Employee, TestStack};

#[tokio::test]
async fn the_clock_tells_the_time_and_is_moved() {
    let stack = TestStack::start().await;
    let before = stack.get("/_local/clock").await.body;
    assert_eq!(before["offset_seconds"], 0);
    let after = stack
        .post("/_local/clock", &json!({ "advance": 3600 }))
        .await
        .body;
    assert_eq!(after["offset_seconds"], 3600);
    assert!(after["now_ms"].as_i64().unwrap() - before["now_ms"].as_i64().unwrap() >= 3_600_000);
    assert!(after["now"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        stack
            .post("/_local/clock", &json!({ "advance": "x" }))
            .await
            .status,
        400
    );
    let plain = stack
        .post_raw(
            "/_local/clock",
            "application/x-www-form-urlencoded",
            "{\"advance\":-600}",
        )
        .await;
    assert_eq!(plain.body["offset_seconds"], 3000);
}

#[tokio::test]
async fn the_inbox_lists_newest_first_filters_and_is_emptied() {
    let stack = TestStack::start().await;
    for name in ["one", "two"] {
        Employee::prove(&stack, name)
            .await
            .ask_for_code(&stack)
            .await;
    }
    let all = stack.get("/_local/inbox").await.body;
    assert_eq!(
        (&all[0]["to"], &all[1]["to"]),
        (&json!("two@163.com"), &json!("one@163.com"))
    );
    let mut keys: Vec<&String> = all[0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["html", "sent_at", "subject", "text", "to"]);
    assert_eq!(stack.inbox("ONE@163.com").await.len(), 1);
    assert_eq!(
        Answer::to(stack.request(Method::DELETE, "/_local/inbox"))
            .await
            .status,
        204
    );
    assert_eq!(stack.get("/_local/inbox").await.body, json!([]));
}

#[tokio::test]
async fn a_function_that_is_not_there_cannot_be_invoked() {
    let stack = TestStack::start().await;
    let answer = stack.invoke("no-such-function", &json!({})).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-amzn-errortype")),
        (404, "ResourceNotFoundException")
    );
}

#[tokio::test]
async fn an_endpoint_can_be_invoked_with_a_gateway_event_too() {
    let stack = TestStack::start().await;
    let event: serde_json::Value =
        serde_json::from_str(include_str!("../../../events/attendance-wechat-login.json")).unwrap();
    let answer = stack.invoke("attendance-wechat-login", &event).await;
    assert_eq!(answer.body["statusCode"], 200);
    let garbage = stack
        .invoke("AttendanceWechatLoginFunction", &json!({ "a": 1 }))
        .await;
    assert_eq!(garbage.body["statusCode"], 400);
}

#[tokio::test]
async fn the_sandbox_refuses_what_wechat_refuses() {
    let stack = TestStack::start().await;
    for (query, errcode) in [
        ("", 41002),
        ("?appid=x", 41004),
        ("?appid=x&secret=y", 41008),
        ("?appid=x&secret=y&js_code=z", 40002),
        (
            "?appid=x&secret=y&js_code=z&grant_type=authorization_code",
            40013,
        ),
        (
            "?appid=wx10ca1500d0b0c0de&secret=y&js_code=z&grant_type=authorization_code",
            40125,
        ),
    ] {
        let answer = stack
            .get(&format!("/_local/wechat/sns/jscode2session{query}"))
            .await;
        assert_eq!(answer.body["errcode"], errcode, "{query}");
    }
}

#[tokio::test]
async fn the_aws_port_speaks_secrets_manager_and_ses() {
    let stack = TestStack::start().await;
    let aws = |request: reqwest::RequestBuilder| Answer::to(request);
    let url = stack.inner().aws_url();
    let client = tests::stack::client();
    let secret = |id: &str| {
        let request = client
            .post(&url)
            .header("x-amz-target", "secretsmanager.GetSecretValue");
        request
            .header("content-type", "application/x-amz-json-1.1")
            .body(json!({ "SecretId": id }).to_string())
    };
    let found = aws(secret("TokenKeysSecret")).await;
    assert!(found.text("SecretString").starts_with("{\"active\":\"k1\""));
    assert_eq!(
        aws(secret("nothing")).await.text("__type"),
        "ResourceNotFoundException"
    );
    let mail = |source: &str| {
        let form =
            format!("Action=SendEmail&Source={source}&Destination.ToAddresses.member.1=a%40b.cn");
        client
            .post(&url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
    };
    assert!(
        aws(mail("no-reply%40tongxing.example"))
            .await
            .status
            .is_success()
    );
    for (source, code) in [
        ("someone%40else.example", "MessageRejected"),
        (
            "%E9%80%9A%E8%A1%8C+%3Cno-reply%40tongxing.example%3E",
            "InvalidParameterValue",
        ),
    ] {
        let refused = aws(mail(source)).await;
        assert_eq!(refused.status, 400);
        assert!(
            refused.body.as_str().unwrap().contains(code),
            "{:?}",
            refused.body
        );
    }
    assert_eq!(stack.inbox("a@b.cn").await.len(), 1);
}
