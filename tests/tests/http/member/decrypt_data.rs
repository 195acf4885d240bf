//! `POST /module/iot/decryptData`.

use serde_json::{Value, json};
use tests::{Answer, TestStack};

use super::{failure, rejection, sign_in, wechat};

const PATH: &str = "/module/iot/decryptData";

/// What `name`'s mini-program got from WeChat.
async fn encrypted(stack: &TestStack, query: &str) -> Value {
    stack
        .get(&format!("/_local/wechat/encrypted_data?{query}"))
        .await
        .body
}

async fn decrypt(stack: &TestStack, token: &Value, data: &Value) -> Answer {
    let request =
        json!({ "token": token, "encryptedData": data["encryptedData"], "iv": data["iv"] });
    stack.post(PATH, &request).await
}

#[tokio::test]
async fn its_owner_reads_it() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    let data = encrypted(&stack, "name=kevin").await;
    let answer = decrypt(&stack, &member["token"], &data).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("msg")),
        (200, "解密成功")
    );
    assert_eq!(answer.body["data"]["openId"], stack.prove("kevin").await);
    assert_eq!(
        answer.body["data"]["watermark"]["appid"],
        local::sandbox::APPID
    );
    assert_eq!(answer.body["data"].get("session_key"), None);
}

#[tokio::test]
async fn a_sign_in_by_any_family_will_do() {
    let stack = TestStack::start().await;
    let token = stack
        .post("/login_wx", &json!({ "code": "kevin" }))
        .await
        .body["Token"]
        .clone();
    let data = encrypted(&stack, "name=kevin").await;
    assert_eq!(decrypt(&stack, &token, &data).await.text("msg"), "解密成功");
}

#[tokio::test]
async fn whatever_is_wrong_with_it_is_told_in_one_way() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    let good = encrypted(&stack, "name=kevin").await;
    let unreadable = failure("数据解密失败,请重新登录后重试");
    let now = stack.inner().host().clock.now().as_seconds();
    let mut cases = vec![
        encrypted(&stack, "name=mallory").await,
        encrypted(&stack, "name=kevin&appid=wxffffffffffffffff").await,
        encrypted(&stack, &format!("name=kevin&timestamp={}", now - 660)).await,
        encrypted(&stack, &format!("name=kevin&timestamp={}", now + 120)).await,
    ];
    let text = good["encryptedData"].as_str().unwrap();
    let mut flipped = text.to_owned();
    let first = if flipped.starts_with('A') { "B" } else { "A" };
    flipped.replace_range(..1, first);
    for data in [
        &flipped,
        &text[4..],
        &text[..text.len() - 4],
        "",
        "A",
        "AAAA",
        "王芳",
        &"A".repeat(8_000),
    ] {
        cases.push(json!({ "encryptedData": data, "iv": good["iv"] }));
    }
    for iv in [
        "",
        "A",
        "AAAA",
        "王芳",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        &"A".repeat(256),
    ] {
        cases.push(json!({ "encryptedData": text, "iv": iv }));
    }
    for case in cases {
        assert_eq!(
            decrypt(&stack, &member["token"], &case).await.outcome(),
            unreadable,
            "{case}"
        );
    }
    assert_eq!(
        decrypt(&stack, &member["token"], &good).await.text("msg"),
        "解密成功"
    );
}

#[tokio::test]
async fn whoever_is_not_signed_in_or_came_without_a_key_reads_nothing() {
    let stack = TestStack::start().await;
    let data = encrypted(&stack, "name=kevin").await;
    assert_eq!(
        decrypt(&stack, &json!("x"), &data).await.outcome(),
        failure("登录已失效,请重新登录")
    );
    let page = json!({ "login_method": "WeChat", "login_type": "wx_pc", "code": "kevin" });
    let page = sign_in(&stack, &page).await;
    let answer = decrypt(&stack, &page["token"], &data).await;
    assert_eq!(answer.outcome(), failure("数据解密失败,请重新登录后重试"));
    let answer = stack
        .post(PATH, &json!({ "token": page["token"], "iv": "x" }))
        .await;
    assert_eq!(answer.outcome(), rejection(400, "缺少字段 encryptedData"));
}

#[tokio::test]
async fn the_key_is_kept_sealed_and_goes_with_the_session() {
    let stack = TestStack::start().await;
    let member = sign_in(&stack, &wechat("kevin")).await;
    let sessions = json!({
        "TableName": "CodesTable",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": { ":pk": { "S": format!("session#{}", member["uid"]) } },
    });
    let rows = stack.dynamodb("Query", &sessions).await;
    let key = local::sandbox::session_key("kevin");
    assert!(rows["Items"][0]["session_key"].is_object(), "{rows}");
    assert!(!rows.to_string().contains(&key));
    stack
        .post("/logout", &json!({ "Token": member["token"] }))
        .await;
    assert_eq!(stack.dynamodb("Query", &sessions).await["Count"], 0);
}
