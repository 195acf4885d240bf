//! `POST /module/iot/nonce`.

use serde_json::json;
use tests::TestStack;

use super::rejection;

const PATH: &str = "/module/iot/nonce";

#[tokio::test]
async fn a_nonce_is_new_every_time_and_says_how_long_it_is_good() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &json!({})).await;
    let nonce = answer.body["data"]["nonce"].clone();
    let expected =
        json!({ "status": 200, "msg": "获取成功", "data": { "nonce": nonce, "expires_in": 300 } });
    assert_eq!(answer.outcome(), (200, expected));
    assert_ne!(
        stack.post(PATH, &json!({})).await.body["data"]["nonce"],
        nonce
    );
}

#[tokio::test]
async fn only_post_gives_one() {
    let stack = TestStack::start().await;
    assert_eq!(
        stack.get(PATH).await.outcome(),
        rejection(405, "请求方法不支持,应为 POST")
    );
}
