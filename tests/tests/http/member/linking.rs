//! One person and several doors: what links them, what never does, and what is only reported.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{PATH, sign_in, uid};
use crate::logs::Log;

fn by(kind: &str, appid: &str) -> Value {
    json!({ "login_method": "WeChat", "login_type": kind, "appid": appid, "code": "x" })
}

/// A stack with two mini-programs, `wx1` and `wx2`, whose WeChat says these in turn.
async fn told(answers: &[Value]) -> (TestStack, Double) {
    let app = |appid: &str| json!({ "method": "WeChat", "type": "wx_small", "appid": appid, "secret": "s", "families": ["member"] });
    let secrets = Double::by(move |seen| {
        let value = if seen.body.contains("Providers") {
            json!({ "apps": [app("wx1"), app("wx2")] })
        } else {
            json!({ "active": "k1", "k1": "k".repeat(32) })
        };
        Script::json(&json!({ "SecretString": value.to_string() }))
    })
    .await;
    let wechat = Double::playing(answers.iter().map(Script::json)).await;
    let environment = [
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url()),
        ("WECHAT_API_URL", wechat.url()),
    ];
    (TestStack::with(&[], &environment).await, wechat)
}

#[tokio::test]
async fn a_second_app_of_the_same_owner_finds_the_same_user() {
    let (stack, _) = told(&[
        json!({ "openid": "in_wx1", "unionid": "u1" }),
        json!({ "openid": "in_wx2", "unionid": "u1" }),
        json!({ "openid": "in_wx2", "unionid": "u1" }),
        json!({ "openid": "in_wx2_too", "unionid": "u2" }),
    ])
    .await;
    let first = sign_in(&stack, &by("wx_small", "wx1")).await;
    for _ in 0..2 {
        let second = sign_in(&stack, &by("wx_small", "wx2")).await;
        assert_eq!(
            (&second["uid"], &second["first_login"]),
            (&first["uid"], &json!(false))
        );
    }
    let linked = stack
        .audit_records_of(first["uid"].as_i64().unwrap(), "identity_linked")
        .await;
    assert_eq!(linked.len(), 1, "once, and not at each sign-in");
    let apps = &linked[0]["changes"]["M"]["identities"]["M"]["after"]["L"];
    assert_eq!(apps[1]["S"], "wechat wx2", "the app, and no openid");
    assert_ne!(
        sign_in(&stack, &by("wx_small", "wx2")).await["uid"],
        first["uid"]
    );
}

#[tokio::test]
async fn one_openid_in_two_apps_is_two_people() {
    let (stack, _) = told(&[json!({ "openid": "same" }), json!({ "openid": "same" })]).await;
    let one = uid(&stack, &by("wx_small", "wx1")).await;
    assert_ne!(uid(&stack, &by("wx_small", "wx2")).await, one);
}

#[tokio::test]
async fn a_unionid_that_comes_later_is_merged_in() {
    let (stack, _) = told(&[
        json!({ "openid": "in_wx1" }),
        json!({ "openid": "in_wx1", "unionid": "u1" }),
        json!({ "openid": "in_wx2", "unionid": "u1" }),
    ])
    .await;
    let first = uid(&stack, &by("wx_small", "wx1")).await;
    assert_eq!(uid(&stack, &by("wx_small", "wx1")).await, first);
    assert_eq!(uid(&stack, &by("wx_small", "wx2")).await, first);
}

#[tokio::test]
async fn two_users_who_turn_out_to_be_one_person_are_reported_and_stay_two() {
    let (stack, _) = told(&[
        json!({ "openid": "in_wx1" }),
        json!({ "openid": "in_wx2", "unionid": "u1" }),
        json!({ "openid": "in_wx1", "unionid": "u1" }),
        json!({ "openid": "in_wx2", "unionid": "u1" }),
    ])
    .await;
    let one = uid(&stack, &by("wx_small", "wx1")).await;
    let other = uid(&stack, &by("wx_small", "wx2")).await;
    assert_ne!(one, other);
    let log = Log::capture();
    assert_eq!(uid(&stack, &by("wx_small", "wx1")).await, one);
    assert_eq!(uid(&stack, &by("wx_small", "wx2")).await, other);
    let told = log.of("identity_collision");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn an_address_that_somebody_claims_links_nobody() {
    let stack = TestStack::start().await;
    // An account whose administrator says that this is its address.
    let account =
        json!({ "username": "victim", "password": "a good password", "email": "kevin@163.com" });
    stack.invoke("create-superuser", &account).await;
    let mut request = super::wechat("kevin");
    request["email"] = json!("kevin@163.com");
    request["phone"] = json!("13800000000");
    request["username"] = json!("victim");
    let data = sign_in(&stack, &request).await;
    assert_eq!(
        (&data["first_login"], &data["email"]),
        (&json!(true), &json!(""))
    );
    assert_ne!(data["username"], "victim");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_apps_at_once_make_one_user() {
    let (stack, _) = told(&[json!({ "openid": "o1", "unionid": "u1" })]).await;
    let (one, other) = (by("wx_small", "wx1"), by("wx_small", "wx2"));
    let (one, other) = tests::both(stack.post(PATH, &one), stack.post(PATH, &other)).await;
    assert_eq!(
        one.body["data"]["uid"], other.body["data"]["uid"],
        "{:?} {:?}",
        one.body, other.body
    );
}
