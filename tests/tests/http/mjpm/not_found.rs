//! Anything else below `/api`, `/mjpm` and `/oa`.

use serde_json::json;
use tests::TestStack;

#[tokio::test]
async fn an_unknown_path_is_a_404_in_the_familys_envelope() {
    let stack = TestStack::start().await;
    for path in [
        "/api",
        "/mjpm",
        "/oa/",
        "/api/v1/weixin",
        "/mjpm/v2",
        "/mjpm/v1/auth",
        "/oa/v1/x",
        "/mjpm/v1/a/b",
        "/mjpm/v1/a/b/c",
        "/mjpm/v1/a/b/c/d",
    ] {
        let answer = stack.post_raw(path, "application/json", "{").await;
        let expected =
            json!({ "result": "error", "code": "404", "msg": "404:接口不存在", "data": [] });
        assert_eq!(answer.outcome(), (404, expected), "{path}");
    }
}
