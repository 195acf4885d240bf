//! `POST|DELETE /account/group/{pk}/permission/`.

use serde_json::{Value, json};
use tests::TestStack;

use super::{FORBIDDEN, Panel, failure, invalid};

async fn groups_of(admin: &Panel<'_>, user: i64) -> Value {
    admin.get(&format!("/account/user/{user}/")).await.body["data"]["groups"].clone()
}

#[tokio::test]
async fn members_and_permissions_come_and_go() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = admin
        .create("/account/group/", &json!({ "name": "g" }))
        .await;
    let (a, b) = (admin.user("a", &[]).await, admin.user("b", &[]).await);
    let path = format!("/account/group/{group}/permission/");
    let both = format!("{path}?user_ids={a},{b}&perm_ids={permission}");
    for _ in 0..2 {
        let answer = admin.post(&both, &Value::Null).await;
        let data = json!({ "id": group, "name": "g", "permissions": [permission] });
        assert_eq!(
            answer.outcome(),
            (200, json!({ "code": 200, "data": data, "msg": "请求成功" }))
        );
        assert_eq!(
            (groups_of(&admin, a).await, groups_of(&admin, b).await),
            (json!([group]), json!([group]))
        );
    }
    let reader = Panel::sign_in(&stack, "a", "12345678").await;
    assert_eq!(
        reader.get("/account/user/?group=1").await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for _ in 0..2 {
        assert_eq!(
            admin.delete(&format!("{path}?user_ids={a}")).await.status,
            200
        );
        assert_eq!(
            (groups_of(&admin, a).await, groups_of(&admin, b).await),
            (json!([]), json!([group]))
        );
    }
    assert_eq!(reader.get("/account/user/").await.status, 403);
    assert_eq!(
        admin
            .delete(&format!("{path}?perm_ids={permission}"))
            .await
            .body["data"]["permissions"],
        json!([])
    );
}

#[tokio::test]
async fn unknown_ids_are_named_and_nothing_is_done() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = admin
        .create("/account/group/", &json!({ "name": "g" }))
        .await;
    let a = admin.user("a", &[]).await;
    let path = format!("/account/group/{group}/permission/");
    let answer = admin
        .post(
            &format!("{path}?user_ids={a},99&perm_ids={permission},98"),
            &Value::Null,
        )
        .await;
    let no_such = |id: i64| json!([format!("Invalid pk \"{id}\" - object does not exist.")]);
    assert_eq!(
        answer.outcome(),
        invalid(&json!({ "user_ids": no_such(99), "perm_ids": no_such(98) }))
    );
    assert_eq!(groups_of(&admin, a).await, json!([]));
    assert_eq!(
        admin.get(&format!("/account/group/{group}/")).await.body["data"]["permissions"],
        json!([])
    );
    assert_eq!(
        admin.post(&path, &Value::Null).await.outcome(),
        invalid(&json!({ "user_ids": ["This field or perm_ids is required."] }))
    );
    assert_eq!(
        admin
            .post("/account/group/9/permission/?user_ids=1", &Value::Null)
            .await
            .outcome(),
        failure(404, "Not found.")
    );
}

#[tokio::test]
async fn as_many_join_at_once_as_a_transaction_holds_with_a_record_for_each() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = json!({ "name": "g" });
    let group = admin.create("/account/group/", &group).await;
    let people: Vec<_> = (0..46)
        .map(|n| json!({ "username": format!("p{n}"), "password": "12345678" }))
        .collect();
    for some in people.chunks(23) {
        admin.post("/account/user/", &json!(some)).await;
    }
    let ids = |last: i64| {
        let ids: Vec<_> = (2..=last).map(|id| id.to_string()).collect();
        ids.join(",")
    };
    let path = format!("/account/group/{group}/permission/?perm_ids={permission}&user_ids=");
    let too_many = admin
        .post(&format!("{path}{}", ids(47)), &Value::Null)
        .await;
    let errors = json!({ "user_ids": ["Ensure this field has no more than 45 elements."] });
    assert_eq!(too_many.outcome(), invalid(&errors));
    let joined = admin
        .post(&format!("{path}{}", ids(46)), &Value::Null)
        .await;
    assert_eq!(joined.status, 200, "{:?}", joined.body);
    let records = stack.audit_records_of(46, "rights_changed").await;
    assert_eq!(records.len(), 1);
}

#[tokio::test]
async fn nobody_lets_others_into_more_than_they_have() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let groups = admin.permission("ALL", "/account/group/.*").await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    let rich = admin
        .create(
            "/account/group/",
            &json!({ "name": "rich", "permissions": [users] }),
        )
        .await;
    let keeper_id = admin.user("keeper", &[groups]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    for path in [
        format!("/account/group/{rich}/permission/?user_ids={keeper_id}"),
        format!("/account/group/{rich}/permission/?perm_ids={users}"),
        format!("/account/group/{rich}/permission/?user_ids=1"),
    ] {
        assert_eq!(
            keeper.post(&path, &Value::Null).await.outcome(),
            failure(403, FORBIDDEN),
            "{path}"
        );
    }
    assert_eq!(groups_of(&admin, keeper_id).await, json!([]));
}
