//! `/account/permission/` and `/account/permission/{pk}/`.

use serde_json::json;
use tests::TestStack;

use super::{FORBIDDEN, Panel, done, failure, invalid};

const PATH: &str = "/account/permission/";

#[tokio::test]
async fn a_record_is_made_shown_changed_and_deleted() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let id = admin.permission("GET", "/account/user/").await;
    assert_eq!(
        admin.get("/account/permission/1/").await.body["data"],
        json!({ "id": id, "method": "GET", "api_id": 1 })
    );
    assert_eq!(
        admin
            .put(
                "/account/permission/1/",
                &json!({ "method": "ALL", "api_id": 1 })
            )
            .await
            .status,
        200
    );
    assert_eq!(
        admin.get(PATH).await.body["data"],
        json!([{ "id": id, "method": "ALL", "api_id": 1 }])
    );
    assert_eq!(
        admin.delete("/account/permission/1/").await.outcome(),
        done()
    );
    assert_eq!(admin.get(PATH).await.body["data"], json!([]));
}

#[tokio::test]
async fn several_errors_are_told_at_once() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for (body, errors) in [
        (
            json!({}),
            json!({ "method": ["This field is required."], "api_id": ["This field is required."] }),
        ),
        (
            json!({ "method": "get", "api_id": 9 }),
            json!({ "method": ["\"get\" is not a valid choice."], "api_id": ["Invalid pk \"9\" - object does not exist."] }),
        ),
        (
            json!({ "method": null, "api_id": "x" }),
            json!({ "method": ["This field may not be null."], "api_id": ["Incorrect type. Expected pk value."] }),
        ),
    ] {
        assert_eq!(
            admin.post(PATH, &body).await.outcome(),
            invalid(&errors),
            "{body}"
        );
    }
}

#[tokio::test]
async fn rights_are_denied_by_default_and_effective_on_the_next_request() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let user = admin.user("reader", &[]).await;
    let reader = Panel::sign_in(&stack, "reader", "12345678").await;
    let one = format!("/account/user/{user}/");
    assert_eq!(stack.get(&one).await.status, 401);
    assert_eq!(reader.get(&one).await.outcome(), failure(403, FORBIDDEN));

    let permission = admin.permission("GET", r"/account/user/\d+/").await;
    admin
        .patch(&one, &json!({ "permissions": [permission] }))
        .await;
    for path in [one.clone(), one.trim_end_matches('/').to_owned()] {
        assert_eq!(reader.get(&path).await.status, 200, "{path}");
    }
    for (method, path) in [
        (reqwest::Method::GET, "/account/user/"),
        (reqwest::Method::DELETE, one.as_str()),
        (reqwest::Method::GET, "/account/group/1/"),
    ] {
        assert_eq!(
            reader.send(method, path, &json!(null)).await.status,
            403,
            "{path}"
        );
    }

    let group = admin
        .create(
            "/account/group/",
            &json!({ "name": "readers", "permissions": [permission] }),
        )
        .await;
    admin
        .patch(&one, &json!({ "permissions": [], "groups": [group] }))
        .await;
    assert_eq!(reader.get(&one).await.status, 200);
    admin
        .patch(
            &format!("/account/group/{group}/"),
            &json!({ "permissions": [] }),
        )
        .await;
    assert_eq!(reader.get(&one).await.status, 403);
    admin
        .patch(
            &format!("/account/group/{group}/"),
            &json!({ "permissions": [permission] }),
        )
        .await;
    assert_eq!(reader.get(&one).await.status, 200);
    admin
        .patch(
            "/account/backendapi/1/",
            &json!({ "pattern": "/elsewhere/" }),
        )
        .await;
    assert_eq!(reader.get(&one).await.status, 403);
    admin
        .patch(
            "/account/backendapi/1/",
            &json!({ "pattern": "/account/user/.*" }),
        )
        .await;
    assert_eq!(reader.get(&one).await.status, 200);
    admin
        .delete(&format!("/account/permission/{permission}/"))
        .await;
    assert_eq!(reader.get(&one).await.status, 403);
}

#[tokio::test]
async fn nobody_takes_away_what_they_lack() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let keepers = admin
        .permission("ALL", "/account/(permission|backendapi)/.*")
        .await;
    let other = admin.permission("GET", "/account/user/").await;
    admin.user("keeper", &[keepers]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    for path in [
        format!("/account/permission/{other}/"),
        "/account/backendapi/2/".to_owned(),
    ] {
        assert_eq!(
            keeper.delete(&path).await.outcome(),
            failure(403, FORBIDDEN),
            "{path}"
        );
    }
    // What nobody holds yet may go, and what they hold themselves.
    let api = keeper
        .create("/account/backendapi/", &json!({ "pattern": "/x" }))
        .await;
    assert_eq!(
        keeper
            .delete(&format!("/account/backendapi/{api}/"))
            .await
            .outcome(),
        done()
    );
    assert_eq!(
        keeper
            .delete(&format!("/account/permission/{keepers}/"))
            .await
            .outcome(),
        done()
    );
}
