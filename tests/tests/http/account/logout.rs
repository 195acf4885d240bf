//! `GET|POST /account/logout/`.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, TestStack};

use super::{cookie, failure, sign_in};

const PATH: &str = "/account/logout/";
const NOBODY: &str = "Authentication credentials were not provided.";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let token = cookie(&sign_in(&stack).await);
    let sign_out = || {
        Answer::to(
            stack
                .request(Method::GET, PATH)
                .header("cookie", format!("sessionid={token}")),
        )
    };
    let answer = sign_out().await;
    assert_eq!(
        answer.outcome(),
        (200, json!({ "code": 204, "data": null, "msg": "请求成功" }))
    );
    assert_eq!(
        answer.header("set-cookie"),
        "sessionid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    );
    let again = sign_out().await;
    assert_eq!(again.outcome(), failure(401, NOBODY));
    assert!(
        again.header("set-cookie").starts_with("sessionid=; "),
        "a stale cookie goes too"
    );
}

#[tokio::test]
async fn post_and_a_bearer_do_as_well_and_other_families_see_it() {
    let stack = TestStack::start().await;
    let token = cookie(&sign_in(&stack).await);
    assert_eq!(
        stack
            .post("/userinfo", &json!({ "Token": token }))
            .await
            .body["code"],
        0
    );
    let request = stack.request(Method::POST, PATH).bearer_auth(&token);
    assert_eq!(Answer::to(request).await.body["code"], 204);
    assert_eq!(
        stack
            .post("/userinfo", &json!({ "Token": token }))
            .await
            .body["code"],
        3
    );
}

#[tokio::test]
async fn nobody_signs_out_nobody() {
    let stack = TestStack::start().await;
    assert_eq!(stack.get(PATH).await.outcome(), failure(401, NOBODY));
}
