//! `POST /userinfo`.

use serde_json::json;
use tests::TestStack;

use super::{Member, NOT_SIGNED_IN, failure};

const PATH: &str = "/userinfo";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let root = Member::superuser(&stack).await;
    let teacher = Member::with_permission(&stack, &root, "t", "老师").await;
    let fields = json!({
        "ID": teacher.id, "Username": "username1", "Password": "123456", "Avatar": "/default_avatar.png", "Name": "Name1",
        "PhoneNumber": "123456789", "RegistrationNumber": "20221002122",
    });
    assert_eq!(root.update(&stack, &fields).await.body["code"], 0);
    let teacher = Member::sign_in(&stack, "t").await;
    let answer = stack
        .post(
            PATH,
            &json!({ "Token": teacher.token, "UserID": teacher.id }),
        )
        .await;
    let expected = json!({
        "code": 0,
        "message": "获取个人信息成功",
        "data": {
            "ID": teacher.id,
            "Username": "username1",
            "Password": "",
            "Avatar": "/default_avatar.png",
            "Name": "Name1",
            "PhoneNumber": "123456789",
            "RegistrationNumber": "20221002122",
            "Permission": "老师",
        },
    });
    assert_eq!(answer.outcome(), (200, expected));
}

#[tokio::test]
async fn a_client_that_lost_its_user_id_gets_its_own_profile() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    let answer = stack.post(PATH, &json!({ "token": member.token })).await;
    assert_eq!(answer.body["data"]["ID"], member.id);
}

#[tokio::test]
async fn a_token_that_is_none_or_anothers_id_gets_nothing() {
    let stack = TestStack::start().await;
    let (alice, bob) = (
        Member::sign_in(&stack, "alice").await,
        Member::sign_in(&stack, "bob").await,
    );
    for body in [
        json!({}),
        json!({ "Token": "" }),
        json!({ "Token": "abcd1234", "UserID": 1 }),
        json!({ "Token": format!("{}x", alice.token) }),
        json!({ "Token": alice.token, "UserID": bob.id }),
        json!({ "Token": alice.token, "UserID": 999 }),
    ] {
        assert_eq!(
            stack.post(PATH, &body).await.outcome(),
            failure(NOT_SIGNED_IN),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_superuser_counts_as_administrator() {
    let stack = TestStack::start().await;
    let root = Member::superuser(&stack).await;
    let profile = root.profile(&stack).await;
    assert_eq!(
        (&profile["Username"], &profile["Permission"]),
        (&json!("root"), &json!("管理员"))
    );
}
