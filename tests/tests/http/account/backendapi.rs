//! `/account/backendapi/` and `/account/backendapi/{pk}/`.

use serde_json::json;
use tests::TestStack;

use super::{FORBIDDEN, Panel, done, failure, invalid};

const PATH: &str = "/account/backendapi/";

#[tokio::test]
async fn a_record_is_made_shown_changed_and_deleted() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let body = json!({ "name": "用户", "pattern": "/account/user/", "app_name": "account", "comment": null });
    let answer = admin.post(PATH, &body).await;
    let mut expected = json!({ "id": 1, "name": "用户", "pattern": "/account/user/", "app_name": "account", "comment": null });
    assert_eq!(
        answer.outcome(),
        (
            201,
            json!({ "code": 201, "data": expected, "msg": "请求成功" })
        )
    );
    assert_eq!(
        admin
            .patch("/account/backendapi/1/", &json!({ "comment": "列表" }))
            .await
            .status,
        200
    );
    expected["comment"] = json!("列表");
    assert_eq!(
        admin.get("/account/backendapi/1").await.body["data"],
        expected
    );
    assert_eq!(admin.get(PATH).await.body["data"], json!([expected]));
    assert_eq!(
        admin
            .put("/account/backendapi/1/", &json!({}))
            .await
            .outcome(),
        invalid(&json!({ "pattern": ["This field is required."] }))
    );
    assert_eq!(
        admin.delete("/account/backendapi/1/").await.outcome(),
        done()
    );
    assert_eq!(
        admin.get("/account/backendapi/1/").await.outcome(),
        failure(404, "Not found.")
    );
}

#[tokio::test]
async fn several_errors_are_told_at_once() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let body = json!({ "name": "x".repeat(51), "pattern": "(", "app_name": 1, "comment": "x".repeat(101) });
    let errors = json!({
        "name": ["Ensure this field has no more than 50 characters."],
        "pattern": ["Enter a valid regular expression."],
        "app_name": ["Not a valid string."],
        "comment": ["Ensure this field has no more than 100 characters."],
    });
    assert_eq!(admin.post(PATH, &body).await.outcome(), invalid(&errors));
    let long = json!({ "pattern": "x".repeat(101) });
    assert_eq!(
        admin.post(PATH, &long).await.outcome(),
        invalid(&json!({ "pattern": ["Ensure this field has no more than 100 characters."] }))
    );
    assert_eq!(admin.get(PATH).await.body["data"], json!([]));
}

#[tokio::test]
async fn an_api_takes_its_permissions_with_it() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = admin
        .create(
            "/account/group/",
            &json!({ "name": "g", "permissions": [permission] }),
        )
        .await;
    let user = admin.user("reader", &[permission]).await;
    assert_eq!(
        admin.delete("/account/backendapi/1/").await.outcome(),
        done()
    );
    assert_eq!(
        admin.get("/account/permission/").await.body["data"],
        json!([])
    );
    assert_eq!(
        admin.get(&format!("/account/group/{group}/")).await.body["data"]["permissions"],
        json!([])
    );
    assert_eq!(
        admin.get(&format!("/account/user/{user}/")).await.body["data"]["permissions"],
        json!([])
    );
    let reader = Panel::sign_in(&stack, "reader", "12345678").await;
    assert_eq!(
        reader.get("/account/user/").await.outcome(),
        failure(403, FORBIDDEN)
    );
}

#[tokio::test]
async fn nobody_widens_what_they_hold() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin
        .permission("ALL", "/account/(backendapi|permission)/.*")
        .await;
    admin.user("keeper", &[permission]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    assert_eq!(
        keeper
            .patch("/account/backendapi/1/", &json!({ "pattern": ".*" }))
            .await
            .outcome(),
        failure(403, FORBIDDEN)
    );
    assert_eq!(
        keeper
            .patch("/account/backendapi/1/", &json!({ "comment": "mine" }))
            .await
            .status,
        200
    );
    assert_eq!(
        keeper
            .post("/account/backendapi/", &json!({ "pattern": ".*" }))
            .await
            .status,
        201
    );
    assert_eq!(
        keeper
            .patch("/account/permission/1/", &json!({ "api_id": 2 }))
            .await
            .outcome(),
        failure(403, FORBIDDEN)
    );
}
