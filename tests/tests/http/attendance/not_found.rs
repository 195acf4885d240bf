//! Anything else below `/admin` and `/user`.

use serde_json::json;
use tests::TestStack;

#[tokio::test]
async fn an_unknown_path_is_a_404_in_the_familys_envelope() {
    let stack = TestStack::start().await;
    for path in [
        "/admin",
        "/user/",
        "/admin/user/logout/",
        "/admin/x",
        "/user/user/login/more",
        "/user/%E5%91%98",
    ] {
        let answer = stack.post(path, &json!({})).await;
        assert_eq!(
            answer.outcome(),
            (404, json!({ "code": 0, "data": null, "msg": "接口不存在" })),
            "{path}"
        );
        assert_eq!(stack.get(path).await.status, 404, "{path}");
    }
}
