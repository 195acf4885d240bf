//! `POST /login_account_password`.

use serde_json::json;
use tests::TestStack;

use super::{Member, failure};

const PATH: &str = "/login_account_password";

async fn register(stack: &TestStack) {
    let body =
        json!({ "username": "testuser", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &body).await;
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    register(&stack).await;
    let answer = stack
        .post(
            PATH,
            &json!({ "Username": "testuser", "Password": "123456" }),
        )
        .await;
    let token = answer.text("Token").to_owned();
    let expected =
        json!({ "code": 0, "message": "登录成功", "Token": token, "token": token, "UserID": 1 });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(token.split('.').count(), 3);
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_one_answer() {
    let stack = TestStack::start().await;
    register(&stack).await;
    for (username, password) in [
        ("testuser", "1234567"),
        ("nobody", "123456"),
        ("no body", "123456"),
        ("", ""),
    ] {
        let answer = stack
            .post(PATH, &json!({ "Username": username, "Password": password }))
            .await;
        assert_eq!(
            answer.outcome(),
            failure((2, "用户名或密码错误")),
            "{username}"
        );
    }
}

#[tokio::test]
async fn an_account_that_is_closed_or_waits_is_told_so() {
    let stack = TestStack::with(&[("AdminRegistration", "approval")], &[]).await;
    register(&stack).await;
    let body = json!({ "Username": "testuser", "Password": "123456" });
    assert_eq!(
        stack.post(PATH, &body).await.outcome(),
        failure((4, "权限不足:账号待审核,请联系管理员"))
    );
    stack.disable_user(1).await;
    assert_eq!(
        stack.post(PATH, &body).await.outcome(),
        failure((4, "权限不足:账号已停用,请联系管理员"))
    );
}

#[tokio::test]
async fn a_name_and_password_set_later_enable_the_other_door() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    member
        .update(
            &stack,
            &json!({ "Username": "Alice", "Password": "123456" }),
        )
        .await;
    let answer = stack
        .post(PATH, &json!({ "Username": "alice", "Password": "123456" }))
        .await;
    assert_eq!(Member::of(&answer).id, member.id);
}
