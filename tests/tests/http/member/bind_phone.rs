//! `POST /module/iot/bindPhone`.

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{failure, rejection, sign_in, wechat};

const PATH: &str = "/module/iot/bindPhone";

fn with(token: &Value, code: &str) -> Value {
    json!({ "token": token, "code": code })
}

#[tokio::test]
async fn the_number_behind_the_button_becomes_the_users() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    let answer = stack
        .post(PATH, &with(&member["token"], "once:kevin:1"))
        .await;
    let phone = answer.body["data"]["phone"].clone();
    let expected = json!({
        "status": 200,
        "msg": "手机号绑定成功",
        "data": { "phone": phone, "c_code": "86", "phone_active": 1 },
    });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(phone.as_str().unwrap().len(), 11);
    let again = sign_in(&stack, &wechat("kevin")).await;
    assert_eq!(
        (&again["phone"], &again["phone_active"]),
        (&phone, &json!(1))
    );
    // The other families know it too.
    let info = stack
        .post("/userinfo", &json!({ "Token": member["token"] }))
        .await;
    assert_eq!(info.body["data"]["PhoneNumber"], phone);
    assert_eq!(
        stack
            .audit_records_of(member["uid"].as_i64().unwrap(), "profile_changed")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_number_that_is_changed_afterwards_is_not_verified_any_more() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    stack.post(PATH, &with(&member["token"], "kevin")).await;
    let update = json!({ "Token": member["token"], "PhoneNumber": "13900000000" });
    assert_eq!(stack.post("/updateuserinfo", &update).await.body["code"], 0);
    let again = sign_in(&stack, &wechat("kevin")).await;
    assert_eq!(
        (&again["phone"], &again["phone_active"]),
        (&json!("13900000000"), &json!(0))
    );
}

#[tokio::test]
async fn a_code_works_once_and_only_for_whoever_pressed_the_button() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    let mallory = sign_in(&stack, &wechat("mallory")).await;
    let stolen = stack.post(PATH, &with(&mallory["token"], "kevin")).await;
    assert_eq!(stolen.outcome(), failure("授权码无效或已使用"));
    let request = with(&member["token"], "once:kevin:1");
    assert_eq!(
        stack.post(PATH, &request).await.text("msg"),
        "手机号绑定成功"
    );
    for request in [
        request,
        with(&member["token"], "fail:40029"),
        with(&member["token"], "no:such:code"),
    ] {
        assert_eq!(
            stack.post(PATH, &request).await.outcome(),
            failure("授权码无效或已使用")
        );
    }
    assert_eq!(sign_in(&stack, &wechat("mallory")).await["phone"], "");
}

#[tokio::test]
async fn whoever_is_not_signed_in_or_not_in_the_app_is_refused() {
    let stack = TestStack::start().await;
    let not_signed_in = failure("登录已失效,请重新登录");
    for token in [json!(null), json!(""), json!("x")] {
        assert_eq!(
            stack.post(PATH, &with(&token, "kevin")).await.outcome(),
            not_signed_in
        );
    }
    let member = sign_in(&stack, &wechat("kevin")).await;
    stack
        .post("/logout", &json!({ "Token": member["token"] }))
        .await;
    assert_eq!(
        stack
            .post(PATH, &with(&member["token"], "kevin"))
            .await
            .outcome(),
        not_signed_in
    );
    let elsewhere = sign_in(
        &stack,
        &json!({ "login_method": "Alipay", "code": "kevin" }),
    )
    .await;
    let answer = stack.post(PATH, &with(&elsewhere["token"], "kevin")).await;
    assert_eq!(answer.outcome(), failure("请先通过该小程序登录"));
    let answer = stack
        .post(PATH, &json!({ "token": elsewhere["token"] }))
        .await;
    assert_eq!(answer.outcome(), rejection(400, "缺少字段 code"));
}

/// A stack whose WeChat signs in `o1` and answers the phone's calls in turn.
async fn with_wechat(mut answers: Vec<Value>) -> (TestStack, Double) {
    answers.reverse();
    let wechat = Double::by(move |seen| {
        if seen.uri.starts_with("/sns/") {
            return Script::json(&json!({ "openid": "o1" }));
        }
        answers
            .pop()
            .map_or(Script::Hang, |answer| Script::json(&answer))
    })
    .await;
    let environment = [
        ("WECHAT_API_URL", wechat.url()),
        ("PROVIDER_TIMEOUT_MS", "500"),
    ];
    (TestStack::with(&[], &environment).await, wechat)
}

fn token(name: &str) -> Value {
    json!({ "access_token": name, "expires_in": 7200 })
}

fn number(appid: &str) -> Value {
    json!({ "errcode": 0, "errmsg": "ok", "phone_info": {
        "phoneNumber": "+8613800000000", "purePhoneNumber": "13800000000", "countryCode": 86,
        "watermark": { "timestamp": 1_795_190_400, "appid": appid },
    } })
}

/// The calls beside the sign-in: path and, of the number's call, the access token.
fn calls(wechat: &Double) -> Vec<String> {
    wechat
        .seen()
        .into_iter()
        .map(|seen| seen.uri)
        .filter(|uri| !uri.starts_with("/sns/"))
        .collect()
}

#[tokio::test]
async fn the_access_token_is_kept_for_all_instances_until_shortly_before_its_end() {
    let app = local::sandbox::APPID;
    // What is sealed is random text, in which a short word may stand by chance.
    let (first, second) = ("first-access-token", "second-access-token");
    let (stack, wechat) = with_wechat(vec![
        token(first),
        number(app),
        number(app),
        token(second),
        number(app),
    ])
    .await;
    let member = sign_in(&stack, &super::wechat("x")).await;
    for advance in [0, 6899, 2] {
        stack.advance(advance);
        let answer = stack.post(PATH, &with(&member["token"], "x")).await;
        assert_eq!(answer.text("msg"), "手机号绑定成功", "{:?}", answer.body);
    }
    let phone = |token: &str| format!("/wxa/business/getuserphonenumber?access_token={token}");
    let stable = "/cgi-bin/stable_token".to_owned();
    assert_eq!(
        calls(&wechat),
        [
            stable.clone(),
            phone(first),
            phone(first),
            stable,
            phone(second)
        ]
    );
    // What is kept cannot be read.
    let key = json!({ "pk": { "S": format!("access_token#wechat#{app}") }, "sk": { "S": "-" } });
    let row = stack
        .dynamodb("GetItem", &json!({ "TableName": "CodesTable", "Key": key }))
        .await;
    assert!(
        row["Item"]["token"].is_object() && !row.to_string().contains(second),
        "{row}"
    );
}

#[tokio::test]
async fn a_token_that_wechat_has_forgotten_is_replaced_once() {
    let app = local::sandbox::APPID;
    for errcode in [40001, 40014, 42001] {
        let stale = json!({ "errcode": errcode, "errmsg": "access_token expired" });
        let (stack, wechat) = with_wechat(vec![
            token("T1"),
            number(app),
            stale.clone(),
            token("T2"),
            number(app),
            stale.clone(),
            token("T3"),
            stale,
        ])
        .await;
        let member = sign_in(&stack, &super::wechat("x")).await;
        for status in [200, 200, 500] {
            let answer = stack.post(PATH, &with(&member["token"], "x")).await;
            assert_eq!(answer.status, status, "{:?}", answer.body);
        }
        assert_eq!(calls(&wechat).len(), 8);
    }
}

#[tokio::test]
async fn a_number_for_another_app_or_of_another_form_is_none() {
    let app = local::sandbox::APPID;
    let mut letters = number(app);
    letters["phone_info"]["purePhoneNumber"] = json!("13800000000<b>");
    for answer in [number("wx1"), letters, json!({ "errcode": 0 }), json!([])] {
        let (stack, _) = with_wechat(vec![token("T1"), answer.clone()]).await;
        let member = sign_in(&stack, &super::wechat("x")).await;
        let told = stack.post(PATH, &with(&member["token"], "x")).await;
        assert_eq!(told.outcome(), rejection(503, "系统繁忙"), "{answer}");
    }
}

#[tokio::test]
async fn a_wechat_that_hangs_costs_what_is_left_of_the_time() {
    let (stack, _) = with_wechat(vec![token("T1")]).await;
    let member = sign_in(&stack, &super::wechat("x")).await;
    assert_eq!(
        stack
            .post(PATH, &with(&member["token"], "x"))
            .await
            .outcome(),
        rejection(503, "系统繁忙")
    );
}
