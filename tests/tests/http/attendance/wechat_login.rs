//! `POST /user/user/login/`.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::failure;

const PATH: &str = "/user/user/login/";

fn code(code: &str) -> Value {
    json!({ "code": code })
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &code("123456")).await;
    let data = &answer.body["data"];
    let expected = json!({
        "code": 1,
        "data": { "id": 1, "openid": data["openid"], "token": data["token"] },
        "msg": "success",
    });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(data["openid"].as_str().unwrap().len(), 28);
    assert_eq!(data["token"].as_str().unwrap().split('.').count(), 3);
}

#[tokio::test]
async fn a_form_does_as_well_as_json() {
    let stack = TestStack::start().await;
    let answer = stack
        .post_raw(
            PATH,
            "application/x-www-form-urlencoded",
            "code=%E7%8E%8B%E8%8A%B3",
        )
        .await;
    assert_eq!(answer.text("msg"), "success");
}

#[tokio::test]
async fn a_person_who_comes_again_is_the_same_user() {
    let stack = TestStack::start().await;
    let first = stack.post(PATH, &code("alice")).await.body;
    let again = stack.post(PATH, &code("alice")).await.body;
    let other = stack.post(PATH, &code("bob")).await.body;
    assert_eq!(first["data"]["id"], again["data"]["id"]);
    assert_eq!(first["data"]["openid"], again["data"]["openid"]);
    assert_ne!(first["data"]["token"], again["data"]["token"]);
    assert_ne!(first["data"]["id"], other["data"]["id"]);
}

#[tokio::test]
async fn a_code_works_once() {
    let stack = TestStack::start().await;
    assert_eq!(
        stack.post(PATH, &code("once:alice:1")).await.text("msg"),
        "success"
    );
    assert_eq!(
        stack.post(PATH, &code("once:alice:1")).await.outcome(),
        failure("授权码无效或已使用")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_code_twice_at_the_same_moment_signs_in_once() {
    let stack = TestStack::start().await;
    let body = code("once:alice:1");
    let answers = tests::together((0..6).map(|_| stack.post(PATH, &body))).await;
    let winners = answers
        .iter()
        .filter(|answer| answer.text("msg") == "success")
        .count();
    let losers = answers
        .iter()
        .filter(|answer| answer.outcome() == failure("授权码无效或已使用"))
        .count();
    assert_eq!((winners, losers), (1, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn first_sign_ins_of_one_person_at_the_same_moment_make_one_user() {
    let stack = TestStack::start().await;
    let body = code("alice");
    let answers = tests::together((0..6).map(|_| stack.post(PATH, &body))).await;
    let ids: std::collections::BTreeSet<i64> = answers
        .iter()
        .map(|answer| answer.body["data"]["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn what_wechat_refuses_is_refused() {
    let stack = TestStack::start().await;
    for (outcome, msg) in [
        ("fail:40029", "授权码无效或已使用"),
        ("fail:40163", "授权码无效或已使用"),
        ("no:such:code", "授权码无效或已使用"),
        ("fail:40226", "该微信账号无法登录"),
        ("snapshot:alice", "该微信账号无法登录"),
    ] {
        assert_eq!(
            stack.post(PATH, &code(outcome)).await.outcome(),
            failure(msg),
            "{outcome}"
        );
    }
}

#[tokio::test]
async fn too_many_sign_ins_of_one_person_are_told_when_to_come_back() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &code("fail:45011")).await;
    assert_eq!(
        answer.outcome(),
        (
            429,
            json!({ "code": 0, "data": null, "msg": "请求过于频繁" })
        )
    );
    assert_eq!(answer.header("retry-after"), "60");
}

#[tokio::test]
async fn what_is_ours_to_mend_is_a_system_error() {
    let stack = TestStack::start().await;
    for code_ in ["fail:40013", "fail:40125", "fail:40164"] {
        let answer = stack.post(PATH, &code(code_)).await;
        assert_eq!(
            answer.outcome(),
            (500, json!({ "code": 0, "data": null, "msg": "系统异常" })),
            "{code_}"
        );
    }
}

#[tokio::test]
async fn a_busy_wechat_is_asked_again_with_the_same_code() {
    let busy = json!({ "errcode": -1, "errmsg": "system error" });
    let wechat = Double::playing([
        Script::json(&busy),
        Script::json(&json!({ "openid": "o1", "session_key": "k" })),
    ])
    .await;
    let stack = TestStack::with(&[], &[("WECHAT_API_URL", wechat.url())]).await;
    let answer = stack.post(PATH, &code("x")).await;
    assert_eq!(answer.body["data"]["openid"], "o1");
    let seen = wechat.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].uri, seen[1].uri);
    assert!(
        seen[0]
            .uri
            .contains("js_code=x&grant_type=authorization_code"),
        "{}",
        seen[0].uri
    );
}

#[tokio::test]
async fn a_wechat_that_stays_busy_hangs_or_talks_nonsense_is_a_system_error_the_caller_may_retry() {
    let busy = Script::json(&json!({ "errcode": -1, "errmsg": "system error" }));
    let huge = Script::Say(200, "text/plain", "x".repeat(100_000));
    let scripts = [
        busy,
        Script::Hang,
        Script::Say(502, "text/html", "<html>bad gateway</html>".into()),
        Script::Say(200, "text/plain", "[]".into()),
        Script::json(&json!({ "session_key": "k" })),
        huge,
    ];
    for script in scripts {
        let wechat = Double::playing([script.clone()]).await;
        let stack = TestStack::with(
            &[],
            &[
                ("WECHAT_API_URL", wechat.url()),
                ("PROVIDER_TIMEOUT_MS", "300"),
            ],
        )
        .await;
        let answer = stack.post(PATH, &code("x")).await;
        assert_eq!(
            answer.outcome(),
            (503, json!({ "code": 0, "data": null, "msg": "系统异常" }))
        );
        // Only -1 leaves the code unused; everything else is asked once.
        let asked = wechat.seen().len();
        let busy = matches!(&script, Script::Say(_, _, body) if body.contains("-1"));
        assert_eq!(asked, if busy { 2 } else { 1 });
    }
}

#[tokio::test]
async fn a_wechat_that_cannot_be_reached_is_a_system_error() {
    let stack = TestStack::with(
        &[],
        &[
            ("WECHAT_API_URL", "http://127.0.0.1:1"),
            ("PROVIDER_TIMEOUT_MS", "300"),
        ],
    )
    .await;
    assert_eq!(stack.post(PATH, &code("x")).await.status, 503);
}

#[tokio::test]
async fn one_person_is_one_user_across_apps_that_share_a_unionid() {
    let app = |appid: &str, family: &str| json!({ "method": "WeChat", "type": "wx_small", "appid": appid, "secret": "s", "families": [family] });
    let secret = |value: Value| Script::json(&json!({ "SecretString": value.to_string() }));
    // Asked for in this order, and kept.
    let secrets = Double::playing([
        secret(json!({ "apps": [app("wx2", "mjpm"), app("wx1", "attendance")] })),
        secret(json!({ "active": "k1", "k1": "k".repeat(32) })),
    ])
    .await;
    let wechat = Double::playing([
        Script::json(&json!({ "openid": "in_wx1", "unionid": "u1" })),
        Script::json(&json!({ "openid": "in_wx3", "unionid": "u1" })),
        Script::json(&json!({ "openid": "in_wx4", "unionid": "u2" })),
    ])
    .await;
    let environment = [
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url()),
        ("WECHAT_API_URL", wechat.url()),
    ];
    let stack = TestStack::with(&[], &environment).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(stack.post(PATH, &code("x")).await.body["data"]["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn a_disabled_person_does_not_come_in() {
    let stack = TestStack::start().await;
    stack.post(PATH, &code("alice")).await;
    stack.disable_user(1).await;
    assert_eq!(
        stack.post(PATH, &code("alice")).await.outcome(),
        failure("账号已停用")
    );
}
