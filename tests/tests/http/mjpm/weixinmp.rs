//! `POST /api/v1/weixinmp`.

use serde_json::json;
use tests::TestStack;
use tests::double::{Double, Script};

use super::{failure, system_error};

const PATH: &str = "/api/v1/weixinmp";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &json!({ "code": "alice" })).await;
    let openid = &answer.body["data"]["openid"];
    let expected = json!({ "result": "success", "code": "1002", "msg": "1002:微信认证成功!", "data": { "openid": openid } });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(openid.as_str().unwrap().len(), 28);
}

#[tokio::test]
async fn what_wechat_refuses_is_refused() {
    let stack = TestStack::start().await;
    for code in ["fail:40029", "fail:40163", "fail:40226", "snapshot:alice"] {
        assert_eq!(
            stack.post(PATH, &json!({ "code": code })).await.outcome(),
            failure("1001:微信认证失败!"),
            "{code}"
        );
    }
    assert_eq!(
        stack
            .post(PATH, &json!({ "code": "once:alice:1" }))
            .await
            .text("code"),
        "1002"
    );
    assert_eq!(
        stack
            .post(PATH, &json!({ "code": "once:alice:1" }))
            .await
            .outcome(),
        failure("1001:微信认证失败!")
    );
}

#[tokio::test]
async fn too_many_exchanges_are_told_when_to_come_back() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &json!({ "code": "fail:45011" })).await;
    assert_eq!(answer.outcome(), (429, failure("1001:微信认证失败!").1));
    assert_eq!(answer.header("retry-after"), "60");
}

#[tokio::test]
async fn a_wechat_that_fails_is_a_system_error() {
    for (script, status) in [
        (Script::json(&json!({ "errcode": -1 })), 503),
        (Script::Hang, 503),
        (
            Script::json(&json!({ "errcode": 40125, "errmsg": "invalid appsecret" })),
            500,
        ),
    ] {
        let wechat = Double::playing([script]).await;
        let stack = TestStack::with(
            &[],
            &[
                ("WECHAT_API_URL", wechat.url()),
                ("PROVIDER_TIMEOUT_MS", "150"),
            ],
        )
        .await;
        assert_eq!(
            stack.post(PATH, &json!({ "code": "x" })).await.outcome(),
            system_error(status)
        );
    }
}

#[tokio::test]
async fn a_deployment_without_a_mini_program_says_so_in_the_log_and_not_to_the_caller() {
    let secrets =
        Double::playing([Script::json(&json!({ "SecretString": "{\"apps\":[]}" }))]).await;
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url())]).await;
    assert_eq!(
        stack
            .post(PATH, &json!({ "code": "alice" }))
            .await
            .outcome(),
        system_error(500)
    );
}

#[tokio::test]
async fn a_deployment_names_the_mini_program_or_the_family_answers_nobody() {
    let stack = TestStack::with(&[("MjpmAppId", "")], &[]).await;
    let code = json!({ "code": "alice" });
    assert_eq!(stack.post(PATH, &code).await.outcome(), system_error(500));
    for path in [
        "/mjpm/v1/auth/login/o_alice",
        "/mjpm/v1/auth/code/o_alice?email=a@163.com",
        "/mjpm/v1/员工管理/o_alice?token=x",
    ] {
        assert_eq!(stack.get(path).await.outcome(), system_error(500), "{path}");
    }
    // The others have theirs from the secret.
    let other = stack.post("/user/user/login/", &code).await;
    assert_eq!(other.body["data"]["id"], 1);
}

#[tokio::test]
async fn only_codes_of_the_mini_program_that_the_deployment_names_are_exchanged() {
    let stack = TestStack::with(&[("MjpmAppId", "wx0000000000000000")], &[]).await;
    let answer = stack.post(PATH, &json!({ "code": "alice" })).await;
    assert_eq!(answer.outcome(), system_error(500));
}

#[tokio::test]
async fn a_proof_is_no_registration() {
    let stack = TestStack::start().await;
    stack.prove("alice").await;
    let next = stack
        .post("/user/user/login/", &json!({ "code": "bob" }))
        .await;
    assert_eq!(next.body["data"]["id"], 1);
}
