//! `POST /admin/user/register/`.

use serde_json::{Value, json};
use tests::TestStack;

use super::{failure, success};

const PATH: &str = "/admin/user/register/";

fn form(username: &str, password: &str) -> Value {
    json!({ "username": username, "password": password, "confirm_password": password })
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    assert_eq!(
        stack.post(PATH, &form("123456", "123456")).await.outcome(),
        success()
    );
}

#[tokio::test]
async fn two_passwords_that_differ_are_refused() {
    let stack = TestStack::start().await;
    let body = json!({ "username": "admin", "password": "123456", "confirm_password": "123457" });
    assert_eq!(
        stack.post(PATH, &body).await.outcome(),
        failure("两次输入的密码不一致")
    );
    let login = stack
        .post(
            "/admin/user/login/",
            &json!({ "username": "admin", "password": "123456" }),
        )
        .await;
    assert_eq!(login.outcome(), failure("用户名或密码错误"));
}

#[tokio::test]
async fn a_name_is_taken_in_every_case_and_width() {
    let stack = TestStack::start().await;
    assert_eq!(
        stack.post(PATH, &form("Admin", "123456")).await.outcome(),
        success()
    );
    for username in ["Admin", "admin", "ADMIN", "Ａｄｍｉｎ"] {
        assert_eq!(
            stack.post(PATH, &form(username, "654321")).await.outcome(),
            failure("用户名已存在"),
            "{username}"
        );
    }
    let first = stack
        .post(
            "/admin/user/login/",
            &json!({ "username": "admin", "password": "123456" }),
        )
        .await;
    assert_eq!(first.outcome(), success());
}

#[tokio::test]
async fn a_weak_password_is_refused_with_the_reason() {
    let documented = TestStack::start().await;
    let answer = documented.post(PATH, &form("admin", "12345")).await;
    assert_eq!(answer.outcome(), failure("密码强度不足:至少需要 6 个字符"));
    let strong = TestStack::with(&[("PasswordPolicy", "strong")], &[]).await;
    for (password, msg) in [
        ("1234567", "密码强度不足:至少需要 8 个字符"),
        ("P@ssw0rd", "密码强度不足:过于常见,容易被猜到"),
        ("xx-admin-xx", "密码强度不足:不能包含用户名"),
    ] {
        assert_eq!(
            strong.post(PATH, &form("Admin", password)).await.outcome(),
            failure(msg),
            "{password}"
        );
    }
    assert_eq!(
        strong
            .post(PATH, &form("Admin", "correct horse"))
            .await
            .outcome(),
        success()
    );
}

#[tokio::test]
async fn nobody_registers_where_registration_is_closed() {
    let stack = TestStack::with(&[("AdminRegistration", "closed")], &[]).await;
    assert_eq!(
        stack.post(PATH, &form("admin", "123456")).await.outcome(),
        failure("注册未开放")
    );
}

#[tokio::test]
async fn what_cannot_be_a_username_is_told_with_the_reason() {
    let stack = TestStack::start().await;
    for username in ["a b", "ad\u{200b}min", "a/b", "\u{3000}", "😀"] {
        let answer = stack.post(PATH, &form(username, "123456")).await;
        assert_eq!(answer.status, 400, "{username}");
        assert_eq!(
            answer.text("msg"),
            "字段 username:只能包含文字、数字和 @ . + - _",
            "{username}"
        );
    }
    let answer = stack.post(PATH, &form(&"x".repeat(151), "123456")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("msg")),
        (400, "字段 username:长度须为 1 到 150 个字符")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_want_one_name_at_the_same_moment_one_gets_it() {
    let stack = TestStack::start().await;
    let names = ["admin", "ADMIN", "Admin", "ａdmin", "admin", "aDMIN"];
    let bodies = names.map(|name| form(name, "123456"));
    let answers = tests::together(bodies.iter().map(|body| stack.post(PATH, body))).await;
    let winners = answers
        .iter()
        .filter(|answer| answer.outcome() == success())
        .count();
    let losers = answers
        .iter()
        .filter(|answer| answer.outcome() == failure("用户名已存在"))
        .count();
    assert_eq!((winners, losers), (1, names.len() - 1));
}

#[tokio::test]
async fn a_new_account_has_no_rights() {
    let stack = TestStack::start().await;
    assert_eq!(
        stack.post(PATH, &form("admin", "123456")).await.outcome(),
        success()
    );
    let item = stack.user_item(1).await;
    assert_eq!(item["is_superuser"]["BOOL"], false);
    assert_eq!(item["is_staff"]["BOOL"], false);
    assert_eq!(item["profiles"]["M"], json!({}));
}
