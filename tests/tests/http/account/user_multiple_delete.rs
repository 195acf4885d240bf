//! `DELETE /account/user/multiple_delete/?ids=`, and the document's `/account/usr/multiple_delete/`.

use serde_json::json;
use tests::TestStack;

use super::{FORBIDDEN, Panel, done, failure, ids_in, invalid};

#[tokio::test]
async fn all_or_none_under_both_spellings() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for name in ["a", "b", "c", "d"] {
        admin.user(name, &[]).await;
    }
    let unknown = admin
        .delete("/account/user/multiple_delete/?ids=2,99,3")
        .await;
    assert_eq!(
        unknown.outcome(),
        invalid(&json!({ "ids": ["Invalid pk \"99\" - object does not exist."] }))
    );
    assert_eq!(
        admin
            .delete("/account/usr/multiple_delete/?ids=2,3")
            .await
            .outcome(),
        done()
    );
    assert_eq!(
        admin
            .delete("/account/user/multiple_delete/?ids=4")
            .await
            .outcome(),
        done()
    );
    assert_eq!(ids_in(&admin.get("/account/user/").await), [1, 5]);
}

#[tokio::test]
async fn the_last_superuser_stays_and_too_many_are_refused() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let second = admin
        .create(
            "/account/user/",
            &json!({ "username": "second", "password": "12345678", "is_superuser": true }),
        )
        .await;
    let both = admin
        .delete(&format!("/account/user/multiple_delete/?ids=1,{second}"))
        .await;
    assert_eq!(
        both.outcome(),
        invalid(&json!({ "ids": ["The last superuser must remain."] }))
    );
    assert_eq!(
        admin
            .delete(&format!("/account/user/multiple_delete/?ids={second}"))
            .await
            .outcome(),
        done()
    );
    let ids = (1..=21)
        .map(|id: i32| id.to_string())
        .collect::<Vec<_>>()
        .join(",");
    let many = admin
        .delete(&format!("/account/user/multiple_delete/?ids={ids}"))
        .await;
    assert_eq!(
        many.outcome(),
        invalid(&json!({ "ids": ["Ensure this field has no more than 20 elements."] }))
    );
}

#[tokio::test]
async fn one_who_has_more_saves_all() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    admin.user("keeper", &[users]).await;
    let poor = admin.user("poor", &[]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let answer = keeper
        .delete(&format!("/account/user/multiple_delete/?ids={poor},1"))
        .await;
    assert_eq!(answer.outcome(), failure(403, FORBIDDEN));
    assert_eq!(
        admin.get(&format!("/account/user/{poor}/")).await.status,
        200
    );
}
