//! `POST /admin/user/login/`.

use serde_json::{Value, json};
use tests::TestStack;

use super::{failure, success};

const PATH: &str = "/admin/user/login/";

async fn register(stack: &TestStack, username: &str, password: &str) {
    let body = json!({ "username": username, "password": password, "confirm_password": password });
    assert_eq!(
        stack.post("/admin/user/register/", &body).await.outcome(),
        success()
    );
}

fn credentials(username: &str, password: &str) -> Value {
    json!({ "username": username, "password": password })
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    register(&stack, "123456", "123456").await;
    let answer = stack.post(PATH, &credentials("123456", "123456")).await;
    assert_eq!(answer.outcome(), success());
}

#[tokio::test]
async fn the_session_is_an_http_only_cookie_that_lives_as_long_as_its_token() {
    let stack = TestStack::start().await;
    register(&stack, "admin", "123456").await;
    let answer = stack.post(PATH, &credentials("admin", "123456")).await;
    let cookie = answer.header("set-cookie");
    let (token, attributes) = cookie
        .strip_prefix("sessionid=")
        .and_then(|rest| rest.split_once("; "))
        .unwrap();
    assert_eq!(
        attributes,
        "Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax"
    );
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn outside_a_laptop_the_cookie_is_secure() {
    let stack = TestStack::with(&[("StageName", "prod")], &[]).await;
    register(&stack, "admin", "123456").await;
    let answer = stack.post(PATH, &credentials("admin", "123456")).await;
    assert!(
        answer
            .header("set-cookie")
            .ends_with("; HttpOnly; SameSite=Lax; Secure")
    );
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_one_answer() {
    let stack = TestStack::start().await;
    register(&stack, "admin", "123456").await;
    for (username, password) in [
        ("admin", "1234567"),
        ("nobody", "123456"),
        ("no body", "123456"),
        ("admin ", "123456"),
        ("", "123456"),
        ("admin", ""),
    ] {
        let answer = stack.post(PATH, &credentials(username, password)).await;
        assert_eq!(
            answer.outcome(),
            failure("用户名或密码错误"),
            "{username:?} {password:?}"
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn case_and_width_of_the_username_make_no_difference() {
    let stack = TestStack::start().await;
    register(&stack, "Admin", "123456").await;
    for username in ["admin", "ADMIN", "ａｄｍｉｎ"] {
        assert_eq!(
            stack
                .post(PATH, &credentials(username, "123456"))
                .await
                .outcome(),
            success(),
            "{username}"
        );
    }
    assert_eq!(
        stack
            .post(PATH, &credentials("admin", "１２３４５６"))
            .await
            .outcome(),
        success()
    );
}

#[tokio::test]
async fn an_account_that_waits_is_told_so_only_with_the_right_password() {
    let stack = TestStack::with(&[("AdminRegistration", "approval")], &[]).await;
    register(&stack, "admin", "123456").await;
    assert_eq!(
        stack
            .post(PATH, &credentials("admin", "123456"))
            .await
            .outcome(),
        failure("账号待审核")
    );
    assert_eq!(
        stack
            .post(PATH, &credentials("admin", "654321"))
            .await
            .outcome(),
        failure("用户名或密码错误")
    );
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_with_the_right_password() {
    let stack = TestStack::start().await;
    register(&stack, "admin", "123456").await;
    stack.disable_user(1).await;
    assert_eq!(
        stack
            .post(PATH, &credentials("admin", "123456"))
            .await
            .outcome(),
        failure("账号已停用")
    );
    assert_eq!(
        stack
            .post(PATH, &credentials("admin", "654321"))
            .await
            .outcome(),
        failure("用户名或密码错误")
    );
}

#[tokio::test]
async fn a_form_or_a_query_which_another_site_could_send_does_nothing() {
    let stack = TestStack::start().await;
    register(&stack, "admin", "123456").await;
    for path in [PATH, "/admin/user/register/"] {
        let form = "username=admin&password=123456&confirm_password=123456";
        let answer = stack
            .post_raw(path, "application/x-www-form-urlencoded", form)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("msg")),
            (415, "Content-Type 应为 application/json")
        );
        let answer = stack.post(&format!("{path}?{form}"), &json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("msg")),
            (400, "缺少字段 username")
        );
    }
}

#[tokio::test]
async fn sign_ins_of_one_user_at_the_same_moment_all_come_about() {
    let stack = TestStack::start().await;
    register(&stack, "admin", "123456").await;
    let body = credentials("admin", "123456");
    let answers = tests::together((0..8).map(|_| stack.post(PATH, &body))).await;
    for answer in answers {
        assert_eq!(answer.outcome(), success());
    }
}

#[tokio::test]
async fn without_its_token_keys_the_family_answers_with_its_system_error() {
    let stack = TestStack::with(&[], &[("TOKEN_KEYS_SECRET", "gone")]).await;
    register(&stack, "admin", "123456").await;
    let answer = stack.post(PATH, &credentials("admin", "123456")).await;
    assert_eq!(
        answer.outcome(),
        (500, json!({ "code": 0, "data": null, "msg": "系统异常" }))
    );
}

#[tokio::test]
async fn without_its_database_the_family_answers_503_and_when_to_come_back() {
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")]).await;
    let answer = stack.post(PATH, &credentials("admin", "123456")).await;
    assert_eq!(
        answer.outcome(),
        (503, json!({ "code": 0, "data": null, "msg": "系统异常" }))
    );
    assert_eq!(answer.header("retry-after"), "1");
}
